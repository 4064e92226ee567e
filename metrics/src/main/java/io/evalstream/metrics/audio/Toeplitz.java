package io.evalstream.metrics.audio;

import java.util.Arrays;

/** Symmetric Toeplitz systems. */
final class Toeplitz {

    private Toeplitz() {}

    /**
     * Solves a positive definite system by the recursion of Levinson in n² steps (Golub and Van Loan, Matrix Computations,
     * algorithm 4.7.2). The solution is NaN where the matrix is not positive definite.
     *
     * @param row first row of the matrix
     */
    static double[] solve(double[] row, double[] right) {
        int n = row.length;
        double[] solution = new double[n];
        if (!(row[0] > 0)) {
            Arrays.fill(solution, Double.NaN);
            return solution;
        }
        double[] r = Signals.scaled(row, 1 / row[0]);
        double[] predictor = new double[n];
        solution[0] = right[0] / row[0];
        double error = 1;
        double reflection = n > 1 ? -r[1] : 0;
        predictor[0] = reflection;
        for (int k = 1; k < n; k++) {
            error *= 1 - reflection * reflection;
            if (!(error > 0)) {
                Arrays.fill(solution, Double.NaN);
                return solution;
            }
            double next = (right[k] / row[0] - reversed(r, solution, k)) / error;
            for (int i = 0; i < k; i++) {
                solution[i] += next * predictor[k - 1 - i];
            }
            solution[k] = next;
            if (k < n - 1) {
                reflection = -(r[k + 1] + reversed(r, predictor, k)) / error;
                double[] before = predictor.clone();
                for (int i = 0; i < k; i++) {
                    predictor[i] += reflection * before[k - 1 - i];
                }
                predictor[k] = reflection;
            }
        }
        return solution;
    }

    /** Sum of {@code r[i + 1] · values[k − 1 − i]} over the first k. */
    private static double reversed(double[] r, double[] values, int k) {
        double sum = 0;
        for (int i = 0; i < k; i++) {
            sum += r[i + 1] * values[k - 1 - i];
        }
        return sum;
    }
}
