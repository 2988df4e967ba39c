"""Is an admin's side of the workshops: the list, inviting, telling, cancelling, the poster, who came."""

from __future__ import annotations

from bot import workshop_card as card
from bot import workshop_news as news
from bot import workshop_words as words
from bot.confirming import read as read_yes
from bot.moments import write_moment
from bot.texts import say, word
from bot.unit_names import find, likely
from bot.visit import Visit
from flows.messages import Attachment, Button, Input, Reply, Rich, Said, Wants
from flows.spelling import listed, tidy
from flows.texts import lines
from storage import audit, units, workshops
from storage.workshops import Answer, Workshop, WorkshopState

WHY = "ws_why"
"""What an admin's next words are for: why a workshop is cancelled."""
POSTER_UNIT = "ws_poster_unit"
"""What an admin's next words are for: the unit whose people a poster knows."""
MOST_LISTED = 8
MOST_UNITS = 8
WHY_LENGTH = 300
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIELDS = ("title", "when", "place", "capacity", "circle", "plan")


# --- the list ------------------------------------------------------------------------------------


def schedule(visit: Visit, _: str) -> None:
    """List the workshops that come, with how many said what."""
    coming = workshops.coming(visit.connection, visit.now)
    past = workshops.past(visit.connection, visit.now, MOST_LISTED)
    head = "workshop.overview" if coming else "workshop.overview_none"
    rows = [_line(visit, number, one) for number, one in enumerate(coming[:MOST_LISTED], 1)]
    see_past = (Button(word("workshop.see_past", count=len(past)), "ws_past"),) if past else ()
    visit.say(
        Reply(
            text=lines(say(head, coming=len(coming), past=len(past)), *rows),
            choices=_choices(coming[:MOST_LISTED]),
            actions=(Button(word("workshop.new"), "ws_new"), *see_past, Button(word("drafts.resume"), "open")),
            wants=Wants.CHOICE,
        )
    )


def past(visit: Visit, _: str) -> None:
    """List the workshops that are over, with how many came."""
    found = workshops.past(visit.connection, visit.now, MOST_LISTED)
    rows = [_past_line(visit, number, one) for number, one in enumerate(found, 1)]
    text = say("workshop.past", count=len(found)) if found else say("workshop.past_none")
    visit.say(Reply(text=lines(text, *rows), choices=_choices(found), actions=(_back(),), wants=Wants.CHOICE))


def show(visit: Visit, number: str) -> None:
    """Show one workshop."""
    one = _found(visit, number)
    if one is not None:
        card.show(visit, one)


def edit(visit: Visit, number: str) -> None:
    """Ask what is to be changed."""
    one = _open(visit, number)
    if one is None:
        return
    choices = [Button(word(f"workshop.change_{field}"), "ws_ask", f"{one.id} {field} -") for field in FIELDS]
    cancel = Button(word("workshop.cancel"), "ws_cancel", number)
    leave = Button(word("workshop.leave"), "ws_show", number)
    text = say("workshop.ask_change", title=one.title)
    visit.say(Reply(text=text, choices=(*choices, cancel), actions=(leave,), wants=Wants.CHOICE))


def _line(visit: Visit, number: int, one: Workshop) -> Rich:
    said = words.counted(workshops.attendances_of(visit.connection, one.id))
    counts = word(
        "workshop.line_draft" if one.state is WorkshopState.DRAFT else "workshop.line_counts",
        yes=said[Answer.YES],
        maybe=said[Answer.MAYBE],
        silent=said[Answer.NONE],
    )
    return say("workshop.line", number=number, when=words.when(visit.house, one), title=one.title, counts=counts)


def _past_line(visit: Visit, number: int, one: Workshop) -> Rich:
    found = workshops.attendances_of(visit.connection, one.id)
    present = sum(each.present_at is not None for each in found)
    when, yes = words.when(visit.house, one), words.counted(found)[Answer.YES]
    return say("workshop.line_past", number=number, when=when, title=one.title, present=present, yes=yes)


def _choices(found: list[Workshop]) -> tuple[Button, ...]:
    return tuple(Button(f"{number}. {one.title}", "ws_show", str(one.id)) for number, one in enumerate(found, 1))


# --- inviting and telling ------------------------------------------------------------------------


