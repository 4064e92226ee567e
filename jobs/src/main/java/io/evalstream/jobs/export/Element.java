package io.evalstream.jobs.export;

import io.evalstream.schemas.Interval;
import io.evalstream.schemas.MetricValue;
import io.evalstream.schemas.NamedValues;
import io.evalstream.schemas.Scalar;
import io.evalstream.schemas.TensorValue;
import io.evalstream.schemas.Undefined;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A number within the value of a metric, or the lack of one.
 *
 * @param part where it is within a compound value: names joined by points, the indexes of a tensor by commas, such as
 *     {@code precision.3} or {@code 0,1}; empty for a value that is a number
 * @param value the number, which may be infinite in a tensor; NaN where there is none
 * @param interval its confidence interval, if there is one
 * @param code why there is no number; empty where there is one
 */
public record Element(
        String metric, String part, double value, @Nullable Interval interval, String code) {

    /** The code of an element of a tensor that is undefined, of which no more is known. */
    public static final String UNDEFINED_ELEMENT = "ELEMENT";

    /** Everything that a metric says, in its order. */
    public static List<Element> of(MetricValue value) {
        List<Element> elements = new ArrayList<>();
        add(value.getName(), "", value.getValue(), elements);
        return elements;
    }

    private static void add(String metric, String part, Object value, List<Element> elements) {
        if (value instanceof Scalar scalar) {
            elements.add(new Element(metric, part, scalar.getValue(), scalar.getInterval(), ""));
        } else if (value instanceof TensorValue tensor) {
            List<Double> numbers = tensor.getValues();
            for (int i = 0; i < numbers.size(); i++) {
                double number = numbers.get(i);
                String place = join(part, place(tensor.getShape(), i));
                elements.add(new Element(metric, place, number, null, Double.isNaN(number) ? UNDEFINED_ELEMENT : ""));
            }
        } else if (value instanceof NamedValues named) {
            for (MetricValue entry : named.getEntries()) {
                add(metric, join(part, entry.getName()), entry.getValue(), elements);
            }
        } else if (value instanceof Undefined undefined) {
            elements.add(new Element(metric, part, Double.NaN, null, undefined.getCode()));
        } else {
            throw new IllegalArgumentException("metric '" + metric + "' has a value of " + value.getClass()
                    + "; expected one that the schema of reports names");
        }
    }

    private static String join(String outer, String inner) {
        return outer.isEmpty() || inner.isEmpty() ? outer + inner : outer + "." + inner;
    }

    private static String place(List<Integer> shape, int index) {
        StringBuilder place = new StringBuilder();
        int rest = index;
        for (int dimension = shape.size() - 1; dimension >= 0; dimension--) {
            int size = shape.get(dimension);
            place.insert(0, (dimension == 0 ? "" : ",") + rest % size);
            rest /= size;
        }
        return place.toString();
    }
}
