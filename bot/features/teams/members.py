"""The members of a shared draft, and what is sent to them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.chat.context import OVER, ChatContext, LoadedConversation
from bot.chat.forms import OPENING
from bot.chat.payload import decode, row_number
from bot.features.drafts.drafts import choose_draft
from bot.texts import say, word
from flows.engine.turn.team import CALLED
from flows.engine.turn.turn_builder import shortened
from flows.messages import Button, Reply, Rich
from storage.drafts import members
from storage.records import Member


@dataclass(frozen=True, slots=True)
class MemberPayload:
    """A member of a draft, "12 7 0"; draft 0 is the current one, contact 0 nobody in particular."""

    draft: int = 0
    contact: int = 0
    page: int = 0
    """Of a choice of members; a yes has its time here."""


@dataclass(frozen=True, slots=True)
class TeamMember:
    """A member of a draft that the contact owns."""

    draft: LoadedConversation
    member: Member


def read_draft(ctx: ChatContext, number: str) -> LoadedConversation | None:
    """Return the draft with this id, or the current one, if the contact may write in it; else list their drafts."""
    draft = draft_of(ctx, row_number(number))
    if draft is None:
        offer_drafts(ctx)
    return draft


def read_owned_draft(ctx: ChatContext, number: str) -> LoadedConversation | None:
    """Return a draft as `read_draft` does, but only to its owner."""
    draft = draft_of(ctx, row_number(number))
    if draft is None or draft.stored.contact != ctx.contact.id:
        offer_drafts(ctx)
        return None
    return draft


def read_joined_draft(ctx: ChatContext, argument: str) -> LoadedConversation | None:
    """Return the draft of a yes to leaving it, "12 0", to a member who does not own it."""
    payload = decode(MemberPayload, argument)
    draft = draft_of(ctx, payload.draft) if payload is not None and payload.draft else None
    if draft is None or draft.stored.contact == ctx.contact.id:
        offer_drafts(ctx)
        return None
    return draft


def read_member(ctx: ChatContext, argument: str) -> TeamMember | None:
    """Return the member of an owner's yes, "12 7"."""
    payload = decode(MemberPayload, argument)
    draft = draft_of(ctx, payload.draft) if payload is not None and payload.draft else None
    if payload is not None and draft is not None and draft.stored.contact == ctx.contact.id:
        for member in others(ctx, payload.draft):
            if member.contact == payload.contact:
                return TeamMember(draft, member)
    offer_drafts(ctx)
    return None


def draft_of(ctx: ChatContext, draft: int) -> LoadedConversation | None:
    """Return the draft with this id, or the current one for 0; None if it is over or not the contact's."""
    loaded = ctx.open(draft) if draft else ctx.current()
    if loaded is None or loaded.conversation.status in OVER or loaded.conversation.flow == OPENING:
        return None
    return loaded


def offer_drafts(ctx: ChatContext) -> None:
    """Say that there is no such draft here, and list the contact's drafts."""
    ctx.say_first(say("team.no_draft"))
    choose_draft(ctx)


def short_name(name: str) -> str:
    """Return a member's name as short as sentences and buttons need it."""
    return shortened(name, CALLED) if name else word("team.somebody")


def others(ctx: ChatContext, draft: int) -> list[Member]:
    """Return the other members of a draft, its owner first."""
    return [member for member in members.of_draft(ctx.connection, draft) if member.contact != ctx.contact.id]


def notify_others(ctx: ChatContext, draft: int, text: Rich, but: Collection[int] = ()) -> None:
    """Notify the other members of a draft, with a button that opens it."""
    for member in others(ctx, draft):
        if member.contact not in but:
            ctx.notify(member.contact, Reply(text=text, actions=(open_button(draft),)))


def open_button(draft: int) -> Button:
    """Return the button that opens a draft."""
    return Button(word("team.open"), "open", str(draft))
