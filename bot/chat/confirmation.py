"""A question "are you sure?" whose yes expires: its button carries when it was asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from bot.chat.context import ChatContext
from bot.chat.route import Reader
from bot.chat.row_ids import row_number
from flows.messages import Button, Reply, Rich

T = TypeVar("T")

LASTS = timedelta(hours=1)
"""How long a yes counts; after that the question is asked again."""


def ask_sure(ctx: ChatContext, text: Rich, yes: Button, no: Button, *, is_no_first: bool = False) -> None:
    """Ask for a yes or a no, to be tapped or typed; the yes carries the time behind its argument."""
    asked_at = str(int(ctx.now.timestamp()))
    dated = replace(yes, argument=f"{yes.argument} {asked_at}".strip())
    choices = (no, dated) if is_no_first else (dated, no)
    ctx.say(Reply(text=text, choices=choices, yes_no=(dated, no)))


def confirmed(reads: Reader[T], ask: Callable[[ChatContext, T], None]) -> Reader[T]:
    """Return a reader of what a yes carries; one that came too late asks once more instead."""

    def read(ctx: ChatContext, argument: str) -> T | None:
        rest, _, asked_at = argument.rpartition(" ")
        value = reads(ctx, rest)
        if value is not None and not is_fresh(ctx, asked_at):
            ask(ctx, value)
            return None
        return value

    return read


def is_fresh(ctx: ChatContext, asked_at: str) -> bool:
    """Tell whether a yes comes soon enough after its question (seconds since 1970)."""
    age = ctx.now.timestamp() - row_number(asked_at)
    return age <= LASTS.total_seconds()
