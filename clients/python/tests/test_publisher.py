import pickle
import time

import numpy as np
import pytest
from evalstream import Publisher

NOWHERE = "localhost:1"


def test_what_does_not_fit_is_dropped_and_counted_at_once(caplog):
    publisher = Publisher(NOWHERE, buffer_records=10)
    begin = time.monotonic()

    taken = [publisher.label(f"p{i}", 1) for i in range(1000)]

    assert time.monotonic() - begin < 5
    assert taken == [True] * 10 + [False] * 990
    assert publisher.counts == (0, 10, 990, 0)
    assert [record.message for record in caplog.records] == [
        "dropped a record, and will not tell of others: the buffer is full with 10 records;"
        " raise buffer_bytes or buffer_records"
    ]


def test_the_buffer_is_bounded_in_bytes():
    publisher = Publisher(NOWHERE, buffer_bytes=1 << 20)
    rows = np.zeros(50_000)

    taken = [publisher.batch("r", "m", "train", 0, step, {"preds": rows, "target": rows}) for step in range(10)]

    # A record that begins within the bound is taken.
    assert 1 <= sum(taken) <= 3
    assert taken == sorted(taken, reverse=True)


def test_records_that_are_too_large_are_dropped_and_counted(caplog):
    publisher = Publisher(NOWHERE, config={"message.max.bytes": 2000})

    assert not publisher.batch("r", "m", "train", 0, 0, {"preds": np.zeros(1000), "target": np.zeros(1000)})
    assert publisher.label("p", 1)
    assert publisher.counts.dropped == 1
    assert "was refused" in caplog.text


def test_the_marker_of_an_epoch_waits_for_room_but_not_for_ever():
    publisher = Publisher(NOWHERE, buffer_records=1)
    publisher.label("p", 1)
    begin = time.monotonic()

    assert not publisher.end_of_epoch("r", "m", "train", 0, 1, 1, wait=0.3)
    assert 0.3 <= time.monotonic() - begin < 3


def test_closing_ends_in_time_and_tells_what_was_lost(caplog):
    publisher = Publisher(NOWHERE)
    publisher.label("p", 1)
    begin = time.monotonic()

    publisher.close(timeout=0.2)

    assert time.monotonic() - begin < 3
    assert "records were lost: 1 not sent" in caplog.text


def test_columns_of_different_length_are_refused():
    with pytest.raises(ValueError, match=r"these numbers of rows: \{'preds': 3, 'target': 2\}"):
        Publisher(NOWHERE).batch("r", "m", "train", 0, 0, {"preds": [1, 2, 3], "target": [1, 2]})


def test_fields_that_the_schema_does_not_have_are_refused():
    with pytest.raises(ValueError, match=r"Prediction has no field \['score'\]"):
        Publisher(NOWHERE).prediction("p", "m", score=0.5)


def test_a_copy_of_a_publisher_counts_from_nought():
    publisher = Publisher(NOWHERE)
    publisher.label("p", 1)

    copy = pickle.loads(pickle.dumps(publisher))

    assert copy.counts == (0, 0, 0, 0)
    assert copy.label("p", 1)
    assert copy.counts.waiting == 1
