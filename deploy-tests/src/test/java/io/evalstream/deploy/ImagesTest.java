package io.evalstream.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules for the build file of the images, and for the compose file, that a linter of such files would hold. */
class ImagesTest {

    private static final Path FOLDER = Repository.ROOT.resolve("docker");

    /** An instruction of a build file and what follows it, in one line. */
    private record Instruction(String word, String rest) {}

    private static List<Instruction> instructions() {
        return Repository.text(FOLDER.resolve("Dockerfile"))
                .replace("\\\n", " ")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(line -> {
                    int space = line.indexOf(' ');
                    return new Instruction(
                            line.substring(0, space), line.substring(space + 1).strip());
                })
                .toList();
    }

    /** The instructions of each stage, by its name. */
    private static Map<String, List<Instruction>> stages() {
        Map<String, List<Instruction>> stages = new TreeMap<>();
        List<Instruction> stage = new ArrayList<>();
        for (Instruction instruction : instructions()) {
            if (instruction.word().equals("FROM")) {
                stage = new ArrayList<>();
                assertThat(instruction.rest()).as("a stage has a name").matches("\\S+ AS \\S+");
                stages.put(instruction.rest().replaceAll(".* AS ", ""), stage);
            }
            stage.add(instruction);
        }
        return stages;
    }

    @Test
    void hasTheTargetsThatAreDocumented() {
        assertThat(stages().keySet()).contains("cpu", "gpu", "tools");
    }

    @Test
    void everyImageRunsAsANumberedUserThatIsNotRoot() {
        Map<String, List<Instruction>> stages = stages();
        for (String target : List.of("job", "tools")) {
            List<String> users = stages.get(target).stream()
                    .filter(instruction -> instruction.word().equals("USER"))
                    .map(Instruction::rest)
                    .toList();
            assertThat(users.get(users.size() - 1)).as(target).isEqualTo("9999:9999");
        }
        for (String target : List.of("cpu", "gpu")) {
            assertThat(stages.get(target).get(0).rest()).as(target).startsWith("job ");
            assertThat(stages.get(target))
                    .as(target)
                    .noneMatch(instruction -> instruction.word().equals("USER"));
        }
    }

    @Test
    void basesHaveAVersion() {
        assertThat(instructions().stream()
                        .filter(instruction -> instruction.word().equals("ARG")
                                && instruction.rest().contains("BASE_IMAGE"))
                        .map(Instruction::rest))
                .hasSize(2)
                .allMatch(base -> base.matches("\\w+=[\\w/.-]+:\\d[\\w.-]*"));
    }

    @Test
    void nothingIsDownloadedOrInstalledUnpinned() {
        for (Instruction instruction : instructions()) {
            if (instruction.word().equals("RUN")) {
                assertThat(instruction.rest()).doesNotContainPattern("\\b(curl|wget|apt-get|apt|sudo|chmod 777)\\b");
            }
            assertThat(instruction.word())
                    .as("ADD unpacks and downloads; COPY does neither")
                    .isNotEqualTo("ADD");
        }
    }

    /** What is copied from the repository is either in it or made by its build, and not kept out of the context. */
    @Test
    void whatIsCopiedIsThere() {
        List<String> ignored = Repository.text(Repository.ROOT.resolve(".dockerignore"))
                .lines()
                .filter(line -> line.startsWith("!"))
                .map(line -> line.substring(1).replace("*", ""))
                .toList();
        for (Instruction instruction : instructions()) {
            if (instruction.word().equals("COPY") && !instruction.rest().startsWith("--from")) {
                String from = instruction.rest().split(" ")[0];
                assertThat(ignored).as(from).anyMatch(from.replace("*", "")::startsWith);
                assertThat(from.startsWith("jobs/target/") || Files.exists(Repository.ROOT.resolve(from)))
                        .as(from)
                        .isTrue();
            }
        }
    }

    @Test
    void composeMountsFilesThatExistAndPinsItsImages() {
        JsonNode compose = Repository.document(FOLDER.resolve("compose.yaml"));
        for (JsonNode service : compose.path("services")) {
            String image = service.has("image") ? service.path("image").asText() : "anchored:1";
            assertThat(image).matches("[\\w/.-]+:(dev|v?\\d[\\w.-]*)");
        }
        List<String> mounts = compose.findValues("volumes").stream()
                .flatMap(volumes -> volumes.valueStream())
                .map(JsonNode::asText)
                .filter(mount -> mount.startsWith("."))
                .toList();
        assertThat(mounts).hasSizeGreaterThanOrEqualTo(5).allSatisfy(mount -> {
            String[] parts = mount.split(":");
            assertThat(FOLDER.resolve(parts[0]).normalize()).exists();
            assertThat(parts).as("what is mounted cannot be written to").endsWith("ro");
        });
    }

    @Test
    void whatIsProvisionedFitsTogether() {
        assertThat(Repository.text(FOLDER.resolve("grafana/provisioning/dashboards/evalstream.yaml")))
                .contains("/var/lib/grafana/dashboards");
        String compose = Repository.text(FOLDER.resolve("compose.yaml"));
        assertThat(compose)
                .contains("files/dashboards:/var/lib/grafana/dashboards:ro")
                .contains("files/rules.yaml:/etc/prometheus/rules.yaml:ro");
        JsonNode prometheus = Repository.document(FOLDER.resolve("prometheus/prometheus.yaml"));
        assertThat(prometheus.at("/rule_files/0").asText()).isEqualTo("/etc/prometheus/rules.yaml");
        JsonNode services = Repository.document(FOLDER.resolve("compose.yaml")).path("services");
        assertThat(prometheus.findValues("targets").stream()
                        .flatMap(JsonNode::valueStream)
                        .map(target -> target.asText().split(":")[0]))
                .allMatch(services::has);
    }

    @Test
    void everyYamlFileParses() {
        assertThat(Stream.of(FOLDER, Repository.CHART.resolve("examples"), Repository.CHART.resolve("files"))
                        .flatMap(folder -> Repository.files(folder, ".yaml").stream())
                        .map(file -> Repository.documents(Repository.text(file))))
                .hasSizeGreaterThan(8)
                .allMatch(documents -> !documents.isEmpty());
    }
}
