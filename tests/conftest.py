"""Lets every run try the same examples, and transcripts be written anew: `pytest --update` with their tests."""

from __future__ import annotations

import hypothesis
import pytest

hypothesis.settings.register_profile("same", derandomize=True, deadline=None)
hypothesis.settings.register_profile("fresh", deadline=None)
hypothesis.settings.load_profile("same")  # never red by chance; `--hypothesis-profile=fresh` looks for more


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --update."""
    parser.addoption("--update", action="store_true", help="write Tuntun's side of the transcripts anew")


@pytest.fixture
def update(pytestconfig: pytest.Config) -> bool:
    """Whether transcripts are written anew."""
    return bool(pytestconfig.getoption("--update"))
