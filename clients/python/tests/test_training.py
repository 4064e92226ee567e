import time

import numpy as np
import pytest
from answers import Answers
from evalstream import TrainingRun

TARGET = np.array([0, 1, 1, 0])
SCORES = np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4], [0.7, 0.3]], np.float32)  # three of four are right


@pytest.fixture
def topics(broker):
    return {"training_topic": broker.topic(), "metrics_topic": broker.topic(), "alerts_topic": broker.topic()}


@pytest.fixture
def answers(broker, topics):
    answering = Answers(broker.servers, *topics.values(), stop_at=2)
    yield answering
    answering.close()


def test_a_plain_loop_gets_values_and_a_signal_to_stop(broker, topics, answers):
    with TrainingRun(broker.servers, model_id="m", run_id="r1", **topics) as run:
        for epoch in range(10):
            for begin in (0, 2):
                assert run.batch("train", epoch, SCORES[begin : begin + 2], TARGET[begin : begin + 2])
            run.end_of_epoch("train", epoch)
            run.batch("validate", epoch, SCORES, TARGET, dataset="near")
            run.batch("validate", epoch, SCORES, 1 - TARGET, dataset="far")
            run.end_of_epoch("validate", epoch)
            values = run.values("validate", epoch, datasets=["near", "far"])
            assert (values["accuracy/near"], values["accuracy/far"]) == (0.75, 0.25)
            signal = run.stop_signal()
            if signal:
                break
        assert run.counts.dropped == run.counts.failed == 0

    assert epoch == 2
    assert signal.kind == "patience_exhausted"
    steps = [e["body"]["step"] for e in answers.events if e["stage"] == "train" and "step" in e["body"]]
    assert steps == list(range(6))


def test_values_are_those_of_all_ranks(broker, topics, answers):
    runs = [
        TrainingRun(broker.servers, model_id="m", run_id="r1", rank=rank, world_size=2, **topics) for rank in range(2)
    ]
    for run, target in zip(runs, (TARGET, 1 - TARGET)):
        run.batch("validate", 0, SCORES, target)
        run.end_of_epoch("validate", 0)
        run.flush()

    assert runs[0].values("validate", 0)["accuracy"] == 0.5
    with pytest.raises(RuntimeError, match="rank 1 does not read"):
        runs[1].values("validate", 0)
    for run in runs:
        run.close()


def test_an_epoch_without_batches_ends_too(broker, topics, answers):
    with TrainingRun(broker.servers, model_id="m", run_id="r1", **topics) as run:
        run.end_of_epoch("validate", 0, datasets=["near"])

        assert run.values("validate", 0, datasets=["near"]) == {}
        assert [report.dataset for report in run.epochs("validate")] == ["near"]


def test_a_batch_that_was_dropped_leaves_its_epoch_incomplete(broker, topics, answers, caplog):
    config = {"message.max.bytes": 5000}
    with TrainingRun(broker.servers, model_id="m", run_id="r1", config=config, **topics) as run:
        assert run.batch("validate", 0, SCORES, TARGET)
        assert not run.batch("validate", 0, np.zeros((5000, 2), np.float32), np.zeros(5000, np.int64))
        run.end_of_epoch("validate", 0)

        assert run.values("validate", 0)["accuracy"] == 0.75
    assert "validate epoch 0 of run 'r1' lacks batches: 1 batches" in caplog.text


def test_a_second_attempt_sees_nothing_of_the_first(broker, topics, answers):
    for attempt in range(2):
        with TrainingRun(broker.servers, model_id="m", run_id="r1", attempt=attempt, **topics) as run:
            run.batch("validate", 0, SCORES, TARGET if attempt else 1 - TARGET)
            run.end_of_epoch("validate", 0)
            if attempt == 0:
                assert run.values("validate", 0)["accuracy"] == 0.25
            else:
                assert run.values("train", 0, timeout=0) == {}
                assert all(event.attempt == 1 for event in run.epochs("validate"))


def test_rank_and_attempt_come_from_the_launcher(broker, topics, monkeypatch):
    monkeypatch.setenv("RANK", "3")
    monkeypatch.setenv("WORLD_SIZE", "4")
    monkeypatch.setenv("TORCHELASTIC_RESTART_COUNT", "2")

    with TrainingRun(broker.servers, model_id="m", **topics) as run:
        assert run.rank == 3
        assert run.subscriber is None
        assert run.run_id.startswith("m-20")


def test_waiting_in_vain_is_done_once(broker, topics, caplog):
    with TrainingRun(broker.servers, model_id="m", run_id="r1", **topics) as run:
        times = []
        for epoch in range(3):
            run.batch("validate", epoch, SCORES, TARGET)
            run.end_of_epoch("validate", epoch)
            begin = time.monotonic()
            assert run.values("validate", epoch, timeout=1.0) == {}
            times.append(time.monotonic() - begin)
        assert times[0] >= 1.0
        assert max(times[1:]) < 0.5
        assert caplog.text.count("no values of validate epoch") == 1

        # The job is back, and works off what it missed.
        back = Answers(broker.servers, *topics.values())
        try:
            run.batch("validate", 3, SCORES, TARGET)
            run.end_of_epoch("validate", 3)
            assert run.subscriber.wait(lambda s: s.reports(number=3), timeout=30)
            run.batch("validate", 4, SCORES, TARGET)
            run.end_of_epoch("validate", 4)
            run.subscriber.wait(lambda s: s.reports(number=4), timeout=30)
            assert run.values("validate", 4, timeout=30)["accuracy"] == 0.75
        finally:
            back.close()
