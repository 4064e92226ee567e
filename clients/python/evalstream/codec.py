"""Records as bytes, in the two forms that need no schema registry: plain Avro and JSON.

A record is a dict with the names of the schema's fields. Times are ``datetime`` with a time zone, bytes are ``bytes``; a
field that the schema has a default for may be left out. Nothing but the standard library is needed, and a union takes the
branch of exactly the type of the value: an integer label stays an integer, a boolean a boolean.
"""

import base64
import json
import math
import struct
from datetime import datetime, timedelta, timezone

from evalstream import schemas

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MILLISECOND = timedelta(milliseconds=1)
_NON_FINITE = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
_MISSING = object()


class DecodeError(ValueError):
    """Bytes are not a record of the type that was expected."""


def codec(name, form="avro"):
    """The codec for records of a type, such as ``MetricReport``, in the form ``avro`` or ``json``."""
    codecs = {"avro": AvroCodec, "json": JsonCodec}
    if form not in codecs:
        raise ValueError(f"unknown format '{form}'; use one of {', '.join(codecs)}")
    return codecs[form](name)


class AvroCodec:
    """Avro binary without any header."""

    def __init__(self, name):
        self._name = name
        self._schema = schemas.named(name)

    def encode(self, record):
        out = []
        _write(self._schema, record, out, self._name)
        return b"".join(out)

    def decode(self, data):
        reader = _Reader(data)
        try:
            record = _read(self._schema, reader)
        except (struct.error, IndexError, ValueError, OverflowError, RecursionError) as e:
            raise DecodeError(f"{len(data)} bytes are not Avro binary of a {self._name}: {e}") from e
        if reader.position != len(data):
            raise DecodeError(
                f"{len(data)} bytes are not Avro binary of a {self._name}: the record ends at byte {reader.position}"
            )
        return record


