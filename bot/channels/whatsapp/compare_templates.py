"""The comparison of our templates with those that the account has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from bot.channels.whatsapp.account import AccountTemplate
from bot.channels.whatsapp.templates import Language, TemplateDefinition

_GAP = re.compile(r"\{\{\d+\}\}")

Json = Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateDiff:
    """One of our templates in one language, beside the account's."""

    definition: TemplateDefinition
    language: Language
    listed: AccountTemplate | None
    is_same: bool

    @property
    def needs_submitting(self) -> bool:
        """Tell whether it is missing in the account or differs."""
        return self.listed is None or not self.is_same


def compare(ours: Mapping[str, TemplateDefinition], found: Sequence[AccountTemplate]) -> list[TemplateDiff]:
    """Return each of our templates with what the account has of it."""
    known = {(listed.name, listed.language): listed for listed in found}
    pairs = [(definition, language) for definition in ours.values() for language in definition.languages]
    return [
        TemplateDiff(
            definition=definition,
            language=language,
            listed=(listed := known.get((definition.name, language))),
            is_same=listed is not None and _is_same(definition, language, listed),
        )
        for definition, language in pairs
    ]


def is_sendable(definition: TemplateDefinition, listed: AccountTemplate) -> bool:
    """Tell whether the account's version takes our parameters, buttons and file, whatever its words."""
    if definition.is_code:
        return True
    parts = {_kind(part): part for part in listed.components}
    gaps = set(_GAP.findall(str(parts.get("BODY", {}).get("text", ""))))
    buttons = parts.get("BUTTONS", {}).get("buttons")
    header = str(parts.get("HEADER", {}).get("format", "TEXT")).upper()
    wanted = "DOCUMENT" if definition.carries == "document" else "TEXT"
    count = len(buttons) if isinstance(buttons, list) else 0
    return (len(gaps), count, header) == (len(definition.parameters), definition.buttons, wanted)


def _is_same(definition: TemplateDefinition, language: Language, listed: AccountTemplate) -> bool:
    if definition.is_code:
        return True  # its words are Meta's own, and come back in Meta's own form
    written = [part for part in definition.components(language) if isinstance(part, dict)]
    return sorted(_essence(written)) == sorted(_essence(listed.components))


def _essence(parts: Sequence[Json]) -> Iterator[tuple[str, ...]]:
    """Yield the visible content of each part; examples and Meta's own additions do not count."""
    for part in parts:
        kind = _kind(part)
        if kind == "HEADER":
            yield kind, str(part.get("format", "TEXT")).upper(), str(part.get("text", ""))
        elif kind == "BUTTONS":
            buttons = part.get("buttons")
            some = (
                [json_value for json_value in buttons if isinstance(json_value, dict)]
                if isinstance(buttons, list)
                else []
            )
            yield kind, *(f"{_kind(button)} {button.get('text')}" for button in some)
        else:
            yield kind, str(part.get("text", ""))


def _kind(part: Json) -> str:
    return str(part.get("type", "")).upper()
