package io.evalstream.jobs.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** A directory that goes away, with all that is in it, when it is closed or the JVM ends. */
public final class TemporaryDirectory implements AutoCloseable {
    private final Path path;
    private final Thread atExit;

    /** Makes one whose name says what for. */
    public TemporaryDirectory(String purpose) {
        try {
            this.path = Files.createTempDirectory("evalstream-" + purpose + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "no temporary directory for " + purpose + " can be made under "
                            + System.getProperty("java.io.tmpdir")
                            + "; make room there, or choose another place with -Djava.io.tmpdir=DIR",
                    e);
        }
        // Ctrl-C ends a demo without closing anything.
        this.atExit = new Thread(this::delete, "delete-" + path.getFileName());
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The JVM is ending; the hook runs, and deleting twice does no harm.
            return;
        }
        delete();
    }

    private void delete() {
        try {
            Files.walkFileTree(path, new Deletion());
        } catch (IOException e) {
            // Somebody else's cleaning of temporary files takes care of what is left.
        }
    }

    /** Goes on when a file has gone meanwhile: a server that is stopping deletes files too. */
    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
