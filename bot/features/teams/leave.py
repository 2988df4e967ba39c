"""Leaving a draft, removing a member, handing a draft over."""

from __future__ import annotations

from collections.abc import Callable

from bot.chat.context import ChatContext, LoadedConversation
from bot.chat.forms import OPENING
from bot.features.drafts.drafts import choose_draft, listed
from bot.features.teams.members import (
    MemberAction,
    called,
    draft_of,
    offer_drafts,
    open_button,
    others,
    read_deal,
    tell_others,
)
from bot.texts import say, word
from flows.messages import Button, Reply, Rich
from storage.drafts import members
from storage.records import Member

Ask = Callable[[ChatContext, LoadedConversation, Member], None]

MOST_LISTED = 8


# --- leaving -------------------------------------------------------------------------------------


def ask_leave(ctx: ChatContext, number: str) -> None:
    """Ask a member once more; an owner hands the draft over first."""
    found = draft_of(ctx, number)
    if found is None:
        offer_drafts(ctx)
        return
    draft, name = found.conversation.id, found.stored.name
    if found.stored.contact == ctx.contact.id:
        _tell_owner_how(ctx, found)
        return
    _ask_sure(ctx, draft, say("team.leave_sure", name=name), word("team.yes_leave"), "team_leave_yes")


def _tell_owner_how(ctx: ChatContext, found: LoadedConversation) -> None:
    draft = found.conversation.id
    if others(ctx, draft):
        hand = (Button(word("team.hand_over"), "team_hand", str(draft)),)
        ctx.say(Reply(text=say("team.owner_stays"), choices=hand, actions=(open_button(draft),)))
    else:
        ctx.say(Reply(text=say("team.alone_stays"), actions=(open_button(draft),)))


def leave(ctx: ChatContext, written: str) -> None:
    """Take the person out of a draft; their answers stay in it, and the others hear of it."""
    deal = read_deal(written)
    found = draft_of(ctx, str(deal.draft)) if deal is not None else None
    if deal is None or found is None or found.stored.contact == ctx.contact.id:
        offer_drafts(ctx)
        return
    if not deal.stands(ctx.now):
        ask_leave(ctx, str(deal.draft))
        return
    tell_others(ctx, deal.draft, say("team.left", who=called(ctx.contact.name), name=found.stored.name))
    _take_out(ctx, deal.draft, ctx.contact.id, "team left")
    text = say("team.you_left", name=found.stored.name)
    if listed(ctx):
        ctx.say_first(text)
        choose_draft(ctx)
    else:
        ctx.say(Reply(text=text, actions=(Button(word("drafts.new"), "begin", OPENING),)))


def _take_out(ctx: ChatContext, draft: int, contact: int, action: str) -> None:
    if contact == ctx.contact.id:
        ctx.close(draft)
        ctx.switch(None)
    members.leave(ctx.connection, draft, contact)
    ctx.audit(action, f"draft {draft}, contact {contact}")


# --- removing ------------------------------------------------------------------------------------


def ask_remove(ctx: ChatContext, written: str) -> None:
    """Ask an owner whom to remove, and then once more."""
    _choose(ctx, written, "team_remove", "team.remove_whom", _ask_remove)


def _ask_remove(ctx: ChatContext, found: LoadedConversation, member: Member) -> None:
    text = say("team.remove_sure", who=called(member.name), name=found.stored.name)
    _ask_sure(ctx, found.conversation.id, text, word("team.yes_remove"), "team_remove_yes", member.contact)


def remove(ctx: ChatContext, written: str) -> None:
    """Remove a member: they can open nothing of the draft any more, and no code made till now lets them in again."""
    agreed = _agreed(ctx, written, _ask_remove)
    if agreed is None:
        return
    found, member = agreed
    draft, name = found.conversation.id, found.stored.name
    _take_out(ctx, draft, member.contact, "team member removed")
    members.revoke_codes(ctx.connection, draft, ctx.now)
    ctx.notify(member.contact, Reply(text=say("team.you_were_removed", who=called(ctx.contact.name), name=name)))
    ctx.say_first(say("team.removed", who=called(member.name)))
    ctx.act(draft, "repeat")


