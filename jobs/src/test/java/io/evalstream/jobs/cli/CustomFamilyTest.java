package io.evalstream.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The family of metrics that the README shows in full: compiled, put in a jar, found on the class path, used by a plan. */
class CustomFamilyTest {

    private static final String CLASS = "com.example.BiasFamily";
    private static final String SERVICE = "META-INF/services/io.evalstream.metrics.metric.MetricFamily";

    @TempDir
    Path directory;

    @Test
    void theFamilyOfTheReadmeIsFoundInAJar() throws Exception {
        Path jar = jar(compiled(sourceInReadme()));
        assertThat(evalstream(jar, "metrics", "mean_bias")).contains("Mean of prediction less target.");

        Path plan = directory.resolve("plan.yaml");
        Files.writeString(plan, """
                plan: forecast
                models: [forecaster]
                metrics: [mean_bias]
                windows:
                  - {kind: tumbling, size: 1h}
                labels: {horizon: 1h}
                """);
        Path predictions = directory.resolve("predictions.jsonl");
        Files.writeString(predictions, prediction("a", 3.5) + prediction("b", 1.25));
        Path labels = directory.resolve("labels.jsonl");
        Files.writeString(labels, label("a", 3) + label("b", 1));
        String reports = evalstream(
                jar,
                "evaluate",
                "--plan",
                plan.toString(),
                "--predictions",
                predictions.toString(),
                "--labels",
                labels.toString(),
                "--final-only");
        // ((3.5 − 3) + (1.25 − 1)) / 2
        assertThat(reports).contains("mean_bias").contains("0.375");
    }

    private static String prediction(String id, double value) {
        return String.format(
                Locale.ROOT,
                "{\"prediction_id\": \"%s\", \"model_id\": \"forecaster\", \"model_version\": \"1\","
                        + " \"event_time\": \"2026-03-01T10:00:00Z\", \"value\": %s}%n",
                id,
                value);
    }

    private static String label(String id, int value) {
        return String.format(
                Locale.ROOT,
                "{\"prediction_id\": \"%s\", \"label_time\": \"2026-03-01T10:10:00Z\", \"label\": %d}%n",
                id,
                value);
    }

    private static String sourceInReadme() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        String fence = "```java\n";
        int from = readme.indexOf(fence + "package com.example;");
        assertThat(from).as("a block of Java with a family in the README").isNotNegative();
        return readme.substring(from + fence.length(), readme.indexOf("\n```", from));
    }

    private Path compiled(String source) throws IOException {
        Path file = directory.resolve("BiasFamily.java");
        Files.writeString(file, source);
        Path classes = Files.createDirectory(directory.resolve("classes"));
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK, not a JRE");
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean succeeded = compiler.getTask(
                            null,
                            files,
                            null,
                            List.of("-d", classes.toString(), "-cp", classPath()),
                            null,
                            files.getJavaFileObjects(file))
                    .call();
            assertThat(succeeded).as("the README's family compiles").isTrue();
        }
        return classes;
    }

    private Path jar(Path classes) throws IOException {
        Path jar = directory.resolve("bias.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, entries);
            }
            entries.putNextEntry(new JarEntry(SERVICE));
            entries.write((CLASS + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        return jar;
    }

    /** Runs the command in a process of its own, as the script does, with the jar behind the class path. */
    private String evalstream(Path jar, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        for (String name : List.of("lang", "lang.reflect", "net", "io", "nio", "time", "util", "util.concurrent")) {
            command.add("--add-opens=java.base/java." + name + "=ALL-UNNAMED");
        }
        command.addAll(List.of("-Xmx512m", "-cp", classPath() + ":" + jar, Evalstream.class.getName()));
        command.addAll(List.of(arguments));
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(180, TimeUnit.SECONDS)).as("ended in time").isTrue();
        String said = Files.readString(output);
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    private static String classPath() {
        String ofSurefire = System.getProperty("surefire.test.class.path");
        return ofSurefire == null ? System.getProperty("java.class.path") : ofSurefire;
    }
}