class JsonCodec:
    """A JSON object: ISO times, base64, no wrapper around the branches of a union, nothing for what is null."""

    def __init__(self, name):
        self._name = name
        self._schema = schemas.named(name)

    def encode(self, record):
        tree = _to_json(self._schema, record, self._name)
        return json.dumps(tree, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()

    def decode(self, data):
        try:
            return _from_json(self._schema, json.loads(data), self._name)
        except (ValueError, KeyError, TypeError, RecursionError) as e:
            raise DecodeError(f"{len(data)} bytes are not a {self._name} in JSON: {e}") from e


def _kind(schema):
    return schema if isinstance(schema, str) else "union" if isinstance(schema, list) else schema["type"]


def _is_time(schema):
    return isinstance(schema, dict) and schema.get("logicalType") == "timestamp-millis"


def _fits(schema, value):
    """Whether a value is of exactly this type; Python counts booleans as integers and integers as real, Avro does not."""
    kind = _kind(schema)
    if kind == "null":
        return value is None
    if kind == "boolean":
        return isinstance(value, bool)
    if kind in ("int", "long"):
        return isinstance(value, datetime) if _is_time(schema) else isinstance(value, int) and not isinstance(value, bool)
    if kind in ("float", "double"):
        return isinstance(value, float)
    if kind in ("string", "enum"):
        return isinstance(value, str)
    if kind == "bytes":
        return isinstance(value, (bytes, bytearray, memoryview))
    if kind == "array":
        return isinstance(value, (list, tuple))
    if kind == "map":
        return isinstance(value, dict)
    names = {field["name"] for field in schema["fields"]}
    required = {field["name"] for field in schema["fields"] if "default" not in field}
    return isinstance(value, dict) and required <= value.keys() <= names


def _branch(union, value, place):
    for index, schema in enumerate(union):
        if _fits(schema, value):
            return index, schema
    # An integer where only real numbers may stand.
    if isinstance(value, int) and not isinstance(value, bool):
        for index, schema in enumerate(union):
            if _kind(schema) in ("float", "double"):
                return index, schema
    kinds = ", ".join(_kind(schema) for schema in union)
    raise ValueError(f"{place} is {value!r:.80}; expected one of: {kinds}")


def _fields(schema, record, place):
    """The fields with their values, or with their defaults."""
    if not isinstance(record, dict):
        raise ValueError(f"{place} is {record!r:.80}; expected a dict with the fields of {schema['name']}")
    unknown = record.keys() - {field["name"] for field in schema["fields"]}
    if unknown:
        raise ValueError(f"{place} has no field {sorted(unknown)}; its fields are {[f['name'] for f in schema['fields']]}")
    for field in schema["fields"]:
        value = record.get(field["name"], field.get("default", _MISSING))
        if value is _MISSING:
            raise ValueError(f"{place} has no {field['name']}; set it")
        yield field, value


def _millis(value, place):
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValueError(f"{place} is {value!r}; expected a datetime with a time zone")
    return (value - _EPOCH) // _MILLISECOND


def _write(schema, value, out, place):
    kind = _kind(schema)
    if kind == "union":
        index, schema = _branch(schema, value, place)
        out.append(_varint(index))
        _write(schema, value, out, place)
    elif kind == "record":
        for field, content in _fields(schema, value, place):
            _write(field["type"], content, out, f"{place}.{field['name']}")
    elif kind in ("array", "map"):
        _write_blocks(schema, kind, value, out, place)
    elif kind == "enum":
        if value not in schema["symbols"]:
            raise ValueError(f"{place} is {value!r}; expected one of {schema['symbols']}")
        out.append(_varint(schema["symbols"].index(value)))
    elif _is_time(schema):
        out.append(_varint(_millis(value, place)))
    elif kind in ("float", "double") and isinstance(value, int) and not isinstance(value, bool):
        _write(schema, float(value), out, place)
    elif not _fits(schema, value):
        raise ValueError(f"{place} is {value!r:.80}; expected {kind}")
    elif kind in ("int", "long"):
        bits = 32 if kind == "int" else 64
        if not -(1 << bits - 1) <= value < 1 << bits - 1:
            raise ValueError(f"{place} is {value}; expected an integer of {bits} bits")
        out.append(_varint(value))
    elif kind == "boolean":
        out.append(b"\x01" if value else b"\x00")
    elif kind in ("float", "double"):
        out.append(struct.pack("<f" if kind == "float" else "<d", value))
    elif kind in ("string", "bytes"):
        data = value.encode() if kind == "string" else value
        out.append(_varint(len(data)))
        out.append(data)


def _write_blocks(schema, kind, value, out, place):
    if not _fits(schema, value):
        raise ValueError(f"{place} is {value!r:.80}; expected {'a list' if kind == 'array' else 'a dict'}")
    if value:
        out.append(_varint(len(value)))
        if kind == "array":
            for index, item in enumerate(value):
                _write(schema["items"], item, out, f"{place}[{index}]")
        else:
            # By key, so that equal records have equal bytes.
            for key in sorted(value):
                _write("string", key, out, place)
                _write(schema["values"], value[key], out, f"{place}[{key!r}]")
    out.append(b"\x00")


def _varint(value):
    rest = (value << 1) ^ (value >> 63)
    out = bytearray()
    while rest > 0x7F:
        out.append(rest & 0x7F | 0x80)
        rest >>= 7
    out.append(rest)
    return bytes(out)


class _Reader:
    def __init__(self, data):
        self.data = data
        self.position = 0

    def take(self, length):
        end = self.position + length
        if length < 0 or end > len(self.data):
            raise ValueError(f"{length} bytes are announced at byte {self.position}, where {len(self.data)} is the end")
        taken = self.data[self.position : end]
        self.position = end
        return taken

    def varint(self):
        rest = 0
        for shift in range(0, 70, 7):
            byte = self.take(1)[0]
            rest |= (byte & 0x7F) << shift
            if byte < 0x80:
                return (rest >> 1) ^ -(rest & 1)
        raise ValueError(f"the integer before byte {self.position} has more than 64 bits")


def _read(schema, reader):
    kind = _kind(schema)
    if kind == "union":
        return _read(_at(schema, reader), reader)
    if kind == "record":
        return {field["name"]: _read(field["type"], reader) for field in schema["fields"]}
    if kind == "array":
        return [_read(schema["items"], reader) for _ in _items(reader)]
    if kind == "map":
        return {_read("string", reader): _read(schema["values"], reader) for _ in _items(reader)}
    if kind == "enum":
        return _at(schema["symbols"], reader)
    if kind in ("int", "long"):
        value = reader.varint()
        return _EPOCH + value * _MILLISECOND if _is_time(schema) else value
    if kind == "null":
        return None
    if kind == "boolean":
        return reader.take(1) != b"\x00"
    if kind == "float":
        return struct.unpack("<f", reader.take(4))[0]
    if kind == "double":
        return struct.unpack("<d", reader.take(8))[0]
    data = reader.take(reader.varint())
    return data.decode() if kind == "string" else data


def _at(choices, reader):
    index = reader.varint()
    if not 0 <= index < len(choices):
        raise ValueError(f"choice {index} of {len(choices)} before byte {reader.position}")
    return choices[index]


def _items(reader):
    """As many turns as the blocks of an array or a map have items."""
    while True:
        count = reader.varint()
        if count == 0:
            return
        if count < 0:
            # The size of the block in bytes follows, for readers that skip it.
            count = -count
            reader.varint()
        if count > len(reader.data) - reader.position:
            raise ValueError(f"{count} items are announced at byte {reader.position} of {len(reader.data)}")
        yield from range(count)


def _to_json(schema, value, place):
    kind = _kind(schema)
    if kind == "union":
        return _to_json(_branch(schema, value, place)[1], value, place)
    if kind == "record":
        fields = ((field, _to_json(field["type"], v, f"{place}.{field['name']}")) for field, v in _fields(schema, value, place))
        return {field["name"]: content for field, content in fields if content is not None}
    if kind == "array" and _fits(schema, value):
        return [_to_json(schema["items"], item, f"{place}[{index}]") for index, item in enumerate(value)]
    if kind == "map" and _fits(schema, value):
        return {key: _to_json(schema["values"], value[key], f"{place}[{key!r}]") for key in sorted(value)}
    if _is_time(schema):
        millis = _millis(value, place)
        return _iso(millis)
    if kind in ("float", "double") and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if not _fits(schema, value):
        raise ValueError(f"{place} is {value!r:.80}; expected {kind}")
    if kind == "bytes":
        return base64.b64encode(value).decode()
    if kind in ("float", "double") and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def _iso(millis):
    text = (_EPOCH + millis * _MILLISECOND).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}.{millis % 1000:03d}Z" if millis % 1000 else f"{text}Z"


