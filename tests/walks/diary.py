"""Keeps what was said in a walk, to be read when the walk finds something."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flows.messages import ButtonPress, FileInput, Input, LocationInput, Reply, TextInput, UnsupportedInput, plain

WIDTH = 116
MOST = 200
"""Letters of a text that are shown."""


@dataclass(slots=True, kw_only=True)
class Entry:
    """What one person gave and heard in one turn; without `given`, what else happened to the draft."""

    name: str
    given: Input | None = None
    label: str = ""
    """The label of the button that was pressed; without `given`, what happened."""
    seeing: int | None = None
    """The number of the message that was answered or pressed, if one was."""
    heard: tuple[Reply, ...] = ()


def transcript(entries: Iterable[Entry]) -> str:
    """Return the turns in order as a person can read and repeat them."""
    return "\n".join(line for entry in entries for line in _lines(entry))


def _lines(entry: Entry) -> Iterator[str]:
    if entry.given is not None or entry.label:
        yield f"{entry.name}: {_given(entry)}"
    for reply in entry.heard:
        number = "" if reply.ask is None else f" {reply.ask}"
        said = " / ".join(item for item in (plain(reply.said), plain(reply.text), reply.footer) if item)
        buttons = " ".join(f"[{choice.label}]" for choice in (*reply.choices, *reply.actions))
        told = f"Tuntun{number}: {_short(said)} {_short(buttons)}"
        yield textwrap.fill(told, WIDTH, initial_indent="    ", subsequent_indent="        ")


def _given(entry: Entry) -> str:
    late = "" if entry.seeing is None else f" (message {entry.seeing})"
    match entry.given:
        case None:
            return entry.label
        case TextInput(text=text):
            return f"types {_short(text)!r}{late}"
        case ButtonPress(verb=verb, argument=argument):
            return f"presses [{entry.label}] {verb} {argument}".rstrip() + late
        case FileInput(file=file, caption=caption):
            return f"sends a {file.kind} {caption!r}{late}"
        case LocationInput():
            return f"shares a place{late}"
        case UnsupportedInput(what=what, problem=problem):
            return f"sends {what} {problem}".rstrip()


def _short(text: str) -> str:
    flat = text if len(text) <= MOST else f"{text[:MOST]}… ({len(text)} letters)"
    return " ".join(flat.split())
