package io.evalstream.metrics.text;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Porter's stemmer (Program 14(3), 1980) with the later rules and exceptions that NLTK applies by default, since published
 * ROUGE scores rest on it: short words in -ies and -ied keep their e, y becomes i only after a consonant, -bli, -fulli and
 * -logi are suffixes, and some irregular words are looked up. The Snowball form of the algorithm stems these differently.
 */
final class PorterStemmer {

    private static final Map<String, String> IRREGULAR = Map.ofEntries(
            Map.entry("sky", "sky"),
            Map.entry("skies", "sky"),
            Map.entry("dying", "die"),
            Map.entry("lying", "lie"),
            Map.entry("tying", "tie"),
            Map.entry("news", "news"),
            Map.entry("innings", "inning"),
            Map.entry("inning", "inning"),
            Map.entry("outings", "outing"),
            Map.entry("outing", "outing"),
            Map.entry("cannings", "canning"),
            Map.entry("canning", "canning"),
            Map.entry("howe", "howe"),
            Map.entry("proceed", "proceed"),
            Map.entry("exceed", "exceed"),
            Map.entry("succeed", "succeed"));

    /** A suffix, what takes its place, and what the rest of the word must be for that. The first suffix decides. */
    private record Rule(String suffix, String replacement, Predicate<String> condition) {}

    private static final List<Rule> PLURALS =
            List.of(always("sses", "ss"), always("ies", "i"), always("ss", "ss"), always("s", ""));

    private static final List<Rule> DOUBLE_SUFFIXES = List.of(
            after(0, "ational", "ate"),
            after(0, "tional", "tion"),
            after(0, "enci", "ence"),
            after(0, "anci", "ance"),
            after(0, "izer", "ize"),
            after(0, "bli", "ble"),
            after(0, "alli", "al"),
            after(0, "entli", "ent"),
            after(0, "eli", "e"),
            after(0, "ousli", "ous"),
            after(0, "ization", "ize"),
            after(0, "ation", "ate"),
            after(0, "ator", "ate"),
            after(0, "alism", "al"),
            after(0, "iveness", "ive"),
            after(0, "fulness", "ful"),
            after(0, "ousness", "ous"),
            after(0, "aliti", "al"),
            after(0, "iviti", "ive"),
            after(0, "biliti", "ble"),
            after(0, "fulli", "ful"),
            new Rule("logi", "log", rest -> measure(rest + "l") > 0));

    private static final List<Rule> ADJECTIVES = List.of(
            after(0, "icate", "ic"),
            after(0, "ative", ""),
            after(0, "alize", "al"),
            after(0, "iciti", "ic"),
            after(0, "ical", "ic"),
            after(0, "ful", ""),
            after(0, "ness", ""));

    private static final List<Rule> LAST_SUFFIXES = List.of(
            after(1, "al", ""),
            after(1, "ance", ""),
            after(1, "ence", ""),
            after(1, "er", ""),
            after(1, "ic", ""),
            after(1, "able", ""),
            after(1, "ible", ""),
            after(1, "ant", ""),
            after(1, "ement", ""),
            after(1, "ment", ""),
            after(1, "ent", ""),
            new Rule("ion", "", rest -> measure(rest) > 1 && (rest.endsWith("s") || rest.endsWith("t"))),
            after(1, "ou", ""),
            after(1, "ism", ""),
            after(1, "ate", ""),
            after(1, "iti", ""),
            after(1, "ous", ""),
            after(1, "ive", ""),
            after(1, "ize", ""));

    private PorterStemmer() {}

    /** The stem of a word in lower case. */
    static String stem(String word) {
        String irregular = IRREGULAR.get(word);
        if (irregular != null || word.length() <= 2) {
            return irregular == null ? word : irregular;
        }
        String stem = participle(plural(word));
        stem = finalY(stem);
        stem = doubleSuffix(stem);
        stem = apply(ADJECTIVES, stem);
        stem = apply(LAST_SUFFIXES, stem);
        return doubleL(finalE(stem));
    }

