package io.evalstream.metrics.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Texts cut into words and characters, as Python does it: spaces are Unicode's, characters are code points. */
final class Words {

    private Words() {}

    /** The stretches between white space. */
    static List<String> split(String text) {
        List<String> words = new ArrayList<>();
        int start = -1;
        for (int i = 0; i < text.length(); i++) {
            // Every space lies in the basic plane, so its code is one char.
            if (isSpace(text.charAt(i))) {
                if (start >= 0) {
                    words.add(text.substring(start, i));
                }
                start = -1;
            } else if (start < 0) {
                start = i;
            }
        }
        if (start >= 0) {
            words.add(text.substring(start));
        }
        return words;
    }

    /** The characters one by one. */
    static List<String> characters(String text) {
        return text.codePoints().mapToObj(Character::toString).toList();
    }

    /** The text without white space at its end. */
    static String withoutTrailingSpace(String text) {
        int end = text.length();
        while (end > 0 && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end);
    }

    /** The text without white space at its ends. */
    static String stripped(String text) {
        String kept = withoutTrailingSpace(text);
        int start = 0;
        while (start < kept.length() && isSpace(kept.charAt(start))) {
            start++;
        }
        return kept.substring(start);
    }

    /** Numbers in place of words, equal for equal words; the numbering is kept in {@code known}. */
    static int[] numbered(List<String> words, Map<String, Integer> known) {
        int[] numbers = new int[words.size()];
        for (int i = 0; i < numbers.length; i++) {
            Integer number = known.get(words.get(i));
            if (number == null) {
                number = known.size();
                known.put(words.get(i), number);
            }
            numbers[i] = number;
        }
        return numbers;
    }

    /** How often each stretch of {@code length} words occurs. */
    static Map<List<String>, Integer> ngrams(List<String> words, int length) {
        Map<List<String>, Integer> counts = new HashMap<>();
        for (int i = 0; i + length <= words.size(); i++) {
            counts.merge(words.subList(i, i + length), 1, Integer::sum);
        }
        return counts;
    }

    /** How many stretches two counts have in common. */
    static long common(Map<List<String>, Integer> one, Map<List<String>, Integer> other) {
        long common = 0;
        for (Map.Entry<List<String>, Integer> entry : one.entrySet()) {
            common += Math.min(entry.getValue(), other.getOrDefault(entry.getKey(), 0));
        }
        return common;
    }

    private static boolean isSpace(char character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character) || character == 0x85;
    }
}
