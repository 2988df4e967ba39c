"""A pytest plugin that records which test runs which line, and how long each takes."""

from __future__ import annotations

import json
import os
from collections.abc import Generator
from pathlib import Path

import coverage
import pytest

RECORD = "MUTANTS_RECORD"
"""Where to write how long each passing test took, and beside it the lines."""

_record = os.environ.get(RECORD, "")
_seconds: dict[str, float] = {}
_failed: set[str] = set()
_coverage = coverage.Coverage(
    data_file=f"{_record}.coverage", source=["flows", "storage"], concurrency=["thread", "greenlet"], config_file=False
)
_coverage.set_option("run:relative_files", True)
_coverage.start()  # from here on, so that what modules do when imported belongs to no test


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Record lines under the test that runs."""
    _coverage.switch_context(item.nodeid)
    return (yield)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Sum up set-up, call and tear-down."""
    _seconds[report.nodeid] = _seconds.get(report.nodeid, 0.0) + report.duration
    if not report.passed:
        _failed.add(report.nodeid)


def pytest_unconfigure() -> None:
    """Save the record."""
    _coverage.stop()
    _coverage.save()
    passed = {nodeid: seconds for nodeid, seconds in _seconds.items() if nodeid not in _failed}
    Path(_record).write_text(json.dumps(passed))
