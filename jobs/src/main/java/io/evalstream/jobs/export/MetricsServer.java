package io.evalstream.jobs.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;

/**
 * Serves {@code /metrics}; {@code /health}, which is 200 as long as Kafka can be read; and {@code /ready}, which is 200
 * once the topic has been read up.
 */
public final class MetricsServer implements AutoCloseable {
    private static final int THREADS = 4;
    private static final Set<String> METHODS = Set.of("GET", "HEAD");

    private final HttpServer server;
    private final ExecutorService threads;
    private final ReportGauges gauges;

    private interface Page {
        void answer(HttpExchange exchange) throws IOException;
    }

    /**
     * Starts to serve.
     *
     * @param address where to listen; port 0 takes a free one
     * @param trouble what is wrong with the connection to Kafka; empty where nothing is
     * @throws IOException if the port is taken
     */
    public MetricsServer(InetSocketAddress address, ReportGauges gauges, Supplier<String> trouble) throws IOException {
        this.gauges = gauges;
        this.server = HttpServer.create(address, 0);
        this.threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "evalstream-export-http");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        page("/", exchange -> text(exchange, HttpURLConnection.HTTP_NOT_FOUND, "see /metrics, /health and /ready\n"));
        page("/metrics", this::metrics);
        page("/health", exchange -> {
            String wrong = trouble.get();
            text(
                    exchange,
                    wrong.isEmpty() ? HttpURLConnection.HTTP_OK : HttpURLConnection.HTTP_UNAVAILABLE,
                    (wrong.isEmpty() ? "ok" : wrong) + "\n");
        });
        page("/ready", exchange -> {
            boolean ready = gauges.isOpen();
            text(
                    exchange,
                    ready ? HttpURLConnection.HTTP_OK : HttpURLConnection.HTTP_UNAVAILABLE,
                    ready ? "ok\n" : "the topic is still being read up\n");
        });
        server.start();
    }

    /** Where it listens. */
    public int port() {
        return server.getAddress().getPort();
    }

    private void page(String path, Page page) {
        server.createContext(path, exchange -> {
            try (exchange) {
                // A context also takes the paths below it.
                if (!path.equals("/") && !exchange.getRequestURI().getPath().equals(path)) {
                    text(exchange, HttpURLConnection.HTTP_NOT_FOUND, "see " + path + "\n");
                } else if (METHODS.contains(exchange.getRequestMethod())) {
                    page.answer(exchange);
                } else {
                    exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                    text(exchange, HttpURLConnection.HTTP_BAD_METHOD, "only GET and HEAD are understood\n");
                }
            }
        });
    }

    private void metrics(HttpExchange exchange) throws IOException {
        Exposition format = Exposition.accepted(header(exchange, "Accept"));
        exchange.getResponseHeaders().set("Vary", "Accept, Accept-Encoding");
        send(exchange, HttpURLConnection.HTTP_OK, format.contentType(), format.write(gauges.samples()));
    }

    private static void text(HttpExchange exchange, int status, String text) throws IOException {
        send(exchange, status, "text/plain; charset=utf-8", text);
    }

    private static void send(HttpExchange exchange, int status, String contentType, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", contentType);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
        } else if (header(exchange, "Accept-Encoding").toLowerCase(Locale.ROOT).contains("gzip")) {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            exchange.sendResponseHeaders(status, 0);
            try (OutputStream out = new GZIPOutputStream(exchange.getResponseBody())) {
                out.write(bytes);
            }
        } else {
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String header(HttpExchange exchange, String name) {
        String text = exchange.getRequestHeaders().getFirst(name);
        return text == null ? "" : text;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
