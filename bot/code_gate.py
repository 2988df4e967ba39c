"""Looks codes up for people, counts wrong guesses, and says what is wrong with a code."""

from __future__ import annotations

from bot.drafts import go_on
from bot.texts import say
from bot.visit import Visit
from storage import audit, codes
from storage.codes import Code, CodeState


def look_up(visit: Visit, text: str) -> Code | None:
    """Return the code that a text is, if it can be used; what is wrong with it is said, and guesses are counted."""
    code = codes.read(text)
    if code is None or codes.paused_until(visit.connection, visit.address, visit.now) is not None:
        _refuse(visit, CodeState.UNKNOWN.value if code is None else "paused")
        return None
    found = codes.find(visit.connection, code)
    state = codes.state(found, visit.now)
    if state is CodeState.OPEN:
        return found
    if state is CodeState.UNKNOWN:
        codes.guessed(visit.connection, visit.address, visit.now)
    _refuse(visit, state.value)
    return None


def use(visit: Visit, code: Code) -> Code | None:
    """Use a code once, unless somebody else was quicker."""
    used = codes.redeem(visit.connection, code.code, visit.now)
    if isinstance(used, Code):
        return used
    _refuse(visit, used.value)
    return None


def _refuse(visit: Visit, why: str) -> None:
    audit.add(visit.connection, visit.contact.id, "code refused", why, visit.now)
    visit.tell(say(f"code.{why}"))
    go_on(visit)
