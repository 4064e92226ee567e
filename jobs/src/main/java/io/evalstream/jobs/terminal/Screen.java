package io.evalstream.jobs.terminal;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/**
 * The lower part of a terminal, where each frame replaces the one before. What was printed earlier stays above it, and when
 * the screen is closed the last frame stays too.
 */
public final class Screen implements AutoCloseable {
    static {
        // Else JLine, also where the progress bar uses it, asks the terminal what it can do; an answer that comes late
        // is
        // taken for what the user types.
        System.setProperty(TerminalBuilder.PROP_GRAPHEME_CLUSTER, "false");
    }

    private static final String CLEAR_TO_END = "\033[J";

    private final Terminal terminal;
    private final PrintWriter out;
    private int shown;

    private Screen(Terminal terminal) {
        this.terminal = terminal;
        this.out = terminal.writer();
    }

    /** The screen that this process writes to; none if its output goes to a file, a pipe or a terminal that cannot do this. */
    public static Optional<Screen> open() {
        return terminal(TerminalBuilder.SystemOutput.SysOut).map(Screen::new);
    }

    /** Whether what goes to standard error is seen on a terminal. */
    public static boolean isOnStandardError() {
        Optional<Terminal> terminal = terminal(TerminalBuilder.SystemOutput.SysErr);
        terminal.ifPresent(Screen::close);
        return terminal.isPresent();
    }

    private static Optional<Terminal> terminal(TerminalBuilder.SystemOutput output) {
        try {
            // Asks the system's own commands about the terminal, which needs no native library.
            Terminal terminal = TerminalBuilder.builder()
                    .system(true)
                    .systemOutput(output)
                    .provider("exec")
                    .nativeSignals(false)
                    .dumb(true)
                    .build();
            if (terminal.getType().startsWith(Terminal.TYPE_DUMB)
                    || terminal.getSize().getColumns() == 0) {
                close(terminal);
                return Optional.empty();
            }
            return Optional.of(terminal);
        } catch (IOException | IllegalStateException e) {
            return Optional.empty();
        }
    }

    public int width() {
        return terminal.getSize().getColumns();
    }

    public int height() {
        return terminal.getSize().getRows();
    }

    /** Shows a text in the place of the last one; what does not fit is cut off. */
    public void show(String text) {
        List<String> lines = text.lines().limit(Math.max(1, height() - 1)).toList();
        StringBuilder frame = new StringBuilder();
        if (shown > 0) {
            frame.append("\033[").append(shown).append('A');
        }
        frame.append('\r').append(CLEAR_TO_END);
        for (String line : lines) {
            frame.append(line, 0, Math.min(line.length(), width())).append('\n');
        }
        out.print(frame);
        out.flush();
        shown = lines.size();
    }

    @Override
    public void close() {
        close(terminal);
    }

    private static void close(Terminal terminal) {
        try {
            terminal.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the terminal cannot be given back", e);
        }
    }
}
