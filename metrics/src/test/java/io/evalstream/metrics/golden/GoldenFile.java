package io.evalstream.metrics.golden;

import io.evalstream.metrics.metric.Catalogue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The golden cases of one domain.
 *
 * @param domain name of the file without its endings
 */
public record GoldenFile(String domain, Path path) {

    private static final String ENDING = ".jsonl";
    private static final String PACKED = ".gz";

    /** What became of a domain: one line for people, and the failures in full. */
    public record Result(String summary, List<String> failures) {}

    /** The files of a directory, by name. */
    public static List<GoldenFile> in(Path directory) throws IOException {
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.sorted()
                    .filter(path -> unpacked(path).endsWith(ENDING))
                    .map(path -> new GoldenFile(
                            unpacked(path).substring(0, unpacked(path).length() - ENDING.length()), path))
                    .toList();
        }
    }

    private static String unpacked(Path path) {
        String name = String.valueOf(path.getFileName());
        return name.endsWith(PACKED) ? name.substring(0, name.length() - PACKED.length()) : name;
    }

    /** All ids of the file. */
    public Set<String> ids() throws IOException {
        Set<String> ids = new HashSet<>();
        cases().forEach(golden -> ids.add(golden.id()));
        return ids;
    }

    /**
     * Runs every case.
     *
     * @param differences cases that must differ, with the reason
     */
    public Result run(Catalogue catalogue, Map<String, String> differences) throws IOException {
        int passed = 0;
        int differ = 0;
        int absent = 0;
        List<String> failures = new ArrayList<>();
        for (GoldenCase golden : cases()) {
            Verdict verdict = new CaseRunner(catalogue, golden).run();
            String reason = differences.get(golden.id());
            if (verdict instanceof Verdict.Absent) {
                absent++;
            } else if (verdict instanceof Verdict.Differs || (verdict instanceof Verdict.Failed && reason != null)) {
                differ++;
            } else if (verdict instanceof Verdict.Failed failed) {
                failures.add(golden.id() + " " + Agreement.brief(String.valueOf(golden.args())) + ": "
                        + failed.message() + golden.remarks());
            } else if (reason != null) {
                failures.add(golden.id() + ": agrees, but is named as a case that differs because " + reason
                        + "; take it out of differs.tsv");
            } else {
                passed++;
            }
        }
        return new Result(
                "golden " + domain + ": " + passed + " passed, " + failures.size() + " failed, " + differ
                        + " differ on purpose, " + absent + " not in the catalogue",
                failures);
    }

    private List<GoldenCase> cases() throws IOException {
        try (InputStream file = Files.newInputStream(path)) {
            return GoldenCase.read(file, path.toString().endsWith(PACKED));
        }
    }
}
