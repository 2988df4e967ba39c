"""The letters that go with a form, from the same answers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from flows.conversation import Draft
from flows.documents.blocks import Field, Fields
from flows.documents.document import Identity, identify
from flows.documents.docx.draw import fill
from flows.documents.rendered import Rendered
from flows.documents.templates import LETTER_DOCX
from flows.forms import model
from flows.forms.model import Flow
from flows.language.formatting import head_of, long_date
from flows.texts import word

_BLANK = re.compile(r"\{(title|unit|person)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterDocument:
    """A letter before it is laid out; a missing name or number of the unit's head is a gap."""

    title: str
    letterhead: str
    number: str
    opening: str
    signer: Fields
    statement: str
    about: str
    innovator: Fields
    closing: str
    dated: str
    head: str
    name: str
    nip: str
    made: date
    is_named: bool
    """Whether the name below the signature is known; what is not is marked."""
    has_nip: bool


def build_letter(flow: Flow, letter: model.Letter, draft: Draft, made: date) -> LetterDocument:
    """Return a letter filled in; the head of the unit signs it."""
    identity = identify(flow, draft)
    head = head_of(identity.unit)
    name, nip = identity.head, identity.head_nip
    return LetterDocument(
        title=letter.title.upper(),
        letterhead=word("letter.letterhead"),
        number=word("letter.number"),
        opening=word("letter.opening"),
        signer=_fields(
            (word("letter.name"), name),
            (word("letter.nip"), nip),
            (word("letter.position"), head),
            (word("letter.unit"), identity.unit),
        ),
        statement=_filled(letter.statement, identity),
        about=word("letter.about"),
        innovator=_fields(
            (word("letter.name"), identity.person),
            (word("letter.nip"), identity.nip),
            (word("letter.position"), identity.position),
            (word("letter.unit"), identity.unit),
            (word("letter.title"), identity.title),
        ),
        closing=word("letter.closing"),
        dated=f"{flow.place}, {long_date(made)}" if flow.place else long_date(made),
        head=head,
        name=name,
        nip=nip,
        made=made,
        is_named=flow.cover is not None and flow.cover.head in draft.answers,
        has_nip=flow.cover is not None and flow.cover.head_nip in draft.answers,
    )


def draw_letter(letter: LetterDocument) -> Rendered:
    """Return the letter as DOCX, the same bytes for the same letter."""
    return Rendered(content=fill(LETTER_DOCX, {"letter": letter}, title=letter.title, author="", made=letter.made))


def _fields(*rows: tuple[str, str]) -> Fields:
    return Fields(rows=tuple(Field(label=label, text=text) for label, text in rows if text))


def _filled(statement: str, identity: Identity) -> str:
    """Return a statement with answers filled in; braces within an answer stay as they are."""
    answers = {"title": identity.title, "unit": identity.unit, "person": identity.person}
    return _BLANK.sub(lambda blank: answers[blank[1]], statement)
