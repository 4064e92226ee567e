package io.evalstream.jobs.cli;

import io.evalstream.jobs.files.ReadProgress;
import io.evalstream.jobs.terminal.Screen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar that shows how far files have been read, where standard error is a terminal; else nothing. */
final class ReadingBar implements AutoCloseable {

    private static final long MEBI = 1 << 20;

    private final @Nullable ProgressBar bar;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "progress");
        thread.setDaemon(true);
        return thread;
    });

    ReadingBar(List<Path> files) throws IOException {
        if (!Screen.isOnStandardError()) {
            bar = null;
            return;
        }
        long size = 0;
        for (Path file : files) {
            size += Files.size(file);
        }
        ProgressBar shown = new ProgressBarBuilder()
                .setTaskName("evaluate")
                .setInitialMax(size)
                .setUnit(" MiB", MEBI)
                .setStyle(ProgressBarStyle.ASCII)
                .build();
        bar = shown;
        ScheduledFuture<?> unused = clock.scheduleAtFixedRate(
                () -> shown.stepTo(files.stream()
                        .mapToLong(file -> ReadProgress.of(file.toString()))
                        .sum()),
                0,
                200,
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        clock.shutdownNow();
        if (bar != null) {
            bar.stepTo(bar.getMax());
            bar.close();
        }
    }
}
