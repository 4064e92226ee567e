package io.evalstream.metrics.laws;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.RowSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Random rows that a schema accepts. Numbers come from the domains that are required, shapes from a pool of small ones;
 * what only whole rows violate is found by trying. The shapes of an accepted row are kept for the next ones.
 */
public final class RandomRows {

    private static final int TRIES = 20_000;
    private static final DataType[] REAL = {DataType.FLOAT32, DataType.FLOAT64, DataType.FLOAT16, DataType.BFLOAT16};
    private static final String[] WORDS = {"the", "cat", "sat", "on", "a", "mat.", "It", "rains", "today,"};
    private static final double[] EXTREMES = {1e300, -1e300, 3e38, 1e9 + 0.5, 800, -800, 1e-300, Double.MIN_VALUE};
    private static final int[][] SIZES = {
        {3, 2, 2},
        {2, 3, 2, 2},
        {8, 8},
        {12, 12},
        {16, 16},
        {3, 2},
        {4, 2},
        {2, 5},
        {1, 16, 16},
        {2, 8, 8},
        {3, 16, 16},
        {1, 48, 48},
        {64},
        {16}
    };

    private final RowSchema schema;
    private final Random random;
    private final Map<Input, List<Requirement>> requirements = new HashMap<>();
    private Map<Input, int[]> shapes = new HashMap<>();
    private Map<Input, DataType> types = new HashMap<>();

    public RandomRows(RowSchema schema, Random random) {
        this.schema = schema;
        this.random = random;
        for (Requirement requirement : schema.requirements()) {
            requirements
                    .computeIfAbsent(requirement.input(), input -> new ArrayList<>())
                    .add(requirement);
        }
    }

