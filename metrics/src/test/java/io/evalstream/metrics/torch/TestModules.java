package io.evalstream.metrics.torch;

import io.evalstream.metrics.metric.AttachedFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** The modules that {@code src/test/torch/modules.py} makes, as arguments of plans. */
final class TestModules {

    private TestModules() {}

    static Map<String, Object> argument(String name) {
        return AttachedFile.of(name, bytes(name)).toArgument();
    }

    static byte[] bytes(String name) {
        try (InputStream in = TestModules.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException("there is no " + name + "; src/test/torch/modules.py makes it");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
