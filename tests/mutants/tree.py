"""A copy of the tree, in which one module at a time is changed."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from tests.mutants.mutations import Mutant

PYTEST = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--tb=no")

Ran = tuple[int, str]


class Tree:
    """The copy; the tree it was made from stays untouched."""

    def __init__(self, source: Path, root: Path) -> None:
        self.root = root
        listed = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
        names = subprocess.run(listed, cwd=source, check=True, capture_output=True, text=True).stdout.split("\0")
        self.files = sorted(name for name in names if name and (source / name).is_file())
        for name in self.files:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source / name, root / name)

    @contextlib.contextmanager
    def changed(self, mutant: Mutant) -> Iterator[None]:
        """Let the mutant stand in its module for as long as the context lasts."""
        path = self.root / mutant.path
        source = path.read_text()
        try:
            path.write_text(mutant.apply(source))
            _forget_compiled(path)
            yield
        finally:
            path.write_text(source)
            _forget_compiled(path)

    def pytest(self, plugin: str, arguments: Sequence[str], environment: Mapping[str, str], timeout: float) -> Ran:
        """Return the exit code and the output of pytest in the copy; raises subprocess.TimeoutExpired."""
        with self.start(plugin, arguments, environment, subprocess.PIPE) as process:
            try:
                output, _ = process.communicate(timeout=timeout)
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)  # with all it started
            return process.returncode, output

    def start(
        self,
        plugin: str,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        output: int | IO[str],
        keeps: Sequence[int] = (),
    ) -> subprocess.Popen[str]:
        """Start pytest in the copy with one of our plugins."""
        return subprocess.Popen(
            [*PYTEST, "-p", f"tests.mutants.{plugin}", *arguments],
            cwd=self.root,
            env={**os.environ, "PYTHONPATH": str(self.root), **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            pass_fds=keeps,
        )


def _forget_compiled(path: Path) -> None:
    """Remove the bytecode: it is told apart only by the second it was written in and its size."""
    for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"):
        compiled.unlink()
