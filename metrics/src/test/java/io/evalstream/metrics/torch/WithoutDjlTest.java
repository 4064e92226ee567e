package io.evalstream.metrics.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evalstream.metrics.metric.AttachedFile;
import io.evalstream.metrics.metric.Catalogue;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where there is no DJL, the catalogue is complete, and only what needs it is refused. */
class WithoutDjlTest {

    @Test
    void theCatalogueListsItsMetricsAndPlansThatHaveOneAreRefused() throws Exception {
        List<URL> classPath = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!entry.contains("djl")) {
                classPath.add(Path.of(entry).toUri().toURL());
            }
        }
        try (URLClassLoader loader =
                new URLClassLoader(classPath.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Object catalogue = loader.loadClass(Catalogue.class.getName())
                    .getMethod("discover")
                    .invoke(null);
            Object names = catalogue.getClass().getMethod("names").invoke(catalogue);
            assertThat(names.toString()).contains("torchscript", "frechet_inception_distance", "accuracy");
            Method create = catalogue.getClass().getMethod("create", String.class, Map.class, Map.class);
            Map<String, Object> file = AttachedFile.of("m.pt", new byte[] {1}).toArgument();
            assertThatThrownBy(() -> create.invoke(catalogue, "torchscript", Map.of("module", file), Map.of()))
                    .isInstanceOf(InvocationTargetException.class)
                    .rootCause()
                    .hasMessageStartingWith(
                            "torchscript: the metric 'torchscript' needs DJL, which is not on the class path; put");
            assertThatThrownBy(() ->
                            create.invoke(catalogue, "inception_score", Map.of("feature_extractor", file), Map.of()))
                    .rootCause()
                    .hasMessageStartingWith("inception_score: the network 'm.pt' needs DJL");
        }
    }
}
