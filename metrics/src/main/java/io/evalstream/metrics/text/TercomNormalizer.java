package io.evalstream.metrics.text;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** How Tercom prepares a text for the translation edit rate. */
record TercomNormalizer(boolean normalize, boolean noPunctuation, boolean lowercase, boolean asianSupport) {

    private static final Pattern REMOVED = Pattern.compile("[.,?:;!\"()]");

    private static final Pattern IDEOGRAPHS = Pattern.compile("([\u4e00-\u9fff\u3400-\u4dbf])");
    private static final Pattern STROKES = Pattern.compile("([\u31c0-\u31ef\u2e80-\u2eff])");
    private static final Pattern COMPATIBILITY = Pattern.compile("([\u3300-\u33ff\uf900-\ufaff\ufe30-\ufe4f])");
    private static final Pattern ENCLOSED = Pattern.compile("([\u3200-\u3f22])");
    /** Kana are set apart only where a text is nothing else: the lookarounds of the original match no other place. */
    private static final List<Pattern> KANA = List.of(
            Pattern.compile("(^|^[\u3040-\u309f])([\u3040-\u309f]+)(?=$|^[\u3040-\u309f])"),
            Pattern.compile("(^|^[\u30a0-\u30ff])([\u30a0-\u30ff]+)(?=$|^[\u30a0-\u30ff])"),
            Pattern.compile("(^|^[\u31f0-\u31ff])([\u31f0-\u31ff]+)(?=$|^[\u31f0-\u31ff])"));

    private static final Pattern ASIAN_PUNCTUATION =
            Pattern.compile("([\u3001\u3002\u3008-\u3011\u3014-\u301f\uff61-\uff65\u30fb])");
    private static final Pattern FULL_WIDTH_PUNCTUATION =
            Pattern.compile("([\uff0e\uff0c\uff1f\uff1a\uff1b\uff01\uff02\uff08\uff09])");

    List<String> words(String text) {
        String line = Words.withoutTrailingSpace(text);
        if (lowercase) {
            line = line.toLowerCase(Locale.ROOT);
        }
        if (normalize && !line.isEmpty()) {
            line = western(line);
            if (asianSupport) {
                line = asian(line);
            }
        }
        if (noPunctuation) {
            line = REMOVED.matcher(line).replaceAll("");
            if (asianSupport) {
                line = ASIAN_PUNCTUATION.matcher(line).replaceAll("");
                line = FULL_WIDTH_PUNCTUATION.matcher(line).replaceAll("");
            }
        }
        return Words.split(line);
    }

    private static String western(String text) {
        String line = (" " + text + " ")
                .replace("\n-", "")
                .replace("\n", " ")
                .replace("&quot;", "\"")
                .replace("&amp;", "&")
                .replace("&lt;", "<")
                .replace("&gt;", ">");
        return Tokenizer.stopsApart(Tokenizer.marksApart(line).replace("'s ", " 's "));
    }

    private static String asian(String text) {
        String line = text;
        for (Pattern pattern : List.of(IDEOGRAPHS, STROKES, COMPATIBILITY, ENCLOSED)) {
            line = pattern.matcher(line).replaceAll(" $1 ");
        }
        for (Pattern pattern : KANA) {
            line = pattern.matcher(line).replaceAll("$1 $2 ");
        }
        line = ASIAN_PUNCTUATION.matcher(line).replaceAll(" $1 ");
        return FULL_WIDTH_PUNCTUATION.matcher(line).replaceAll(" $1 ");
    }
}
