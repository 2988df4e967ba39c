"""The templates for use when the 24 hours are over; each is a file in `whatsapp_templates`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError, field_validator, model_validator

from bot.channels.layout.keyboard import units

Json = dict[str, JsonValue]
Language = Literal["id", "en"]

FOLDER = Path(__file__).with_name("template_definitions")
PREFIX = "tuntun_"  # an account may serve other programs too; theirs are left alone

BODY, HEADER, FOOTER, BUTTON = 1024, 60, 60, 25
BUTTONS = 10
CODE = 15  # characters of a one-time code
LONGEST_LIFE = 90  # minutes
WORDS_PER_GAP = 3  # Meta refuses a text that is mostly gaps and does not say where the limit lies

_GAP = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_BLANKS = re.compile(r"\n{3,}|\t| {5,}")
_SIGNS = re.compile(r"[*_~`{}\n]")
_MARGIN = re.compile(r"[\s*_~.,;:!?\"'()-]*")


class TemplateScope(StrEnum):
    """How much of the reply a template carries; the rest is held for the contact's next message."""

    ANNOUNCEMENT = "announcement"
    """Nothing: it only announces a held reply."""
    MESSAGE = "message"
    """The whole text of the reply's first message, unless that has a file."""
    DOCUMENT = "document"
    """The file of the reply's first message."""


