"""The Avro schemas of what travels over Kafka; copies of those in the module schemas, which a test compares."""

import json
import threading
from importlib import resources

# Which files must be read before: those whose types are used.
_USES = {"Prediction": ["Tensor"], "Label": ["Tensor"], "TrainingEvent": ["Tensor"], "Alert": ["MetricReport"]}
_types = {}
_lock = threading.Lock()


def named(name):
    """The schema of this name, in which every type that is named elsewhere has been put in."""
    with _lock:
        if name not in _types:
            for used in _USES.get(name, []):
                _read(used)
            _read(name)
        return _types[name]


def _read(name):
    if name not in _types:
        _resolve(json.loads((resources.files(__package__) / f"{name}.avsc").read_text(encoding="utf-8")))


def _resolve(schema):
    """Replaces names of types by the types, and files new ones under their names."""
    if isinstance(schema, str):
        return _types.get(schema, schema)
    if isinstance(schema, list):
        return [_resolve(branch) for branch in schema]
    kind = schema["type"]
    if kind == "record":
        # Before its fields are read, since these may be of the same type.
        _types[schema["name"]] = schema
        for field in schema["fields"]:
            field["type"] = _resolve(field["type"])
    elif kind == "enum":
        _types[schema["name"]] = schema
    elif kind == "array":
        schema["items"] = _resolve(schema["items"])
    elif kind == "map":
        schema["values"] = _resolve(schema["values"])
    elif "logicalType" not in schema:
        return _resolve(kind)
    return schema
