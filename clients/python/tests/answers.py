"""A stand-in for the job: answers the markers of an epoch with a report, over all ranks, from what was published."""

import json
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


class Answers:
    """Reports the accuracy of each epoch, and raises an alert for the epoch ``stop_at``."""

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
        key = (event["run_id"], event["stage"], event["dataset"], event["epoch"])
        epoch = self._epochs.setdefault(key, {"right": 0, "rows": 0, "batches": 0, "markers": {}})
        if "step" in event["body"]:
            columns = event["body"]["tensors"]
            right = array(columns, "preds").argmax(1) == array(columns, "target")
            epoch["right"] += int(right.sum())
            epoch["rows"] += len(right)
            epoch["batches"] += 1
        else:
            epoch["markers"][event["rank"]] = event["body"]
        if len(epoch["markers"]) == event["world_size"]:
            self._answer(event, epoch)

    def _answer(self, event, epoch):
        lacking = sum(marker["batches"] for marker in epoch["markers"].values()) - epoch["batches"]
        accuracy = epoch["right"] / epoch["rows"] if epoch["rows"] else 0.0
        report = records.report(
            event["run_id"],
            event["stage"],
            event["epoch"],
            [records.scalar("accuracy", accuracy)],
            dataset=event["dataset"],
            attempt=event["attempt"],
            missing=[f"{lacking} batches"] if lacking else [],
        )
        if event["stage"] == "validate" and event["epoch"] == self._stop_at:
            alert = records.alert(event["run_id"], number=event["epoch"], attempt=event["attempt"])
            self._producer.produce(self._alerts, self._codecs["Alert"].encode(alert))
            self._producer.flush(10)
        self._producer.produce(self._metrics, self._codecs["MetricReport"].encode(report), json.dumps(report["window"]["number"]))
        self._producer.flush(10)

    def close(self):
        self._ended.set()
        self._thread.join()
        self._consumer.close()
        assert self.errors == []
