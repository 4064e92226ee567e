"""Event files as ``evalstream watch --tensorboard`` writes them, read with nothing of ours."""

import struct
import subprocess

import records
from conftest import REPOSITORY
from evalstream import codec
from test_kafka import write

CASTAGNOLI = 0x82F63B78


def checksum(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (CASTAGNOLI if crc & 1 else 0)
    crc ^= 0xFFFFFFFF
    return (crc >> 15 | crc << 17) + 0xA282EAD8 & 0xFFFFFFFF


def events(path):
    data = path.read_bytes()
    position = 0
    while position < len(data):
        header = data[position : position + 8]
        (length,) = struct.unpack("<Q", header)
        body = data[position + 12 : position + 12 + length]
        sums = struct.unpack("<I", data[position + 8 : position + 12]) + struct.unpack(
            "<I", data[position + 12 + length : position + 16 + length]
        )
        assert sums == (checksum(header), checksum(body))
        yield fields(body)
        position += 16 + length


def fields(data):
    """The fields of a protocol buffers message by their number."""
    found = {}
    position = 0

    def varint():
        nonlocal position
        value = shift = 0
        while True:
            byte = data[position]
            position += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while position < len(data):
        key = varint()
        kind = key & 7
        if kind == 0:
            value = varint()
        else:
            length = {1: 8, 5: 4}.get(kind) or varint()
            value = data[position : position + length]
            position += length
        found[key >> 3] = value
    return found


def test_steps_and_epochs_are_drawn_as_lightning_draws_them(broker, tmp_path):
    topic = broker.topic()
    encoding = codec("MetricReport")
    values = [records.scalar("accuracy", 0.5), records.undefined("auroc", "no rows")]
    write(
        broker,
        topic,
        encoding.encode(records.report(stage="train", kind="STEP", number=0, values=values)),
        encoding.encode(records.report(stage="train", kind="STEP", number=1, values=values)),
        encoding.encode(records.report(number=0, values=values, dataset="dataloader_idx_1")),
    )

    watch = subprocess.run(
        [REPOSITORY / "evalstream", "watch", "-b", broker.servers, "--topic", topic, "--last", "--tensorboard", tmp_path],
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert watch.returncode == 0, watch.stderr
    (path,) = (tmp_path / "digits/m/r7").iterdir()
    read = list(events(path))
    assert "tfevents" in path.name
    assert read[0][3] == b"brain.Event:2"
    curves = {}
    for event in read:
        if 5 in event:
            value = fields(fields(event[5])[1])
            (wall_time,) = struct.unpack("<d", event[1])
            curves.setdefault(value[1].decode(), []).append((event.get(2, 0), struct.unpack("<f", value[2])[0], wall_time))
    ten = records.TEN.timestamp()
    assert curves == {
        "train/accuracy_step": [(0, 0.5, ten + 1), (1, 0.5, ten + 2)],
        "epoch": [(0, 0.0, ten + 1), (1, 1.0, ten + 2)],
        "validate/accuracy_epoch/dataloader_idx_1": [(0, 0.5, ten + 1)],
    }
