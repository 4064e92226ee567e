"""Writes predictions, labels and training batches to their topics, and never holds up who calls it."""

import logging
import time
from datetime import datetime, timezone
from typing import NamedTuple

from confluent_kafka import KafkaException, Producer

from evalstream.codec import codec
from evalstream.tensors import tensor

_LOG = logging.getLogger("evalstream")
_LARGEST_MESSAGE = 64 << 20
_SHORT_WAIT = 0.05


class Counts(NamedTuple):
    """What became of the records of a publisher."""

    delivered: int  # the broker has them
    waiting: int  # in the buffer
    dropped: int  # the buffer was full, or they were larger than a record may be
    failed: int  # the broker refused them, or did not answer in time


class Publisher:
    """Publishes records.

    Calls return at once: records go to a buffer of at most ``buffer_bytes`` and ``buffer_records`` that a thread of the
    Kafka client empties. What does not fit is dropped and counted, with a warning the first time; so a broker that is away
    costs records, but no time. Each call says whether its record was taken.

    ``config`` are further settings of the Kafka client (librdkafka's names). A publisher can be used by several threads,
    and can be pickled: its copy connects by itself, and counts from nought.
    """

    def __init__(
        self,
        bootstrap_servers="localhost:9092",
        *,
        form="avro",
        predictions_topic="predictions",
        labels_topic="labels",
        training_topic="training",
        buffer_bytes=256 << 20,
        buffer_records=100_000,
        config=None,
    ):
        self._settings = {
            "linger.ms": 20,
            "compression.type": "zstd",
            "message.max.bytes": _LARGEST_MESSAGE,
            # Where Java's clients put a key.
            "partitioner": "murmur2_random",
            **(config or {}),
            "bootstrap.servers": bootstrap_servers,
            "enable.idempotence": True,
            "queue.buffering.max.kbytes": max(1, buffer_bytes >> 10),
            "queue.buffering.max.messages": buffer_records,
        }
        self._form = form
        self._predictions = (predictions_topic, codec("Prediction", form))
        self._labels = (labels_topic, codec("Label", form))
        self._training = (training_topic, codec("TrainingEvent", form))
        self._start()

    def _start(self):
        self._producer = None
        self._delivered = 0
        self._dropped = 0
        self._failed = 0

    def __getstate__(self):
        return {name: value for name, value in self.__dict__.items() if name != "_producer"}

    def __setstate__(self, state):
        self.__dict__.update(state)
        self._start()

    def prediction(self, prediction_id, model_id, *, event_time=None, outputs=None, **fields):
        """Publishes what a model answered: ``scores``, ``label``, ``value``, ``text`` and so on.

        ``outputs`` are tensors by name. All other fields are those of the schema ``Prediction``.
        """
        record = {"prediction_id": prediction_id, "model_id": model_id, "event_time": event_time or _now(), **fields}
        return self._publish(self._predictions, prediction_id, _with_outputs(record, outputs))

    def label(self, prediction_id, label=None, *, label_time=None, outputs=None, **fields):
        """Publishes what turned out to be true for the prediction of that id: a ``label``, ``labels``, ``text`` and so on."""
        record = {"prediction_id": prediction_id, "label": _plain(label), "label_time": label_time or _now(), **fields}
        return self._publish(self._labels, prediction_id, _with_outputs(record, outputs))

    def batch(self, run_id, model_id, stage, epoch, step, columns, **fields):
        """Publishes a batch that a rank of a training run has evaluated.

        ``columns`` are arrays by name, such as ``preds`` and ``target``, whose first dimension is the rows. Other fields are
        those of the schema ``TrainingEvent``: ``dataset``, ``rank``, ``world_size``, ``attempt``, ``model_version``.
        """
        tensors = [tensor(name, values) for name, values in columns.items()]
        rows = {t["name"]: t["shape"][0] if t["shape"] else None for t in tensors}
        if len(set(rows.values())) != 1 or None in rows.values():
            raise ValueError(
                f"the columns of a batch have these numbers of rows: {rows}; give arrays whose first dimension is the rows"
            )
        body = {"step": int(step), "tensors": tensors}
        return self._publish(self._training, run_id, _event(run_id, model_id, stage, epoch, body, fields))

    def end_of_epoch(self, run_id, model_id, stage, epoch, batches, rows, *, wait=5.0, **fields):
        """Tells that a rank has published all batches of an epoch, and how many batches and rows these were.

        Where the buffer is full this waits so many seconds for room, since an epoch is complete only with its marker.
        """
        body = {"batches": int(batches), "rows": int(rows)}
        return self._publish(self._training, run_id, _event(run_id, model_id, stage, epoch, body, fields), wait)

    @property
    def counts(self):
        """What became of the records so far."""
        waiting = len(self._producer) if self._producer else 0
        return Counts(self._delivered, waiting, self._dropped, self._failed)

    def flush(self, timeout=10.0):
        """Waits until the buffer is empty, so many seconds at most; how many records are still in it."""
        return self._producer.flush(timeout) if self._producer else 0

    def close(self, timeout=10.0):
        """Flushes, and tells of what was lost."""
        waiting = self.flush(timeout)
        if waiting or self._dropped or self._failed:
            _LOG.warning("records were lost: %d not sent in %s s; %s", waiting, timeout, self.counts)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _publish(self, destination, key, record, wait=0.0):
        topic, encoding = destination
        value = encoding.encode(record)
        timestamp = record.get("event_time") or record["label_time"]
        # On first use, and not before: a process that was forked or spawned must have a producer of its own.
        if self._producer is None:
            self._producer = Producer(self._settings)
        deadline = time.monotonic() + wait
        while True:
            try:
                self._producer.produce(
                    topic, value, key, timestamp=round(timestamp.timestamp() * 1000), on_delivery=self._on_delivery
                )
                self._producer.poll(0)
                return True
            except BufferError:
                if time.monotonic() >= deadline:
                    self._drop(f"the buffer is full with {len(self._producer)} records; raise buffer_bytes or buffer_records")
                    return False
                self._producer.poll(_SHORT_WAIT)
            except KafkaException as e:
                self._drop(f"a record of {len(value)} bytes for topic '{topic}' was refused: {e}")
                return False

    def _drop(self, reason):
        self._dropped += 1
        # Makes room from what has been delivered meanwhile.
        self._producer.poll(0)
        if self._dropped == 1:
            _LOG.warning("dropped a record, and will not tell of others: %s", reason)

    def _on_delivery(self, error, message):
        if error is None:
            self._delivered += 1
            return
        self._failed += 1
        if self._failed == 1:
            remedy = (
                f"; set max.message.bytes of topic '{message.topic()}' to at least {len(message.value())}"
                if error.name() == "MSG_SIZE_TOO_LARGE"
                else ""
            )
            _LOG.warning(
                "a record was not delivered to topic '%s', and others will not be told of: %s%s",
                message.topic(),
                error,
                remedy,
            )


def _now():
    return datetime.now(timezone.utc)


def _plain(value):
    """A number of Python's for one of NumPy's or PyTorch's, which would not be known for a number."""
    return value.item() if hasattr(value, "item") else value


def _with_outputs(record, outputs):
    record = {name: _numbers(value) for name, value in record.items() if value is not None}
    if outputs:
        record["outputs"] = [tensor(name, values) for name, values in outputs.items()]
    return record


def _numbers(value):
    """Lists and numbers of Python's own for arrays, tensors and their elements."""
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, (list, tuple)):
        return [_plain(element) for element in value]
    if isinstance(value, dict):
        return {name: _plain(element) for name, element in value.items()}
    return value


def _event(run_id, model_id, stage, epoch, body, fields):
    event_time = fields.pop("event_time", None) or _now()
    return {
        "run_id": run_id,
        "model_id": model_id,
        "stage": stage,
        "epoch": int(epoch),
        "event_time": event_time,
        "body": body,
        **fields,
    }
