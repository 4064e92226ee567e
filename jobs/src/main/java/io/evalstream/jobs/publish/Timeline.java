package io.evalstream.jobs.publish;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;

/**
 * Merges files by event time: of the rows that are next in each file, the earliest comes first. The rows of one file stay
 * in their order, so a file that is not sorted arrives with the disorder that it has.
 */
final class Timeline implements Iterator<Message> {
    private final List<MessageSource<?>> sources;

    Timeline(List<MessageSource<?>> sources) {
        this.sources = List.copyOf(sources);
    }

    @Override
    public boolean hasNext() {
        return sources.stream().anyMatch(MessageSource::hasNext);
    }

    @Override
    public Message next() {
        MessageSource<?> earliest = sources.get(0);
        for (MessageSource<?> source : sources) {
            if (source.hasNext()
                    && (!earliest.hasNext()
                            || source.peek().time().isBefore(earliest.peek().time()))) {
                earliest = source;
            }
        }
        return earliest.next();
    }

    /** All messages in an order that depends on nothing but the seed. */
    Iterator<Message> shuffled(long seed) {
        List<Message> all = new ArrayList<>();
        forEachRemaining(all::add);
        Collections.shuffle(all, new Random(seed));
        return all.iterator();
    }
}
