"""Looks codes up for people, counts wrong guesses, and says what is wrong with a code."""

from __future__ import annotations

from bot.chat.context import Visit
from bot.features.drafts.drafts import go_on
from bot.texts import say
from storage.people import audit, codes
from storage.people.codes import Code, CodeState

LINK = "link"
"""The purpose of a code that joins an app to whoever made it."""


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
    if found is not None and found.purpose == LINK:
        _refuse_link(visit, found, state)
    else:
        _refuse(visit, state.value)
    return None


def use(visit: Visit, code: Code) -> Code | None:
    """Use a code once, unless somebody else was quicker."""
    used = codes.redeem(visit.connection, code.code, visit.now)
    if isinstance(used, Code):
        return used
    _refuse(visit, used.value)
    return None


def _refuse_link(visit: Visit, code: Code, state: CodeState) -> None:
    """Say where a new code comes from; whoever follows the same link twice is there already."""
    if state is CodeState.USED_UP and code.maker == visit.contact.id:
        visit.tell(say("link.there"))
        go_on(visit)
    else:
        _refuse(visit, state.value, "link_code")


def _refuse(visit: Visit, why: str, phrase: str = "code") -> None:
    audit.add(visit.connection, visit.contact.id, "code refused", why, visit.now)
    visit.tell(say(f"{phrase}.{why}"))
    go_on(visit)
