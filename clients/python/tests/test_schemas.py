import json

import pytest
from conftest import PACKAGE, REPOSITORY
from evalstream import schemas

COPIES = sorted((PACKAGE / "evalstream/schemas").glob("*.avsc"))


@pytest.mark.parametrize("copy", COPIES, ids=lambda path: path.stem)
def test_a_schema_is_the_one_of_the_java_side(copy):
    original = REPOSITORY / "schemas/src/main/avro" / copy.name

    assert copy.read_bytes() == original.read_bytes(), f"copy {original} to {copy}"


@pytest.mark.parametrize("name", [copy.stem for copy in COPIES])
def test_every_type_that_is_named_is_known(name):
    plain = {"null", "boolean", "int", "long", "float", "double", "string", "bytes"}

    def names(schema, within):
        if isinstance(schema, str):
            return {schema} - plain
        if isinstance(schema, list):
            return set().union(*(names(branch, within) for branch in schema))
        if schema["type"] == "record":
            if schema["name"] in within:
                return set()
            return set().union(*(names(field["type"], within | {schema["name"]}) for field in schema["fields"]))
        inner = schema.get("items") or schema.get("values")
        return names(inner, within) if inner else set()

    assert names(schemas.named(name), set()) == set()


def test_there_are_copies():
    assert {json.loads(copy.read_text())["name"] for copy in COPIES} >= {
        "Prediction",
        "Label",
        "TrainingEvent",
        "MetricReport",
        "Alert",
    }
