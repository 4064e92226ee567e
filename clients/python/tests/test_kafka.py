"""Publisher and subscriber with a real broker, and a client that shares nothing with them on the other side."""

import io
import json
import uuid
from datetime import timedelta

import avro.io
import numpy as np
import pytest
import records
from confluent_kafka import OFFSET_BEGINNING, Consumer, Producer, TopicPartition
from evalstream import Publisher, Subscriber, Undefined, codec
from test_codec import library_schema


def read(broker, topic, count, partitions=1):
    """So many messages of a topic."""
    consumer = Consumer({"bootstrap.servers": broker.servers, "group.id": str(uuid.uuid4()), "enable.auto.commit": False})
    consumer.assign([TopicPartition(topic, partition, OFFSET_BEGINNING) for partition in range(partitions)])
    messages = []
    while len(messages) < count:
        message = consumer.poll(30)
        assert message is not None, f"only {len(messages)} messages in 30 s"
        assert not message.error(), message.error()
        messages.append(message)
    consumer.close()
    return messages


def write(broker, topic, *values, commit=True):
    """Writes values in one transaction."""
    producer = Producer({"bootstrap.servers": broker.servers, "transactional.id": str(uuid.uuid4())})
    producer.init_transactions(30)
    producer.begin_transaction()
    for value in values:
        producer.produce(topic, value)
    producer.flush(30)
    if commit:
        producer.commit_transaction(30)
    else:
        producer.abort_transaction(30)


def reports(form="avro", *numbers, **fields):
    encoding = codec("MetricReport", form)
    return [encoding.encode(records.report(number=n, values=[records.scalar("accuracy", n / 4)], **fields)) for n in numbers]


@pytest.fixture
def topics(broker):
    return {"metrics_topic": broker.topic(), "alerts_topic": broker.topic()}


def test_predictions_and_labels_are_read_by_the_avro_package(broker):
    predictions, labels = broker.topic(), broker.topic()
    with Publisher(broker.servers, predictions_topic=predictions, labels_topic=labels) as publisher:
        assert publisher.prediction(
            "p1",
            "m",
            event_time=records.TEN,
            scores=np.array([0.25, 0.75], np.float32),
            label=np.int64(1),
            features={"country": "DE", "amount": np.float64(1.5), "items": 3},
            outputs={"embedding": np.arange(3, dtype=np.float32)},
        )
        assert publisher.label("p1", np.int64(1), label_time=records.TEN + timedelta(hours=1))
        assert publisher.flush() == 0
        assert publisher.counts == (2, 0, 0, 0)

    prediction, label = read(broker, predictions, 1)[0], read(broker, labels, 1)[0]
    assert prediction.key() == label.key() == b"p1"
    # The time of the record is that of the event, which is what a topic is searched by.
    assert prediction.timestamp()[1] == records.TEN.timestamp() * 1000
    record = avro.io.DatumReader(library_schema("Prediction")).read(avro.io.BinaryDecoder(io.BytesIO(prediction.value())))
    assert record["scores"] == [0.25, 0.75]
    assert record["label"] == 1
    assert record["features"] == {"country": "DE", "amount": 1.5, "items": 3}
    assert record["outputs"][0]["shape"] == [3]
    assert codec("Label").decode(label.value())["label"] == 1


def test_json_is_json(broker):
    topic = broker.topic()
    with Publisher(broker.servers, labels_topic=topic, form="json") as publisher:
        publisher.label("p1", "cat", label_time=records.TEN)

    record = json.loads(read(broker, topic, 1)[0].value())
    assert record["label"] == "cat"
    assert record["label_time"] == "2026-03-01T10:00:00Z"


def test_a_run_keeps_its_order_on_one_partition(broker):
    topic = broker.topic(partitions=4)
    rows = np.zeros((65_536, 10), np.float32)
    with Publisher(broker.servers, training_topic=topic) as publisher:
        for step in range(20):
            assert publisher.batch("r7", "m", "train", 0, step, {"preds": rows[: step + 1], "target": rows[: step + 1]})
        assert publisher.end_of_epoch("r7", "m", "train", 0, 20, 210)

    messages = read(broker, topic, 21, partitions=4)
    events = [codec("TrainingEvent").decode(message.value()) for message in messages]
    assert len({message.partition() for message in messages}) == 1
    assert [event["body"].get("step") for event in events] == [*range(20), None]
    assert events[-1]["body"] == {"batches": 20, "rows": 210}


def test_what_the_broker_refuses_is_counted_and_told(broker, caplog):
    topic = broker.topic()
    noise = np.random.default_rng(7).random((65_536, 10))
    with Publisher(broker.servers, training_topic=topic) as publisher:
        assert publisher.batch("r7", "m", "train", 0, 0, {"preds": noise, "target": noise})
        publisher.flush(30)
        assert publisher.counts.failed == 1

    assert f"set max.message.bytes of topic '{topic}'" in caplog.text