def invite(visit: Visit, number: str) -> None:
    """Invite whoever belongs to the circle and was not invited yet: now, or in the morning."""
    one = _open(visit, number)
    if one is None:
        return
    people = len(news.uninvited(visit.connection, one))
    if not people:
        visit.tell(say("workshop.none_new" if one.state is WorkshopState.PLANNED else "workshop.nobody"))
        card.show(visit, one)
        return
    due = news.publish(visit.connection, visit.house, one, visit.now)
    audit.add(visit.connection, visit.contact.id, "workshop invited", f"{one.id}: {people}", visit.now)
    if due > visit.now:
        visit.tell(say("workshop.invited_later", count=people, when=write_moment(due, visit.house.zone)))
    else:
        visit.tell(say("workshop.invited", count=people))
    show(visit, number)


def tell(visit: Visit, number: str) -> None:
    """Tell people at once what changed."""
    one = _open(visit, number)
    if one is None:
        return
    is_news = news.has_news(visit.connection, one)
    count = news.tell_now(visit.connection, visit.house, one, visit.now) if is_news else 0
    visit.tell(say("workshop.told", count=count) if is_news else say("workshop.nothing_to_tell"))
    card.show(visit, one)


# --- cancelling ----------------------------------------------------------------------------------


def ask_why(visit: Visit, number: str) -> None:
    """Ask why a workshop is cancelled; of one that nobody knows of, only whether."""
    one = _open(visit, number)
    if one is None:
        return
    count = len(news.concerned(visit.connection, one))
    visit.expect(WHY, f"{one.id} ")
    yes = Button(word("workshop.cancel_yes"), "ws_cancel_yes", number)
    text = say("workshop.ask_why", count=count) if count else say("workshop.ask_why_draft", title=one.title)
    visit.say(Reply(text=text, choices=() if count else (yes,), actions=(_not(number),), wants=Wants.CHOICE))


def take_why(visit: Visit, given: Input, kept: str) -> None:
    """Take why it is cancelled, or a typed yes to what was read back."""
    number, _, before = kept.partition(" ")
    one = _open(visit, number)
    if one is None:
        return
    text = tidy(given.text) if isinstance(given, Said) else ""
    answer = read_yes(text, Button(word("workshop.cancel_yes"), ""))
    if answer is False:
        visit.expect_nothing()
        card.show(visit, one)
    elif answer and (before or not news.concerned(visit.connection, one)):
        _cancel(visit, one, before)
    elif answer or not 1 < len(text) <= WHY_LENGTH:
        visit.expect(WHY, kept)
        visit.say(Reply(text=say("workshop.no_why"), actions=(_not(number),)))
    else:
        _read_why(visit, one, text)


def _read_why(visit: Visit, one: Workshop, why: str) -> None:
    number = str(one.id)
    visit.expect(WHY, f"{one.id} {why}")
    yes = Button(word("workshop.cancel_yes"), "ws_cancel_yes", number)
    count = len(news.concerned(visit.connection, one))
    text = say("workshop.read_why", count=count, title=one.title, why=why)
    visit.say(Reply(text=text, choices=(yes, _not(number)), wants=Wants.CHOICE))


def cancel(visit: Visit, number: str) -> None:
    """Cancel a workshop after a yes; where the reason is not at hand any more, ask for it again."""
    one = _open(visit, number)
    if one is None:
        return
    kept = visit.left.argument if visit.left is not None and visit.left.kind == WHY else ""
    of, _, why = kept.partition(" ")
    if of == number and (why or not news.concerned(visit.connection, one)):
        _cancel(visit, one, why)
    else:
        ask_why(visit, number)


def _cancel(visit: Visit, one: Workshop, why: str) -> None:
    visit.expect_nothing()
    count = news.cancel(visit.connection, visit.house, one, why, visit.now)
    audit.add(visit.connection, visit.contact.id, "workshop cancelled", str(one.id), visit.now)
    visit.tell(say("workshop.cancelled", count=count) if count else say("workshop.cancelled_draft"))
    schedule(visit, "")


def _not(number: str) -> Button:
    return Button(word("workshop.cancel_no"), "ws_show", number)


# --- poster and list -----------------------------------------------------------------------------


