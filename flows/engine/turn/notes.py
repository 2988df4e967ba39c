"""Notes: inputs that were no answers, kept word for word with personal data masked."""

from __future__ import annotations

from flows.conversation import EventKind
from flows.engine.turn.turn_builder import TurnBuilder
from flows.messages import ButtonPress, FileInput, Input, LocationInput, TextInput, UnsupportedInput
from flows.quality.personal_data import masked


def noted(builder: TurnBuilder, given: Input, question: str | None = None) -> TurnBuilder:
    """Record an input that is no answer, as a note on the open question or another one."""
    where = question if question is not None else builder.cursor.question or ""
    return builder.record(EventKind.NOTED, where, raw=masked(written(given)))


def written(given: Input) -> str:
    """Return an input as text, for the log."""
    match given:
        case TextInput(text=text):
            return text
        case UnsupportedInput(what=what, text=text):
            return text or f"[{what}]"
        case LocationInput(latitude=latitude, longitude=longitude):
            return f"{latitude}, {longitude}"
        case FileInput(file=file, caption=caption):
            return caption or file.name
        case ButtonPress(verb=verb, argument=argument):
            return f"[{verb} {argument}]".replace(" ]", "]")
