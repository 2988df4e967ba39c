"""Invites colleagues to write in a draft, and lets in whoever follows the invitation."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.chat import co_writers
from bot.chat.context import OVER, ChatContext, LoadedConversation
from bot.features.teams.members import called, draft_of, offer_drafts, open_button, others, tell_others
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
MOST_EMPTY = 3
"""Sections that are named as still empty."""


def invite(ctx: ChatContext, number: str) -> None:
    """Make a code for the draft, in a message that can be forwarded as it is."""
    found = draft_of(ctx, number)
    if found is None:
        offer_drafts(ctx)
    elif not ctx.contact.name:
        _ask_name(ctx, found.conversation.id, "invite")
    else:
        _show_invitation(ctx, found)


def invite_effect(ctx: ChatContext, _: Effect) -> None:
    """Do what the button in the list asks for."""
    invite(ctx, "")


def _show_invitation(ctx: ChatContext, found: LoadedConversation) -> None:
    draft = found.conversation.id
    code = _open_code(ctx, draft) or _make_code(ctx, draft)
    text = lines(
        say("team.invite", who=called(ctx.contact.name), name=found.stored.name),
        *(say("team.invite_link", link=link) for link in ctx.app.links.to(code.code)),
        say("team.invite_code", code=code.code),
        say("team.invite_until", day=long_date(ctx.day(code.expires_at)), uses=code.uses_left),
    )
    close = (Button(word("team.close"), "team_close", str(draft)),) if found.stored.contact == ctx.contact.id else ()
    actions = (open_button(draft), Button(word("team.show"), "tim", str(draft)), *close)
    ctx.say(Reply(text=text, footer=word("team.forward"), actions=actions))


def _open_code(ctx: ChatContext, draft: int) -> Code | None:
    """Return a code that the person has made for the draft and that is good for a while."""
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
    """Let in whoever followed an invitation, unless they write there already or the draft is over."""
    draft = code.conversation
    stored = None if draft is None else conversations.load(ctx.connection, draft)
    if draft is None or stored is None or stored.conversation.status in OVER:
        ctx.say_first(say("team.draft_over"))
        offer_drafts(ctx)
        return
    if ctx.open(draft) is not None:
        ctx.say_first(say("team.already", name=stored.name))
        ctx.switch(draft)
        ctx.act(draft, "greet")
        return
    members.join(ctx.connection, draft, ctx.contact.id, ctx.now)
    ctx.audit("team joined", f"draft {draft}, by {code.maker}")
    ctx.switch(draft)
    if ctx.contact.name:
        _begin(ctx, draft)
    else:
        _ask_name(ctx, draft, "join")


def _begin(ctx: ChatContext, draft: int) -> None:
    """Tell who joined whose draft it is and what is empty, and ask what nobody writes just now; tell the others."""
    found = ctx.open(draft)
    owners = conversations.load(ctx.connection, draft)
    if found is None or owners is None:
        offer_drafts(ctx)
        return
    flow = ctx.form(found)
    ctx.say_first(_welcome(ctx, found, flow.short))
    tell_others(ctx, draft, say("team.came", who=called(ctx.contact.name), name=found.stored.name))
    _sit_down(ctx, owners)
    conversation = replace(found.conversation, quick=owners.conversation.quick)
    team = ctx.team(found)
    assert team is not None, "whoever joined is not alone"
    turn = section_claim.begin(flow, conversation, ctx.now, ctx.source, team, brief=ctx.is_brief)
    asked = turn.conversation.cursor.question
    if asked is not None:  # so that whoever comes next begins elsewhere
        co_writers.take(ctx.connection, draft, flow.section_of(asked).id, ctx.contact.id, ctx.now)
    ctx.take(draft, turn)


def _sit_down(ctx: ChatContext, owners: StoredConversation) -> None:
    """Note where the owner writes, who wrote alone up to now."""
    conversation = owners.conversation
    here, events = conversation.cursor.question, conversation.events
    flow = ctx.forms.flow(ctx.connection, conversation.flow, conversation.version)
    if here is not None and events and ctx.now - events[-1].at < co_writers.HELD and flow.has(here):
        co_writers.take(ctx.connection, conversation.id, flow.section_of(here).id, owners.contact, ctx.now)


def _welcome(ctx: ChatContext, found: LoadedConversation, form: str) -> Rich:
    owner, *rest = others(ctx, found.conversation.id)
    beside = [called(member.name) for member in rest]
    return lines(
        say("team.welcome", name=found.stored.name, form=form, owner=called(owner.name)),
        say("team.welcome_beside", names=listed(beside)) if beside else (),
        _still_empty(ctx, found),
    )


def _still_empty(ctx: ChatContext, found: LoadedConversation) -> Rich:
    """Say which sections still lack answers."""
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


def _ask_name(ctx: ChatContext, draft: int, then: str) -> None:
    """Ask what colleagues shall call somebody whose channel tells no name."""
    ctx.expect(NAME, f"{then} {draft}")
    ctx.say(Reply(text=say("team.your_name")))


def take_name(ctx: ChatContext, given: Input, remembered: str) -> None:
    """Take a person's name, and go on with what it was asked for."""
    then, _, number = remembered.partition(" ")
    name = " ".join(given.text.split())[:NAME_LENGTH] if isinstance(given, TextInput) else ""
    if not any(letter.isalpha() for letter in name):
        _ask_name(ctx, int(number), then)
        return
    ctx.expect_nothing()
    contacts.update(ctx.connection, ctx.contact.id, name=name)
    ctx.contact = replace(ctx.contact, name=name)
    if then == "invite":
        invite(ctx, number)
    else:
        _begin(ctx, int(number))
