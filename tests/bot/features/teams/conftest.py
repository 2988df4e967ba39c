"""Gives Alice two colleagues."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.fakes.paper import Person


@pytest.fixture
async def erna(person: Callable[[str], Person]) -> Person:
    """A colleague of Alice's."""
    return person("Erna")


@pytest.fixture
async def joko(person: Callable[[str], Person]) -> Person:
    """Another colleague."""
    return person("Joko")
