"""The programs that are measured, as processes, and what each has used."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
OURS = Path(sys.executable)
"""The product's Python, with what the product needs and nothing else."""
PEERS = ROOT / ".venv-bench" / "bin" / "python"
"""The Python of the programs it is compared with."""


class Skipped(Exception):  # noqa: N818 - it is no error
    """Why something is not measured here."""


@contextmanager
def folder() -> Iterator[Path]:
    """Give a folder on the disk that is tested, for as long as it is needed."""
    with tempfile.TemporaryDirectory(prefix="tuntun-bench-") as path:
        yield Path(path)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


@contextmanager
def running(*command: str | Path, settings: Mapping[str, str] | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program, and end it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("TUNTUN_", "PYTHON"))}
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=ROOT,
        env={**environment, **(settings or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL if "BENCH_LOUD" not in os.environ else None,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class FakeBotApi:
    """The fake Bot API in a process of its own."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._people = 1000

    def await_bot(self, token: str) -> None:
        """Return when a bot asks for updates and there are none."""
        self._ask(f"/polled/{token}", None)

    def play(self, token: str, texts: Sequence[str], people: int, at_once: int) -> dict[str, float]:
        """Let new people say their texts to a bot; return the count of answers and the seconds it took."""
        numbers = list(range(self._people, self._people + people))
        self._people += people
        played: dict[str, float] = self._ask(
            f"/play/{token}", {"people": numbers, "texts": list(texts), "at_once": at_once}
        )
        return played

    def _ask(self, path: str, order: object) -> dict[str, float]:
        body = None if order is None else json.dumps(order).encode()
        with urllib.request.urlopen(urllib.request.Request(self.url + path, body), timeout=300) as answer:
            read: dict[str, float] = json.loads(answer.read())
            return read


@contextmanager
def fake_bot_api() -> Iterator[FakeBotApi]:
    """Run the fake Bot API."""
    port = free_port()
    with running(OURS, "-m", "tests.bench.fake_bot_api", str(port)):
        await_port(port)
        yield FakeBotApi(port)


@contextmanager
def redis() -> Iterator[str]:
    """Run a Redis that keeps nothing on the disk; give its address."""
    program = shutil.which("redis-server")
    if program is None:
        raise Skipped("no redis-server")
    port = free_port()
    with running(program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"):
        await_port(port)
        yield f"redis://127.0.0.1:{port}/0"


def await_port(port: int) -> None:
    """Return when somebody listens on a port."""
    for _ in range(500):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise TimeoutError(f"nobody listens on {port}")


def peers_python() -> Path:
    """Return the peers' Python, or say that it is not there."""
    if not PEERS.exists():
        raise Skipped("no .venv-bench: run `make bench`")
    return PEERS


def cpu(pid: int) -> float:
    """Return the seconds of CPU, user and system, that all threads of a process have used."""
    return time.clock_gettime((~pid << 3) | 2)  # how Linux names another process's CPU clock


def resident(pid: int) -> float:
    """Return a process's resident memory in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
