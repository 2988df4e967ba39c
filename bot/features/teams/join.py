"""Inviting colleagues into a draft, and joining by an invitation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from bot.chat import co_writers, turns
from bot.chat.context import OVER, ChatContext, LoadedConversation
from bot.chat.payload import encode
from bot.features.teams.members import notify_others, offer_drafts, open_button, others, read_draft, short_name
from bot.texts import say, word
from flows.conversation import Effect
from flows.drafts import path
from flows.engine.answering import section_claim
from flows.language.formatting import long_date
from flows.messages import Button, Input, Reply, Rich, TextInput
from flows.text_format import listed
from flows.texts import lines
from storage.drafts import conversations, members
from storage.people import codes, contacts
from storage.people.codes import Code, CodeState
from storage.records import StoredConversation

USES = 5
"""Colleagues who can come in by one code: a unit's team."""
LASTS = timedelta(days=7)
"""How long they may take."""
STILL = timedelta(days=2)
"""A code that lasts so long is shown again instead of a new one."""
NAME = "team_name"
"""What a person's next words are for: the name by which colleagues know them."""
NAME_LENGTH = 60
"""Characters of a name, as on lists and buttons."""
MOST_EMPTY = 3
"""Sections that are named as still empty."""


class Then(StrEnum):
    """What follows once the contact's name is known."""

    INVITE = "invite"
    JOIN = "join"


@dataclass(frozen=True, slots=True)
class NamePayload:
    """What the prompt for a name remembers: "invite 12"."""

    then: Then
    draft: int


def invite(ctx: ChatContext, draft: LoadedConversation) -> None:
    """Make a code for the draft, in a message that can be forwarded as it is."""
    if ctx.contact.name:
        _show_invitation(ctx, draft)
    else:
        _ask_name(ctx, NamePayload(Then.INVITE, draft.conversation.id))


def invite_effect(ctx: ChatContext, _: Effect) -> None:
    """Make a code for the current draft (the engine's effect)."""
    draft = read_draft(ctx, "")
    if draft is not None:
        invite(ctx, draft)


def _show_invitation(ctx: ChatContext, found: LoadedConversation) -> None:
    draft = found.conversation.id
    code = _open_code(ctx, draft) or _make_code(ctx, draft)
    text = lines(
        say("team.invite", who=short_name(ctx.contact.name), name=found.stored.name),
        *(say("team.invite_link", link=link) for link in ctx.app.links.to(code.code)),
        say("team.invite_code", code=code.code),
        say("team.invite_until", day=long_date(ctx.day(code.expires_at)), uses=code.uses_left),
    )
    close = (Button(word("team.close"), "team_close", str(draft)),) if found.stored.contact == ctx.contact.id else ()
    actions = (open_button(draft), Button(word("team.show"), "tim", str(draft)), *close)
    ctx.say(Reply(text=text, footer=word("team.forward"), actions=actions))


def _open_code(ctx: ChatContext, draft: int) -> Code | None:
    """Return an open code of the contact for the draft that lasts long enough to be shown again."""
    for code in reversed(codes.made_by(ctx.connection, ctx.contact.id)):
        is_its = (code.purpose, code.conversation) == (members.TEAM, draft)
        if is_its and codes.state(code, ctx.now + STILL) is CodeState.OPEN:
            return code
    return None


def _make_code(ctx: ChatContext, draft: int) -> Code:
    ctx.audit("team invited", f"draft {draft}")
    return codes.make(
        ctx.connection,
        codes.NewCode(
            purpose=members.TEAM, maker=ctx.contact.id, conversation=draft, uses=USES, expires_at=ctx.now + LASTS
        ),
        ctx.now,
    )


# --- coming in -----------------------------------------------------------------------------------