    /** So many events, each with a position of its own. */
    public List<Event> events(int count) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(new Event(next(), 1, i % 3, i));
        }
        return events;
    }

    /** A row that the schema accepts. */
    public Row next() {
        String last = "";
        for (int i = 0; i < TRIES; i++) {
            if (i % 50 == 49 || shapes.isEmpty()) {
                drawShapes();
            }
            drawObjects();
            Row row = new Row(schema);
            for (Input input : schema.inputs()) {
                row.set(input, cell(input));
            }
            var rejection = schema.check(row);
            if (rejection == null) {
                return row;
            }
            last = rejection.message();
            if (rejection.reason() != io.evalstream.metrics.batch.Rejection.Reason.OUT_OF_RANGE) {
                shapes = new HashMap<>();
            }
        }
        throw new AssertionError("no row was accepted in " + TRIES + " tries, the last for: " + last
                + "; teach RandomRows what this metric asks of a row");
    }

    private void drawShapes() {
        shapes = new HashMap<>();
        types = new HashMap<>();
        int[] shared = shared();
        DataType real = REAL[random.nextInt(REAL.length)];
        for (Input input : schema.inputs()) {
            int width = requirements.get(input).stream()
                    .mapToInt(Requirement::width)
                    .max()
                    .orElse(0);
            int[] shape = shared;
            if (width > 0 && !(width == 1 && random.nextBoolean())) {
                shape = shared.length > 0 && shared[0] == width ? shared : prefixed(width, shared);
            } else if (random.nextInt(3) == 0 && shared.length > 0) {
                // Boxes beside their scores, members of an ensemble beside the one outcome, scores of tokens, classes
                // of pixels beside their masks by class.
                shape = switch (random.nextInt(3)) {
                    case 0 -> Arrays.copyOf(shared, shared.length - 1);
                    case 1 -> Arrays.copyOfRange(shared, 1, shared.length);
                    default -> prefixed(shared[0], new int[] {4});
                };
            } else if (random.nextInt(6) == 0) {
                shape = new int[0];
            }
            shapes.put(input, shape);
            types.put(input, real);
        }
    }

    /** The objects of an image: each side has as many boxes, masks and scores as labels, or none. */
    private void drawObjects() {
        for (String side : List.of("preds_", "target_")) {
            int count = random.nextInt(5);
            for (Input input : schema.inputs()) {
                if (input.name().startsWith(side)) {
                    shapes.put(
                            input,
                            switch (input.name().substring(side.length())) {
                                case "boxes" -> new int[] {count, 4};
                                case "masks" -> new int[] {count, 3, 5};
                                default -> new int[] {count};
                            });
                }
            }
        }
    }

    private int[] shared() {
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> new int[0];
            case 3 -> new int[] {1 + random.nextInt(4)};
            case 4 -> new int[] {1 + random.nextInt(4), 1 + random.nextInt(4)};
            default -> SIZES[random.nextInt(SIZES.length)];
        };
    }

    private Cell cell(Input input) {
        List<Requirement> asked = requirements.get(input);
        if (asked.stream().allMatch(Requirement::optional) && random.nextInt(4) == 0) {
            return Cell.ABSENT;
        }
        if (input.kind() == Input.Kind.TEXTS) {
            return new Cell.Texts(sentences());
        }
        Domain domain = asked.get(0).domain();
        int[] shape = shapes.get(input);
        boolean whole = domain instanceof Domain.Classes
                || domain instanceof Domain.Whole
                || input.name().equals("indexes")
                || input.name().equals("groups");
        // A plain number may be asked to be whole too: some rows are.
        boolean wholeReals = !whole && random.nextInt(20) == 0 && !(domain instanceof Domain.Any);
        DataType type = whole || wholeReals ? DataType.INT64 : types.get(input);
        double[] values = new double[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
            values[i] = type.round(wholeReals ? random.nextInt(2) : number(domain, whole));
        }
        return new Cell.Numbers(values, type, shape);
    }

    private double number(Domain domain, boolean whole) {
        if (domain instanceof Domain.Classes classes) {
            Integer ignored = classes.ignored();
            return ignored != null && random.nextInt(5) == 0 ? ignored : random.nextInt(classes.classes());
        }
        if (domain instanceof Domain.OrNaN one) {
            return random.nextInt(8) == 0 ? Double.NaN : number(one.domain(), whole);
        }
        if (domain instanceof Domain.OrIgnored one) {
            return random.nextInt(5) == 0 ? one.ignored() : number(one.domain(), whole);
        }
        if (whole) {
            return random.nextInt(4);
        }
        if (domain instanceof Domain.Range range) {
            // Tenths make ties; the ends are where bins and thresholds err.
            double share = random.nextBoolean() ? random.nextInt(11) / 10.0 : random.nextDouble();
            double lowest = Math.max(range.lowest(), Math.min(range.highest(), 0) - 1e6);
            double highest = Math.min(range.highest(), lowest + 1e6);
            return Math.min(range.highest(), lowest + share * (highest - lowest));
        }
        if (domain instanceof Domain.Weight) {
            // Nothing, whole numbers, fractions that a unit divides, and some that it does not.
            return random.nextBoolean() ? random.nextInt(4) : random.nextInt(9) / 4.0 + random.nextInt(2) * 0.1;
        }
        if (domain instanceof Domain.Any && random.nextInt(8) == 0) {
            return random.nextBoolean() ? Double.NaN : Double.POSITIVE_INFINITY;
        }
        if (random.nextInt(60) == 0) {
            // Squares and exponentials of these are infinite, products are not representable.
            return EXTREMES[random.nextInt(EXTREMES.length)];
        }
        return switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> -0.0;
            case 2 -> random.nextInt(5);
            case 3 -> 10_000 + random.nextGaussian();
            case 4 -> Math.abs(random.nextGaussian());
            default -> random.nextGaussian();
        };
    }

    private List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        int count = random.nextInt(3) == 0 ? 2 : 1;
        for (int i = 0; i < count; i++) {
            List<String> words = new ArrayList<>();
            for (int word = random.nextInt(7); word >= 0; word--) {
                words.add(WORDS[random.nextInt(WORDS.length)]);
            }
            sentences.add(String.join(" ", words));
        }
        return sentences;
    }

    private static int[] prefixed(int first, int[] rest) {
        int[] shape = new int[rest.length + 1];
        shape[0] = first;
        System.arraycopy(rest, 0, shape, 1, rest.length);
        return shape;
    }
}
