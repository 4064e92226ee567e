"""A stand-in for the job: answers the markers of an epoch with a report, over all ranks, from what was published."""

import threading
import uuid

import numpy as np
import records
from confluent_kafka import OFFSET_BEGINNING, Consumer, Producer, TopicPartition
from evalstream import codec

_DTYPES = {"FP32": "<f4", "FP64": "<f8", "INT64": "<i8", "INT32": "<i4"}


def array(columns, name):
    column = next(column for column in columns if column["name"] == name)
    return np.frombuffer(column["data"], _DTYPES[column["datatype"]]).reshape(column["shape"])


def accuracy(scores, target):
    return float((scores.argmax(1) == target).sum()) / len(target)


def macro_f1(scores, target):
    """By its definition; classes that are neither predicted nor true are left out."""
    predicted = scores.argmax(1)
    each = []
    for label in range(scores.shape[1]):
        both = ((predicted == label) & (target == label)).sum()
        either = (predicted == label).sum() + (target == label).sum()
        if either:
            each.append(2 * both / either)
    return float(np.mean(each))


class Answers:
    """Reports accuracy and F1 of each step and each epoch, and raises an alert for the epoch ``stop_at``."""

    def __init__(self, servers, training, metrics, alerts, stop_at=None):
        self.events = []
        self.errors = []
        self._metrics, self._alerts, self._stop_at = metrics, alerts, stop_at
        self._codecs = {name: codec(name) for name in ("TrainingEvent", "MetricReport", "Alert")}
        settings = {"bootstrap.servers": servers}
        self._consumer = Consumer({**settings, "group.id": str(uuid.uuid4()), "enable.auto.commit": False})
        self._consumer.assign([TopicPartition(training, 0, OFFSET_BEGINNING)])
        self._producer = Producer(settings)
        self._epochs = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self):
        try:
            while not self._ended.is_set():
                message = self._consumer.poll(0.1)
                if message is not None and not message.error():
                    self._take(self._codecs["TrainingEvent"].decode(message.value()))
        except Exception as e:
            self.errors.append(e)

    def _take(self, event):
        self.events.append(event)
        key = (event["run_id"], event["attempt"], event["stage"], event["dataset"], event["epoch"])
        batches, markers = self._epochs.setdefault(key, ({}, {}))
        if "step" in event["body"]:
            columns = event["body"]["tensors"]
            step = batches.setdefault(event["body"]["step"], [])
            step.append((array(columns, "preds"), array(columns, "target")))
            if len(step) == event["world_size"]:
                self._report(event, "STEP", event["body"]["step"], step)
            return
        markers[event["rank"]] = event["body"]["batches"]
        if len(markers) == event["world_size"]:
            all_ = [batch for step in batches.values() for batch in step]
            lacking = sum(markers.values()) - len(all_)
            if event["stage"] == "validate" and event["epoch"] == self._stop_at:
                alert = records.alert(event["run_id"], number=event["epoch"], attempt=event["attempt"])
                self._send(self._alerts, self._codecs["Alert"].encode(alert))
            self._report(event, "EPOCH", event["epoch"], all_, [f"{lacking} batches"] if lacking else [])

    def _report(self, event, kind, number, batches, missing=()):
        values = []
        if batches:
            scores, target = (np.concatenate(column) for column in zip(*batches))
            values = [records.scalar("accuracy", accuracy(scores, target)), records.scalar("f1_score", macro_f1(scores, target))]
        report = records.report(
            event["run_id"], event["stage"], number, values, kind, event["dataset"], event["attempt"], missing
        )
        report["training"]["epoch"] = event["epoch"]
        self._send(self._metrics, self._codecs["MetricReport"].encode(report))

    def _send(self, topic, value):
        self._producer.produce(topic, value)
        self._producer.flush(10)

    def close(self):
        self._ended.set()
        self._thread.join()
        self._consumer.close()
        assert self.errors == []
