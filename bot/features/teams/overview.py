"""Shows who writes in a draft, and closes its door."""

from __future__ import annotations

from collections import Counter

from bot.chat import co_writers as company
from bot.chat.context import Open, Visit
from bot.features.teams.members import called, draft_of, offer_drafts, open_button
from bot.texts import say, word
from flows.conversation import Effect
from flows.messages import Button, Reply, Rich, Wants
from flows.text_format import listed
from flows.texts import lines
from storage.drafts import members
from storage.drafts import section_locks as takes
from storage.people import audit
from storage.records import Member


def show(visit: Visit, number: str) -> None:
    """Show who writes in a draft, how much and where just now, and what can be changed."""
    found = draft_of(visit, number)
    if found is None:
        offer_drafts(visit)
        return
    draft = found.conversation.id
    people = members.of(visit.connection, draft)
    text = lines(say("team.list", name=found.stored.name), *_rows(visit, found, people))
    if len(people) == 1:
        text = say("team.alone", name=found.stored.name)
    is_owner = found.stored.contact == visit.contact.id
    ways = _owners_ways(draft) if is_owner else (Button(word("team.leave"), "team_leave", str(draft)),)
    choices = (Button(word("team.invite_button"), "ajak", str(draft)), *(ways if len(people) > 1 else ()))
    visit.say(Reply(text=text, choices=choices, actions=(open_button(draft),), wants=Wants.CHOICE))


def _owners_ways(draft: int) -> tuple[Button, ...]:
    return (
        Button(word("team.hand_over"), "team_hand", str(draft)),
        Button(word("team.remove"), "team_remove", str(draft)),
    )


def _rows(visit: Visit, found: Open, people: list[Member]) -> list[Rich]:
    flow = visit.form(found)
    titles = {section.id: section.title for section in flow.sections}
    taken = takes.live(visit.connection, found.conversation.id, visit.now)
    events = found.conversation.events
    counted = Counter(events[one.event - 1].source.contact for one in found.conversation.draft.answers.values())
    rows = []
    for number, one in enumerate(people, 1):
        here = [f"“{titles[section]}”" for section, contact in taken.items() if contact == one.contact]
        name = word("team.you_too", name=called(one.name)) if one.contact == visit.contact.id else called(one.name)
        line = say(
            "team.row_owner" if one.is_owner else "team.row",
            number=number,
            name=name,
            count=counted[str(one.contact)],
        )
        rows.append((*line, *(say("team.row_busy", sections=listed(here)) if here else ())))
    return rows


def take_section(visit: Visit, effect: Effect) -> None:
    """Note that the person writes in a section of the current draft."""
    current = visit.current()
    if current is not None:
        company.take(visit.connection, current.conversation.id, effect.argument, visit.contact.id, visit.now)


def close(visit: Visit, number: str) -> None:
    """Let nobody in any more by the codes that were made for a draft; its owner's word."""
    found = draft_of(visit, number)
    if found is None or found.stored.contact != visit.contact.id:
        offer_drafts(visit)
        return
    members.close(visit.connection, found.conversation.id, visit.now)
    audit.add(visit.connection, visit.contact.id, "team closed", f"draft {found.conversation.id}", visit.now)
    visit.tell(say("team.closed"))
    show(visit, number)