def poster(visit: Visit, argument: str) -> None:
    """Give the poster for the wall; for one unit, its codes know that too."""
    number, _, code = argument.partition(" ")
    one = _found(visit, number)
    if one is None:
        return
    unit = units.by_code(visit.connection, code) if code else None
    name = word("workshop.poster_name", title=words.file_title(one))
    document = f"workshop.{one.id}.poster{f'.{unit.id}' if unit else ''}"
    text = (
        say("workshop.poster_ready", code=one.code)
        if unit is None
        else say("workshop.poster_ready_unit", unit=unit.name)
    )
    actions = (Button(word("workshop.poster_unit"), "ws_poster_ask", number), _open_button(one))
    visit.say(
        Reply(
            text=text, attachments=(Attachment(name=name, mime="application/pdf", document=document),), actions=actions
        )
    )


def ask_poster_unit(visit: Visit, number: str) -> None:
    """Ask for which unit a poster is."""
    one = _found(visit, number)
    if one is not None:
        visit.expect(POSTER_UNIT, number)
        visit.say(Reply(text=say("workshop.ask_poster_unit"), actions=(_open_button(one),)))


def take_poster_unit(visit: Visit, given: Input, number: str) -> None:
    """Take the name of the unit a poster is for."""
    one = _found(visit, number)
    if one is None or not isinstance(given, Said):
        ask_poster_unit(visit, number)
        return
    known = units.of(visit.connection)
    unit = find(known, given.text)
    if unit is not None:
        visit.expect_nothing()
        poster(visit, f"{number} {unit.code}")
        return
    near = likely(known, given.text)
    visit.expect(POSTER_UNIT, number)
    choices = tuple(Button(each.name, "ws_poster", f"{number} {each.code}") for each in near)
    text = say("unit.found" if near else "unit.not_found", text=given.text.strip(), count=len(near))
    visit.say(Reply(text=text, choices=choices, actions=(_open_button(one),), wants=Wants.CHOICE))


def people(visit: Visit, number: str) -> None:
    """Say who came, by unit; all of it stands in the file."""
    one = _found(visit, number)
    if one is None:
        return
    found = workshops.attendances_of(visit.connection, one.id)
    came: dict[str, list[str]] = {}
    for each in found:
        if each.present_at is not None:
            came.setdefault(each.unit or word("workshop.no_unit"), []).append(each.name or word("workshop.no_name"))
    rows = [say("workshop.people_line", unit=unit, names=listed(names)) for unit, names in came.items()]
    more = len(rows) - MOST_UNITS
    counts = {"present": sum(map(len, came.values())), "yes": words.counted(found)[Answer.YES], "invited": len(found)}
    text = lines(
        say("workshop.people", title=one.title, **counts),
        *(rows[:MOST_UNITS] or [say("workshop.people_none")]),
        say("workshop.people_more", count=more) if more > 0 else (),
    )
    file = Button(word("workshop.people_file"), "ws_file", number)
    visit.say(Reply(text=text, actions=(file, _open_button(one))))


def file(visit: Visit, number: str) -> None:
    """Give the list of who was invited, said what, and came."""
    one = _found(visit, number)
    if one is None:
        return
    found = workshops.attendances_of(visit.connection, one.id)
    present = sum(each.present_at is not None for each in found)
    name = word("workshop.people_name", title=words.file_title(one))
    text = say("workshop.people_ready", title=one.title, present=present, invited=len(found))
    attachment = Attachment(name=name, mime=XLSX, document=f"workshop.{one.id}.people")
    visit.say(Reply(text=text, attachments=(attachment,), actions=(_open_button(one),)))


# --- finding -------------------------------------------------------------------------------------


def _found(visit: Visit, number: str) -> Workshop | None:
    """Return the workshop; where there is none, show the list."""
    one = card.find(visit, number)
    if one is None:
        visit.tell(say("workshop.gone"))
        schedule(visit, "")
    return one


def _open(visit: Visit, number: str) -> Workshop | None:
    """Return the workshop if it can still be changed; else show how it is."""
    one = _found(visit, number)
    if one is None or not card.is_over(visit, one):
        return one
    visit.expect_nothing()
    visit.tell(say("workshop.was_cancelled" if one.state is WorkshopState.CANCELLED else "workshop.is_over"))
    card.show(visit, one)
    return None


def _open_button(one: Workshop) -> Button:
    return Button(word("workshop.leave"), "ws_show", str(one.id))


def _back() -> Button:
    return Button(word("workshop.back"), card.BACK)
