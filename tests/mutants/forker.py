"""A pytest plugin that collects the tests once and tries each mutant in a fork of its own.

In the fork, the functions of the changed module get their new code. What a module does when it is imported was done
before, so whatever survives here is tried once more in a new process.
"""

from __future__ import annotations

import functools
import gc
import json
import os
import select
import signal
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType
from typing import TypedDict

import pytest

JOBS, RESULTS = "MUTANTS_JOBS", "MUTANTS_RESULTS"
"""The file with the mutants and their tests; the file descriptor to write to which test failed."""


class Job(TypedDict):
    """A mutant: the changed module's path and source, and what to run."""

    number: int
    path: str
    source: str
    tests: list[str]
    timeout: float


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Try one mutant after the other; tell of each its number and what noticed it, "" if nothing did."""
    items = {item.nodeid: item for item in session.items}
    gc.collect()
    gc.freeze()
    for job in json.loads(Path(os.environ[JOBS]).read_text()):
        session.items = [items[nodeid] for nodeid in job["tests"] if nodeid in items]
        noticed = _fork(session, job)
        os.write(int(os.environ[RESULTS]), (json.dumps([job["number"], noticed]) + "\n").encode())
    session.items = []
    return True


def _fork(session: pytest.Session, job: Job) -> str:
    told, tells = os.pipe()
    child = os.fork()
    if child == 0:
        os.setsid()
        code = 1
        try:
            session.config.pluginmanager.register(_Teller(tells))
            _swap(job)
            code = _run(session)
        finally:
            os._exit(code)
    os.close(tells)
    with os.fdopen(os.pidfd_open(child)) as ended:
        has_ended = bool(select.select([ended], [], [], job["timeout"])[0])
    if not has_ended:
        os.killpg(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    with os.fdopen(told) as pipe:
        failed = pipe.readline().strip()
    if not has_ended:
        return "timed out"
    return failed or ("" if os.waitstatus_to_exitcode(status) == 0 else "ended the process")


def _run(session: pytest.Session) -> int:
    for item, following in zip(session.items, [*session.items[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.shouldfail:
            break
    session._setupstate.teardown_exact(None)
    return 0


class _Teller:
    """Writes down the first test that fails."""

    def __init__(self, pipe: int) -> None:
        self.pipe = pipe

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Tell of a failure."""
        if report.failed:
            os.write(self.pipe, f"{report.nodeid}\n".encode())


def _swap(job: Job) -> None:
    """Give the functions of the module their new code, and forget what others remembered of their results."""
    path = str(Path.cwd() / job["path"])
    new = {(code.co_qualname, code.co_firstlineno): code for code in _codes(compile(job["source"], path, "exec"))}
    gc.unfreeze()
    for found in gc.get_objects():
        if isinstance(found, FunctionType) and found.__code__.co_filename == path:
            found.__code__ = new[found.__code__.co_qualname, found.__code__.co_firstlineno]
        elif isinstance(found, functools._lru_cache_wrapper) and found.__module__.startswith(("flows.", "storage.")):
            found.cache_clear()


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)
