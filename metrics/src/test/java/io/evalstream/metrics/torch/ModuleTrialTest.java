package io.evalstream.metrics.torch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evalstream.metrics.metric.AttachedFile;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.PlanException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A broken module is refused before anything rests on it, with what was found and what was expected. */
class ModuleTrialTest {

    private static final Path SCRIPTS = Path.of("src/test/torch");

    private final Catalogue catalogue = Catalogue.discover();

    @BeforeEach
    void torchIsThere() {
        Torch.assume();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    no_update.pt          | there is no method `reductions`, but
                    init_of_list.pt       | `init` returns Tensor[]; expected Dict[str, Tensor]
                    unknown_reduction.pt  | the state 'sum' has the reduction 'mean'; expected sum, min or max
                    missing_reduction.pt  | `init` returns the states [rows, sum, worst] and `reductions` those of [rows, sum]
                    begins_with_one.pt    | `init` begins the state 'sum', float64[] with [1.0]; a state of reduction sum begins with 0.0
                    half_precision.pt     | the state 'sum', float16[] has the reduction sum; expected float32 or float64
                    shape_changes.pt      | `update` makes of the state 'sum', float64[] one that is float64[3]
                    running_mean.pt       | of two halves of them, merged by sum
                    raises.pt             | `update` raises: builtins.RuntimeError: not today
                    computes_text.pt      | `compute` returns str; expected
                    example_of_one_row.pt | expected as many rows in each, at least two
                    colour_features.pt    | there is no method `init`, but
                    """)
    void aBrokenModuleIsRefused(String module, String reason) {
        assertThatThrownBy(() -> create(TestModules.argument(module)))
                .isInstanceOf(PlanException.class)
                .hasMessageStartingWith("torchscript: the module " + module + " is broken: ")
                .hasMessageContaining(reason);
    }

    @Test
    void whatIsNoModuleIsRefused() {
        assertThatThrownBy(() -> create(AttachedFile.of("notes.txt", "not a module".getBytes(UTF_8))
                        .toArgument()))
                .isInstanceOf(PlanException.class)
                .hasMessageStartingWith("torchscript: notes.txt is not a TorchScript module that PyTorch 2.7.1 reads: ")
                .hasMessageEndingWith("expected what torch.jit.save writes");
        assertThatThrownBy(() -> create("relative_error.pt"))
                .hasMessage(
                        "torchscript: 'module' is 'relative_error.pt'; expected the path of a file, beside the plan. A"
                                + " plan that is no file carries it within it, as {file: NAME, base64: CONTENT}");
        assertThatThrownBy(() -> create(Map.of("file", "a.pt", "base64", "?")))
                .hasMessageStartingWith("torchscript: 'module' carries 'a.pt', whose content is not Base64: ");
    }

    @Test
    void columnsAreThoseOfTheExample() {
        assertThatThrownBy(() -> catalogue.create(
                        "torchscript",
                        Map.of("module", TestModules.argument("relative_error.pt"), "columns", List.of("preds")),
                        Map.of()))
                .hasMessageContaining(
                        "`example` returns tensors of the shapes [[3], [3]]; expected one for each of the 1"
                                + " columns that the plan gives");
    }

    @Test
    void theModulesAreMadeOfTheScriptsBesideThem() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(Files.readAllBytes(SCRIPTS.resolve("modules.py")));
        digest.update(Files.readAllBytes(SCRIPTS.resolve("relative_error.py")));
        String expected = HexFormat.of().formatHex(digest.digest());
        for (String module : List.of("relative_error.pt", "class_errors.pt", "running_mean.pt", "colour_features.pt")) {
            assertThat(storedHash(module))
                    .as("run src/test/torch/modules.py with python3-torch, as it says, and check in what it writes")
                    .isEqualTo(expected);
        }
    }

    @Test
    void theReadmeShowsTheModuleThatIsTested() throws Exception {
        assertThat(Files.readString(Path.of("../README.md")))
                .contains(Files.readString(SCRIPTS.resolve("relative_error.py")));
    }

    private void create(Object module) {
        catalogue.create("torchscript", Map.of("module", module), Map.of());
    }

    private static String storedHash(String module) throws Exception {
        Path file = Path.of(Objects.requireNonNull(ModuleTrialTest.class.getResource(module))
                .toURI());
        String entry = module.replace(".pt", "") + "/extra/source.sha256";
        try (ZipFile zip = new ZipFile(file.toFile());
                InputStream in = zip.getInputStream(zip.getEntry(entry))) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
