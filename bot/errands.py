"""Knows what a person's next message can be for, when it is for no draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.visit import Visit
from flows.messages import Input

Take = Callable[[Visit, Input, str], None]
"""Takes the message; the text is what the errand remembers."""

ERRANDS: Mapping[str, Take] = {}
