"""The bot's catalogue: what is said outside a form."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from flows.messages import Rich
from flows.texts import Catalogue


@lru_cache
def catalogue() -> Catalogue:
    """Return the shell's phrases in Bahasa Indonesia."""
    return Catalogue.read(Path(__file__).with_name("id"))


def say(key: str, **values: object) -> Rich:
    """Say a phrase of the shell."""
    return catalogue().say(key, **values)


def word(key: str, **values: object) -> str:
    """Return a phrase of the shell as plain text."""
    return catalogue().word(key, **values)
