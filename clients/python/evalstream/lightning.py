"""Evalstream in a Lightning trainer.

Lightning need not be installed: the callback has the hooks of ``lightning.pytorch.Callback``, whose subclass it is where
that can be imported, and uses of the trainer what is named here.
"""

import logging

from evalstream.training import STOP, TrainingRun

try:
    from lightning.pytorch import Callback
except ImportError:
    try:
        from pytorch_lightning import Callback
    except ImportError:
        Callback = object


_LOG = logging.getLogger("evalstream")
_COLUMNS = ("preds", "target", "weights", "indexes")


class EvalstreamCallback(Callback):
    """Publishes what a trainer evaluates, and puts what Evalstream reports into ``trainer.callback_metrics``.

    ``Trainer(callbacks=[EvalstreamCallback("localhost:9092", model_id="digits"), EarlyStopping("validate/f1_score_epoch")])``

    The steps of the module return a dict with ``preds`` (and ``loss``); ``target`` is taken from it as well, or else is the
    second part of the batch. ``columns(outputs, batch)`` may say otherwise, with a dict of tensors.

    At the end of each epoch rank 0 waits for its values, for the stages in ``wait_for`` and ``wait`` seconds at most, and
    all ranks get the same: under ``validate/f1_score_epoch`` and ``validate/f1_score``, followed by ``/dataloader_idx_1``
    where a stage has several loaders, or by the names that ``datasets={"validate": ["near", "far"]}`` gives them. Put this
    callback before EarlyStopping. If no value came in time, that of the epoch before stays where it is; with
    ``keep_last=False`` it goes, for an ``EarlyStopping(strict=False)``. An alert of one of the kinds in ``stop_on`` ends
    the training.

    Validations are numbered by the epoch; where an epoch has several, each has a number of its own.
    """

    def __init__(
        self,
        bootstrap_servers="localhost:9092",
        *,
        model_id,
        columns=None,
        datasets=None,
        wait_for=("validate",),
        wait=30.0,
        keep_last=True,
        stop_on=STOP,
        **run,
    ):
        super().__init__()
        self._settings = {"bootstrap_servers": bootstrap_servers, "model_id": model_id, **run}
        self._columns = columns or _columns
        self._datasets = datasets or {}
        self._wait_for = frozenset(wait_for)
        self._wait = wait
        self._keep_last = keep_last
        self._stop_on = frozenset(stop_on)
        self._passes = {}
        self._open = {}
        self._ended = {}
        self._shown = {}
        self.run = None

    def setup(self, trainer, pl_module, stage=None):
        """Connects, on all ranks under the same id of the run."""
        if self.run is None:
            settings = {"rank": trainer.global_rank, "world_size": trainer.world_size, **self._settings}
            if trainer.global_rank == 0:
                self.run = TrainingRun(**settings)
            settings["run_id"] = _broadcast(trainer, self.run.run_id if self.run else None)
            if self.run is None:
                self.run = TrainingRun(**settings)

    def teardown(self, trainer, pl_module, stage=None):
        """Sends what is left. The run stays open, since a test may follow the training."""
        if self.run is not None:
            self.run.flush(self._wait)

    def on_train_batch_end(self, trainer, pl_module, outputs, batch, batch_idx):
        self._publish("train", trainer, outputs, batch, batch_idx, 0)

    def on_validation_batch_end(self, trainer, pl_module, outputs, batch, batch_idx, dataloader_idx=0):
        self._publish("validate", trainer, outputs, batch, batch_idx, dataloader_idx)

    def on_test_batch_end(self, trainer, pl_module, outputs, batch, batch_idx, dataloader_idx=0):
        self._publish("test", trainer, outputs, batch, batch_idx, dataloader_idx)

    def on_train_epoch_end(self, trainer, pl_module):
        self._end("train", trainer)

    def on_validation_epoch_end(self, trainer, pl_module):
        self._end("validate", trainer)

    def on_test_epoch_end(self, trainer, pl_module):
        self._end("test", trainer)

    def _publish(self, stage, trainer, outputs, batch, batch_idx, dataloader_idx):
        # Lightning tries two batches of the validation before it trains, which belong to no epoch.
        if trainer.sanity_checking:
            return
        epoch = self._epoch(stage, trainer)
        batches = _batches(stage, trainer)[dataloader_idx]
        # Counted through the epochs, also by a run that goes on from a checkpoint; not possible where epochs have no end.
        step = epoch * int(batches) + batch_idx if batches != float("inf") else None
        dataset = self._names(stage, trainer)[dataloader_idx]
        self.run.columns(stage, epoch, self._columns(outputs, batch), dataset=dataset, step=step)

    def _end(self, stage, trainer):
        if trainer.sanity_checking:
            return
        epoch = self._epoch(stage, trainer)
        self._ended[stage] = self._open.pop(stage)
        names = self._names(stage, trainer)
        self.run.end_of_epoch(stage, epoch, datasets=names)
        answer = None
        if trainer.global_rank == 0:
            if stage in self._wait_for:
                self.run.values(stage, epoch, datasets=names, timeout=self._wait)
            signal = self.run.stop_signal(self._stop_on)
            answer = (self._values(), signal and signal.message)
        values, message = _broadcast(trainer, answer)
        self._show(trainer, values)
        if message is not None and not trainer.should_stop:
            _LOG.warning("training stops: %s", message)
            trainer.should_stop = True

    def _epoch(self, stage, trainer):
        """The number of the pass over the data of a stage that goes on, or begins."""
        if stage not in self._open:
            self._open[stage] = max(trainer.current_epoch, self._passes.get(stage, -1) + 1)
            self._passes[stage] = self._open[stage]
        return self._open[stage]

    def _names(self, stage, trainer):
        loaders = len(_batches(stage, trainer))
        names = self._datasets.get(stage)
        if names is None:
            return [f"dataloader_idx_{i}" for i in range(loaders)] if loaders > 1 else [""]
        if len(names) != loaders:
            raise ValueError(f"datasets names {names} for the stage '{stage}', which has {loaders} data loaders; name each")
        return names

    def _values(self):
        """The values of the last epoch of each stage and data set, under their names."""
        values = {}
        for stage, ended in self._ended.items():
            for report in sorted(self.run.epochs(stage), key=lambda report: report.number):
                if report.number != ended and not self._keep_last:
                    continue
                suffix = f"/{report.dataset}" if report.dataset else ""
                for metric, value in report.values.items():
                    for name in (f"{stage}/{metric}_epoch{suffix}", f"{stage}/{metric}{suffix}"):
                        # EarlyStopping and schedulers look at numbers alone.
                        values.pop(name, None)
                        if isinstance(value, float):
                            values[name] = value
        return values

    def _show(self, trainer, values):
        metrics = trainer.callback_metrics
        for name in self._shown.keys() - values.keys():
            metrics.pop(name, None)
        self._shown = values
        metrics.update({name: _scalar(value) for name, value in values.items()})


