"""One row of a table of routes: what a verb, or a prompt's kind, leads to, who may, and what it carries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from bot.chat.context import ChatContext
from bot.chat.payload import decode, row_number
from bot.chat.roles import Permission
from flows.messages import Input

T = TypeVar("T")

Reader = Callable[[ChatContext, str], T | None]
"""Turns the argument of a button or prompt into what the handler takes; where that is gone it says so, returns None."""


@dataclass(frozen=True, slots=True)
class Route:
    """A verb of a button or a command: who may use it, and its handler, which takes the raw argument."""

    permission: Permission
    run: Callable[[ChatContext, str], None]
    is_typed: bool = False
    """Whether it can be typed, with a slash or without; else it is only pressed."""


@dataclass(frozen=True, slots=True)
class PromptRoute:
    """A kind of prompt: the handler of the contact's next message, and the command whose permission it needs."""

    run: Callable[[ChatContext, Input, str], None]
    permission: Permission = Permission.WRITE
    command: str = ""
    """The command that a refusal names."""


def route(
    permission: Permission, handler: Callable[[ChatContext, T], None], reads: Reader[T], *, is_typed: bool = False
) -> Route:
    """Return the route to a handler that takes what `reads` returns."""

    def run(ctx: ChatContext, argument: str) -> None:
        value = reads(ctx, argument)
        if value is not None:
            handler(ctx, value)

    return Route(permission, run, is_typed)


def bare_route(permission: Permission, handler: Callable[[ChatContext], None], *, is_typed: bool = False) -> Route:
    """Return the route to a handler that takes nothing; an argument is ignored."""
    return Route(permission, lambda ctx, _: handler(ctx), is_typed)


def prompt_route(
    handler: Callable[[ChatContext, Input, T], None],
    reads: Reader[T],
    permission: Permission = Permission.WRITE,
    command: str = "",
) -> PromptRoute:
    """Return the route of a prompt whose handler takes the message and what `reads` makes of what was remembered."""

    def run(ctx: ChatContext, given: Input, argument: str) -> None:
        value = reads(ctx, argument)
        if value is not None:
            handler(ctx, given, value)

    return PromptRoute(run, permission, command)


def bare_prompt_route(
    handler: Callable[[ChatContext, Input], None], permission: Permission = Permission.WRITE, command: str = ""
) -> PromptRoute:
    """Return the route of a prompt whose handler takes the message alone."""
    return PromptRoute(lambda ctx, given, _: handler(ctx, given), permission, command)


def as_text(_: ChatContext, argument: str) -> str:
    """Return the argument as it is (a Reader)."""
    return argument


def as_row(_: ChatContext, argument: str) -> int:
    """Return the row id that the argument is; 0, which no row has, for anything else (a Reader)."""
    return row_number(argument)


def payload_of(kind: type[T], otherwise: Callable[[ChatContext], None]) -> Reader[T]:
    """Return the reader of a payload; `otherwise` answers what stands for none."""

    def read(ctx: ChatContext, argument: str) -> T | None:
        payload = decode(kind, argument)
        if payload is None:
            otherwise(ctx)
        return payload

    return read
