package io.evalstream.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A session cluster of two processes, job manager and task manager, which run Flink's own entry points with what a Flink
 * distribution has in its lib folder, and nothing of the job: jars are uploaded, and loaded by class loaders of their own.
 */
final class SessionCluster implements AutoCloseable {

    /** Of the jars of this test, those that a Flink distribution brings. */
    private static final Pattern DISTRIBUTION = Pattern.compile("(flink-(?!avro|connector-kafka|test|kubernetes)"
            + "|log4j-|slf4j-api|commons-(cli|lang3|text|io|math3|collections|compress)|kryo|reflectasm|objenesis|minlog"
            + "|RoaringBitmap|javassist|snakeyaml-engine|async-profiler|jsr305|frocksdbjni).*\\.jar");

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Process> processes = new ArrayList<>();
    private final Path directory;
    private final int restPort = freePort();
    private final List<Integer> metricsPorts = List.of(freePort(), freePort());

    /** Starts both processes; see {@link #isUp}. */
    SessionCluster(Path directory, Path image) throws IOException {
        this.directory = directory;
        Map<String, String> config = new TreeMap<>();
        config.put("jobmanager.rpc.address", "localhost");
        config.put("jobmanager.rpc.port", String.valueOf(freePort()));
        config.put("jobmanager.bind-host", "localhost");
        config.put("rest.address", "localhost");
        config.put("rest.bind-address", "localhost");
        config.put("rest.port", String.valueOf(restPort));
        config.put("taskmanager.host", "localhost");
        config.put("taskmanager.numberOfTaskSlots", "1");
        config.put("taskmanager.cpu.cores", "1");
        config.put("taskmanager.memory.task.heap.size", "256m");
        config.put("taskmanager.memory.task.off-heap.size", "64m");
        config.put("taskmanager.memory.network.min", "64m");
        config.put("taskmanager.memory.network.max", "64m");
        config.put("taskmanager.memory.managed.size", "32m");
        config.put("taskmanager.memory.framework.heap.size", "128m");
        config.put("taskmanager.memory.framework.off-heap.size", "128m");
        config.put("taskmanager.memory.jvm-metaspace.size", "256m");
        config.put("taskmanager.memory.jvm-overhead.min", "64m");
        config.put("taskmanager.memory.jvm-overhead.max", "64m");
        config.put("io.tmp.dirs", directory.resolve("tmp").toString());
        config.put(
                "execution.checkpointing.dir",
                directory.resolve("checkpoints").toUri().toString());
        config.put("metrics.reporters", "prom");
        config.put(
                "metrics.reporter.prom.factory.class", "org.apache.flink.metrics.prometheus.PrometheusReporterFactory");
        config.put("restart-strategy.type", "none");
        Path conf = Files.createDirectories(directory.resolve("conf"));
        Files.createDirectories(directory.resolve("tmp"));
        Files.writeString(
                conf.resolve("config.yaml"),
                config.entrySet().stream()
                        .map(setting -> setting.getKey() + ": \"" + setting.getValue() + "\"\n")
                        .collect(Collectors.joining()));
        String classPath = Stream.concat(
                        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                                .map(Path::of)
                                .filter(jar -> DISTRIBUTION
                                        .matcher(String.valueOf(jar.getFileName()))
                                        .matches()),
                        Repository.files(image.resolve("lib"), ".jar").stream())
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        start("org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint", classPath, metricsPorts.get(0));
        start("org.apache.flink.runtime.taskexecutor.TaskManagerRunner", classPath, metricsPorts.get(1));
    }

    private void start(String mainClass, String classPath, int metricsPort) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m"));
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:MaxMetaspaceSize=256m", "-XX:MaxDirectMemorySize=256m"));
        // The same packages are opened here as by Flink's own launcher.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens"))
                .forEach(command::add);
        command.addAll(List.of(
                "-cp",
                classPath,
                mainClass,
                "--configDir",
                directory.resolve("conf").toString()));
        command.add("-Dmetrics.reporter.prom.port=" + metricsPort);
        processes.add(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log(mainClass).toFile())
                .start());
    }

    private Path log(String mainClass) {
        return directory.resolve(mainClass.substring(mainClass.lastIndexOf('.') + 1) + ".log");
    }

    /** Whether a task manager has reported its slots. */
    boolean isUp() {
        for (Process process : processes) {
            if (!process.isAlive()) {
                throw new IllegalStateException("a process of the cluster ended:\n" + logs());
            }
        }
        try {
            return get("/overview").path("slots-total").asInt() > 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** What the processes have written. */
    String logs() {
        return Repository.files(directory, ".log").stream()
                .map(file -> file.getFileName() + ":\n" + Repository.text(file))
                .collect(Collectors.joining("\n"));
    }

    /** Uploads a jar and returns the id under which it can be run. */
    String upload(Path jar) throws IOException {
        String boundary = "evalstream-jar";
        byte[] head = ("--" + boundary
                        + "\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\"" + jar.getFileName()
                        + "\"\r\nContent-Type: application/x-java-archive\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] tail = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII);
        HttpRequest request = HttpRequest.newBuilder(at(restPort, "/jars/upload"))
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(BodyPublishers.ofByteArrays(List.of(head, Files.readAllBytes(jar), tail)))
                .build();
        String file = JSON.readTree(send(request)).path("filename").asText();
        return file.substring(file.lastIndexOf('/') + 1);
    }

    /** Runs an uploaded jar and returns the id of the job. */
    String run(String jar, List<String> arguments) throws IOException {
        String body = JSON.writeValueAsString(
                Map.of("entryClass", "io.evalstream.jobs.cli.Evalstream", "programArgsList", arguments));
        HttpRequest request = HttpRequest.newBuilder(at(restPort, "/jars/" + jar + "/run"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        return JSON.readTree(send(request)).path("jobid").asText();
    }

    /** How a job is. */
    String state(String job) throws IOException {
        return get("/jobs/" + job).path("state").asText();
    }

    /** Why a job failed. */
    String exceptions(String job) throws IOException {
        return get("/jobs/" + job + "/exceptions").toPrettyString();
    }

    int completedCheckpoints(String job) throws IOException {
        return get("/jobs/" + job + "/checkpoints").at("/counts/completed").asInt();
    }

    void cancel(String job) throws IOException {
        send(HttpRequest.newBuilder(at(restPort, "/jobs/" + job))
                .method("PATCH", BodyPublishers.noBody())
                .build());
    }

    /** What Prometheus would read from both processes. */
    String metrics() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int port : metricsPorts) {
            text.append(send(HttpRequest.newBuilder(at(port, "/metrics")).build()));
        }
        return text.toString();
    }

    private JsonNode get(String path) throws IOException {
        return JSON.readTree(send(HttpRequest.newBuilder(at(restPort, path)).build()));
    }

    private static URI at(int port, String path) {
        return URI.create("http://localhost:" + port + path);
    }

    private String send(HttpRequest request) throws IOException {
        try {
            var response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new IOException(request.uri() + " answers " + response.statusCode() + ": " + response.body());
            }
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + request.uri(), e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no port is free on localhost", e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        processes.forEach(Process::destroy);
        for (Process process : processes) {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }
}
