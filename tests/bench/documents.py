"""The time of a whole proposal as DOCX and PDF, against docxtpl and a running LibreOffice."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests.bench.processes import OURS, ROOT, Skipped, await_port, folder, free_port, peers_python, running
from tests.bench.rows import Row, skipped

ROUNDS = 15
OFFICE_PYTHON = "/usr/bin/python3"
"""Debian's, for which Debian's python3-uno is made."""


def documents() -> list[Row]:
    """Measure goal 8."""
    what, wanted = "DOCX + PDF of a whole KIPP proposal / docxtpl + LibreOffice", "<= 0.25"
    try:
        with _office() as port, _talking(OURS, "ours", "0") as ours, _talking(peers_python(), "office", port) as office:
            pairs = [(_asked(ours), _asked(office)) for _ in range(ROUNDS + 1)][1:]  # the first one warms up
    except Skipped as reason:
        return [skipped("8", what, wanted, str(reason))]
    ratio = median(mine / other for mine, other in pairs)
    measured = f"{ratio:.2f} ({median(mine for mine, _ in pairs):.0f} / {median(other for _, other in pairs):.0f} ms)"
    bound = "typst's layout, done twice: for the PDF, and for the page numbers in the DOCX"
    return [Row(number="8", what=what, wanted=wanted, measured=measured, met=ratio <= 0.25, bound=bound)]


@contextmanager
def _office() -> Iterator[str]:
    """Run LibreOffice; give its port."""
    program = shutil.which("soffice")
    if program is None:
        raise Skipped("no soffice")
    if subprocess.run([OFFICE_PYTHON, "-c", "import uno"], check=False, capture_output=True).returncode:
        raise Skipped("no python3-uno")
    port = str(free_port())
    with folder() as profile:
        accept = f"--accept=socket,host=127.0.0.1,port={port};urp"
        with running(program, f"-env:UserInstallation=file://{profile}", "--headless", "--norestore", accept):
            await_port(int(port))
            yield port


@contextmanager
def _talking(python: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    command: Sequence[str | Path] = (python, "-m", "tests.bench.drawing", *arguments)
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


def _asked(process: subprocess.Popen[str]) -> float:
    """Return the milliseconds both files took."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("\n")
    process.stdin.flush()
    return float(process.stdout.readline())
