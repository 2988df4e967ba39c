"""A question "are you sure?" whose yes expires: the button carries the time of the question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from bot.chat.context import ChatContext
from bot.chat.payload import row_number
from bot.chat.roles import Permission
from bot.chat.route import Reader, Route
from flows.messages import Button, Reply, Rich

T = TypeVar("T")

LASTS = timedelta(hours=1)
"""How long a yes is accepted; later the question is asked again, because the person may have forgotten it."""


def ask_sure(ctx: ChatContext, text: Rich, yes: Button, no: Button, *, is_no_first: bool = False) -> None:
    """Ask for a yes or a no, to be tapped or typed; the time (seconds since 1970) is appended to the yes's argument."""
    asked_at = str(int(ctx.now.timestamp()))
    dated = replace(yes, argument=f"{yes.argument} {asked_at}".strip())
    choices = (no, dated) if is_no_first else (dated, no)
    ctx.say(Reply(text=text, choices=choices, yes_no=(dated, no)))


def confirmed_route(
    permission: Permission,
    handler: Callable[[ChatContext, T], None],
    reads: Reader[T],
    ask: Callable[[ChatContext, T], None],
) -> Route:
    """Return the route of a yes; `reads` gets its argument without the time. An expired one asks again with `ask`."""

    def run(ctx: ChatContext, argument: str) -> None:
        rest, _, asked_at = argument.rpartition(" ")
        value = reads(ctx, rest)
        if value is not None:
            (handler if is_fresh(ctx, asked_at) else ask)(ctx, value)

    return Route(permission, run)


def bare_confirmed_route(
    permission: Permission, handler: Callable[[ChatContext], None], ask: Callable[[ChatContext], None]
) -> Route:
    """Return the route of a yes that carries nothing but its time; an expired one asks again with `ask`."""
    return Route(permission, lambda ctx, asked_at: handler(ctx) if is_fresh(ctx, asked_at) else ask(ctx))


def is_fresh(ctx: ChatContext, asked_at: str) -> bool:
    """Tell whether a yes came in time; `asked_at` in seconds since 1970, anything else is expired."""
    return ctx.now.timestamp() - row_number(asked_at) <= LASTS.total_seconds()
