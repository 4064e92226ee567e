package io.evalstream.metrics.batch;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Rows as columns: what a device folds at once. Columns that several statistics derive from the same inputs (the
 * predicted class, the probabilities of logits) are computed once and kept until the batch is cleared.
 *
 * <p>Not thread-safe; reused from one flush to the next.
 */
public final class Batch {

    private final RowSchema schema;
    private final NumberColumn[] numbers;
    private final TextColumn[] texts;
    private final Map<Object, Object> derived;
    private long[] multiplicities = new long[64];
    private long[] times = new long[64];
    private long[] sequences = new long[64];
    private int size;

    public Batch(RowSchema schema) {
        this.schema = schema;
        List<Input> inputs = schema.inputs();
        numbers = new NumberColumn[inputs.size()];
        texts = new TextColumn[inputs.size()];
        derived = new HashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            numbers[i] = new NumberColumn();
            texts[i] = new TextColumn();
        }
    }

    private Batch(Batch rows, long[] multiplicities) {
        schema = rows.schema;
        numbers = rows.numbers;
        texts = rows.texts;
        derived = rows.derived;
        times = rows.times;
        sequences = rows.sequences;
        size = rows.size;
        this.multiplicities = multiplicities;
    }

    /**
     * The same rows with other multiplicities. It shares the columns of this batch, derived ones among them, and is good
     * until this batch changes.
     */
    public Batch counting(long[] otherMultiplicities) {
        return new Batch(this, otherMultiplicities);
    }

    /**
     * Appends a row that the schema has accepted.
     *
     * @param multiplicity +1 to add the row, −1 to retract it; any other number counts it so often
     * @param time first part of the row's position: its event time, or the batch it came in
     * @param sequence second part of the row's position: a hash of its id, or its place in the batch
     */
    public void append(Row row, long multiplicity, long time, long sequence) {
        reserve(1);
        multiplicities[size] = multiplicity;
        times[size] = time;
        sequences[size] = sequence;
        size++;
        for (int i = 0; i < numbers.length; i++) {
            if (schema.inputs().get(i).kind() == Input.Kind.NUMBERS) {
                numbers[i].append(row.cell(i));
            } else {
                texts[i].append(row.cell(i));
            }
        }
    }

    /**
     * Appends rows that the schema has accepted, each once.
     *
     * @param time first part of the rows' positions
     * @param firstSequence second part of the first row's position; the others count on
     */
    public void append(Block block, long time, long firstSequence) {
        reserve(block.rows());
        for (int row = 0; row < block.rows(); row++) {
            multiplicities[size + row] = 1;
            times[size + row] = time;
            sequences[size + row] = firstSequence + row;
        }
        size += block.rows();
        for (int i = 0; i < numbers.length; i++) {
            append(block, i);
        }
    }

    private void append(Block block, int index) {
        Object column = block.column(index);
        if (column instanceof Block.Numbers tensor) {
            numbers[index].append(tensor.values(), block.rows(), tensor.type(), tensor.rowShape());
        } else {
            for (int row = 0; row < block.rows(); row++) {
                if (schema.inputs().get(index).kind() == Input.Kind.NUMBERS) {
                    numbers[index].append(Cell.ABSENT);
                } else {
                    texts[index].append(column instanceof Block.Texts list ? Block.texts(list, row) : List.of());
                }
            }
        }
    }

    private void reserve(int rows) {
        if (size + rows > multiplicities.length) {
            int capacity = Math.max(size + rows, multiplicities.length * 2);
            multiplicities = Arrays.copyOf(multiplicities, capacity);
            times = Arrays.copyOf(times, capacity);
            sequences = Arrays.copyOf(sequences, capacity);
        }
    }

    public int size() {
        return size;
    }

    /** How often a row counts; negative for a row that is retracted. */
    public long multiplicity(int row) {
        return multiplicities[row];
    }

    /** First part of a row's position; see {@link #append}. */
    public long time(int row) {
        return times[row];
    }

    /** Second part of a row's position; see {@link #append}. */
    public long sequence(int row) {
        return sequences[row];
    }

    public NumberColumn numbers(Input input) {
        return numbers[indexOf(input)];
    }

    public TextColumn texts(Input input) {
        return texts[indexOf(input)];
    }

    /** What a row holds in a column. */
    public Cell cell(Input input, int row) {
        return input.kind() == Input.Kind.NUMBERS
                ? numbers(input).cell(row)
                : new Cell.Texts(texts(input).texts(row));
    }

    /**
     * Some of the rows, each so many times as often as here.
     *
     * @param rows indexes of the rows
     * @param times for each of them, by what its multiplicity is multiplied
     */
    public Batch pick(int[] rows, int[] times) {
        Batch picked = new Batch(schema);
        Row copy = new Row(schema);
        for (int i = 0; i < rows.length; i++) {
            for (Input input : schema.inputs()) {
                copy.set(input, cell(input, rows[i]));
            }
            picked.append(copy, multiplicities[rows[i]] * times[i], time(rows[i]), sequence(rows[i]));
        }
        return picked;
    }

    /** True where some statistic of the plan reads this column. */
    public boolean has(Input input) {
        return schema.indexOf(input) >= 0;
    }

    /**
     * A column computed from others, once for all statistics that ask with an equal key. It does not depend on
     * multiplicities, unless the key says so.
     *
     * @param key says what is computed, with all arguments; a record is best
     */
    @SuppressWarnings("unchecked") // a key is used with one type, by its author
    public <T> T derived(Object key, Function<Batch, T> compute) {
        Object known = derived.get(key);
        if (known == null) {
            known = compute.apply(this);
            derived.put(key, known);
        }
        return (T) known;
    }

    public void clear() {
        size = 0;
        derived.clear();
        for (int i = 0; i < numbers.length; i++) {
            numbers[i].clear();
            texts[i].clear();
        }
    }

    private int indexOf(Input input) {
        int index = schema.indexOf(input);
        if (index < 0) {
            throw new IllegalArgumentException("no statistic of this plan requires the column " + input
                    + "; declare it in Statistic.requirements()");
        }
        return index;
    }
}
