package io.evalstream.metrics.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evalstream.metrics.state.Slot;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RowCodecTest {

    private static final Input WEIGHTS = Input.WEIGHTS;

    private final RowSchema schema = new RowSchema(List.of(new Reads()));
    private final RowCodec predictions = new RowCodec(schema, Input.Side.PREDICTION);
    private final RowCodec labels = new RowCodec(schema, Input.Side.LABEL);

    @ParameterizedTest
    @EnumSource(DataType.class)
    void everyTypeAndShapeRoundTrips(DataType type) {
        Random random = new Random(71);
        for (int[] shape :
                new int[][] {{}, {1}, {3}, {2, 3}, {0}, {4, 0, 2}, {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}}) {
            double[] values = new double[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
            for (int i = 0; i < values.length; i++) {
                values[i] = type.isInteger() ? random.nextInt(2) : type.round(random.nextGaussian());
            }
            assertRoundTrip(new Cell.Numbers(values, type, shape));
        }
    }

    @Test
    void numbersAtTheEndsOfTheirTypesRoundTrip() {
        assertRoundTrip(Cell.Numbers.vector(new double[] {-1, 0, 1, -100, 0x1p53, -0x1p62}, DataType.INT64));
        double[] reals = {-0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.MIN_VALUE, 0.1};
        assertRoundTrip(Cell.Numbers.vector(reals, DataType.FLOAT64));
        for (DataType type : List.of(DataType.FLOAT16, DataType.BFLOAT16, DataType.FLOAT32)) {
            assertRoundTrip(
                    Cell.Numbers.vector(Arrays.stream(reals).map(type::round).toArray(), type));
        }
    }

    @Test
    void textsAndAbsentCellsRoundTrip() {
        for (Cell cell : List.of(
                Cell.ABSENT,
                new Cell.Texts(List.of()),
                new Cell.Texts(List.of("")),
                new Cell.Texts(List.of("one sentence", "zwei Sätze", "三", "\ud83d\ude00")))) {
            Row row = new Row(schema).set(Input.TARGET_TEXT, cell);
            Row read = new Row(schema);
            labels.decode(labels.encode(row), read);
            assertThat(read.cell(Input.TARGET_TEXT)).isEqualTo(cell);
        }
        assertRoundTrip(Cell.ABSENT);
    }

    @Test
    void aSideCarriesItsOwnColumnsOnly() {
        Row row = new Row(schema)
                .set(Input.PREDS, Cell.Numbers.scalar(0.5, DataType.FLOAT32))
                .set(WEIGHTS, Cell.Numbers.scalar(2, DataType.FLOAT64))
                .set(Input.TARGET_TEXT, new Cell.Texts(List.of("x")))
                .set(Input.GROUPS, Cell.Numbers.scalar(1, DataType.INT64));
        Row read = new Row(schema);
        predictions.decode(predictions.encode(row), read);
        assertThat(read.numbers(Input.PREDS).values()).containsExactly(0.5);
        assertThat(read.numbers(WEIGHTS).values()).containsExactly(2);
        assertThat(read.cell(Input.TARGET_TEXT)).isEqualTo(Cell.ABSENT);
        assertThat(read.cell(Input.GROUPS)).as("no statistic reads it").isEqualTo(Cell.ABSENT);
        labels.decode(labels.encode(row), read);
        assertThat(read.texts(Input.TARGET_TEXT).values()).containsExactly("x");
    }

    @Test
    void aReaderOfOtherColumnsFindsThoseThatBothHave() {
        Row row = new Row(schema)
                .set(Input.PREDS, Cell.Numbers.scalar(0.5, DataType.FLOAT32))
                .set(WEIGHTS, Cell.Numbers.scalar(2, DataType.FLOAT64));
        byte[] bytes = predictions.encode(row);
        RowCodec elsewhere = new RowCodec(schema, Input.Side.PREDICTION, input -> input.equals(WEIGHTS) ? "cost" : "");
        Row read = new Row(schema).set(WEIGHTS, Cell.Numbers.scalar(7, DataType.FLOAT64));
        assertThat(elsewhere.decode(bytes, read)).isFalse();
        assertThat(read.numbers(Input.PREDS).values()).containsExactly(0.5);
        assertThat(read.cell(WEIGHTS)).as("written from another field").isEqualTo(Cell.ABSENT);
        assertThat(predictions.decode(bytes, read)).isTrue();
        assertThat(read.numbers(WEIGHTS).values()).containsExactly(2);
        assertThat(labels.decode(bytes, read)).isFalse();
    }

    @Test
    void rowsOfSeveralReadersAreWrittenTogether() {
        RowCodec elsewhere = new RowCodec(schema, Input.Side.PREDICTION, input -> "other");
        SortedMap<Integer, Cell> cells = new TreeMap<>();
        predictions.collect(new Row(schema).set(Input.PREDS, Cell.Numbers.scalar(1, DataType.INT64)), cells);
        elsewhere.collect(new Row(schema).set(Input.PREDS, Cell.Numbers.scalar(2, DataType.INT64)), cells);
        Row read = new Row(schema);
        predictions.decode(RowCodec.encode(cells), read);
        assertThat(read.numbers(Input.PREDS).values()).containsExactly(1);
        elsewhere.decode(RowCodec.encode(cells), read);
        assertThat(read.numbers(Input.PREDS).values()).containsExactly(2);
    }

    /** Savepoints hold such bytes. */
    @Test
    void theFormatStaysAsItIs() {
        Row row = new Row(schema)
                .set(Input.PREDS, Cell.Numbers.vector(new double[] {0.5, 1}, DataType.FLOAT32))
                .set(Input.TARGET_TEXT, new Cell.Texts(List.of("x")));
        assertThat(HexFormat.of().formatHex(predictions.encode(row))).isEqualTo("b53ee54b14023f0000003f800000");
        assertThat(HexFormat.of().formatHex(labels.encode(row)))
                .endsWith("0f010178")
                .hasSize(16);
    }

    @Test
    void whatCannotBeSentIsRefused() {
        Row deep = new Row(schema).set(Input.PREDS, new Cell.Numbers(new double[1], DataType.FLOAT32, ones(15)));
        assertThatThrownBy(() -> predictions.encode(deep)).hasMessageContaining("at most 14");
        assertThatThrownBy(() -> predictions.decode(new byte[] {5}, new Row(schema)))
                .hasMessageContaining("not those of a row of a plan");
    }

    private void assertRoundTrip(Cell cell) {
        Row row = new Row(schema).set(Input.PREDS, cell);
        byte[] bytes = predictions.encode(row);
        Row read = new Row(schema);
        predictions.decode(bytes, read);
        if (cell instanceof Cell.Numbers numbers) {
            assertThat(read.numbers(Input.PREDS).values()).containsExactly(numbers.values());
            assertThat(read.numbers(Input.PREDS).shape()).containsExactly(numbers.shape());
            assertThat(read.numbers(Input.PREDS).type()).isEqualTo(numbers.type());
        } else {
            assertThat(read.cell(Input.PREDS)).isEqualTo(cell);
        }
        assertThat(predictions.encode(read)).as("equal cells have equal bytes").isEqualTo(bytes);
    }

    private static int[] ones(int rank) {
        int[] shape = new int[rank];
        Arrays.fill(shape, 1);
        return shape;
    }

    /** Reads two columns of the prediction and a text of the label. */
    private record Reads() implements Statistic {
        @Override
        public List<Slot> slots() {
            return List.of(Slot.counts("rows"));
        }

        @Override
        public List<Requirement> requirements() {
            return List.of(
                    Requirement.of(Input.PREDS, new Domain.Any()),
                    Requirement.of(WEIGHTS, new Domain.Finite()).orAbsent(),
                    Requirement.texts(Input.TARGET_TEXT));
        }

        @Override
        public void update(Batch batch, Cells cells) {
            throw new AssertionError("nothing is folded here");
        }
    }
}
