package io.evalstream.metrics.text;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How a text is cut into the tokens of BLEU. {@code 13a} and {@code zh} follow NIST's mteval-v13a, {@code intl} its
 * version 14, as sacreBLEU has them (Post, WMT 2018).
 */
enum Tokenizer {
    NONE("none") {
        @Override
        String prepared(String text) {
            return text;
        }
    },
    STANDARD("13a") {
        @Override
        String prepared(String text) {
            String line = text.replace("<skipped>", "").replace("-\n", "").replace("\n", " ");
            line = line.replace("&quot;", "\"")
                    .replace("&amp;", "&")
                    .replace("&lt;", "<")
                    .replace("&gt;", ">");
            return western(" " + line + " ");
        }
    },
    CHINESE("zh") {
        @Override
        String prepared(String text) {
            StringBuilder apart = new StringBuilder();
            Words.stripped(text).codePoints().forEach(character -> {
                if (isChinese(character)) {
                    apart.append(' ').appendCodePoint(character).append(' ');
                } else {
                    apart.appendCodePoint(character);
                }
            });
            return western(apart.toString());
        }
    },
    INTERNATIONAL("intl") {
        @Override
        String prepared(String text) {
            String line = MARK_AFTER_NO_NUMBER.matcher(text).replaceAll("$1 $2 ");
            line = MARK_BEFORE_NO_NUMBER.matcher(line).replaceAll(" $1 $2");
            return SYMBOL.matcher(line).replaceAll(" $1 ");
        }
    },
    CHARACTER("char") {
        @Override
        String prepared(String text) {
            return String.join(" ", Words.characters(text));
        }
    };

    private static final Pattern MARK_AFTER_NO_NUMBER = Pattern.compile("(\\P{N})(\\p{P})");
    private static final Pattern MARK_BEFORE_NO_NUMBER = Pattern.compile("(\\p{P})(\\P{N})");
    private static final Pattern SYMBOL = Pattern.compile("(\\p{S})");

    private static final Pattern MARK = Pattern.compile("([{-~\\[-` -&(-+:-@/])");
    private static final Pattern STOP_AFTER_NO_DIGIT = Pattern.compile("([^0-9])([.,])");
    private static final Pattern STOP_BEFORE_NO_DIGIT = Pattern.compile("([.,])([^0-9])");
    private static final Pattern DASH_AFTER_DIGIT = Pattern.compile("([0-9])(-)");

    /**
     * First and last characters of the blocks that are cut into single characters. The published list means two blocks past
     * U+FFFF, but names them with four digits and one more character: what it selects, in every implementation, is all from
     * U+2001 to U+2A6D and from U+2F81 to U+2FA1. Scores are comparable only so.
     */
    private static final int[][] CHINESE_BLOCKS = {
        {0x3400, 0x4db5}, {0x4e00, 0x9fa5}, {0x9fa6, 0x9fbb}, {0xf900, 0xfa2d}, {0xfa30, 0xfa6a}, {0xfa70, 0xfad9},
        {0x2001, 0x2a6d}, {0x2f81, 0x2fa1}, {0xff00, 0xffef}, {0x2e80, 0x2eff}, {0x3000, 0x303f}, {0x31c0, 0x31ef},
        {0x2f00, 0x2fdf}, {0x2ff0, 0x2fff}, {0x3100, 0x312f}, {0x31a0, 0x31bf}, {0xfe10, 0xfe1f}, {0xfe30, 0xfe4f},
        {0x2600, 0x26ff}, {0x2700, 0x27bf}, {0x3200, 0x32ff}, {0x3300, 0x33ff}
    };

    private final String word;

    Tokenizer(String word) {
        this.word = word;
    }

    /** The word that stands for it in a plan. */
    String word() {
        return word;
    }

    static Tokenizer ofWord(String word) {
        for (Tokenizer tokenizer : values()) {
            if (tokenizer.word.equals(word)) {
                return tokenizer;
            }
        }
        throw new IllegalArgumentException("no tokeniser is called '" + word + "'");
    }

    List<String> tokens(String text, boolean lowercase) {
        String prepared = prepared(text);
        return Words.split(lowercase ? prepared.toLowerCase(Locale.ROOT) : prepared);
    }

    /** The text with white space between its tokens. */
    abstract String prepared(String text);

    private static String western(String text) {
        return stopsApart(marksApart(text));
    }

    /** Sets punctuation apart, but for stops, commas, dashes and apostrophes. */
    static String marksApart(String text) {
        return MARK.matcher(text).replaceAll(" $1 ");
    }

    /** Sets stops and commas apart that are not within a number, and dashes after one. */
    static String stopsApart(String text) {
        String line = STOP_AFTER_NO_DIGIT.matcher(text).replaceAll("$1 $2 ");
        line = STOP_BEFORE_NO_DIGIT.matcher(line).replaceAll(" $1 $2");
        return DASH_AFTER_DIGIT.matcher(line).replaceAll("$1 $2 ");
    }

    private static boolean isChinese(int character) {
        for (int[] block : CHINESE_BLOCKS) {
            if (character >= block[0] && character <= block[1]) {
                return true;
            }
        }
        return false;
    }
}
