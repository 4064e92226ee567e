"""Reads reports and alerts from their topics."""

import logging
import time
import uuid
from collections import deque

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, TopicPartition

from evalstream.codec import DecodeError, codec
from evalstream.reports import Alert, Report

_LOG = logging.getLogger("evalstream")
_ANSWER_SECONDS = 10.0
_MISSING_TOPICS_EVERY_SECONDS = 2.0
_PARTITIONS_EVERY_SECONDS = 30.0
_AT_ONCE = 500
_TURN_SECONDS = 0.2


class Subscriber:
    """Subscribes to the topics of metrics and alerts.

    Only what was committed is read, and no consumer group is disturbed. Reading begins with what comes from now on, or with
    ``start="beginning"`` with all that the topics hold; a topic that is not there yet is read when it comes. With ``run_id``
    only what is about that run counts.

    A subscriber has no thread: it reads while ``poll`` or a method with a timeout runs. The last report of each key is kept,
    of at most ``keep`` keys, the oldest of which go first.
    """

    def __init__(
        self,
        bootstrap_servers="localhost:9092",
        *,
        run_id=None,
        form="avro",
        metrics_topic="metrics",
        alerts_topic="alerts",
        start="latest",
        keep=100_000,
        config=None,
    ):
        if start not in ("latest", "beginning"):
            raise ValueError(f"start is {start!r}; expected 'latest' or 'beginning'")
        self._bootstrap_servers = bootstrap_servers
        self._run_id = run_id
        self._topics = {
            metrics_topic: (codec("MetricReport", form), Report.of, self._add_report),
            alerts_topic: (codec("Alert", form), Alert.of, self._add_alert),
        }
        self._keep = keep
        self._reports = {}
        self._alerts = deque(maxlen=keep)
        self._undecodable = 0
        self._last_error = None
        self._partitions = {}
        self._asked_at = 0.0
        self._consumer = Consumer(
            {
                **(config or {}),
                "bootstrap.servers": bootstrap_servers,
                "group.id": f"evalstream-{uuid.uuid4()}",
                "isolation.level": "read_committed",
                "enable.auto.commit": False,
                "allow.auto.create.topics": False,
                # An epoch may take hours, in which nobody polls.
                "max.poll.interval.ms": 86_400_000,
            }
        )
        try:
            self._find_partitions(start, _ANSWER_SECONDS)
        except KafkaException as e:
            self._consumer.close()
            raise ConnectionError(f"no Kafka broker answers at {bootstrap_servers}: {e}; check the address") from e

    def poll(self, timeout=0.0):
        """Takes in what has come, waiting so many seconds at most if nothing has; the new reports and alerts."""
        found = {topic for topic, _ in self._partitions}
        every = _PARTITIONS_EVERY_SECONDS if len(found) == len(self._topics) else _MISSING_TOPICS_EVERY_SECONDS
        if time.monotonic() - self._asked_at > every:
            try:
                # What is in a topic or a partition that was created meanwhile is new.
                self._find_partitions("beginning", max(timeout, 1.0))
            except KafkaException as e:
                self._tell(e)
        if not self._partitions:
            time.sleep(timeout)
            return []
        new = []
        for message in self._consumer.consume(_AT_ONCE, timeout):
            if message.error():
                self._tell(message.error())
            elif message.value() is not None:
                item = self._take(message)
                new += [item] if item is not None else []
        return new

    def reports(self, **parts):
        """The last report of each key, in the order in which they came; those of which these parts are equal.

        ``subscriber.reports(stage="validate", kind="EPOCH", number=3)``
        """
        return [report for report in self._reports.values() if _matches(report, parts)]

    def alerts(self, **parts):
        """The alerts, in the order in which they came; those of which these parts are equal."""
        return [alert for alert in self._alerts if _matches(alert, parts)]

    def latest(self, metric, **parts):
        """The value of a metric in the last report that has it; None if there is none.

        ``subscriber.latest("accuracy", run_id="r7", stage="validate")``
        """
        for report in reversed(self.reports(**parts)):
            if metric in report.values:
                return report.values[metric]
        return None

    def wait(self, condition, timeout=10.0):
        """Reads until a condition holds for this subscriber, so many seconds at most; what the condition says in the end.

        ``subscriber.wait(lambda s: s.reports(kind="EPOCH", number=3), timeout=30)``
        """
        deadline = time.monotonic() + timeout
        self.poll()
        while not (answer := condition(self)):
            left = deadline - time.monotonic()
            if left <= 0:
                return answer
            self.poll(min(left, _TURN_SECONDS))
        return answer

    @property
    def undecodable(self):
        """How many records could not be read."""
        return self._undecodable

    def close(self):
        """Ends the subscription."""
        self._consumer.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _take(self, message):
        encoding, make, add = self._topics[message.topic()]
        try:
            item = make(encoding.decode(message.value()))
        except DecodeError as e:
            self._undecodable += 1
            if self._undecodable == 1:
                place = f"topic '{message.topic()}', partition {message.partition()}, offset {message.offset()}"
                _LOG.warning("%s cannot be read, and others will not be told of: %s; check the format", place, e)
            return None
        if self._run_id is not None and item.run_id != self._run_id:
            return None
        add(item)
        return item

    def _add_report(self, report):
        # At the end, where the newest are.
        self._reports.pop(report.key, None)
        self._reports[report.key] = report
        if len(self._reports) > self._keep:
            del self._reports[next(iter(self._reports))]

    def _add_alert(self, alert):
        self._alerts.append(alert)

    def _find_partitions(self, start, timeout):
        """Reads the partitions that were not there before."""
        self._asked_at = time.monotonic()
        there = self._consumer.list_topics(timeout=timeout).topics
        added = [
            (topic, partition)
            for topic in self._topics
            if topic in there
            for partition in there[topic].partitions
            if (topic, partition) not in self._partitions
        ]
        if not added:
            return
        # The others go on where they are.
        for position in self._consumer.position(self._as_list()) if self._partitions else ():
            if position.offset >= 0:
                self._partitions[position.topic, position.partition] = position.offset
        for topic, partition in added:
            offset = OFFSET_BEGINNING
            if start == "latest":
                # Now, not at the first poll: what comes in between is to be read.
                _, offset = self._consumer.get_watermark_offsets(TopicPartition(topic, partition), timeout)
            self._partitions[topic, partition] = offset
        self._consumer.assign(self._as_list())

    def _as_list(self):
        return [TopicPartition(topic, partition, offset) for (topic, partition), offset in self._partitions.items()]

    def _tell(self, error):
        # Kafka's client says the same again and again while a broker is away, and goes on by itself.
        if isinstance(error, KafkaError) and error.code() == KafkaError._PARTITION_EOF:
            return
        if str(error) != self._last_error:
            self._last_error = str(error)
            _LOG.warning("reading from Kafka at %s: %s", self._bootstrap_servers, error)


def _matches(item, parts):
    return all(getattr(item, name) == value for name, value in parts.items())
