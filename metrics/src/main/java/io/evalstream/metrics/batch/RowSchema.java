package io.evalstream.metrics.batch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The columns that a plan's statistics read, in a fixed order, and what they ask of them. */
public final class RowSchema {

    private final List<Input> inputs;
    private final Map<Input, Integer> indexes = new LinkedHashMap<>();
    private final List<Requirement> requirements;
    private final Map<Population, List<Statistic>> statistics;

    public RowSchema(List<Statistic> statistics) {
        Set<Requirement> distinct = new LinkedHashSet<>();
        statistics.forEach(statistic -> distinct.addAll(statistic.requirements()));
        this.statistics = statistics.stream().collect(Collectors.groupingBy(Statistic::population));
        requirements = List.copyOf(distinct);
        for (Requirement requirement : requirements) {
            indexes.putIfAbsent(requirement.input(), indexes.size());
        }
        inputs = List.copyOf(indexes.keySet());
    }

    public List<Input> inputs() {
        return inputs;
    }

    /** What is asked of the columns, each demand once. */
    public List<Requirement> requirements() {
        return requirements;
    }

    /** Index of a column, or −1 where no statistic reads it. */
    public int indexOf(Input input) {
        return indexes.getOrDefault(input, -1);
    }

    /** The columns that one event carries. */
    public List<Input> inputs(Input.Side side) {
        List<Input> ofSide = new ArrayList<>(inputs);
        ofSide.removeIf(input -> input.side() != side);
        return ofSide;
    }

    /**
     * A rejection for what one event carries, or null: its columns one by one, and for a prediction also whether they fit
     * those statistics that count every prediction.
     */
    public @Nullable Rejection check(Input.Side side, Row row) {
        for (Requirement requirement : requirements) {
            if (requirement.input().side() == side) {
                Rejection rejection = requirement.check(row.cell(requirement.input()));
                if (rejection != null) {
                    return rejection;
                }
            }
        }
        return side == Input.Side.PREDICTION ? check(Population.PREDICTIONS, row) : null;
    }

    /** A rejection for a whole row, or null. */
    public @Nullable Rejection check(Row row) {
        for (Input.Side side : Input.Side.values()) {
            Rejection rejection = check(side, row);
            if (rejection != null) {
                return rejection;
            }
        }
        return checkTogether(row);
    }

    /** A rejection for what only both sides together violate, or null. */
    public @Nullable Rejection checkTogether(Row row) {
        return check(Population.LABELLED, row);
    }

    private @Nullable Rejection check(Population population, Row row) {
        for (Statistic statistic : statistics.getOrDefault(population, List.of())) {
            Rejection rejection = statistic.check(row);
            if (rejection != null) {
                return rejection;
            }
        }
        return null;
    }
}
