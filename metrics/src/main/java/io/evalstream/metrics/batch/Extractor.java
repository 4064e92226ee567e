package io.evalstream.metrics.batch;

import java.util.ServiceLoader;

/**
 * A network that makes numbers of each row's tensor, such as the features of an image. Whoever reads the numbers knows no
 * engine: a provider that {@link ServiceLoader} finds runs the network.
 */
public interface Extractor {

    /**
     * The numbers of some rows of one shape, row by row; as many for each.
     *
     * @param values the rows' tensors, row-major, one after another; whole numbers are from 0 to 255
     * @param rowShape shape of a row's tensor
     * @throws ExtractionException where the network does not take these rows
     */
    double[] extract(double[] values, DataType type, int rows, int[] rowShape);

    /**
     * The same network on a device.
     *
     * @throws DeviceException where it cannot be loaded there
     */
    Extractor on(Device device);

    /** Opens networks. */
    interface Provider {
        /** See {@link Extractor#open}. */
        Extractor open(String name, byte[] network);
    }

    /**
     * Opens a network.
     *
     * @param name what it is, for messages
     * @param network the bytes of its file
     * @throws DeviceException where it cannot be run here, or is no network
     */
    static Extractor open(String name, byte[] network) {
        return ServiceLoader.load(Provider.class, Extractor.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new DeviceException(
                        "nothing on the class path runs " + name + "; expected a provider of " + Provider.class))
                .open(name, network);
    }
}
