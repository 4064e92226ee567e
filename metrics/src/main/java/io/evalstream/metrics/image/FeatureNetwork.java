package io.evalstream.metrics.image;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Device;
import io.evalstream.metrics.batch.DeviceException;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.ExtractionException;
import io.evalstream.metrics.batch.Extractor;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.AttachedFile;
import io.evalstream.metrics.metric.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The network that a plan names, which makes features of images. Two are equal where their bytes are. */
final class FeatureNetwork {

    static final Input IMAGES = Input.numbers("imgs", Input.Side.PREDICTION);

    static final Parameter FILE = Parameter.of(
            "feature_extractor",
            Parameter.Type.FILE,
            null,
            "a TorchScript module that makes `feature` numbers of each image of the column `imgs`, given as [images,"
                    + " channels, height, width], uint8 where events carry whole numbers and else float32. Without one,"
                    + " events carry `features`");

    static final Parameter SIZE = Parameter.of(
            "input_img_size",
            Parameter.Type.NUMBERS,
            List.of(3.0, 299.0, 299.0),
            "channels, height and width of an image with which `feature_extractor` is tried before the job starts");

    /** Numbers that the network is given at once. */
    private static final int MOST_NUMBERS = 1 << 22;

    private static final int MOST_LOOKS = 1024;
    private static final Domain.Range BYTES = new Domain.Range(0, 255);

    private static final Logger LOG = LoggerFactory.getLogger(FeatureNetwork.class);

    private final String fingerprint;
    private final int width;
    private final Extractor extractor;
    /** Shape of the image with which it is tried. */
    private final int[] size;

    private final Set<Look> taken = ConcurrentHashMap.newKeySet();

    /** What images have in common that go through the network together. */
    private record Look(boolean whole, List<Integer> shape) {
        static Look of(DataType type, int[] shape) {
            return new Look(type.isInteger(), Arrays.stream(shape).boxed().toList());
        }
    }

    private FeatureNetwork(String fingerprint, int width, Extractor extractor, int[] size) {
        this.fingerprint = fingerprint;
        this.width = width;
        this.extractor = extractor;
        this.size = size;
    }

    /** The network that arguments name, tried, or null where features come with the events. */
    static @Nullable FeatureNetwork of(Arguments arguments) {
        if (!arguments.has(FILE.name())) {
            return null;
        }
        List<Double> size = arguments.numbers(SIZE.name());
        if (size.size() != 3 || size.stream().anyMatch(side -> side < 1 || side > 1 << 12 || side != Math.rint(side))) {
            throw arguments.refuse(
                    "'input_img_size' is " + size + "; expected channels, height and width, such as [3, 299, 299]");
        }
        AttachedFile file = arguments.file(FILE.name());
        try {
            FeatureNetwork network = new FeatureNetwork(
                    file.fingerprint(),
                    arguments.integer(Features.FEATURE.name()),
                    Extractor.open(file.name(), file.bytes()),
                    size.stream().mapToInt(Double::intValue).toArray());
            network.tryOut();
            return network;
        } catch (DeviceException e) {
            throw arguments.refuse(String.valueOf(e.getMessage()));
        } catch (ExtractionException e) {
            throw arguments.refuse("the network " + file.name() + " does not take an image of " + SIZE.name() + " "
                    + size + ": " + e.getMessage());
        }
    }

    /** This network on a device; itself, as the log then says, where it does not take an image there. */
    FeatureNetwork on(Device device) {
        try {
            Extractor moved = extractor.on(device);
            if (moved == extractor) {
                return this;
            }
            FeatureNetwork network = new FeatureNetwork(fingerprint, width, moved, size);
            network.tryOut();
            return network;
        } catch (DeviceException | ExtractionException e) {
            LOG.warn("The network {} stays on the CPU: on {} {}", fingerprint, device.name(), e.getMessage());
            return this;
        }
    }

    /** Tries an image: one of float32, or else one of uint8, since a network may take one of them alone. */
    private void tryOut() {
        double[] black = new double[size[0] * size[1] * size[2]];
        try {
            extract(black, DataType.FLOAT32, 1, size);
        } catch (ExtractionException ofFloats) {
            try {
                extract(black, DataType.INT64, 1, size);
            } catch (ExtractionException ofBytes) {
                throw ofFloats;
            }
        }
    }

    /** A rejection for an image that the network cannot be given, or that is of a shape that it does not take; or null. */
    @Nullable
    Rejection check(Cell.Numbers image) {
        if (image.shape().length != 3 || image.values().length == 0) {
            return Rejection.wrongShape(IMAGES, image, "an image of [channels, height, width]");
        }
        if (image.type().isInteger()) {
            for (double value : image.values()) {
                Rejection rejection = BYTES.check(IMAGES, value);
                if (rejection != null) {
                    return rejection;
                }
            }
        }
        Look look = Look.of(image.type(), image.shape());
        if (!taken.contains(look)) {
            try {
                extract(image.values(), image.type(), 1, image.shape());
            } catch (ExtractionException e) {
                return Rejection.wrongShape(IMAGES, image, "an image that the network takes: " + e.getMessage());
            }
            if (taken.size() < MOST_LOOKS) {
                taken.add(look);
            }
        }
        return null;
    }

    /** Features of each row of a batch; no numbers for a row of which the network makes none. */
    double[][] features(Batch batch) {
        NumberColumn images = batch.numbers(IMAGES);
        Map<Look, List<Integer>> alike = new LinkedHashMap<>();
        for (int row = 0; row < batch.size(); row++) {
            Look look = Look.of(images.type(row), images.shape(row));
            alike.computeIfAbsent(look, any -> new ArrayList<>()).add(row);
        }
        double[][] features = new double[batch.size()][0];
        alike.values().forEach(rows -> {
            int atOnce = Math.max(1, MOST_NUMBERS / images.length(rows.get(0)));
            for (int from = 0; from < rows.size(); from += atOnce) {
                fill(images, rows.subList(from, Math.min(rows.size(), from + atOnce)), features);
            }
        });
        return features;
    }

    private void fill(NumberColumn images, List<Integer> rows, double[][] features) {
        int first = rows.get(0);
        int numbers = images.length(first);
        double[] values = new double[rows.size() * numbers];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(images.values(), images.start(rows.get(i)), values, i * numbers, numbers);
        }
        try {
            double[] extracted = extract(values, images.type(first), rows.size(), images.shape(first));
            for (int i = 0; i < rows.size(); i++) {
                features[rows.get(i)] = Arrays.copyOfRange(extracted, i * width, (i + 1) * width);
            }
        } catch (ExtractionException e) {
            if (rows.size() > 1) {
                rows.forEach(row -> fill(images, List.of(row), features));
            }
        }
    }

    private double[] extract(double[] values, DataType type, int rows, int[] shape) {
        double[] extracted = extractor.extract(values, type, rows, shape);
        if (extracted.length != rows * width) {
            throw new ExtractionException("it makes " + extracted.length / rows + " features of an image; expected "
                    + width + ", which is" + " `feature`");
        }
        return extracted;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FeatureNetwork network
                && fingerprint.equals(network.fingerprint)
                && width == network.width;
    }

    @Override
    public int hashCode() {
        return fingerprint.hashCode();
    }

    @Override
    public String toString() {
        return fingerprint;
    }
}
