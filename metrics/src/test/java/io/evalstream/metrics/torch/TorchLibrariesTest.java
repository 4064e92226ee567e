package io.evalstream.metrics.torch;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evalstream.metrics.batch.DeviceException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What is not on this machine is refused with what to do; nothing is downloaded. */
class TorchLibrariesTest {

    @Test
    void whatIsOnTheClassPathWillDo() {
        Torch.assume();
        assertThatCode(TorchLibraries::settle).doesNotThrowAnyException();
    }

    @Test
    void aClassPathWithoutTheJarOfNativesIsRefused() {
        Assumptions.assumeTrue(System.getenv("PYTORCH_LIBRARY_PATH") == null, "libtorch is given by the environment");
        assertThatThrownBy(() -> without("native/lib/pytorch.properties"))
                .isInstanceOf(DeviceException.class)
                .hasMessageStartingWith(
                        "PyTorch is not on this machine: there is no jar pytorch-native on the class" + " path for ")
                .hasMessageContaining("PYTORCH_LIBRARY_PATH is not set; put ai.djl.pytorch:pytorch-native-cpu:2.7.1");
    }

    @Test
    void aClassPathWithoutTheBridgeToJavaIsRefused() {
        Torch.assume();
        assertThatThrownBy(() -> without("jnilib/pytorch.properties"))
                .isInstanceOf(DeviceException.class)
                .hasMessageStartingWith("the jar pytorch-jni on the class path is missing; expected 2.7.1-0.35.1 for"
                        + " PyTorch 2.7.1; put");
    }

    /** Settles as if a resource were not there. */
    private static void without(String resource) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(new ClassLoader(before) {
            @Override
            public URL getResource(String name) {
                return name.equals(resource) ? null : super.getResource(name);
            }

            @Override
            public Enumeration<URL> getResources(String name) throws java.io.IOException {
                return name.equals(resource) ? Collections.emptyEnumeration() : super.getResources(name);
            }
        });
        try {
            TorchLibraries.settle();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
