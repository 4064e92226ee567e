"""The example, with a stand-in for the job."""

import re
import subprocess
import sys
import time

from answers import Answers
from conftest import REPOSITORY

TRAIN = REPOSITORY / "examples/training/train.py"


def test_the_example_shows_steps_and_epochs_and_stops_early(broker):
    topics = {kind: broker.topic() for kind in ("training", "metrics", "alerts")}
    answering = Answers(broker.servers, *topics.values(), stop_at=6)
    command = [sys.executable, TRAIN, "--bootstrap-servers", broker.servers]
    for kind, topic in topics.items():
        command += [f"--{kind}-topic", topic]
    begin = time.monotonic()
    try:
        trained = subprocess.run(command, capture_output=True, text=True, timeout=240)
    finally:
        answering.close()

    assert trained.returncode == 0, trained.stdout + trained.stderr
    assert time.monotonic() - begin < 120
    epochs = re.findall(r"train/accuracy_step (\S+) .* f1_score/clean (\S+) .* f1_score/noisy (\S+)", trained.stdout)
    assert len(epochs) == 7
    assert [0.5 < float(value) <= 1 for value in epochs[-1]] == [True] * 3
    assert "stopped early: accuracy has not improved since epoch 3" in trained.stdout
    assert "dropped=0, failed=0" in trained.stdout