class TemplateText(BaseModel):
    """The words of a template in one language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    header: str = Field(default="", max_length=HEADER)
    body: str = ""
    footer: str = Field(default="", max_length=FOOTER)
    buttons: tuple[str, ...] = Field(default=(), max_length=BUTTONS)
    examples: tuple[str, ...] = ()

    @field_validator("body")
    @classmethod
    def _fits(cls, body: str) -> str:
        if units(body) > BODY:
            raise ValueError(f"the body has {units(body)} characters, Meta takes {BODY}")
        if _BLANKS.search(body) or body != body.strip():
            raise ValueError("the body has too many blanks or lines in a row, or begins or ends with one")
        return body

    @field_validator("header", "footer")
    @classmethod
    def _is_plain(cls, text: str) -> str:
        if _SIGNS.search(text):
            raise ValueError("header and footer take no signs, no gaps and no line breaks")
        return text

    @field_validator("buttons")
    @classmethod
    def _are_buttons(cls, buttons: tuple[str, ...]) -> tuple[str, ...]:
        if any(not 0 < units(label) <= BUTTON or _SIGNS.search(label) for label in buttons):
            raise ValueError(f"a button has 1 to {BUTTON} characters and no signs")
        if len(set(buttons)) < len(buttons):
            raise ValueError("two buttons have the same label")
        return buttons

    @field_validator("examples")
    @classmethod
    def _can_fill(cls, examples: tuple[str, ...]) -> tuple[str, ...]:
        if any(not example.strip() or _BLANKS.search(example) or "\n" in example for example in examples):
            raise ValueError("an example is one line and not empty")
        return examples

    @property
    def gaps(self) -> list[str]:
        """Return the names between braces, in order."""
        return _GAP.findall(self.body)

    def filled(self, parameters: tuple[str, ...]) -> str:
        """Return the body with its gaps filled."""
        return _GAP.sub(lambda gap: parameters[int(gap[1]) - 1], self.body)


class TemplateDefinition(BaseModel):
    """A template as its file describes it; what Meta would refuse is an error already here."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str = Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")
    category: Literal["UTILITY", "MARKETING", "AUTHENTICATION"]
    carries: TemplateScope
    parameters: tuple[str, ...]
    minutes: int | None = Field(default=None, ge=1, le=LONGEST_LIFE)
    """How long a one-time code lives."""
    languages: Mapping[Language, TemplateText]

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if set(self.languages) != {"id", "en"}:
            raise ValueError("a template is written in id and en")
        if (self.category == "AUTHENTICATION") != (self.minutes is not None):
            raise ValueError("a one-time code, and nothing else, has minutes")
        if len({len(text.buttons) for text in self.languages.values()}) > 1:
            raise ValueError("all languages have the same buttons")
        for language, text in self.languages.items():
            if len(text.examples) != len(self.parameters):
                raise ValueError(f"{language}: {len(self.parameters)} parameters, {len(text.examples)} examples")
            (_check_code if self.is_code else _check_words)(text, len(self.parameters))
        return self

    @property
    def name(self) -> str:
        """Return what it is called in the account."""
        return PREFIX + self.kind

    @property
    def is_code(self) -> bool:
        """Tell whether it brings a one-time code, whose words are Meta's own."""
        return self.category == "AUTHENTICATION"

    @property
    def buttons(self) -> int:
        """Return the number of its buttons."""
        return len(self.languages["id"].buttons)

    def components(self, language: Language, sample: str = "") -> list[JsonValue]:
        """Return its parts as the account stores them; `sample` is the handle of an uploaded example."""
        text = self.languages[language]
        if self.is_code:
            return [
                {"type": "BODY", "add_security_recommendation": True},
                {"type": "FOOTER", "code_expiration_minutes": self.minutes},
                {"type": "BUTTONS", "buttons": [{"type": "OTP", "otp_type": "COPY_CODE", "text": text.buttons[0]}]},
            ]
        parts: list[JsonValue] = []
        if self.carries is TemplateScope.DOCUMENT:
            parts.append({"type": "HEADER", "format": "DOCUMENT", "example": {"header_handle": [sample]}})
        elif text.header:
            parts.append({"type": "HEADER", "format": "TEXT", "text": text.header})
        parts.append({"type": "BODY", "text": text.body, **_examples(text.examples)})
        if text.footer:
            parts.append({"type": "FOOTER", "text": text.footer})
        if text.buttons:
            parts.append(
                {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": button} for button in text.buttons]}
            )
        return parts


def _check_code(text: TemplateText, parameters: int) -> None:
    if text.body or text.header or text.footer or len(text.buttons) != 1 or parameters != 1:
        raise ValueError("a one-time code has one parameter, one button and no words of ours")
    if len(text.examples[0]) > CODE:
        raise ValueError(f"a one-time code has at most {CODE} characters")


def _check_words(text: TemplateText, parameters: int) -> None:
    if text.gaps != [str(number) for number in range(1, parameters + 1)]:
        raise ValueError(f"the gaps must be {{{{1}}}} to {{{{{parameters}}}}}, each once and in order")
    pieces = _GAP.split(text.body)[::2]
    if parameters and any(_MARGIN.fullmatch(piece) for piece in pieces):
        raise ValueError("words must stand before, between and behind the gaps")
    if len(" ".join(pieces).split()) < WORDS_PER_GAP * parameters:
        raise ValueError("too many gaps for so few words")
    if not text.body:
        raise ValueError("there is no body")
    if units(text.filled(text.examples)) > BODY:
        raise ValueError(f"filled with its examples the body is longer than {BODY}")


def _examples(examples: tuple[str, ...]) -> Json:
    return {"example": {"body_text": [list(examples)]}} if examples else {}


class TemplateError(Exception):
    """A wrong template file: which, and why."""


def read_definition(path: Path) -> TemplateDefinition:
    """Read a template's file, whose name is its kind; raise TemplateError."""
    try:
        written = yaml.safe_load(path.read_text(encoding="utf-8"))
        return TemplateDefinition.model_validate({"kind": path.stem, **written})
    except (ValidationError, yaml.YAMLError, TypeError) as error:
        raise TemplateError(f"{path.name}: {error}") from error


@cache
def definitions() -> Mapping[str, TemplateDefinition]:
    """Return all our templates by kind; raise TemplateError."""
    return {path.stem: read_definition(path) for path in sorted(FOLDER.glob("*.yaml"))}