def join(ctx: ChatContext, code: Code) -> None:
    """Make the contact a member of the code's draft, unless they are one already or the draft is over."""
    draft = code.conversation
    stored = None if draft is None else conversations.load(ctx.connection, draft)
    if draft is None or stored is None or stored.conversation.status in OVER:
        ctx.say_first(say("team.draft_over"))
        offer_drafts(ctx)
        return
    if ctx.open(draft) is not None:
        ctx.say_first(say("team.already", name=stored.name))
        ctx.switch(draft)
        turns.act(ctx, draft, "greet")
        return
    members.join(ctx.connection, draft, ctx.contact.id, ctx.now)
    ctx.audit("team joined", f"draft {draft}, by {code.maker}")
    ctx.switch(draft)
    if ctx.contact.name:
        _begin(ctx, draft)
    else:
        _ask_name(ctx, NamePayload(Then.JOIN, draft))


def _begin(ctx: ChatContext, draft: int) -> None:
    """Welcome the new member with what is still empty, ask in a free section, and notify the others."""
    found = ctx.open(draft)
    owners = conversations.load(ctx.connection, draft)
    if found is None or owners is None:
        offer_drafts(ctx)
        return
    flow = ctx.form(found)
    ctx.say_first(_welcome(ctx, found, flow.short))
    notify_others(ctx, draft, say("team.came", who=short_name(ctx.contact.name), name=found.stored.name))
    _sit_down(ctx, owners)
    conversation = replace(found.conversation, quick=owners.conversation.quick)
    team = turns.team_of(ctx, found)
    assert team is not None, "whoever joined is not alone"
    turn = section_claim.begin(flow, conversation, ctx.now, ctx.source, team, brief=ctx.is_brief)
    asked = turn.conversation.cursor.question
    if asked is not None:  # so that whoever comes next begins elsewhere
        co_writers.take(ctx.connection, draft, flow.section_of(asked).id, ctx.contact.id, ctx.now)
    turns.take(ctx, draft, turn)


def _sit_down(ctx: ChatContext, owners: StoredConversation) -> None:
    """Claim the owner's current section, which an owner without a team does not do."""
    conversation = owners.conversation
    here, events = conversation.cursor.question, conversation.events
    flow = ctx.forms.flow(ctx.connection, conversation.flow, conversation.version)
    if here is not None and events and ctx.now - events[-1].at < co_writers.HELD and flow.has(here):
        co_writers.take(ctx.connection, conversation.id, flow.section_of(here).id, owners.contact, ctx.now)


def _welcome(ctx: ChatContext, found: LoadedConversation, form: str) -> Rich:
    owner, *rest = others(ctx, found.conversation.id)
    beside = [short_name(member.name) for member in rest]
    return lines(
        say("team.welcome", name=found.stored.name, form=form, owner=short_name(owner.name)),
        say("team.welcome_beside", names=listed(beside)) if beside else (),
        _still_empty(ctx, found),
    )


def _still_empty(ctx: ChatContext, found: LoadedConversation) -> Rich:
    """Return which sections still lack answers."""
    flow = ctx.form(found)
    draft = found.conversation.draft
    names = path.path(flow, draft)
    empty = [
        section.title
        for section in path.sections(flow, draft)
        if any(path.is_open(draft, name) for name in names if flow.section_of(name) is section)
    ]
    if not empty:
        return say("team.none_empty")
    more = len(empty) - MOST_EMPTY
    shown = [*empty[:MOST_EMPTY], *([word("team.more_empty", count=more)] if more > 0 else [])]
    return say("team.still_empty", sections=listed(shown))


# --- a name --------------------------------------------------------------------------------------


def _ask_name(ctx: ChatContext, payload: NamePayload) -> None:
    """Ask for the name that colleagues will see, where the channel tells none."""
    ctx.expect(NAME, encode(payload))
    ctx.say(Reply(text=say("team.your_name")))


def take_name(ctx: ChatContext, given: Input, payload: NamePayload) -> None:
    """Store the contact's name, and go on with what it was asked for."""
    name = " ".join(given.text.split())[:NAME_LENGTH] if isinstance(given, TextInput) else ""
    if not any(letter.isalpha() for letter in name):
        _ask_name(ctx, payload)
        return
    ctx.expect_nothing()
    contacts.update(ctx.connection, ctx.contact.id, name=name)
    ctx.contact = replace(ctx.contact, name=name)
    if payload.then is Then.JOIN:
        _begin(ctx, payload.draft)
    elif (draft := read_draft(ctx, str(payload.draft))) is not None:
        invite(ctx, draft)
