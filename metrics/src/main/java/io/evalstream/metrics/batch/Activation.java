package io.evalstream.metrics.batch;

/**
 * Logits as probabilities, in the arithmetic of the type they came as. A float32 logit is taken through float32
 * operations, each rounded, so that probabilities saturate where a float32 model's do: the sigmoid is 1 from about 17 up.
 * Sixteen-bit types are computed in float32 and rounded once; whole numbers are computed as float64.
 *
 * <p>The one place where they are computed: what feeds a threshold, a bin or a key must have the same bits everywhere.
 */
public final class Activation {

    private static final Object SIGMOIDS = "sigmoids of preds";

    /** Identifies a column of softmaxes among the derived columns of a batch. */
    private record Softmaxes(int classes) {}

    private Activation() {}

    /** The sigmoid of every number in the column of predictions, packed as it is and computed once for a batch. */
    public static double[] sigmoids(Batch batch) {
        return batch.derived(SIGMOIDS, Activation::computeSigmoids);
    }

    /**
     * The softmax of every vector in the column of predictions, packed as it is and computed once for a batch.
     *
     * @param classes the first dimension of every row, over which each vector lies
     */
    public static double[] softmaxes(Batch batch, int classes) {
        return batch.derived(new Softmaxes(classes), rows -> computeSoftmaxes(rows, classes));
    }

    /** The logistic function {@code 1 / (1 + e^-x)}. */
    public static double sigmoid(double logit, DataType type) {
        if (isDouble(type)) {
            return 1 / (1 + StrictMath.exp(-logit));
        }
        return type.round(1f / (1f + (float) StrictMath.exp(-logit)));
    }

    /**
     * Softmax of one vector within a packed tensor: elements {@code from}, {@code from + stride}, … of {@code logits}.
     *
     * @param stride distance between neighbours; 1 for a plain vector
     * @param into where the probabilities go, at the same indexes; may be {@code logits} itself
     */
    public static void softmax(double[] logits, int from, int stride, int classes, DataType type, double[] into) {
        int end = from + stride * classes;
        double largest = logits[from];
        for (int i = from + stride; i < end; i += stride) {
            largest = Math.max(largest, logits[i]);
        }
        if (isDouble(type)) {
            double[] powers = new double[classes];
            for (int i = from; i < end; i += stride) {
                into[i] = StrictMath.exp(logits[i] - largest);
                powers[(i - from) / stride] = into[i];
            }
            double sum = PairwiseSum.of(powers, classes);
            for (int i = from; i < end; i += stride) {
                into[i] /= sum;
            }
        } else {
            float[] powers = new float[classes];
            for (int i = from; i < end; i += stride) {
                float power = (float) StrictMath.exp((float) logits[i] - (float) largest);
                into[i] = power;
                powers[(i - from) / stride] = power;
            }
            float sum = PairwiseSum.of(powers, classes);
            for (int i = from; i < end; i += stride) {
                into[i] = type.round((float) into[i] / sum);
            }
        }
    }

    private static double[] computeSigmoids(Batch batch) {
        NumberColumn preds = batch.numbers(Input.PREDS);
        double[] logits = preds.values();
        double[] probabilities = new double[elements(batch, preds)];
        for (int row = 0; row < batch.size(); row++) {
            DataType type = preds.type(row);
            for (int i = preds.start(row); i < preds.end(row); i++) {
                probabilities[i] = sigmoid(logits[i], type);
            }
        }
        return probabilities;
    }

    private static double[] computeSoftmaxes(Batch batch, int classes) {
        NumberColumn preds = batch.numbers(Input.PREDS);
        double[] logits = preds.values();
        double[] probabilities = new double[elements(batch, preds)];
        for (int row = 0; row < batch.size(); row++) {
            int start = preds.start(row);
            int stride = preds.length(row) / classes;
            for (int i = start; i < start + stride; i++) {
                softmax(logits, i, stride, classes, preds.type(row), probabilities);
            }
        }
        return probabilities;
    }

    private static int elements(Batch batch, NumberColumn column) {
        return batch.size() == 0 ? 0 : column.end(batch.size() - 1);
    }

    private static boolean isDouble(DataType type) {
        return type == DataType.FLOAT64 || type.isInteger();
    }
}
