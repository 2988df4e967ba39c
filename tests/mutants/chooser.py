"""A pytest plugin that runs the tests of a list, in its order."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

CHOSEN = "MUTANTS_CHOSEN"
"""The file with the list."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the chosen tests, in the order they were chosen in."""
    order = {nodeid: place for place, nodeid in enumerate(json.loads(Path(os.environ[CHOSEN]).read_text()))}
    items[:] = sorted((item for item in items if item.nodeid in order), key=lambda item: order[item.nodeid])