# --- handing over --------------------------------------------------------------------------------


def ask_hand_over(ctx: ChatContext, written: str) -> None:
    """Ask an owner who goes on with the draft, and then once more."""
    _choose(ctx, written, "team_hand", "team.hand_whom", _ask_hand_over)


def _ask_hand_over(ctx: ChatContext, found: LoadedConversation, member: Member) -> None:
    text = say("team.hand_sure", who=called(member.name), name=found.stored.name)
    _ask_sure(ctx, found.conversation.id, text, word("team.yes_hand_over"), "team_hand_yes", member.contact)


def hand_over(ctx: ChatContext, written: str) -> None:
    """Make a member the owner; who was it goes on as a member, and everybody is told."""
    agreed = _agreed(ctx, written, _ask_hand_over)
    if agreed is None:
        return
    found, member = agreed
    draft, name, giver = found.conversation.id, found.stored.name, called(ctx.contact.name)
    ctx.close(draft)
    members.hand_over(ctx.connection, draft, ctx.contact.id, member.contact, ctx.now)
    ctx.audit("draft handed over", f"draft {draft}, to {member.contact}")
    yours = Reply(text=say("team.is_yours", who=giver, name=name), actions=(open_button(draft),))
    ctx.notify(member.contact, yours)
    tell_others(
        ctx, draft, say("team.has_new_owner", who=giver, name=name, owner=called(member.name)), but=[member.contact]
    )
    leave_button = Button(word("team.leave"), "team_leave", str(draft))
    text = say("team.handed_over", name=name, owner=called(member.name))
    ctx.say(Reply(text=text, actions=(open_button(draft), leave_button)))


# --- asking --------------------------------------------------------------------------------------


def _choose(ctx: ChatContext, written: str, verb: str, question: str, then: Ask) -> None:
    """Let an owner choose a member for something; where it is clear whom, go on at once."""
    deal = read_deal(written)
    found = draft_of(ctx, written if deal is None else str(deal.draft))
    if found is None:
        offer_drafts(ctx)
        return
    draft = found.conversation.id
    if found.stored.contact != ctx.contact.id:
        ctx.say(Reply(text=say("team.owners_word"), actions=(open_button(draft),)))
        return
    people = others(ctx, draft)
    if not people:
        invite_button = Button(word("team.invite_button"), "ajak", str(draft))
        ctx.say(Reply(text=say("team.nobody_yet"), choices=(invite_button,), actions=(open_button(draft),)))
        return
    chosen = [member for member in people if deal is not None and member.contact == deal.contact]
    if chosen or len(people) == 1:
        then(ctx, found, (chosen or people)[0])
        return
    choices = tuple(
        Button(called(member.name), verb, str(MemberAction(draft=draft, contact=member.contact)))
        for member in people[:MOST_LISTED]
    )
    ctx.say(Reply(text=say(question), choices=choices, actions=(open_button(draft),)))


def _agreed(ctx: ChatContext, written: str, ask: Ask) -> tuple[LoadedConversation, Member] | None:
    """Return the person's own draft and the member that a yes is about; ask again where the yes is too old."""
    deal = read_deal(written)
    found = draft_of(ctx, str(deal.draft)) if deal is not None else None
    if deal is None or found is None or found.stored.contact != ctx.contact.id:
        offer_drafts(ctx)
        return None
    member = next((member for member in others(ctx, deal.draft) if member.contact == deal.contact), None)
    if member is None:
        offer_drafts(ctx)
        return None
    if not deal.stands(ctx.now):
        ask(ctx, found, member)
        return None
    return found, member


def _ask_sure(ctx: ChatContext, draft: int, text: Rich, label: str, verb: str, contact: int = 0) -> None:
    deal = MemberAction(draft=draft, contact=contact, asked_at=int(ctx.now.timestamp()))
    yes, no = Button(label, verb, str(deal)), Button(word("team.stay"), "open", str(draft))
    ctx.say(Reply(text=text, choices=(no, yes), yes_no=(yes, no)))
