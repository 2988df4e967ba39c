"""The fields with which a workshop begins: its title and its time; from its time on, a new one is stored."""

from __future__ import annotations

from bot.chat.context import ChatContext
from bot.chat.field_form import Entry, FieldKey, FieldQuestion
from bot.features.workshops import formatting
from bot.features.workshops.fields import Answer
from bot.language.moments import TimeProblem, TimeRange, read_span, write_span
from bot.texts import say, word
from flows.language.yes_no import read_consent
from flows.messages import Input, TextInput
from flows.text_format import tidy
from flows.texts import lines, normal
from storage.outreach import workshops
from storage.outreach.workshops import NewWorkshop, Workshop, WorkshopChanges
from storage.people import codes

TITLE_LENGTH = 100
"""Characters: it stands in sentences, on the poster and in calendars."""
OK = "ok"


def take_unsaved(
    ctx: ChatContext, given: Input, key: FieldKey, said: str
) -> tuple[FieldKey, FieldQuestion[WorkshopChanges]]:
    """Take the title of a new workshop, then its time, at which it is stored; return what is asked next."""
    text = tidy(given.text) if isinstance(given, TextInput) else ""
    if key.field == "title":
        if not _is_title(text):
            return key, _no_title()
        named = say("workshop.named", title=text)
        return FieldKey(0, "when", is_new=True), FieldQuestion(text=lines(named, say("workshop.ask_when")), said=text)
    title, _, before = said.partition("\n")
    span = read_span(text, ctx.now, ctx.app.zone, before)
    if isinstance(span, TimeProblem):
        return key, FieldQuestion(text=normal(span.text), said=f"{title}\n{text or before}")
    new = NewWorkshop(title, span.starts_at, span.ends_at, wall_code(ctx))
    workshop = workshops.create(ctx.connection, new, ctx.contact.id, ctx.now)
    ctx.audit("workshop made", str(workshop.id))
    return FieldKey(workshop.id, "when", is_new=True), _read_back(ctx, span)


def ask_title(_: ChatContext, __: Workshop) -> FieldQuestion[WorkshopChanges]:
    """Ask for another title."""
    return FieldQuestion(text=say("workshop.ask_title"))


def take_title(entry: Entry[Workshop]) -> Answer:
    """Take another title."""
    return {"title": entry.text} if _is_title(entry.text) else _no_title()


def ask_when(ctx: ChatContext, workshop: Workshop) -> FieldQuestion[WorkshopChanges]:
    """Ask for another time."""
    return FieldQuestion(text=say("workshop.ask_when_again", when=formatting.when(ctx.app, workshop)))


def take_when(entry: Entry[Workshop]) -> Answer:
    """Take another time, whose day or hour may stay as it is; a new one is read back, and a typed yes settles it."""
    ctx = entry.ctx
    if entry.is_new and read_consent(entry.text, word("workshop.right")):
        return {}
    span = read_span(entry.text, ctx.now, ctx.app.zone, formatting.when(ctx.app, entry.value))
    if isinstance(span, TimeProblem):
        return FieldQuestion(text=normal(span.text))
    changes: WorkshopChanges = {"starts_at": span.starts_at, "ends_at": span.ends_at}
    return _read_back(ctx, span, changes) if entry.is_new else changes


def tap_when(entry: Entry[Workshop], value: str) -> Answer:
    """Take a tap that settles the time that was read back."""
    return {} if value == OK else ask_when(entry.ctx, entry.value)


def wall_code(ctx: ChatContext) -> str:
    """Return a new check-in code that can not be guessed and that nothing else has."""
    while True:
        code = codes.new()
        if codes.find(ctx.connection, code) is None and workshops.by_code(ctx.connection, code) is None:
            return code


def _read_back(
    ctx: ChatContext, span: TimeRange, changes: WorkshopChanges | None = None
) -> FieldQuestion[WorkshopChanges]:
    text = say("workshop.read_when", when=write_span(span, ctx.app.zone))
    return FieldQuestion(text=text, buttons=((word("workshop.right"), OK),), changes=changes)


def _is_title(text: str) -> bool:
    return 1 < len(text) <= TITLE_LENGTH and any(letter.isalpha() for letter in text)


def _no_title() -> FieldQuestion[WorkshopChanges]:
    return FieldQuestion(text=say("workshop.no_title", most=TITLE_LENGTH))
