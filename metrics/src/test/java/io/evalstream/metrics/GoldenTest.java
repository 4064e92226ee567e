package io.evalstream.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.evalstream.metrics.golden.GoldenFile;
import io.evalstream.metrics.laws.Fold;
import io.evalstream.metrics.metric.Catalogue;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every golden case whose metric the catalogue has gives the value that TorchMetrics gave, or differs from it on purpose
 * and by name ({@code golden/differs.tsv}). {@code -Dgolden.dir=DIR} runs the cases of another directory.
 *
 * <p>How a case is read:
 *
 * <ul>
 *   <li>The rows of all batches are folded together, batch by batch, and shuffled; all must have equal bytes. Their value is
 *       {@code merged_value}; that of a batch's own state is its {@code step_values} element.
 *   <li>The argument {@code input} is read off a case once, over all its batches. Where TorchMetrics judged them
 *       differently, a step is compared under its own judgement, and the merged value differs on purpose only if judging
 *       each batch by itself gives exactly what TorchMetrics gave.
 *   <li>Where no range of images is given, TorchMetrics takes that of each batch and a plan is refused. The values with the
 *       ranges of the batches must be the same; then the case differs on purpose.
 *   <li>NaN, infinities, null, and −1 where it says that nothing was there, must be undefined. A row that is rejected for a
 *       NaN is as good where TorchMetrics answers NaN.
 *   <li>A state that counted no row is undefined, whatever TorchMetrics answers, but only where that is no accident: the
 *       batch has no rows, all its targets are {@code ignore_index}, or the answer is nothing but zeros and NaN.
 *   <li>An error must be met where TorchMetrics raises it or earlier: by a refused plan ({@code init}), a rejected row
 *       ({@code update}) or an undefined value ({@code compute}). A batch without rows has none to reject: then undefined
 *       will do.
 *   <li>Where float32 was too coarse for TorchMetrics ({@code f32_noise}), the value in float64, or one between the two, is
 *       right as well.
 * </ul>
 */
class GoldenTest {

    private static final String DIRECTORY = "golden.dir";

    @TestFactory
    Stream<DynamicTest> everyCaseAgreesOrDiffersOnPurpose() throws Exception {
        // A device that there is not fails here, once, and not in every case.
        String device = Fold.device().name();
        Catalogue catalogue = Catalogue.discover();
        Map<String, String> differences = differences();
        List<GoldenFile> files = GoldenFile.in(directory());
        assertThat(files).as("golden files in " + directory()).isNotEmpty();
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(file.domain(), () -> {
                    GoldenFile.Result result = file.run(catalogue, differences);
                    System.out.println(result.summary());
                    if (!result.failures().isEmpty()) {
                        fail(result.failures().size() + " cases of " + file.domain() + " failed on " + device + ":\n"
                                + String.join("\n", result.failures()));
                    }
                }));
    }

    @Test
    void everyNamedDifferenceIsACase() throws Exception {
        Set<String> ids = new HashSet<>();
        for (GoldenFile file : GoldenFile.in(resource("golden"))) {
            ids.addAll(file.ids());
        }
        assertThat(ids).as("ids of the golden files").containsAll(differences().keySet());
    }

    @Test
    void everyNamedDifferenceIsDocumented() throws Exception {
        List<String> table = Files.readAllLines(Path.of("..", "docs", "differences.md"));
        for (String line : Files.readAllLines(resource("golden/differs.tsv"))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] fields = line.split("\t");
                int name = fields[0].lastIndexOf('/');
                // One row of the table names the metric, the case, the reason and the reference.
                assertThat(table)
                        .as("docs/differences.md, on " + fields[0])
                        .anySatisfy(row -> assertThat(row)
                                .contains(
                                        "`" + fields[0].substring(0, name) + "`",
                                        "`" + fields[0].substring(name + 1) + "`",
                                        fields[1],
                                        fields[2]));
            }
        }
    }

    /** Reason and source by id. */
    private static Map<String, String> differences() throws Exception {
        Map<String, String> reasons = new LinkedHashMap<>();
        for (String line : Files.readAllLines(resource("golden/differs.tsv"))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] fields = line.split("\t");
                assertThat(fields).as("id, reason and source in: " + line).hasSize(3);
                assertThat(reasons.put(fields[0], fields[1] + " (" + fields[2] + ")"))
                        .as(fields[0] + " is named twice")
                        .isNull();
            }
        }
        return reasons;
    }

    private static Path directory() throws Exception {
        String given = System.getProperty(DIRECTORY);
        if (given == null) {
            return resource("golden");
        }
        // Maven starts the tests of a module in its own directory; a relative path may be meant from the parent's.
        Path directory = Path.of(given);
        Path fromParent = Path.of("..").resolve(given);
        if (!Files.isDirectory(directory) && Files.isDirectory(fromParent)) {
            return fromParent;
        }
        assertThat(directory).as(DIRECTORY).isDirectory();
        return directory;
    }

    private static Path resource(String name) throws URISyntaxException, IOException {
        URL url = Objects.requireNonNull(GoldenTest.class.getClassLoader().getResource(name), name);
        return Path.of(url.toURI());
    }
}
