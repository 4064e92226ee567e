"""The job itself, with what publishes to it and what reads from it."""

import re
import subprocess
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from conftest import REPOSITORY
from evalstream import TrainingRun

EXAMPLE = REPOSITORY / "examples/training"


class Job:
    """``evalstream run`` with the plan of the example, on topics of its own."""

    def __init__(self, broker, log):
        name = str(uuid.uuid4())
        self.topics = {f"{kind}_topic": f"{kind}-{name}" for kind in ("training", "metrics", "alerts")}
        options = [part for kind, topic in self.topics.items() for part in (f"--{kind.replace('_', '-')}", topic)]
        with open(log, "w", encoding="utf-8") as out:
            self._process = subprocess.Popen(
                [REPOSITORY / "evalstream", "run", "--plan", EXAMPLE / "plan.yaml", "--create-topics", "1"]
                + ["-b", broker.servers, "--group-id", name, "--set", "execution.checkpointing.interval=500ms", *options],
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + 120
        while "digits-training" not in log.read_text():
            assert self._process.poll() is None and time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)

    def close(self):
        self._process.terminate()
        self._process.wait(60)


@pytest.fixture(scope="module")
def job(broker, tmp_path_factory):
    started = Job(broker, tmp_path_factory.mktemp("job") / "log.txt")
    yield started
    started.close()


def accuracy(logits, target):
    return float((logits.argmax(1) == target).sum()) / len(target)


def macro_f1(logits, target):
    """By its definition; classes that are neither predicted nor true are left out."""
    predicted = logits.argmax(1)
    scores = []
    for label in range(logits.shape[1]):
        both = ((predicted == label) & (target == label)).sum()
        either = (predicted == label).sum() + (target == label).sum()
        if either:
            scores.append(2 * both / either)
    return float(np.mean(scores))


def test_steps_and_epochs_of_three_ranks_and_two_loaders(broker, job):
    random = np.random.default_rng(7)
    shape = (3, 2, 4)  # ranks, epochs, batches
    targets = random.integers(0, 10, (*shape, 16))
    logits = random.normal(size=(*shape, 16, 10)).astype(np.float32)
    # Better than chance.
    np.put_along_axis(logits, targets[..., None], 1.5, -1)
    runs = [
        TrainingRun(broker.servers, model_id="digits-cnn", run_id="three", rank=rank, world_size=3, **job.topics)
        for rank in range(3)
    ]

    def train(rank):
        for epoch in range(2):
            for batch in range(4):
                dataset = ["clean", "noisy"][batch % 2]
                runs[rank].batch("train", epoch, logits[rank, epoch, batch], targets[rank, epoch, batch])
                runs[rank].batch(
                    "validate", epoch, logits[rank, epoch, batch], targets[rank, epoch, batch], dataset=dataset
                )
            runs[rank].end_of_epoch("train", epoch)
            runs[rank].end_of_epoch("validate", epoch)
        runs[rank].flush()

    with ThreadPoolExecutor(3) as ranks:
        list(ranks.map(train, range(3)))

    for epoch in range(2):
        values = runs[0].values("validate", epoch, datasets=["clean", "noisy"], timeout=60)
        for part, dataset in enumerate(["clean", "noisy"]):
            said, true = logits[:, epoch, part::2].reshape(-1, 10), targets[:, epoch, part::2].reshape(-1)
            assert values[f"accuracy/{dataset}"] == accuracy(said, true)
            assert values[f"f1_score/{dataset}"] == pytest.approx(macro_f1(said, true), abs=1e-12)
        assert runs[0].subscriber.wait(lambda s: s.reports(stage="train", kind="STEP", number=epoch * 4 + 3), timeout=60)
        for batch in range(4):
            said, true = logits[:, epoch, batch].reshape(-1, 10), targets[:, epoch, batch].reshape(-1)
            step = runs[0].subscriber.latest("accuracy", stage="train", kind="STEP", number=epoch * 4 + batch)
            assert step == accuracy(said, true)
    assert all(report.missing == () for report in runs[0].epochs("validate"))
    for run in runs:
        run.close()


def test_the_example_shows_steps_and_epochs_and_stops_early(broker, job):
    begin = time.monotonic()
    command = [sys.executable, EXAMPLE / "train.py", "--bootstrap-servers", broker.servers]
    for kind, topic in job.topics.items():
        command += [f"--{kind.replace('_', '-')}", topic]

    trained = subprocess.run(command, capture_output=True, text=True, timeout=240)

    assert trained.returncode == 0, trained.stdout + trained.stderr
    assert time.monotonic() - begin < 120
    epochs = re.findall(r"train/accuracy_step (\S+) .* f1_score/clean (\S+) .* f1_score/noisy (\S+)", trained.stdout)
    assert 4 <= len(epochs) < 60
    assert all(0.5 < float(value) <= 1 for _, clean, _ in epochs[3:] for value in [clean])
    assert "stopped early: " in trained.stdout
    assert re.search(r"dropped=0, failed=0", trained.stdout)
