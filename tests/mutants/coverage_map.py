"""Which tests run a line, and how long each takes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath

import coverage
import pytest

from tests.mutants.mutations import Mutant
from tests.mutants.recorder import RECORD
from tests.mutants.tree import Tree

LIMIT = 20.0
"""Seconds of tests that a mutant is given: the nearest and fastest of those that run its line."""
AGAIN = 5.0
"""Seconds of tests that are run again in a new process, when nothing was noticed in a fork."""


class CoverageMap:
    """What was recorded of one suite of tests, for one state of the tree."""

    def __init__(self, suite: Sequence[str], record: Path) -> None:
        self.suite = suite
        self.seconds: dict[str, float] = json.loads(record.read_text())
        self.data = coverage.CoverageData(f"{record}.coverage")
        self.data.read()

    @classmethod
    def load(cls, suite: Sequence[str], tree: Tree, cache: Path) -> CoverageMap:
        """Return the map of this tree; record it if it was not, which takes some times as long as the tests."""
        record = cache / _digest(suite, tree)
        if not record.exists():
            print(f"recording which test of {' and '.join(suite)} runs which line ...", flush=True)
            record.parent.mkdir(exist_ok=True)
            code, output = tree.pytest("recorder", suite, {RECORD: str(record)}, timeout=7200)
            if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
                record.unlink(missing_ok=True)
                raise RuntimeError(f"the tests do not run:\n{output}")
        return cls(suite, record)

    def choose(self, mutant: Mutant, seconds: float = LIMIT) -> list[str]:
        """Return the tests to run, the nearest and fastest first; on PostgreSQL only where it must be."""
        by_line = self.data.contexts_by_lineno(mutant.path)
        if set().union(*by_line.values()) == {""}:  # nothing runs but the import: any test of its suite may be the one
            is_own = f"tests/{mutant.path.partition('/')[0]}" in self.suite
            return [test for test in self._sorted({*self.seconds}, mutant.path) if is_own and not _is_slow(test)]
        tests = self._covering(by_line, mutant)
        return self._within(seconds, [test for test in tests if not _is_slow(test)] or tests)

    def _covering(self, by_line: Mapping[int, Iterable[str]], mutant: Mutant) -> list[str]:
        """Return the tests that run the line, then those that run others of its module: a cache hides who needs it."""
        on_line = {test for line in mutant.lines for test in by_line.get(line, [])}
        on_line = on_line or set(by_line.get(mutant.statement.lineno, []))
        in_module = {test for tests in by_line.values() for test in tests}
        near = self._sorted(on_line, mutant.path)
        return near + self._sorted(in_module - on_line, mutant.path)

    def _sorted(self, tests: set[str], path: str) -> list[str]:
        known = [test for test in tests if test in self.seconds]
        return sorted(known, key=lambda test: (-_nearness(test, path), self.seconds[test], test))

    def _within(self, seconds: float, tests: Iterable[str]) -> list[str]:
        chosen = []
        for test in tests:
            seconds -= self.seconds[test]
            if seconds < 0:
                break
            chosen.append(test)
        return chosen


def _is_slow(nodeid: str) -> bool:
    return "postgresql" in nodeid


def _nearness(nodeid: str, path: str) -> int:
    """Return how many folders and names the test's file shares with the module's."""
    test = PurePosixPath(nodeid.partition("::")[0])
    module = PurePosixPath(path)
    shared = 0
    for ours, theirs in zip(test.parts[1:-1], module.parts[:-1], strict=False):
        if ours != theirs:
            break
        shared += 1
    return 2 * shared + (test.stem == f"test_{module.stem}")


def _digest(suite: Sequence[str], tree: Tree) -> str:
    """Return a hash of all that decides what a suite runs."""
    folders = ("flows/", "storage/", "bot/", "tests/fakes/", "tests/recordings/", *(f"{folder}/" for folder in suite))
    digest = hashlib.sha256()
    for path in tree.files:
        if path.startswith(folders):
            digest.update(path.encode() + b"\0" + (tree.root / path).read_bytes())
    return digest.hexdigest()[:16]
