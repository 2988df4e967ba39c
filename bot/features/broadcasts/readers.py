"""The readers of the broadcast that a button or prompt names; each answers one that does not fit, and returns None."""

from __future__ import annotations

from collections.abc import Callable

from bot.chat.context import ChatContext
from bot.chat.payload import row_number
from bot.chat.route import Reader
from bot.features.broadcasts.buttons import list_button
from bot.texts import say
from flows.messages import Reply
from storage.outreach import broadcasts
from storage.outreach.broadcasts import Broadcast, BroadcastState

EARLY = (BroadcastState.DRAFT, BroadcastState.SCHEDULED)
"""States in which nobody has got a copy, so that everything can be changed."""


def say_gone(ctx: ChatContext) -> None:
    """Say that a broadcast can not be changed any more, or never was."""
    ctx.say(Reply(text=say("siaran.lost"), actions=(list_button(),)))


def _broadcast_that(fits: Callable[[Broadcast], bool]) -> Reader[Broadcast]:
    def read(ctx: ChatContext, argument: str) -> Broadcast | None:
        broadcast = broadcasts.get(ctx.connection, row_number(argument))
        if broadcast is None or not fits(broadcast):
            say_gone(ctx)
            return None
        return broadcast

    return read


any_broadcast = _broadcast_that(lambda _: True)
unsent_broadcast = _broadcast_that(lambda broadcast: broadcast.state in EARLY)
departed_broadcast = _broadcast_that(lambda broadcast: broadcast.state not in EARLY)
started_broadcast = _broadcast_that(lambda broadcast: broadcast.started_at is not None)
"""One of which copies were sent: it can be reported."""
