import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest
from confluent_kafka.admin import AdminClient, NewTopic

PACKAGE = Path(__file__).resolve().parents[1]
REPOSITORY = PACKAGE.parents[1]
GOLDEN = REPOSITORY / "schemas/src/test/resources/golden/v1"

# The package need not be installed to be tested.
sys.path.insert(0, str(PACKAGE))


class Broker:
    """Kafka's real broker, as ``evalstream broker`` runs it."""

    def __init__(self, log):
        self._log = log
        with open(log, "w", encoding="utf-8") as out:
            self._process = subprocess.Popen(
                [REPOSITORY / "evalstream", "broker", "--port", "0"], stdout=out, stderr=subprocess.STDOUT
            )
        self.servers = self._address()
        self._admin = AdminClient({"bootstrap.servers": self.servers})

    def _address(self):
        deadline = time.monotonic() + 300
        while time.monotonic() < deadline and self._process.poll() is None:
            lines = self._log.read_text().splitlines()
            for line in lines:
                if line.startswith("Kafka "):
                    return line.split()[1]
            time.sleep(0.1)
        self.close()
        raise RuntimeError(f"'evalstream broker' did not start: {self._log.read_text()}")

    def topic(self, name=None, partitions=1):
        """Creates a topic, with a name of its own where none is given."""
        name = name or f"t-{uuid.uuid4()}"
        self._admin.create_topics([NewTopic(name, partitions, 1)])[name].result(30)
        return name

    def close(self):
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait(60)


@pytest.fixture(scope="session")
def broker(tmp_path_factory):
    started = Broker(tmp_path_factory.mktemp("broker") / "log.txt")
    yield started
    started.close()


@pytest.fixture(autouse=True)
def no_launcher(monkeypatch):
    for name in ("RANK", "WORLD_SIZE", "TORCHELASTIC_RESTART_COUNT"):
        monkeypatch.delenv(name, raising=False)
