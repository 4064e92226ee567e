package io.evalstream.metrics.detection;

import io.evalstream.metrics.metric.Arguments;
import java.util.List;

/**
 * The known categories of pixels, things first, each in order.
 *
 * @param things categories whose instances are counted apart
 * @param stuffs categories without instances
 */
record Categories(List<Long> things, List<Long> stuffs) {

    static Categories of(Arguments given) {
        Categories categories = new Categories(parse(given, "things"), parse(given, "stuffs"));
        if (categories.count() == 0) {
            throw given.refuse("'things' and 'stuffs' are empty; give at least one category");
        }
        for (long thing : categories.things) {
            if (categories.stuffs.contains(thing)) {
                throw given.refuse("category " + thing + " is in 'things' and in 'stuffs'; give each once");
            }
        }
        return categories;
    }

    int count() {
        return things.size() + stuffs.size();
    }

    boolean isThing(int category) {
        return category < things.size();
    }

    /** Index of a category, or −1 where it is not known. */
    int indexOf(long category) {
        int thing = things.indexOf(category);
        if (thing >= 0) {
            return thing;
        }
        int stuff = stuffs.indexOf(category);
        return stuff < 0 ? -1 : things.size() + stuff;
    }

    private static List<Long> parse(Arguments given, String name) {
        List<Double> numbers = given.numbers(name);
        if (numbers.stream().anyMatch(number -> number != Math.rint(number) || Math.abs(number) > 1L << 53)) {
            throw given.refuse("'" + name + "' is " + numbers + "; expected whole numbers");
        }
        return numbers.stream().map(Double::longValue).distinct().sorted().toList();
    }
}
