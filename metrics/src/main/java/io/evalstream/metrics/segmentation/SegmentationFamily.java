package io.evalstream.metrics.segmentation;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.MetricFamily;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import java.util.List;
import java.util.Locale;

/** Metrics of masks. */
public final class SegmentationFamily implements MetricFamily {

    private static final Parameter CLASSES =
            Parameter.integer("num_classes", null, "number of classes").atLeast(1);
    private static final Parameter BACKGROUND =
            Parameter.flag("include_background", true, "whether class 0 counts, unless it is the only one");
    private static final Parameter PER_CLASS =
            Parameter.flag("per_class", false, "whether each class has a value of its own");
    private static final Parameter FORMAT = Parameter.choice(
            "input_format",
            "one-hot",
            "whether masks are zeros and ones by class and pixel, the class of each pixel, or one of each",
            "one-hot",
            "index",
            "mixed");

    @Override
    public String name() {
        return "segmentation";
    }

    @Override
    public List<MetricDefinition> metrics() {
        return List.of(
                MetricDefinition.of("mean_iou", SegmentationFamily::meanIou)
                        .torchMetrics("MeanIoU")
                        .summary("Intersection over union of the masks, averaged over rows and classes.")
                        .formula("|P∩T| / |P∪T|, averaged over the rows and classes for which a mask has a pixel")
                        .undefinedWhen("no mask has a pixel")
                        .parameters(List.of(
                                CLASSES,
                                BACKGROUND,
                                PER_CLASS,
                                FORMAT,
                                Parameter.integer(
                                                "max_distinct",
                                                1 << 20,
                                                "largest number of entries that are remembered where `per_class` is given"
                                                        + " and `num_classes` is not")
                                        .atLeast(1))),
                MetricDefinition.of("dice_score", SegmentationFamily::dice)
                        .torchMetrics("DiceScore")
                        .summary("Overlap of the masks by their mean size.")
                        .formula("2·|P∩T| / (|P| + |T|), of each row (samplewise) or of all rows together (global)")
                        .undefinedWhen("no mask has a pixel")
                        .parameters(List.of(
                                CLASSES.mustBeGiven(),
                                BACKGROUND,
                                Parameter.choice(
                                        "average",
                                        "macro",
                                        "over the classes: all pixels together, plain mean, mean weighted by the true"
                                                + " masks, or none",
                                        "micro",
                                        "macro",
                                        "weighted",
                                        "none"),
                                Parameter.choice(
                                        "aggregation_level",
                                        "samplewise",
                                        "whether rows are averaged, or their pixels taken together",
                                        "samplewise",
                                        "global"),
                                FORMAT)),
                MetricDefinition.of("generalized_dice_score", SegmentationFamily::generalizedDice)
                        .torchMetrics("GeneralizedDiceScore")
                        .summary("Overlap of the masks, with classes weighted by size, averaged over the rows.")
                        .formula(
                                "2·Σ w·|P∩T| / Σ w·(|P| + |T|), with w = 1/|T|², 1/|T| or 1 (Crum, Camara, Hill, IEEE TMI"
                                        + " 2006); a class that a row's true mask lacks weighs nothing in that row")
                        .parameters(List.of(
                                CLASSES.mustBeGiven(),
                                BACKGROUND,
                                PER_CLASS,
                                Parameter.choice(
                                        "weight_type", "square", "what a class weighs", "square", "simple", "linear"),
                                FORMAT)),
                MetricDefinition.of("hausdorff_distance", SegmentationFamily::hausdorff)
                        .torchMetrics("HausdorffDistance")
                        .scikitLearn("scipy.spatial.distance.directed_hausdorff")
                        .summary("How far the edges of the masks are apart at worst, averaged over rows and classes.")
                        .formula(
                                "max over the pixels of one edge of the distance to the nearest of the other; of both ways"
                                        + " the larger, unless directed")
                        .undefinedWhen("a class was in only one of a row's masks, which is infinitely far")
                        .parameters(List.of(
                                CLASSES.mustBeGiven(),
                                BACKGROUND.withDefault(false),
                                Parameter.choice(
                                        "distance_metric",
                                        "euclidean",
                                        "how distances are measured",
                                        "euclidean",
                                        "chessboard",
                                        "taxicab"),
                                Parameter.of(
                                        "spacing",
                                        Parameter.Type.NUMBERS,
                                        null,
                                        "distances of neighbouring rows and of neighbouring columns; 1 by default"),
                                Parameter.flag(
                                        "directed", false, "whether only the way from predicted to true edge counts"),
                                FORMAT)));
    }

    private static Metric meanIou(Arguments arguments) {
        Masks masks = masks(arguments);
        if (masks.classes() == null && masks.format() != Masks.Format.ONE_HOT) {
            throw arguments.refuse("'num_classes' is missing; only masks of the format 'one-hot' say it themselves");
        }
        boolean perClass = arguments.flag("per_class");
        AreaScore score = new AreaScore.IntersectionOverUnion(perClass);
        if (perClass && masks.classes() == null) {
            return Metric.of(
                    arguments.metric(),
                    new OpenMeanScores(masks, score, arguments.integer("max_distinct")),
                    true,
                    OpenMeanScores::means);
        }
        return mean(arguments, masks, score);
    }

    private static Metric dice(Arguments arguments) {
        AreaScore.Dice score = new AreaScore.Dice(arguments.choice("average", AreaScore.Average.class));
        String level = arguments.textOrNull("aggregation_level");
        if (level == null || level.equals("samplewise")) {
            return mean(arguments, masks(arguments), score);
        }
        return Metric.of(arguments.metric(), new TotalAreas(masks(arguments)), true, memory -> {
            double[] scores = score.of(TotalAreas.read(memory));
            return score.perClass() ? Value.vector(scores) : Value.scalar(scores[0]);
        });
    }

    private static Metric generalizedDice(Arguments arguments) {
        return mean(
                arguments,
                masks(arguments),
                new AreaScore.GeneralizedDice(
                        arguments.choice("weight_type", AreaScore.GeneralizedDice.Weight.class),
                        arguments.flag("per_class")));
    }

    private static Metric hausdorff(Arguments arguments) {
        List<Double> spacing = arguments.has("spacing") ? arguments.numbers("spacing") : List.of(1.0, 1.0);
        if (spacing.size() != 2 || spacing.stream().anyMatch(distance -> !(distance > 0 && distance < 1e9))) {
            throw arguments.refuse(
                    "'spacing' is " + spacing + "; expected two positive numbers, for rows and for columns");
        }
        Distance distance =
                new Distance(arguments.choice("distance_metric", Distance.Norm.class), spacing.get(0), spacing.get(1));
        return Metric.of(
                arguments.metric(),
                new SurfaceDistances(masks(arguments), distance, arguments.flag("directed")),
                false,
                SurfaceDistances::mean);
    }

    private static Metric mean(Arguments arguments, Masks masks, AreaScore score) {
        MeanScores scores = new MeanScores(masks, score);
        return Metric.of(arguments.metric(), scores, true, scores::means);
    }

    private static Masks masks(Arguments arguments) {
        String format = arguments.text("input_format").replace('-', '_').toUpperCase(Locale.ROOT);
        return new Masks(
                arguments.integerOrNull("num_classes"),
                arguments.flag("include_background"),
                Masks.Format.valueOf(format));
    }
}
