"""Takes a workshop's title and time; from its time on, a new one is kept."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.context import Visit
from bot.features.workshops import card
from bot.features.workshops import formatting as words
from bot.features.workshops.field_prompt import Spot, ask
from bot.language.moments import Span, Unread, read_span, write_span
from bot.texts import say, word
from flows.language.yes_no import read_consent
from flows.messages import Input, Said
from flows.text_format import tidy
from flows.texts import lines, normal
from storage.outreach import workshops
from storage.outreach.workshops import Workshop
from storage.people import audit, codes

TITLE_LENGTH = 100
"""Characters: it stands in sentences, on the poster and in calendars."""
OK = "ok"


def take_new(visit: Visit, given: Input, spot: Spot) -> None:
    """Take the title of a workshop that is not kept yet, then its time; both stay until it is."""
    title, _, before = spot.said.partition("\n")
    if spot.field == "title":
        _take_new_title(visit, given, spot)
        return
    read = _read(visit, given, replace(spot, said=before))
    if isinstance(read, Span):
        one = workshops.create(
            visit.connection, title, read.starts_at, read.ends_at, wall_code(visit), visit.contact.id, visit.now
        )
        audit.add(visit.connection, visit.contact.id, "workshop made", str(one.id), visit.now)
        _read_back(visit, one, spot)
    else:
        ask(visit, replace(spot, said=f"{title}\n{_words(given) or before}"), normal(read.text))


def _take_new_title(visit: Visit, given: Input, spot: Spot) -> None:
    title = _title(given)
    if title:
        asked = lines(say("workshop.named", title=title), say("workshop.ask_when"))
        ask(visit, replace(spot, field="when", said=title), asked)
    else:
        ask(visit, spot, say("workshop.no_title", most=TITLE_LENGTH))


def ask_title(visit: Visit, _: Workshop, spot: Spot) -> None:
    """Ask for another title."""
    ask(visit, spot, say("workshop.ask_title"))


def take_title(visit: Visit, given: Input, one: Workshop, spot: Spot) -> Workshop | None:
    """Take another title."""
    title = _title(given)
    if title:
        return card.change(visit, one, title=title)
    ask(visit, spot, say("workshop.no_title", most=TITLE_LENGTH))
    return None


def ask_when(visit: Visit, one: Workshop, spot: Spot) -> None:
    """Ask for another time."""
    ask(visit, spot, say("workshop.ask_when_again", when=words.when(visit.house, one)))


def take_when(visit: Visit, given: Input, one: Workshop, spot: Spot) -> Workshop | None:
    """Take another time, or a typed yes to the time that was read back; what is not said again stays."""
    if spot.is_new and read_consent(_words(given), word("workshop.right")):
        return one
    read = _read(visit, given, replace(spot, said=f"{words.when(visit.house, one)}"))
    if isinstance(read, Unread):
        ask(visit, spot, normal(read.text))
        return None
    changed = card.change(visit, one, starts_at=read.starts_at, ends_at=read.ends_at)
    if not spot.is_new:
        return changed
    _read_back(visit, changed, spot)
    return None


def tap_when(visit: Visit, one: Workshop, spot: Spot, value: str) -> Workshop | None:
    """Take a tap that says that the time was read well."""
    if value == OK:
        return one
    ask_when(visit, one, spot)
    return None


def wall_code(visit: Visit) -> str:
    """Return a code for the wall that nobody can guess, and that leads nowhere else."""
    while True:
        code = codes.new()
        if codes.find(visit.connection, code) is None and workshops.by_code(visit.connection, code) is None:
            return code


def _read(visit: Visit, given: Input, spot: Spot) -> Span | Unread:
    return read_span(_words(given), visit.now, visit.house.zone, spot.said)


def _read_back(visit: Visit, one: Workshop, spot: Spot) -> None:
    span = Span(one.starts_at, one.ends_at)
    text = say("workshop.read_when", when=write_span(span, visit.house.zone))
    ask(visit, replace(spot, number=one.id, said=""), text, (word("workshop.right"), OK))


def _title(given: Input) -> str:
    """Return the title that a message is; "" if it is none."""
    title = _words(given)
    return title if 1 < len(title) <= TITLE_LENGTH and any(letter.isalpha() for letter in title) else ""


def _words(given: Input) -> str:
    return tidy(given.text) if isinstance(given, Said) else ""
