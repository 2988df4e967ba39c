"""Leaving a draft, removing a member, handing a draft over."""

from __future__ import annotations

from collections.abc import Callable

from bot.chat import turns
from bot.chat.confirmation import ask_sure
from bot.chat.context import ChatContext, LoadedConversation
from bot.chat.forms import OPENING
from bot.chat.paging import page_of
from bot.chat.payload import decode, encode, row_number
from bot.features.drafts.drafts import choose_draft, listed
from bot.features.teams.members import (
    MemberPayload,
    TeamMember,
    draft_of,
    notify_others,
    offer_drafts,
    open_button,
    others,
    short_name,
)
from bot.texts import say, word
from flows.messages import Button, Reply, Rich
from storage.drafts import members
from storage.records import Member

Ask = Callable[[ChatContext, TeamMember], None]


# --- leaving -------------------------------------------------------------------------------------


def ask_leave(ctx: ChatContext, draft: LoadedConversation) -> None:
    """Ask a member for a yes; an owner has to hand the draft over first."""
    if draft.stored.contact == ctx.contact.id:
        _explain_to_owner(ctx, draft)
        return
    text = say("team.leave_sure", name=draft.stored.name)
    _ask_sure(ctx, MemberPayload(draft.conversation.id), text, Button(word("team.yes_leave"), "team_leave_yes"))


def _explain_to_owner(ctx: ChatContext, draft: LoadedConversation) -> None:
    number = draft.conversation.id
    if others(ctx, number):
        hand = (Button(word("team.hand_over"), "team_hand", str(number)),)
        ctx.say(Reply(text=say("team.owner_stays"), choices=hand, actions=(open_button(number),)))
    else:
        ctx.say(Reply(text=say("team.alone_stays"), actions=(open_button(number),)))


def leave(ctx: ChatContext, draft: LoadedConversation) -> None:
    """Take the contact out of a draft; their answers stay in it, and the other members are notified."""
    number, name = draft.conversation.id, draft.stored.name
    notify_others(ctx, number, say("team.left", who=short_name(ctx.contact.name), name=name))
    ctx.close(number)
    ctx.switch(None)
    _take_out(ctx, number, ctx.contact.id, "team left")
    text = say("team.you_left", name=name)
    if listed(ctx):
        ctx.say_first(text)
        choose_draft(ctx)
    else:
        ctx.say(Reply(text=text, actions=(Button(word("drafts.new"), "begin", OPENING),)))


def _take_out(ctx: ChatContext, draft: int, contact: int, action: str) -> None:
    members.leave(ctx.connection, draft, contact)
    ctx.audit(action, f"draft {draft}, contact {contact}")


# --- removing ------------------------------------------------------------------------------------


def choose_removed(ctx: ChatContext, argument: str) -> None:
    """Ask an owner whom to remove, then for a yes."""
    _choose(ctx, argument, "team_remove", "team.remove_whom", ask_remove)


def ask_remove(ctx: ChatContext, removed: TeamMember) -> None:
    """Ask for a yes to removing a member."""
    text = say("team.remove_sure", who=short_name(removed.member.name), name=removed.draft.stored.name)
    payload = MemberPayload(removed.draft.conversation.id, removed.member.contact)
    _ask_sure(ctx, payload, text, Button(word("team.yes_remove"), "team_remove_yes"))


def remove(ctx: ChatContext, removed: TeamMember) -> None:
    """Remove a member from a draft, and revoke its codes, so that none lets them in again."""
    draft, name, member = removed.draft.conversation.id, removed.draft.stored.name, removed.member
    _take_out(ctx, draft, member.contact, "team member removed")
    members.revoke_codes(ctx.connection, draft, ctx.now)
    told = say("team.you_were_removed", who=short_name(ctx.contact.name), name=name)
    ctx.notify(member.contact, Reply(text=told))
    ctx.say_first(say("team.removed", who=short_name(member.name)))
    turns.act(ctx, draft, "repeat")


# --- handing over --------------------------------------------------------------------------------


def choose_owner(ctx: ChatContext, argument: str) -> None:
    """Ask an owner who gets the draft, then for a yes."""
    _choose(ctx, argument, "team_hand", "team.hand_whom", ask_hand_over)


def ask_hand_over(ctx: ChatContext, heir: TeamMember) -> None:
    """Ask for a yes to handing a draft over to a member."""
    text = say("team.hand_sure", who=short_name(heir.member.name), name=heir.draft.stored.name)
    payload = MemberPayload(heir.draft.conversation.id, heir.member.contact)
    _ask_sure(ctx, payload, text, Button(word("team.yes_hand_over"), "team_hand_yes"))


def hand_over(ctx: ChatContext, heir: TeamMember) -> None:
    """Make a member the owner; the former owner stays a member, and all are notified."""
    draft, name, owner = heir.draft.conversation.id, heir.draft.stored.name, short_name(heir.member.name)
    giver = short_name(ctx.contact.name)
    ctx.close(draft)
    members.hand_over(ctx.connection, draft, ctx.contact.id, heir.member.contact, ctx.now)
    ctx.audit("draft handed over", f"draft {draft}, to {heir.member.contact}")
    yours = Reply(text=say("team.is_yours", who=giver, name=name), actions=(open_button(draft),))
    ctx.notify(heir.member.contact, yours)
    told = say("team.has_new_owner", who=giver, name=name, owner=owner)
    notify_others(ctx, draft, told, but=[heir.member.contact])
    leave_button = Button(word("team.leave"), "team_leave", str(draft))
    text = say("team.handed_over", name=name, owner=owner)
    ctx.say(Reply(text=text, actions=(open_button(draft), leave_button)))


# --- asking --------------------------------------------------------------------------------------


def _choose(ctx: ChatContext, argument: str, verb: str, question: str, then: Ask) -> None:
    """Let an owner choose a member; one who was tapped, or is the only one, needs no choice.

    The argument is a MemberPayload, or the draft alone.
    """
    payload = decode(MemberPayload, argument) or MemberPayload(row_number(argument))
    draft = draft_of(ctx, payload.draft)
    if draft is None:
        offer_drafts(ctx)
        return
    number = draft.conversation.id
    if draft.stored.contact != ctx.contact.id:
        ctx.say(Reply(text=say("team.owners_word"), actions=(open_button(number),)))
        return
    people = others(ctx, number)
    if not people:
        invite_button = Button(word("team.invite_button"), "ajak", str(number))
        ctx.say(Reply(text=say("team.nobody_yet"), choices=(invite_button,), actions=(open_button(number),)))
        return
    chosen = [member for member in people if member.contact == payload.contact]
    if chosen or len(people) == 1:
        then(ctx, TeamMember(draft, (chosen or people)[0]))
        return
    _list(ctx, number, people, payload.page, verb, question)


def _list(ctx: ChatContext, draft: int, people: list[Member], number: int, verb: str, question: str) -> None:
    page = page_of(people, number)
    choices = tuple(
        Button(short_name(member.name), verb, encode(MemberPayload(draft, member.contact))) for member in page.items
    )
    actions = (*page.buttons(verb, f"{draft} 0"), open_button(draft))
    ctx.say(Reply(text=say(question), choices=choices, actions=actions))


def _ask_sure(ctx: ChatContext, payload: MemberPayload, text: Rich, yes: Button) -> None:
    argument = f"{payload.draft} {payload.contact}"
    no = Button(word("team.stay"), "open", str(payload.draft))
    ask_sure(ctx, text, Button(yes.label, yes.verb, argument), no, is_no_first=True)