    private static String plural(String word) {
        return word.length() == 4 && word.endsWith("ies") ? without(word, 1) : apply(PLURALS, word);
    }

    private static String participle(String word) {
        if (word.endsWith("ied")) {
            return without(word, word.length() == 4 ? 1 : 2);
        }
        if (word.endsWith("eed")) {
            return measure(without(word, 3)) > 0 ? without(word, 1) : word;
        }
        int suffix = word.endsWith("ed") ? 2 : word.endsWith("ing") ? 3 : 0;
        String rest = without(word, suffix);
        if (suffix == 0 || !hasVowel(rest)) {
            return word;
        }
        if (rest.endsWith("at") || rest.endsWith("bl") || rest.endsWith("iz")) {
            return rest + "e";
        }
        if (endsInDoubleConsonant(rest)) {
            return "lsz".indexOf(rest.charAt(rest.length() - 1)) >= 0 ? rest : without(rest, 1);
        }
        return measure(rest) == 1 && endsInShortSyllable(rest) ? rest + "e" : rest;
    }

    private static String finalY(String word) {
        int rest = word.length() - 1;
        return rest > 1 && word.endsWith("y") && isConsonant(word, rest - 1) ? without(word, 1) + "i" : word;
    }

    private static String doubleSuffix(String word) {
        // What is left of -ally may end in another suffix: -ationally.
        return word.endsWith("alli") && measure(without(word, 4)) > 0
                ? doubleSuffix(without(word, 2))
                : apply(DOUBLE_SUFFIXES, word);
    }

    private static String finalE(String word) {
        if (!word.endsWith("e")) {
            return word;
        }
        String rest = without(word, 1);
        int measure = measure(rest);
        return measure > 1 || (measure == 1 && !endsInShortSyllable(rest)) ? rest : word;
    }

    private static String doubleL(String word) {
        return word.endsWith("ll") && measure(without(word, 1)) > 1 ? without(word, 1) : word;
    }

    private static String apply(List<Rule> rules, String word) {
        for (Rule rule : rules) {
            if (word.endsWith(rule.suffix)) {
                String rest = without(word, rule.suffix.length());
                return rule.condition.test(rest) ? rest + rule.replacement : word;
            }
        }
        return word;
    }

    private static Rule always(String suffix, String replacement) {
        return new Rule(suffix, replacement, rest -> true);
    }

    private static Rule after(int measure, String suffix, String replacement) {
        return new Rule(suffix, replacement, rest -> measure(rest) > measure);
    }

    private static String without(String word, int letters) {
        return word.substring(0, word.length() - letters);
    }

    private static boolean isConsonant(String word, int at) {
        char letter = word.charAt(at);
        if (letter == 'y') {
            return at == 0 || !isConsonant(word, at - 1);
        }
        return "aeiou".indexOf(letter) < 0;
    }

    /** How often a consonant follows a vowel: Porter's m. */
    private static int measure(String word) {
        int measure = 0;
        for (int i = 1; i < word.length(); i++) {
            if (isConsonant(word, i) && !isConsonant(word, i - 1)) {
                measure++;
            }
        }
        return measure;
    }

    private static boolean hasVowel(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (!isConsonant(word, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean endsInDoubleConsonant(String word) {
        int last = word.length() - 1;
        return last >= 1 && word.charAt(last) == word.charAt(last - 1) && isConsonant(word, last);
    }

    /** Consonant, vowel and a consonant other than w, x and y; or a word of a vowel and a consonant. */
    private static boolean endsInShortSyllable(String word) {
        int last = word.length() - 1;
        if (last == 1) {
            return !isConsonant(word, 0) && isConsonant(word, 1);
        }
        return last >= 2
                && isConsonant(word, last - 2)
                && !isConsonant(word, last - 1)
                && isConsonant(word, last)
                && "wxy".indexOf(word.charAt(last)) < 0;
    }
}