@pytest.mark.parametrize("form", ["avro", "json"])
def test_reports_and_alerts_are_read(broker, topics, form):
    with Subscriber(broker.servers, form=form, **topics) as subscriber:
        write(broker, topics["metrics_topic"], *reports(form, 1, 2))
        write(broker, topics["alerts_topic"], codec("Alert", form).encode(records.alert(number=2)))

        assert subscriber.wait(lambda s: s.reports(number=2) and s.alerts(), timeout=30)
        assert subscriber.latest("accuracy", stage="validate") == 0.5
        assert subscriber.latest("accuracy", number=1) == 0.25
        assert subscriber.latest("accuracy", stage="test") is None
        assert subscriber.alerts()[0].message == "accuracy has not improved since epoch -1"
        assert subscriber.alerts(kind="diverged") == []


def test_only_what_was_committed_is_read(broker, topics):
    with Subscriber(broker.servers, **topics) as subscriber:
        write(broker, topics["metrics_topic"], *reports("avro", 1), commit=False)
        write(broker, topics["metrics_topic"], *reports("avro", 2))

        assert subscriber.wait(lambda s: s.reports(), timeout=30)
        assert [report.number for report in subscriber.reports()] == [2]


def test_a_later_report_of_a_key_replaces_the_earlier_one(broker, topics):
    with Subscriber(broker.servers, **topics) as subscriber:
        write(broker, topics["metrics_topic"], *reports("avro", 1, 2), *reports("avro", 1, attempt=1))

        assert subscriber.wait(lambda s: s.reports(attempt=1), timeout=30)
        assert [(report.number, report.attempt) for report in subscriber.reports()] == [(2, 0), (1, 1)]


def test_reading_begins_now_or_at_the_beginning(broker, topics):
    write(broker, topics["metrics_topic"], *reports("avro", 1))
    with Subscriber(broker.servers, **topics) as now, Subscriber(broker.servers, start="beginning", **topics) as all_:
        write(broker, topics["metrics_topic"], *reports("avro", 2))

        assert all_.wait(lambda s: len(s.reports()) == 2, timeout=30)
        assert now.wait(lambda s: s.reports(), timeout=30)
        assert [report.number for report in now.reports()] == [2]


def test_topics_that_come_later_are_read_from_their_beginning(broker):
    metrics, alerts = f"late-{uuid.uuid4()}", broker.topic()
    with Subscriber(broker.servers, metrics_topic=metrics, alerts_topic=alerts) as subscriber:
        assert subscriber.poll() == []
        write(broker, alerts, codec("Alert").encode(records.alert(number=1)))
        assert subscriber.wait(lambda s: s.alerts(), timeout=30)
        write(broker, broker.topic(metrics), *reports("avro", 1))

        assert subscriber.wait(lambda s: s.reports(), timeout=30)
        assert len(subscriber.alerts()) == 1


def test_only_the_run_that_was_asked_for_counts(broker, topics):
    with Subscriber(broker.servers, run_id="mine", **topics) as subscriber:
        write(broker, topics["metrics_topic"], *reports("avro", 1, run_id="other"), *reports("avro", 2, run_id="mine"))

        assert subscriber.wait(lambda s: s.reports(), timeout=30)
        assert [report.run_id for report in subscriber.reports()] == ["mine"]


def test_what_is_no_report_is_counted_and_told(broker, topics, caplog):
    with Subscriber(broker.servers, **topics) as subscriber:
        write(broker, topics["metrics_topic"], b"nonsense", b"", *reports("avro", 1))

        assert subscriber.wait(lambda s: s.reports(), timeout=30)
        assert subscriber.undecodable == 2
    assert "offset 0 cannot be read" in caplog.text
    assert caplog.text.count("cannot be read") == 1


def test_at_most_so_many_reports_are_kept(broker, topics):
    with Subscriber(broker.servers, keep=3, **topics) as subscriber:
        write(broker, topics["metrics_topic"], *reports("avro", *range(10)))

        assert subscriber.wait(lambda s: s.reports(number=9), timeout=30)
        assert [report.number for report in subscriber.reports()] == [7, 8, 9]


def test_values_are_what_python_has_for_them(broker, topics):
    values = [
        records.undefined("auroc", "no rows"),
        {"name": "matrix", "value": {"shape": [2, 2], "values": [1.0, 2.0, 3.0, 4.0]}},
        {"name": "curve", "value": {"entries": [records.scalar("best", 1.0)]}},
    ]
    with Subscriber(broker.servers, **topics) as subscriber:
        write(broker, topics["metrics_topic"], codec("MetricReport").encode(records.report(values=values)))

        assert subscriber.wait(lambda s: s.reports(), timeout=30)
        assert subscriber.reports()[0].values == {
            "auroc": Undefined("EMPTY", "no rows", None),
            "matrix": [[1.0, 2.0], [3.0, 4.0]],
            "curve": {"best": 1.0},
        }


def test_a_broker_that_does_not_answer_is_told():
    with pytest.raises(ConnectionError, match="no Kafka broker answers at localhost:1"):
        Subscriber("localhost:1")


def test_a_start_that_is_none_is_refused():
    with pytest.raises(ValueError, match="expected 'latest' or 'beginning'"):
        Subscriber(start="yesterday")
