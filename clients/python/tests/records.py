"""Records that Evalstream might write."""

from datetime import datetime, timedelta, timezone

TEN = datetime(2026, 3, 1, 10, tzinfo=timezone.utc)


def scalar(name, value):
    return {"name": name, "value": {"value": value}}


def undefined(name, reason):
    return {"name": name, "value": {"code": "EMPTY", "reason": reason}}


def report(run_id="r7", stage="validate", number=0, values=(), kind="EPOCH", dataset="", attempt=0, missing=(), **fields):
    end = TEN + timedelta(seconds=number + 1)
    return {
        "plan": "digits",
        "plan_version": 1,
        "model_id": "m",
        "stage": stage,
        "run_id": run_id,
        "dataset": dataset,
        "window": {"name": kind.lower(), "kind": kind, "start": TEN, "end": end, "number": number},
        "revision": 0,
        "final": True,
        "tick": end,
        "counts": {},
        "training": {
            "attempt": attempt,
            "epoch": number,
            "world_size": 1,
            "batches": 1,
            "missing": list(missing),
            "tracked": [],
        },
        "values": list(values),
        **fields,
    }


def alert(run_id="r7", kind="patience_exhausted", number=0, attempt=0, **fields):
    return {
        "kind": kind,
        "rule": "accuracy",
        "plan": "digits",
        "run_id": run_id,
        "attempt": attempt,
        "stage": "validate",
        "window": report(number=number)["window"],
        "metric": "accuracy",
        "message": f"accuracy has not improved since epoch {number - 3}",
        "tick": TEN,
        **fields,
    }
