import pickle
import threading

import numpy as np
import pytest
from answers import Answers
from evalstream import EvalstreamCallback
from trainer import EarlyStopping, Module, Strategy, Trainer

TARGET = np.array([0, 1, 1, 0])
SCORES = np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4], [0.7, 0.3]], np.float32)  # three of four are right


@pytest.fixture
def topics(broker):
    return {"training_topic": broker.topic(), "metrics_topic": broker.topic(), "alerts_topic": broker.topic()}


@pytest.fixture
def answers(broker, topics):
    answering = Answers(broker.servers, *topics.values())
    yield answering
    answering.close()


def callback(broker, topics, **settings):
    return EvalstreamCallback(broker.servers, model_id="m", run_id="r1", **topics, **settings)


def bodies(answers, stage, dataset="", rank=0):
    """What a rank has told of a stage: the epoch with the step of a batch, or with the counts of a marker."""
    return [
        (e["epoch"], e["body"]["step"] if "step" in e["body"] else (e["body"]["batches"], e["body"]["rows"]))
        for e in answers.events
        if (e["stage"], e["dataset"], e["rank"]) == (stage, dataset, rank)
    ]


def test_early_stopping_acts_on_values_from_the_stream(broker, topics, answers):
    stopping = EarlyStopping("validate/accuracy_epoch")
    trainer = Trainer([callback(broker, topics), stopping])

    trainer.fit(Module(SCORES, TARGET))

    # The first value is the best, three more do not improve it.
    assert stopping.seen == [0.75] * 4
    assert trainer.current_epoch == 4
    assert float(trainer.callback_metrics["validate/accuracy"]) == 0.75


def test_batches_and_markers_are_numbered_through_the_epochs(broker, topics, answers):
    trainer = Trainer([callback(broker, topics, wait_for=())], max_epochs=2)

    trainer.fit(Module(SCORES, TARGET))
    trainer.test(Module(SCORES, TARGET))

    assert trainer.callbacks[0].run.subscriber.wait(lambda s: s.reports(stage="test"), timeout=30)
    # The two batches of the sanity check are no part of it.
    assert bodies(answers, "train") == [(0, 0), (0, 1), (0, (2, 8)), (1, 2), (1, 3), (1, (2, 8))]
    assert bodies(answers, "validate") == [
        *((0, step) for step in range(3)),
        (0, (3, 12)),
        *((1, step) for step in range(3, 6)),
        (1, (3, 12)),
    ]
    # Tested once, after two epochs.
    assert bodies(answers, "test") == [(2, 2), (2, (1, 4))]


def test_several_validations_in_an_epoch_have_numbers_of_their_own(broker, topics, answers):
    stopping = EarlyStopping("validate/accuracy_epoch", patience=100)
    trainer = Trainer([callback(broker, topics), stopping], validations=2, max_epochs=2)

    trainer.fit(Module(SCORES, TARGET))

    assert [epoch for epoch, told in bodies(answers, "validate") if isinstance(told, tuple)] == [0, 1, 2, 3]
    assert stopping.seen == [0.75] * 4


def test_loaders_are_told_apart(broker, topics, answers):
    trainer = Trainer([callback(broker, topics)], loaders=2, max_epochs=1)

    trainer.fit(Module(SCORES, TARGET))

    assert {name for name in trainer.callback_metrics if name.startswith("validate/accuracy")} == {
        "validate/accuracy_epoch/dataloader_idx_0",
        "validate/accuracy/dataloader_idx_0",
        "validate/accuracy_epoch/dataloader_idx_1",
        "validate/accuracy/dataloader_idx_1",
    }


def test_loaders_may_have_names(broker, topics, answers):
    named = {"validate": ["near", "far"]}
    trainer = Trainer([callback(broker, topics, datasets=named)], loaders=2, max_epochs=1)

    trainer.fit(Module(SCORES, TARGET))

    assert {"validate/accuracy_epoch/near", "validate/accuracy_epoch/far"} <= trainer.callback_metrics.keys()
    with pytest.raises(ValueError, match="which has 3 data loaders; name each"):
        Trainer([callback(broker, topics, datasets=named)], loaders=3).fit(Module(SCORES, TARGET))