def _time(value, place):
    if isinstance(value, int) and not isinstance(value, bool):
        return _EPOCH + value * _MILLISECOND
    text = str(value)
    # Before 3.11 Python reads three or six digits of a second, and no Z.
    whole, point, rest = text.replace("Z", "+00:00").partition(".")
    if point:
        digits = rest[: len(rest) - 6]
        text = f"{whole}.{digits[:6]:0<6}{rest[-6:]}"
    else:
        text = whole
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError(f"{place} is {value!r}; expected a time with a zone, such as 2026-03-01T10:00:00Z")
    return time


def _from_json(schema, value, place):
    kind = _kind(schema)
    if kind == "union":
        return _union_from_json(schema, value, place)
    if kind == "record":
        if not isinstance(value, dict):
            raise ValueError(f"{place} is {value!r:.80}; expected an object")
        record = {}
        for field in schema["fields"]:
            name = field["name"]
            if name in value:
                record[name] = _from_json(field["type"], value[name], f"{place}.{name}")
            elif "default" in field:
                record[name] = field["default"]
            else:
                raise ValueError(f"{place} has no {name}")
        return record
    if kind == "array" and isinstance(value, list):
        return [_from_json(schema["items"], item, f"{place}[{index}]") for index, item in enumerate(value)]
    if kind == "map" and isinstance(value, dict):
        return {key: _from_json(schema["values"], content, f"{place}[{key!r}]") for key, content in value.items()}
    if _is_time(schema):
        return _time(value, place)
    if kind in ("float", "double"):
        value = _NON_FINITE.get(value, value) if isinstance(value, str) else value
        value = float(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if kind == "bytes" and isinstance(value, str):
        return base64.b64decode(value, validate=True)
    if not _fits(schema, value):
        raise ValueError(f"{place} is {value!r:.80}; expected {kind}")
    return value


def _union_from_json(union, value, place):
    if isinstance(value, dict):
        # Records of a union are told apart by what they must have.
        for schema in union:
            if _kind(schema) == "record":
                required = {field["name"] for field in schema["fields"] if "default" not in field}
                if required <= value.keys():
                    return _from_json(schema, value, place)
    # An integer is one where the union has both. Words for numbers are those wherever a real number may stand.
    exact = [] if isinstance(value, str) and value in _NON_FINITE else [s for s in union if _fits(s, value)]
    real = [schema for schema in union if _kind(schema) in ("float", "double")]
    errors = []
    for schema in [*exact, *real, *union]:
        try:
            return _from_json(schema, value, place)
        except ValueError as e:
            errors.append(str(e))
    raise ValueError("; ".join(errors))
