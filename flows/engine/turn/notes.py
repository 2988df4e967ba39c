"""Keeps what was no answer, word for word; personal data in it is made unreadable."""

from __future__ import annotations

from flows.conversation import EventKind
from flows.engine.turn.turn_builder import Scene
from flows.messages import Did, Input, Odd, Pinned, Said, Sent
from flows.quality.personal_data import masked


def noted(scene: Scene, given: Input, question: str | None = None) -> Scene:
    """Keep an input that is no answer, beside the open question or another one."""
    where = question if question is not None else scene.cursor.question or ""
    return scene.record(EventKind.NOTED, where, raw=masked(written(given)))


def written(given: Input) -> str:
    """Return an input as text, for the log."""
    match given:
        case Said(text=text):
            return text
        case Odd(what=what, text=text):
            return text or f"[{what}]"
        case Pinned(latitude=latitude, longitude=longitude):
            return f"{latitude}, {longitude}"
        case Sent(file=file, caption=caption):
            return caption or file.name
        case Did(verb=verb, argument=argument):
            return f"[{verb} {argument}]".replace(" ]", "]")
