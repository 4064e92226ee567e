package io.evalstream.jobs.cli;

import java.util.regex.Pattern;

/** Plain sentences, in which backticks set off code, as Markdown that shows them as they are. */
final class Markdown {

    /** An underscore within a word and brackets without an address mean nothing. */
    private static final Pattern MEANINGFUL =
            Pattern.compile("[\\\\*<$]|\\](?=[(\\[:])|(?<![\\p{L}\\p{N}])_|_(?![\\p{L}\\p{N}])");

    private Markdown() {}

    static String prose(String sentence) {
        StringBuilder escaped = new StringBuilder();
        String[] parts = sentence.split("`", -1);
        for (int i = 0; i < parts.length; i++) {
            boolean code = i % 2 == 1;
            escaped.append(i == 0 ? "" : "`")
                    .append(code ? parts[i] : MEANINGFUL.matcher(parts[i]).replaceAll("\\\\$0"));
        }
        return escaped.toString();
    }

    /** The same within a table, where a bar would end the cell. */
    static String cell(String sentence) {
        return prose(sentence).replace("|", "\\|");
    }
}
