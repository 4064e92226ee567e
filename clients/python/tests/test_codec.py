import io
import json
import math
from datetime import datetime, timezone

import avro.io
import avro.name
import avro.schema
import pytest
import records
from conftest import GOLDEN, REPOSITORY
from evalstream import DecodeError, codec

NAMES = ["Prediction", "Label", "TrainingEvent", "MetricReport", "Alert"]
TIME = datetime(2026, 3, 1, 10, 0, 0, 123_000, tzinfo=timezone.utc)


def prediction(**fields):
    return {"prediction_id": "p1", "model_id": "m", "event_time": TIME, **fields}


def label(value):
    return {"prediction_id": "p1", "label_time": TIME, "label": value}


def library_schema(name):
    """The schema as the avro package reads it."""
    names = avro.name.Names()
    directory = REPOSITORY / "schemas/src/main/avro"
    for used in ("Tensor", "MetricReport"):
        if used != name:
            avro.schema.make_avsc_object(json.loads((directory / f"{used}.avsc").read_text()), names)
    return avro.schema.make_avsc_object(json.loads((directory / f"{name}.avsc").read_text()), names)


@pytest.mark.parametrize("name", NAMES)
def test_bytes_of_the_java_side_are_read_and_written_again(name):
    golden = (GOLDEN / f"{name}.avro").read_bytes()

    assert codec(name).encode(codec(name).decode(golden)) == golden


@pytest.mark.parametrize("name", NAMES)
def test_json_of_the_java_side_is_the_same_record(name):
    record = codec(name, "json").decode((GOLDEN / f"{name}.json").read_bytes())

    # Compared as bytes, since a record with NaN is not equal to itself.
    assert codec(name).encode(record) == (GOLDEN / f"{name}.avro").read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_json_is_written_as_on_the_java_side(name):
    written = codec(name, "json").encode(codec(name).decode((GOLDEN / f"{name}.avro").read_bytes()))

    def plain(tree):
        if isinstance(tree, dict):
            return {key: plain(value) for key, value in tree.items()}
        if isinstance(tree, list):
            return [plain(value) for value in tree]
        # A number of 32 bits may have more digits than it needs.
        return pytest.approx(tree, rel=1e-7) if isinstance(tree, float) else tree

    golden = json.loads((GOLDEN / f"{name}.json").read_text())
    assert json.loads(written) == plain(golden)
    assert list(json.loads(written)) == list(golden)


@pytest.mark.parametrize("name", NAMES)
def test_the_avro_package_reads_what_is_written(name):
    golden = (GOLDEN / f"{name}.avro").read_bytes()
    record = codec(name).decode(golden)
    schema = library_schema(name)

    read = avro.io.DatumReader(schema).read(avro.io.BinaryDecoder(io.BytesIO(codec(name).encode(record))))

    assert codec(name).encode(read) == golden


@pytest.mark.parametrize("name", NAMES)
def test_bytes_that_end_too_early_or_too_late_are_told(name):
    golden = (GOLDEN / f"{name}.avro").read_bytes()

    for length in range(len(golden)):
        with pytest.raises(DecodeError, match=f"are not Avro binary of a {name}"):
            codec(name).decode(golden[:length])
    with pytest.raises(DecodeError, match=f"the record ends at byte {len(golden)}"):
        codec(name).decode(golden + b"\0")


@pytest.mark.parametrize("form", ["avro", "json"])
@pytest.mark.parametrize("value", [1, 2**60, -1, 1.0, 0.5, "cat", True, False, None])
def test_a_label_keeps_its_type(form, value):
    read = codec("Label", form).decode(codec("Label", form).encode(label(value)))["label"]

    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize("form", ["avro", "json"])
def test_fields_that_are_left_out_have_their_defaults(form):
    read = codec("Prediction", form).decode(codec("Prediction", form).encode(prediction(scores=[0.25, math.inf])))

    assert read["stage"] == "production"
    assert read["features"] == {}
    assert read["weight"] is None
    assert read["scores"] == [0.25, math.inf]
    assert read["event_time"] == TIME


@pytest.mark.parametrize("form", ["avro", "json"])
def test_whole_numbers_may_stand_for_real_ones(form):
    read = codec("Prediction", form).decode(codec("Prediction", form).encode(prediction(scores=[0, 1], value=3)))

    assert read["scores"] == [0.0, 1.0]
    assert read["value"] == 3.0


@pytest.mark.parametrize("form", ["avro", "json"])
@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"scores": "high"}, r"Prediction.scores is 'high'; expected one of: null, array"),
        ({"scores": ["high"]}, r"Prediction.scores\[0\] is 'high'; expected double"),
        ({"score": 0.5}, r"Prediction has no field \['score'\]; its fields are"),
        ({"event_time": datetime(2026, 3, 1)}, "expected a datetime with a time zone"),
        ({"model_id": None}, "Prediction.model_id is None; expected string"),
    ],
)
def test_wrong_records_are_refused_with_their_place(form, fields, message):
    with pytest.raises(ValueError, match=message):
        codec("Prediction", form).encode(prediction(**fields))


def test_a_missing_field_is_named():
    with pytest.raises(ValueError, match="Prediction has no model_id; set it"):
        codec("Prediction").encode({"prediction_id": "p1", "event_time": TIME})


def test_integers_must_fit():
    with pytest.raises(ValueError, match="expected an integer of 64 bits"):
        codec("Label").encode(label(1 << 63))


def test_an_unknown_format_is_refused():
    with pytest.raises(ValueError, match="unknown format 'xml'; use one of avro, json"):
        codec("Label", "xml")


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b'{"prediction_id": 1}', b'{"prediction_id": "p"}'])
def test_json_that_is_no_record_is_told(data):
    with pytest.raises(DecodeError, match="are not a Label in JSON"):
        codec("Label", "json").decode(data)


@pytest.mark.parametrize(
    "text", ['"2026-03-01T10:00:00.123Z"', '"2026-03-01T11:00:00.123+01:00"', '"2026-03-01T10:00:00.123000000Z"', "1772359200123"]
)
def test_times_are_read_as_on_the_java_side(text):
    data = f'{{"prediction_id": "p", "label_time": {text}}}'.encode()

    assert codec("Label", "json").decode(data)["label_time"] == TIME


@pytest.mark.parametrize("form", ["avro", "json"])
def test_values_of_reports_are_told_apart(form):
    values = [
        records.scalar("accuracy", 0.5),
        records.undefined("auroc", "no rows"),
        {"name": "matrix", "value": {"shape": [1, 2], "values": [1.0, 2.0]}},
        {"name": "curve", "value": {"entries": [records.scalar("part", 1.0)]}},
    ]

    read = codec("MetricReport", form).decode(codec("MetricReport", form).encode(records.report(values=values)))

    assert [set(value["value"]) for value in read["values"]] == [
        {"value", "interval"},
        {"code", "reason", "limit"},
        {"shape", "values"},
        {"entries"},
    ]
