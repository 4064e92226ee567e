"""Reports and alerts as values that programs read."""

from datetime import datetime
from typing import Any, NamedTuple, Optional


class Undefined(NamedTuple):
    """Why a metric has no value."""

    code: str
    reason: str
    limit: Optional[float] = None


class Report(NamedTuple):
    """The metrics of one series and one window.

    A value is a ``float``, a list (of lists) for a tensor, a ``dict`` for a compound value, or ``Undefined``. ``number`` is
    the step or the epoch; ``epoch`` and ``attempt`` are set for steps and epochs of training only. ``missing`` says what an
    epoch lacks, a sentence for each rank; it is empty if the epoch is complete. ``record`` has all fields.
    """

    plan: str
    model_id: str
    model_version: str
    stage: str
    run_id: str
    dataset: str
    slice: str
    window: str
    kind: str
    start: datetime
    end: datetime
    number: Optional[int]
    revision: int
    final: bool
    values: dict
    attempt: Optional[int]
    epoch: Optional[int]
    missing: tuple
    record: dict

    @classmethod
    def of(cls, record):
        window = record["window"]
        training = record["training"] or {}
        return cls(
            **{name: record[name] for name in cls._fields if name in record and name not in ("window", "values")},
            window=window["name"],
            kind=window["kind"],
            start=window["start"],
            end=window["end"],
            number=window["number"],
            values=_values(record["values"]),
            attempt=training.get("attempt"),
            epoch=training.get("epoch"),
            missing=tuple(training.get("missing", ())),
            record=record,
        )

    @property
    def key(self):
        """What this is a report of; a later report with the same key replaces it."""
        return (
            self.plan,
            self.model_id,
            self.model_version,
            self.stage,
            self.run_id,
            self.dataset,
            self.slice,
            self.window,
            self.start,
            self.number,
        )


class Alert(NamedTuple):
    """Something about a metric that somebody, or a training loop, may want to act on. ``number`` is the epoch or step."""

    kind: str
    rule: str
    plan: str
    model_id: str
    model_version: str
    stage: str
    run_id: str
    attempt: Optional[int]
    dataset: str
    slice: str
    metric: str
    state: str
    number: Optional[int]
    severity: str
    summary: str
    message: str
    value: Optional[float]
    reference: Optional[float]
    record: dict

    @classmethod
    def of(cls, record):
        window = record["window"] or {}
        names = (name for name in cls._fields if name in record)
        return cls(**{name: record[name] for name in names}, number=window.get("number"), record=record)


def _values(entries):
    return {entry["name"]: _value(entry["value"]) for entry in entries}


def _value(value) -> Any:
    if "entries" in value:
        return _values(value["entries"])
    if "code" in value:
        return Undefined(value["code"], value["reason"], value["limit"])
    if "shape" in value:
        return _nested(value["values"], value["shape"])
    return value["value"]


def _nested(values, shape):
    if not shape:
        return values[0]
    if len(shape) == 1:
        return list(values)
    size = len(values) // shape[0] if shape[0] else 0
    return [_nested(values[i * size : (i + 1) * size], shape[1:]) for i in range(shape[0])]
