"""Lets transcripts be written anew: `pytest tests/flows/test_transcripts.py --update`."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --update."""
    parser.addoption("--update", action="store_true", help="write Tuntun's side of the transcripts anew")
