"""The members of a draft, what each has written, and the end of its codes."""

from __future__ import annotations

from collections import Counter

from bot.chat import co_writers
from bot.chat.context import ChatContext, LoadedConversation
from bot.features.teams.members import open_button, short_name
from bot.texts import say, word
from flows.conversation import Effect
from flows.messages import Button, Reply, Rich
from flows.text_format import listed
from flows.texts import lines
from storage.drafts import members, section_locks
from storage.records import Member


def show(ctx: ChatContext, found: LoadedConversation) -> None:
    """Show the members of a draft, how much each wrote and where, and what can be changed."""
    draft = found.conversation.id
    people = members.of_draft(ctx.connection, draft)
    text = lines(say("team.list", name=found.stored.name), *_rows(ctx, found, people))
    if len(people) == 1:
        text = say("team.alone", name=found.stored.name)
    is_owner = found.stored.contact == ctx.contact.id
    ways = _owners_ways(draft) if is_owner else (Button(word("team.leave"), "team_leave", str(draft)),)
    choices = (Button(word("team.invite_button"), "ajak", str(draft)), *(ways if len(people) > 1 else ()))
    ctx.say(Reply(text=text, choices=choices, actions=(open_button(draft),)))


def _owners_ways(draft: int) -> tuple[Button, ...]:
    return (
        Button(word("team.hand_over"), "team_hand", str(draft)),
        Button(word("team.remove"), "team_remove", str(draft)),
    )


def _rows(ctx: ChatContext, found: LoadedConversation, people: list[Member]) -> list[Rich]:
    flow = ctx.form(found)
    titles = {section.id: section.title for section in flow.sections}
    taken = section_locks.live(ctx.connection, found.conversation.id, ctx.now)
    events = found.conversation.events
    counted = Counter(events[answer.event - 1].source.contact for answer in found.conversation.draft.answers.values())
    rows = []
    for number, member in enumerate(people, 1):
        here = [f"“{titles[section]}”" for section, contact in taken.items() if contact == member.contact]
        name = short_name(member.name)
        if member.contact == ctx.contact.id:
            name = word("team.you_too", name=name)
        phrase = "team.row_owner" if member.is_owner else "team.row"
        line = say(phrase, number=number, name=name, count=counted[str(member.contact)])
        rows.append((*line, *(say("team.row_busy", sections=listed(here)) if here else ())))
    return rows


def take_section(ctx: ChatContext, effect: Effect) -> None:
    """Claim a section of the current draft for the contact (the engine's effect)."""
    current = ctx.current()
    if current is not None:
        co_writers.take(ctx.connection, current.conversation.id, effect.argument, ctx.contact.id, ctx.now)


def close(ctx: ChatContext, draft: LoadedConversation) -> None:
    """Revoke the codes of an owner's draft."""
    members.revoke_codes(ctx.connection, draft.conversation.id, ctx.now)
    ctx.audit("team closed", f"draft {draft.conversation.id}")
    ctx.say_first(say("team.closed"))
    show(ctx, draft)
