package io.evalstream.metrics.image;

import io.evalstream.metrics.metric.Arguments;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The argument that is a filter: a list of rows of one length. */
final class HighPass {

    private static final String NAME = "high_pass_filter";
    private static final List<List<Double>> DEFAULT =
            List.of(List.of(-1.0, -1.0, -1.0), List.of(-1.0, 8.0, -1.0), List.of(-1.0, -1.0, -1.0));

    private HighPass() {}

    static List<List<Double>> of(Arguments arguments) {
        Object given = arguments.get(NAME);
        if (given == null) {
            return DEFAULT;
        }
        List<List<Double>> rows = new ArrayList<>();
        for (Object row : given instanceof List<?> list ? list : List.of()) {
            List<Double> numbers = numbers(row);
            if (numbers == null
                    || numbers.isEmpty()
                    || (!rows.isEmpty() && rows.get(0).size() != numbers.size())) {
                throw refusal(arguments, given);
            }
            rows.add(numbers);
        }
        if (rows.isEmpty()) {
            throw refusal(arguments, given);
        }
        return rows;
    }

    private static @Nullable List<Double> numbers(Object row) {
        if (!(row instanceof List<?> list) || !list.stream().allMatch(Number.class::isInstance)) {
            return null;
        }
        return list.stream().map(number -> ((Number) number).doubleValue()).toList();
    }

    private static RuntimeException refusal(Arguments arguments, Object given) {
        return arguments.refuse("'" + NAME + "' is " + given + "; expected a list of rows of one length, such as"
                + " [[0, -1, 0], [-1, 4, -1], [0, -1, 0]]");
    }
}
