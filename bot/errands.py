"""Knows what a person's next message can be for, when it is for no draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot import coaching, joining
from bot.visit import Visit
from flows.messages import Input

Take = Callable[[Visit, Input, str], None]
"""Takes the message; the text is what the errand remembers."""

ERRANDS: Mapping[str, Take] = {
    joining.NAME: joining.take_name,
    "rv_note": coaching.take_note,
    "rv_ask": coaching.take_question,
    "rv_word": coaching.take_wording,
    "rv_bye": coaching.take_closing,
    "rv_loose": coaching.take_loose,
    "rv_keep": coaching.take_more_loose,
}
