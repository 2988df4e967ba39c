"""Takes a workshop's title and time; from its time on, a new one is kept."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.context import ChatContext
from bot.features.workshops import card, formatting
from bot.features.workshops.field_prompt import FieldKey, ask
from bot.language.moments import TimeProblem, TimeRange, read_span, write_span
from bot.texts import say, word
from flows.language.yes_no import read_consent
from flows.messages import Input, TextInput
from flows.text_format import tidy
from flows.texts import lines, normal
from storage.outreach import workshops
from storage.outreach.workshops import Workshop
from storage.people import codes

TITLE_LENGTH = 100
"""Characters: it stands in sentences, on the poster and in calendars."""
OK = "ok"


def take_new(ctx: ChatContext, given: Input, spot: FieldKey) -> None:
    """Take the title of a workshop that is not kept yet, then its time; both stay until it is."""
    title, _, before = spot.said.partition("\n")
    if spot.field == "title":
        _take_new_title(ctx, given, spot)
        return
    read = _read(ctx, given, replace(spot, said=before))
    if isinstance(read, TimeRange):
        workshop = workshops.create(
            ctx.connection, title, read.starts_at, read.ends_at, wall_code(ctx), ctx.contact.id, ctx.now
        )
        ctx.audit("workshop made", str(workshop.id))
        _read_back(ctx, workshop, spot)
    else:
        ask(ctx, replace(spot, said=f"{title}\n{_words(given) or before}"), normal(read.text))


def _take_new_title(ctx: ChatContext, given: Input, spot: FieldKey) -> None:
    title = _title(given)
    if title:
        asked = lines(say("workshop.named", title=title), say("workshop.ask_when"))
        ask(ctx, replace(spot, field="when", said=title), asked)
    else:
        ask(ctx, spot, say("workshop.no_title", most=TITLE_LENGTH))


def ask_title(ctx: ChatContext, _: Workshop, spot: FieldKey) -> None:
    """Ask for another title."""
    ask(ctx, spot, say("workshop.ask_title"))


def take_title(ctx: ChatContext, given: Input, workshop: Workshop, spot: FieldKey) -> Workshop | None:
    """Take another title."""
    title = _title(given)
    if title:
        return card.change(ctx, workshop, title=title)
    ask(ctx, spot, say("workshop.no_title", most=TITLE_LENGTH))
    return None


def ask_when(ctx: ChatContext, workshop: Workshop, spot: FieldKey) -> None:
    """Ask for another time."""
    ask(ctx, spot, say("workshop.ask_when_again", when=formatting.when(ctx.app, workshop)))


def take_when(ctx: ChatContext, given: Input, workshop: Workshop, spot: FieldKey) -> Workshop | None:
    """Take another time, or a typed yes to the time that was read back; what is not said again stays."""
    if spot.is_new and read_consent(_words(given), word("workshop.right")):
        return workshop
    read = _read(ctx, given, replace(spot, said=f"{formatting.when(ctx.app, workshop)}"))
    if isinstance(read, TimeProblem):
        ask(ctx, spot, normal(read.text))
        return None
    changed = card.change(ctx, workshop, starts_at=read.starts_at, ends_at=read.ends_at)
    if not spot.is_new:
        return changed
    _read_back(ctx, changed, spot)
    return None


def tap_when(ctx: ChatContext, workshop: Workshop, spot: FieldKey, value: str) -> Workshop | None:
    """Take a tap that says that the time was read well."""
    if value == OK:
        return workshop
    ask_when(ctx, workshop, spot)
    return None


def wall_code(ctx: ChatContext) -> str:
    """Return a code for the wall that nobody can guess, and that leads nowhere else."""
    while True:
        code = codes.new()
        if codes.find(ctx.connection, code) is None and workshops.by_code(ctx.connection, code) is None:
            return code


def _read(ctx: ChatContext, given: Input, spot: FieldKey) -> TimeRange | TimeProblem:
    return read_span(_words(given), ctx.now, ctx.app.zone, spot.said)


def _read_back(ctx: ChatContext, workshop: Workshop, spot: FieldKey) -> None:
    span = TimeRange(workshop.starts_at, workshop.ends_at)
    text = say("workshop.read_when", when=write_span(span, ctx.app.zone))
    ask(ctx, replace(spot, number=workshop.id, said=""), text, (word("workshop.right"), OK))


def _title(given: Input) -> str:
    """Return the title that a message is; "" if it is none."""
    title = _words(given)
    return title if 1 < len(title) <= TITLE_LENGTH and any(letter.isalpha() for letter in title) else ""


def _words(given: Input) -> str:
    return tidy(given.text) if isinstance(given, TextInput) else ""
