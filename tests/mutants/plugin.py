"""A pytest plugin: records which test runs which line, or runs the tests of a list in its order."""

from __future__ import annotations

import json
import os
from collections.abc import Generator
from pathlib import Path

import coverage
import pytest

RECORD, CHOSEN = "MUTANTS_RECORD", "MUTANTS_CHOSEN"
"""The file to write how long each passing test took, beside its coverage; the file that lists tests to run."""

_record, _chosen = os.environ.get(RECORD), os.environ.get(CHOSEN)
_seconds: dict[str, float] = {}
_failed: set[str] = set()
_coverage: coverage.Coverage | None = None

if _record:  # from here on, so that what modules do when imported belongs to no test
    _coverage = coverage.Coverage(
        data_file=f"{_record}.coverage",
        source=["flows", "storage"],
        concurrency=["thread", "greenlet"],
        config_file=False,
    )
    _coverage.set_option("run:relative_files", True)
    _coverage.start()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Record lines under the test that runs."""
    if _coverage:
        _coverage.switch_context(item.nodeid)
    return (yield)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Sum up set-up, call and tear-down."""
    _seconds[report.nodeid] = _seconds.get(report.nodeid, 0.0) + report.duration
    if not report.passed:
        _failed.add(report.nodeid)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the chosen tests, in the order they were chosen in."""
    if _chosen:
        order = {nodeid: place for place, nodeid in enumerate(json.loads(Path(_chosen).read_text()))}
        items[:] = sorted((item for item in items if item.nodeid in order), key=lambda item: order[item.nodeid])


def pytest_unconfigure() -> None:
    """Save the record."""
    if _coverage and _record:
        _coverage.stop()
        _coverage.save()
        passed = {nodeid: seconds for nodeid, seconds in _seconds.items() if nodeid not in _failed}
        Path(_record).write_text(json.dumps(passed))