def test_all_ranks_see_the_value_of_all_ranks(broker, topics, answers):
    strategy = Strategy(3)
    stoppings = [EarlyStopping("validate/accuracy_epoch", patience=1) for _ in range(3)]
    trainers = [
        # No id of the run is given, so that all take that of rank 0.
        Trainer(
            [EvalstreamCallback(broker.servers, model_id="m", **topics), stopping], rank, 3, strategy, max_epochs=3
        )
        for rank, stopping in enumerate(stoppings)
    ]
    errors = []

    def fit(trainer):
        try:
            # Rank 0 is right three times of four, the others once each.
            trainer.fit(Module(SCORES, TARGET if trainer.global_rank == 0 else 1 - TARGET))
        except Exception as e:
            errors.append(e)

    threads = [threading.Thread(target=fit, args=(trainer,)) for trainer in trainers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)

    assert errors == []
    assert [stopping.seen for stopping in stoppings] == [[5 / 12, 5 / 12]] * 3
    assert len({event["run_id"] for event in answers.events}) == 1
    assert {event["world_size"] for event in answers.events} == {3}


@pytest.mark.parametrize(("settings", "epochs"), [({}, 3), ({"stop_on": ()}, 5)])
def test_a_signal_ends_the_training_if_it_may(broker, topics, settings, epochs):
    answering = Answers(broker.servers, *topics.values(), stop_at=2)
    try:
        trainer = Trainer([callback(broker, topics, **settings)], max_epochs=5)
        trainer.fit(Module(SCORES, TARGET))
    finally:
        answering.close()

    assert trainer.current_epoch == epochs


def test_training_goes_on_when_nobody_answers(broker, topics, caplog):
    trainer = Trainer([callback(broker, topics, wait=0.5)], max_epochs=3)

    trainer.fit(Module(SCORES, TARGET))

    assert trainer.current_epoch == 3
    assert trainer.callback_metrics == {}
    assert caplog.text.count("no values of validate epoch") == 1


@pytest.mark.parametrize("keep", [True, False])
def test_a_value_that_is_late_is_replaced_by_the_last_one_or_by_none(broker, topics, keep):
    answering = Answers(broker.servers, *topics.values())
    trainer = Trainer([callback(broker, topics, wait=5.0, keep_last=keep)], max_epochs=1)
    module = Module(SCORES, TARGET)
    trainer.fit(module)
    assert "validate/accuracy_epoch" in trainer.callback_metrics
    answering.close()
    trainer.callbacks[0]._wait = 0.5

    trainer.max_epochs = 2
    trainer.fit(module)

    assert ("validate/accuracy_epoch" in trainer.callback_metrics) == keep


def test_a_step_that_returns_no_predictions_is_told_what_to_return(broker, topics):
    class Silent(Module):
        def step(self):
            return {"loss": 0.5, "logits": self.batch[0]}

    with pytest.raises(ValueError, match=r"which is \['logits', 'loss'\]; return {'loss': ..., 'preds': ..., 'target'"):
        Trainer([callback(broker, topics)]).fit(Silent(SCORES, TARGET))


def test_columns_may_be_taken_from_elsewhere(broker, topics, answers):
    class Other(Module):
        def step(self):
            return self.batch[0]

    columns = lambda outputs, batch: {"preds": outputs, "target": batch[1], "weights": np.ones(len(outputs))}
    trainer = Trainer([callback(broker, topics, columns=columns)], max_epochs=1)

    trainer.fit(Other(SCORES, TARGET))

    names = {tensor["name"] for event in answers.events for tensor in event["body"].get("tensors", ())}
    assert names == {"preds", "target", "weights"}


def test_a_callback_can_be_sent_to_other_processes():
    copy = pickle.loads(pickle.dumps(EvalstreamCallback("localhost:1", model_id="m")))

    assert copy.run is None
