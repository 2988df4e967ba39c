"""The engine's phrases, one folder a language; a form's texts are in the form."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

from flows.messages import Rich, TextSpan


class Catalogue:
    """The phrases of one language: `**bold**` is the only markup, `{name}` takes a value."""

    def __init__(self, phrases: dict[str, str]) -> None:
        self._phrases = {key: tuple(enumerate(text.strip().split("**"))) for key, text in phrases.items()}

    def say(self, key: str, **values: object) -> Rich:
        """Return a phrase with its values filled in; values are data, whatever characters they hold."""
        spans = [TextSpan(piece.format_map(values), bold=number % 2 == 1) for number, piece in self._phrases[key]]
        return tuple(span for span in spans if span.text)

    def word(self, key: str, **values: object) -> str:
        """Return a phrase as plain text: a button's label, a footer."""
        return "".join(span.text for span in self.say(key, **values))

    @classmethod
    def read(cls, folder: Path) -> Catalogue:
        """Read a catalogue from a folder of YAML: groups of phrases, addressed as `group.phrase`."""
        read: dict[str, str] = {}
        for path in sorted(folder.glob("*.yaml")):
            groups: dict[str, dict[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
            read.update(
                {f"{group}.{name}": text for group, phrases in groups.items() for name, text in phrases.items()}
            )
        return cls(read)


@lru_cache
def catalogue() -> Catalogue:
    """Return the phrases of the conversation itself, in Bahasa Indonesia."""
    return Catalogue.read(Path(__file__).with_name("id"))


def say(key: str, **values: object) -> Rich:
    """Return a phrase of the conversation."""
    return catalogue().say(key, **values)


def word(key: str, **values: object) -> str:
    """Return a phrase of the conversation as plain text."""
    return catalogue().word(key, **values)


def bold(text: str) -> Rich:
    """Return a text as one bold span."""
    return (TextSpan(text, bold=True),)


def normal(text: str) -> Rich:
    """Return a text as it is."""
    return (TextSpan(text),)


def lines(*parts: Rich, gap: str = "\n") -> Rich:
    """Return the non-empty parts joined by `gap`."""
    joined: list[TextSpan] = []
    for part in parts:
        if part and joined:
            joined.append(TextSpan(gap))
        joined.extend(part)
    return tuple(joined)
