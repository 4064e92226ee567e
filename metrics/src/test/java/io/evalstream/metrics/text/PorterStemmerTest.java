package io.evalstream.metrics.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stems of Porter's paper, and of the words on which its later forms differ. */
class PorterStemmerTest {

    @ParameterizedTest
    @CsvSource({
        "caresses, caress",
        "ponies, poni",
        "plastered, plaster",
        "motoring, motor",
        "sing, sing",
        "conflated, conflat",
        "troubled, troubl",
        "hopping, hop",
        "falling, fall",
        "filing, file",
        "relational, relat",
        "vietnamization, vietnam",
        "electriciti, electr",
        "adjustment, adjust",
        "effective, effect",
        "controlling, control",
        "oscillators, oscil"
    })
    void ofThePaper(String word, String stem) {
        assertThat(PorterStemmer.stem(word)).isEqualTo(stem);
    }

    @ParameterizedTest
    @CsvSource({
        "dies, die",
        "died, die",
        "spied, spi",
        "enjoy, enjoy",
        "spy, spi",
        "skies, sky",
        "owed, owe",
        "possibly, possibl",
        "hopefully, hope",
        "geology, geolog",
        "rationally, ration",
        "succeed, succeed"
    })
    void ofItsLaterForm(String word, String stem) {
        assertThat(PorterStemmer.stem(word)).isEqualTo(stem);
    }
}
