"""As much of a Lightning trainer as the callback meets: hooks in Lightning's order, on several ranks as threads."""

import threading


class Module:
    """Always says the same."""

    def __init__(self, scores, target):
        self.batch = (scores, target)

    def step(self):
        return {"loss": 0.5, "preds": self.batch[0]}


class EarlyStopping:
    """What Lightning's does, with its defaults."""

    def __init__(self, monitor, patience=3):
        self.monitor, self.patience = monitor, patience
        self.best, self.wait, self.seen = float("-inf"), 0, []

    def on_validation_end(self, trainer, pl_module):
        if trainer.sanity_checking:
            return
        if self.monitor not in trainer.callback_metrics:
            raise RuntimeError(f"{self.monitor} is not available; there are {sorted(trainer.callback_metrics)}")
        value = float(trainer.callback_metrics[self.monitor])
        self.seen.append(value)
        self.wait = 0 if value > self.best else self.wait + 1
        self.best = max(self.best, value)
        if self.wait >= self.patience:
            trainer.should_stop = True


class Strategy:
    """Broadcasts among threads; waits for all of them, as a collective operation does."""

    def __init__(self, ranks):
        self._barrier = threading.Barrier(ranks)
        self._value = None

    def of(self, rank):
        outer = self

        class OfRank:
            def broadcast(self, value, src=0):
                if rank == src:
                    outer._value = value
                outer._barrier.wait(60)
                result = outer._value
                outer._barrier.wait(60)
                return result

        return OfRank()


class Trainer:
    def __init__(self, callbacks, rank=0, world_size=1, strategy=None, validations=1, loaders=1, max_epochs=10):
        self.callbacks = callbacks
        self.global_rank, self.world_size = rank, world_size
        self.strategy = strategy.of(rank) if strategy else None
        self.num_training_batches = 2
        self.num_val_batches = [3] * loaders
        self.num_test_batches = [1]
        self.validations, self.max_epochs = validations, max_epochs
        self.current_epoch = 0
        self.sanity_checking = False
        self.should_stop = False
        self.callback_metrics = {}

    def fit(self, module):
        self._call("setup", module, "fit")
        self.sanity_checking = True
        self._validate(module)
        self.sanity_checking = False
        while self.current_epoch < self.max_epochs and not self.should_stop:
            for index in range(self.num_training_batches):
                self._call("on_train_batch_end", module, module.step(), module.batch, index)
            for _ in range(self.validations):
                self._validate(module)
            self._call("on_train_epoch_end", module)
            self.current_epoch += 1
        self._call("teardown", module, "fit")

    def test(self, module):
        self._call("setup", module, "test")
        self._call("on_test_batch_end", module, module.step(), module.batch, 0)
        self._call("on_test_epoch_end", module)
        self._call("teardown", module, "test")

    def _validate(self, module):
        # Lightning forgets what was logged before.
        self.callback_metrics.clear()
        for loader, batches in enumerate(self.num_val_batches):
            for index in range(batches):
                self._call("on_validation_batch_end", module, module.step(), module.batch, index, loader)
        self._call("on_validation_epoch_end", module)
        self._call("on_validation_end", module)

    def _call(self, hook, module, *arguments):
        for callback in self.callbacks:
            if hasattr(callback, hook):
                getattr(callback, hook)(self, module, *arguments)
