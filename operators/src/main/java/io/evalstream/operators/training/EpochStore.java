package io.evalstream.operators.training;

import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.WindowSpec;
import io.evalstream.metrics.state.State;
import io.evalstream.operators.KeyedStates;
import io.evalstream.operators.StateMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The keyed state of one plan's runs: how far a run, its open epochs, their ranks and their unreported steps have come,
 * the content of each batch as a hash, and a state of metrics for each open epoch and unreported step.
 */
final class EpochStore {

    private final Plan plan;
    private final @Nullable WindowSpec stepWindow;
    private final @Nullable WindowSpec epochWindow;
    private final ValueState<Progress.OfRun> run;
    private final MapState<Integer, Progress.OfEpoch> epochs;
    private final MapState<Tag, Progress.OfRank> ranks;
    private final MapState<Tag, Progress.OfStep> steps;
    private final MapState<Tag, Long> contents;
    /** By epoch or step. */
    private final StateMap<Tag> states;

    /**
     * The store of a plan.
     *
     * @param states its states, as {@link #states} keeps them or in a cache over that
     */
    EpochStore(Plan plan, KeyedStateStore keyed, StateMap<Tag> states) {
        this.plan = plan;
        this.states = states;
        stepWindow = windowOf(plan, WindowSpec.Kind.STEP);
        epochWindow = windowOf(plan, WindowSpec.Kind.EPOCH);
        // The plan's name is part of the state's: each plan has a layout of its own.
        run = keyed.getState(new ValueStateDescriptor<>("run/" + plan.name(), new ProgressSerializers.OfRun()));
        epochs = keyed.getMapState(new MapStateDescriptor<>(
                "epochs/" + plan.name(), IntSerializer.INSTANCE, new ProgressSerializers.OfEpoch()));
        ranks = keyed.getMapState(new MapStateDescriptor<>(
                "ranks/" + plan.name(), new ProgressSerializers.OfTag(), new ProgressSerializers.OfRank()));
        steps = keyed.getMapState(new MapStateDescriptor<>(
                "steps/" + plan.name(), new ProgressSerializers.OfTag(), new ProgressSerializers.OfStep()));
        contents = keyed.getMapState(new MapStateDescriptor<>(
                "contents/" + plan.name(), new ProgressSerializers.OfTag(), LongSerializer.INSTANCE));
    }

    /** The states of a plan's epochs and steps in keyed state. */
    static KeyedStates<Tag> states(Plan plan, KeyedStateStore keyed) {
        return new KeyedStates<>("states/" + plan.name(), new ProgressSerializers.OfTag(), plan.layout(), keyed);
    }

    Plan plan() {
        return plan;
    }

    @Nullable
    WindowSpec stepWindow() {
        return stepWindow;
    }

    @Nullable
    WindowSpec epochWindow() {
        return epochWindow;
    }

    Progress.@Nullable OfRun run() throws Exception {
        return run.value();
    }

    void put(Progress.OfRun progress) throws Exception {
        run.update(progress);
    }

    Progress.@Nullable OfEpoch epoch(int epoch) throws Exception {
        return epochs.get(epoch);
    }

    void put(int epoch, Progress.OfEpoch progress) throws Exception {
        epochs.put(epoch, progress);
    }

    /** The epochs that are not final, in order. */
    NavigableMap<Integer, Progress.OfEpoch> openEpochs() throws Exception {
        NavigableMap<Integer, Progress.OfEpoch> open = new TreeMap<>();
        for (Map.Entry<Integer, Progress.OfEpoch> epoch : epochs.entries()) {
            open.put(epoch.getKey(), epoch.getValue());
        }
        return open;
    }

    Progress.OfRank rank(int epoch, int rank) throws Exception {
        Progress.OfRank known = ranks.get(Tag.ofRank(epoch, rank));
        return known == null ? Progress.OfRank.NONE : known;
    }

    void put(int epoch, int rank, Progress.OfRank progress) throws Exception {
        ranks.put(Tag.ofRank(epoch, rank), progress);
    }

    Progress.OfStep step(Tag step) throws Exception {
        Progress.OfStep known = steps.get(step);
        return known == null ? Progress.OfStep.NONE : known;
    }

    void put(Tag step, Progress.OfStep progress) throws Exception {
        steps.put(step, progress);
    }

    /** The steps of an epoch that were not reported, in order. */
    List<Tag> openSteps(int epoch) throws Exception {
        List<Tag> open = ofEpoch(steps.keys(), epoch);
        open.sort(Tag.IN_ORDER);
        return open;
    }

    /** The hash of a batch's content, or null where it has not come. */
    @Nullable
    Long content(Tag batch) throws Exception {
        return contents.get(batch);
    }

    void putContent(Tag batch, long hash) throws Exception {
        contents.put(batch, hash);
    }

    void merge(Tag epochOrStep, byte[] batch) throws Exception {
        states.merge(epochOrStep, batch);
    }

    /** The state of an epoch or step; an empty one where no batch was accepted. */
    State state(Tag epochOrStep) throws Exception {
        State state = states.get(epochOrStep);
        return state == null ? plan.layout().newState() : state;
    }

    void dropStep(Tag step) throws Exception {
        steps.remove(step);
        states.remove(step);
    }

    void dropEpoch(int epoch) throws Exception {
        epochs.remove(epoch);
        for (MapState<Tag, ?> map : List.of(ranks, steps, contents)) {
            for (Tag tag : ofEpoch(map.keys(), epoch)) {
                map.remove(tag);
            }
        }
        for (Tag tag : ofEpoch(states.ids(), epoch)) {
            states.remove(tag);
        }
    }

    void dropAll() throws Exception {
        run.clear();
        epochs.clear();
        List.of(ranks, steps, contents).forEach(MapState::clear);
        states.clear();
    }

    private static List<Tag> ofEpoch(Iterable<Tag> all, int epoch) {
        List<Tag> tags = new ArrayList<>();
        for (Tag tag : all) {
            if (tag.epoch() == epoch) {
                tags.add(tag);
            }
        }
        return tags;
    }

    private static @Nullable WindowSpec windowOf(Plan plan, WindowSpec.Kind kind) {
        return plan.spec().windows().stream()
                .filter(window -> window.kind() == kind)
                .findFirst()
                .orElse(null);
    }
}