def _columns(outputs, batch):
    """The columns of a batch, from what a step of the module returned."""
    columns = {}
    if isinstance(outputs, dict):
        columns = {name: outputs[name] for name in _COLUMNS if outputs.get(name) is not None}
    if "target" not in columns and isinstance(batch, (list, tuple)) and len(batch) > 1:
        columns["target"] = batch[1]
    if not {"preds", "target"} <= columns.keys():
        found = sorted(outputs) if isinstance(outputs, dict) else type(outputs).__name__
        raise ValueError(
            f"there are no preds and target in what the step returned, which is {found};"
            " return {'loss': ..., 'preds': ..., 'target': ...}, or give EvalstreamCallback(columns=...)"
        )
    return columns


def _batches(stage, trainer):
    """How many batches each loader of a stage has in an epoch; infinity where that is not known."""
    count = {"train": "num_training_batches", "validate": "num_val_batches", "test": "num_test_batches"}[stage]
    batches = getattr(trainer, count)
    return batches if isinstance(batches, (list, tuple)) else [batches]


def _broadcast(trainer, value):
    """What rank 0 has, on all ranks."""
    return value if trainer.world_size == 1 else trainer.strategy.broadcast(value, src=0)


def _scalar(value):
    """A tensor, which is what EarlyStopping expects; a plain number where there is no PyTorch."""
    try:
        import torch
    except ImportError:
        return value
    return torch.tensor(value, dtype=torch.float64)
