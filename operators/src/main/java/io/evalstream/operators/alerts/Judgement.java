package io.evalstream.operators.alerts;

import java.util.Arrays;

/** What a rule makes of one window. */
enum Judgement {
    /** The rule holds: something is wrong. */
    HOLDS('h'),
    /** It does not hold, but the value has not come back as far as the rule asks. */
    BETWEEN('b'),
    /** All is well. */
    CLEAR('c'),
    /** The window rests on too little, or has no value. */
    UNKNOWN('u'),
    /** There is no such window any more. It is never kept. */
    GONE('g');

    private final char code;

    Judgement(char code) {
        this.code = code;
    }

    /** As what it is kept. */
    int code() {
        return code;
    }

    static Judgement of(int code) {
        return Arrays.stream(values())
                .filter(judgement -> judgement.code == code)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        code + " stands for no judgement; the state is not of this version"));
    }
}
