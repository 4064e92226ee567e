package io.evalstream.metrics.retrieval;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.laws.Event;
import io.evalstream.metrics.laws.Fold;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.metric.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One metric of the catalogue and the queries whose documents it has seen. */
final class Asked {

    private static final Catalogue CATALOGUE = new Catalogue(List.of(new RetrievalFamily()));

    private final MetricSet set;
    private final List<Event> events = new ArrayList<>();

    private Asked(MetricSet set) {
        this.set = set;
    }

    static Asked of(String metric, Map<String, ? extends @Nullable Object> arguments) {
        return new Asked(MetricSet.of(Map.of("it", CATALOGUE.create(metric, arguments, Map.of()))));
    }

    /** Adds one row with several documents of a query. */
    Asked query(int number, double[] scores, double... relevances) {
        return row(1, new double[] {number}, scores, relevances);
    }

    /** Adds a document. */
    Asked document(int query, double score, double relevance) {
        return row(1, new double[] {query}, new double[] {score}, relevance);
    }

    Asked retracted(int query, double score, double relevance) {
        return row(-1, new double[] {query}, new double[] {score}, relevance);
    }

    Asked row(int multiplicity, double[] queries, double[] scores, double... relevances) {
        Rejection rejection = rejection(queries, scores, relevances);
        if (rejection != null) {
            throw new IllegalArgumentException(rejection.message());
        }
        events.add(new Event(rowOf(queries, scores, relevances), multiplicity, 0, events.size()));
        return this;
    }

    @Nullable
    Rejection rejection(double[] queries, double[] scores, double... relevances) {
        return set.schema().check(rowOf(queries, scores, relevances));
    }

    Value value() {
        return Objects.requireNonNull(set.compute(Fold.of(set, events)).get("it"));
    }

    double number() {
        return ((Value.Scalar) value()).value();
    }

    /** The numbers of a named value. */
    double[] part(String name) {
        Value part = Objects.requireNonNull(((Value.Named) value()).values().get(name));
        return part instanceof Value.Tensor tensor ? tensor.values() : new double[] {((Value.Scalar) part).value()};
    }

    private Row rowOf(double[] queries, double[] scores, double... relevances) {
        DataType ofTarget =
                Arrays.stream(relevances).allMatch(one -> one == Math.rint(one)) ? DataType.INT64 : DataType.FLOAT32;
        return new Row(set.schema())
                .set(Input.INDEXES, Cell.Numbers.vector(queries, DataType.INT64))
                .set(Input.PREDS, Cell.Numbers.vector(scores, DataType.FLOAT64))
                .set(Input.TARGET, Cell.Numbers.vector(relevances, ofTarget));
    }
}
