"""Lets transcripts be written anew: `pytest --update` with the tests that compare them."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --update."""
    parser.addoption("--update", action="store_true", help="write Tuntun's side of the transcripts anew")


@pytest.fixture
def update(pytestconfig: pytest.Config) -> bool:
    """Whether transcripts are written anew."""
    return bool(pytestconfig.getoption("--update"))
