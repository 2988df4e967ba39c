"""The members of a shared draft, and what is sent to them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.chat.context import OVER, ChatContext, LoadedConversation
from bot.chat.forms import OPENING
from bot.chat.payload import row_number
from bot.features.drafts.drafts import choose_draft
from bot.texts import say, word
from flows.engine.turn.team import CALLED
from flows.engine.turn.turn_builder import shortened
from flows.messages import Button, Reply, Rich
from storage.drafts import members
from storage.records import Member

STANDS = timedelta(hours=1)
"""How long a yes to leaving, removing or handing over stands; an older one asks again."""
DIGITS = 17
"""Of a number that a button carries, at most: every database holds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberAction:
    """The payload of an action on a member of a draft, "12 7 1724666666"."""

    draft: int
    contact: int = 0
    asked_at: int = 0
    """When the person was asked whether they are sure, in seconds since 1970; 0: not yet."""

    def __str__(self) -> str:
        return f"{self.draft} {self.contact} {self.asked_at}"

    def stands(self, now: datetime) -> bool:
        """Tell whether the person was asked, not long ago."""
        return now.timestamp() - self.asked_at <= STANDS.total_seconds()


def read_deal(written: str) -> MemberAction | None:
    """Return what a button carries, or None if it is none of ours."""
    numbers = written.split()
    if len(numbers) != 3 or not all(number.isdecimal() and len(number) <= DIGITS for number in numbers):
        return None
    draft, contact, asked_at = map(int, numbers)
    return MemberAction(draft=draft, contact=contact, asked_at=asked_at)


def draft_of(ctx: ChatContext, number: str) -> LoadedConversation | None:
    """Return the draft of this number, or the current one, if the person writes in it and it goes on."""
    found = ctx.open(draft) if (draft := row_number(number)) else ctx.current()
    if found is None or found.conversation.status in OVER or found.conversation.flow == OPENING:
        return None
    return found


def offer_drafts(ctx: ChatContext) -> None:
    """Say that there is no such draft here, and show those there are."""
    ctx.say_first(say("team.no_draft"))
    choose_draft(ctx)


def called(name: str) -> str:
    """Return what a colleague is called in a sentence or on a button."""
    return shortened(name, CALLED) if name else word("team.somebody")


def others(ctx: ChatContext, draft: int) -> list[Member]:
    """Return everybody who writes in a draft beside the person, its owner first."""
    return [member for member in members.of_draft(ctx.connection, draft) if member.contact != ctx.contact.id]


def tell_others(ctx: ChatContext, draft: int, text: Rich, but: Collection[int] = ()) -> None:
    """Say something to everybody who writes in a draft beside the person, with a button that opens it."""
    for member in others(ctx, draft):
        if member.contact not in but:
            ctx.notify(member.contact, Reply(text=text, actions=(open_button(draft),)))


def open_button(draft: int) -> Button:
    """Return the button that goes on in a draft."""
    return Button(word("team.open"), "open", str(draft))
