"""The check of a typed or followed code: wrong guesses are counted, and a problem is explained."""

from __future__ import annotations

from bot.chat.context import ChatContext
from bot.features.drafts.drafts import go_on
from bot.texts import say
from storage.people import codes
from storage.people.codes import Code, CodeState

LINK = "link"
"""The purpose of a code that links an app to the contact who made the code."""


def look_up(ctx: ChatContext, text: str) -> Code | None:
    """Return the code that a text is; None, after explaining why and counting a wrong guess, if it can not be used."""
    code = codes.read(text)
    if code is None or codes.paused_until(ctx.connection, ctx.address, ctx.now) is not None:
        _refuse(ctx, CodeState.UNKNOWN.value if code is None else "paused")
        return None
    stored_code = codes.find(ctx.connection, code)
    state = codes.state(stored_code, ctx.now)
    if state is CodeState.OPEN:
        return stored_code
    if state is CodeState.UNKNOWN:
        codes.guessed(ctx.connection, ctx.address, ctx.now)
    if stored_code is not None and stored_code.purpose == LINK:
        _refuse_link(ctx, stored_code, state)
    else:
        _refuse(ctx, state.value)
    return None


def use(ctx: ChatContext, code: Code) -> Code | None:
    """Use a code once and return it; None, after saying so, if it was used up meanwhile."""
    used = codes.redeem(ctx.connection, code.code, ctx.now)
    if isinstance(used, Code):
        return used
    _refuse(ctx, used.value)
    return None


def _refuse_link(ctx: ChatContext, code: Code, state: CodeState) -> None:
    """Explain how to get a new code; if the app is linked already by this code, say that."""
    if state is CodeState.USED_UP and code.maker == ctx.contact.id:
        ctx.say_first(say("link.there"))
        go_on(ctx)
    else:
        _refuse(ctx, state.value, "link_code")


def _refuse(ctx: ChatContext, reason: str, section: str = "code") -> None:
    ctx.audit("code refused", reason)
    ctx.say_first(say(f"{section}.{reason}"))
    go_on(ctx)
