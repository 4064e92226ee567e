"""One process of a training run, as a plain loop tells of it."""

import logging
import os
import time
from collections import defaultdict

from evalstream.publisher import Publisher
from evalstream.reports import Undefined
from evalstream.subscriber import Subscriber

_LOG = logging.getLogger("evalstream")

#: The kinds of alerts on which a run should end: what EarlyStopping ends a run for.
STOP = frozenset({"patience_exhausted", "threshold_reached", "diverged", "not_finite"})


class TrainingRun:
    """Publishes the batches of one rank of a run, and reads what Evalstream makes of those of all ranks.

    Batches are counted here, so that the marker at the end of an epoch says how many there were; those that were dropped
    count too, and Evalstream then reports the epoch as incomplete. Steps are numbered through all epochs, for each stage
    and data set by itself, unless you number them.

    A run that is started again under the same ``run_id`` must have a higher ``attempt``; under torchrun that is the number
    of restarts.
    """

    def __init__(
        self,
        bootstrap_servers="localhost:9092",
        *,
        model_id,
        run_id=None,
        model_version="",
        rank=None,
        world_size=None,
        attempt=None,
        form="avro",
        training_topic="training",
        metrics_topic="metrics",
        alerts_topic="alerts",
        subscribe=None,
        buffer_bytes=256 << 20,
        config=None,
    ):
        self.run_id = run_id or f"{model_id}-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}"
        self.rank = _from_environment(rank, "RANK", 0)
        self._model_id = model_id
        self._identity = {
            "model_version": model_version,
            "rank": self.rank,
            "world_size": _from_environment(world_size, "WORLD_SIZE", 1),
            "attempt": _from_environment(attempt, "TORCHELASTIC_RESTART_COUNT", 0),
        }
        self._steps = defaultdict(int)
        self._sent = {}
        # Before the first batch, so that no report is missed. One reader is enough for all ranks.
        self._subscriber = None
        if self.rank == 0 if subscribe is None else subscribe:
            self._subscriber = Subscriber(
                bootstrap_servers,
                run_id=self.run_id,
                form=form,
                metrics_topic=metrics_topic,
                alerts_topic=alerts_topic,
                config=config,
            )
        self._publisher = Publisher(
            bootstrap_servers, form=form, training_topic=training_topic, buffer_bytes=buffer_bytes, config=config
        )
        self._waiting_is_vain = False

    def batch(self, stage, epoch, preds, target, *, dataset="", step=None, **columns):
        """Publishes a batch: what the model said and what is true, as tensors or arrays whose first dimension is the rows.

        ``columns`` are further ones, such as ``weights`` and ``indexes``. Returns at once, and whether the batch was taken.
        """
        return self.columns(stage, epoch, {"preds": preds, "target": target, **columns}, dataset=dataset, step=step)

    def columns(self, stage, epoch, columns, *, dataset="", step=None):
        """Publishes a batch of any columns by name."""
        number = self._steps[stage, dataset] if step is None else step
        rows = len(next(iter(columns.values())))
        taken = self._publisher.batch(
            self.run_id, self._model_id, stage, epoch, number, columns, dataset=dataset, **self._identity
        )
        self._steps[stage, dataset] = number + 1
        sent = self._sent.setdefault((stage, epoch), {}).setdefault(dataset, [0, 0])
        sent[0] += 1
        sent[1] += rows
        return taken

    def end_of_epoch(self, stage, epoch, *, datasets=()):
        """Tells that this rank has published all batches of an epoch: of every data set that it had a batch of, and of these."""
        sent = self._sent.pop((stage, epoch), {})
        for dataset in [*sent, *(name for name in datasets if name not in sent)]:
            batches, rows = sent.get(dataset, (0, 0))
            self._publisher.end_of_epoch(
                self.run_id, self._model_id, stage, epoch, batches, rows, dataset=dataset, **self._identity
            )

    def values(self, stage, epoch, *, datasets=("",), timeout=30.0):
        """The values of an epoch over all ranks, by the name of the metric; waits so many seconds at most for them.

        With several data sets the names are ``metric/dataset``. Empty if nothing has come: after a wait in vain the next
        ones are skipped until something has come again, so that training goes on when Evalstream is away.
        """
        wanted = set(datasets)

        def reports(_):
            found = [report for report in self.epochs(stage) if report.number == epoch]
            return found if wanted <= {report.dataset for report in found} else None

        subscriber = self._reader()
        deadline = time.monotonic() + timeout
        if self._waiting_is_vain and not subscriber.poll():
            deadline = 0.0
        else:
            # Nobody can answer what the broker does not have.
            self._publisher.flush(timeout)
        found = subscriber.wait(reports, max(0.0, deadline - time.monotonic()))
        self._waiting_is_vain = found is None
        if found is None and deadline > 0.0:
            _LOG.warning(
                "no values of %s epoch %d of run '%s' came in %s s; the next ones are not waited for until some come",
                stage,
                epoch,
                self.run_id,
                timeout,
            )
        for report in found or ():
            if report.missing:
                _LOG.warning("%s epoch %d of run '%s' lacks batches: %s", stage, epoch, self.run_id, "; ".join(report.missing))
        return {
            f"{metric}/{report.dataset}" if report.dataset else metric: value
            for report in found or ()
            for metric, value in report.values.items()
            if not isinstance(value, Undefined)
        }

    def epochs(self, stage):
        """The reports of all epochs of a stage of this attempt that have come, without waiting."""
        return self._reader().reports(stage=stage, kind="EPOCH", slice="", attempt=self._identity["attempt"])

    def alerts(self):
        """The alerts about this attempt of the run so far, without waiting."""
        subscriber = self._reader()
        while subscriber.poll():
            pass
        return subscriber.alerts(attempt=self._identity["attempt"])

    def stop_signal(self, kinds=STOP):
        """The first alert of a kind on which the run should end; None while there is none."""
        return next((alert for alert in self.alerts() if alert.kind in kinds and alert.state != "RESOLVED"), None)

    @property
    def subscriber(self):
        """Everything that was reported about the run; None where this rank does not read."""
        return self._subscriber

    @property
    def counts(self):
        """What became of the records that were published."""
        return self._publisher.counts

    def flush(self, timeout=10.0):
        """Waits until everything is sent, so many seconds at most; how many records are not."""
        return self._publisher.flush(timeout)

    def close(self, timeout=10.0):
        """Sends what is left, so many seconds at most."""
        self._publisher.close(timeout)
        if self._subscriber:
            self._subscriber.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _reader(self):
        if self._subscriber is None:
            raise RuntimeError(f"rank {self.rank} does not read; give subscribe=True, or read on rank 0 and broadcast")
        return self._subscriber


def _from_environment(value, name, default):
    """What was given, else what the launcher of distributed training says."""
    return int(os.environ.get(name, default)) if value is None else value
