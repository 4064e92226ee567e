"""What somebody without any Java does with the topics: writes predictions, reads reports.

Only packages that anybody can install are used, and nothing but the schemas' files is shared with the other side.
"""

import io
import json
import struct
import sys
import urllib.request
from datetime import datetime, timezone

import avro.io
import avro.schema
from confluent_kafka import Consumer, Producer


def schema(path):
    with open(path, encoding="utf-8") as file:
        return avro.schema.parse(file.read())


def encode(written, record):
    out = io.BytesIO()
    avro.io.DatumWriter(written).write(record, avro.io.BinaryEncoder(out))
    return out.getvalue()


def register(registry, subject, written):
    request = urllib.request.Request(
        f"{registry}/subjects/{subject}/versions",
        data=json.dumps({"schema": json.dumps(written.to_json())}).encode(),
        headers={"Content-Type": "application/vnd.schemaregistry.v1+json"},
    )
    with urllib.request.urlopen(request) as response:
        return json.load(response)["id"]


def produce(brokers, topic, schema_path, registry=None):
    """Reads records as JSON lines from standard input and writes them, with the wire format's header if there is a registry."""
    written = schema(schema_path)
    header = struct.pack(">bI", 0, register(registry, f"{topic}-value", written)) if registry else b""
    failures = []
    producer = Producer({"bootstrap.servers": brokers, "enable.idempotence": True, "compression.type": "zstd"})
    for line in sys.stdin:
        record = json.loads(line)
        record["event_time"] = datetime.fromtimestamp(record["event_time"] / 1000, timezone.utc)
        producer.produce(
            topic,
            key=record["prediction_id"],
            value=header + encode(written, record),
            on_delivery=lambda error, _: failures.append(error) if error else None,
        )
    producer.flush(30)
    if failures:
        sys.exit(f"not delivered: {failures[0]}")


def consume(brokers, topic, schema_path, count, wire_format=False):
    """Prints so many records of a topic as JSON lines."""
    written = schema(schema_path)
    consumer = Consumer(
        {
            "bootstrap.servers": brokers,
            "group.id": "outside",
            "auto.offset.reset": "earliest",
            "isolation.level": "read_committed",
        }
    )
    consumer.subscribe([topic])
    read = 0
    while read < int(count):
        message = consumer.poll(30)
        if message is None:
            sys.exit(f"only {read} records in 30 s")
        if message.error():
            sys.exit(str(message.error()))
        value = message.value()[5 if wire_format else 0:]
        record = avro.io.DatumReader(written).read(avro.io.BinaryDecoder(io.BytesIO(value)))
        print(json.dumps({"key": message.key().decode(), "record": record}, default=str))
        read += 1
    consumer.close()


if __name__ == "__main__":
    {"produce": produce, "consume": consume}[sys.argv[1]](*sys.argv[2:])
