"""Codes that people follow or type: to take a role, join a draft, link a channel; wrong guesses are counted."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from flows.messages import Address
from storage.tables import codes, guesses

# No vowels, so that no word is a code and no code a word; no S and Q, which are heard as X and K; no digits, which
# a phone hides behind another keyboard.
LETTERS = "BCDFGHJKLMNPRTVWXYZ"
HALF = 5
"""Letters before the dash and behind it: 19^10 are 6 million million codes.

Whoever asks a thousand times a second, from as many addresses as that takes, meets one of a hundred open codes once
in two years.
"""
MOST_GUESSES = 5
GUESS_WINDOW = timedelta(minutes=15)
"""After this many wrong codes from an address within this time, none of its codes is looked up."""

_SHAPE = re.compile(rf"([{LETTERS}]{{{HALF}}})[- ]?([{LETTERS}]{{{HALF}}})", re.IGNORECASE)
_COLUMNS = (
    codes.c.code,
    codes.c.purpose,
    codes.c.maker,
    codes.c.role,
    codes.c.unit,
    codes.c.conversation,
    codes.c.uses_left,
    codes.c.created_at,
    codes.c.expires_at,
    codes.c.revoked_at,
    codes.c.asker,
)
_ADD = insert(codes)
_FIND = select(*_COLUMNS).where(codes.c.code == bindparam("its_code"))
_OF = select(*_COLUMNS).where(codes.c.maker == bindparam("its_maker")).order_by(codes.c.created_at, codes.c.code)
_REDEEM = (
    update(codes)
    .where(
        codes.c.code == bindparam("its_code"),
        codes.c.uses_left > 0,
        codes.c.revoked_at.is_(None),
        codes.c.expires_at > bindparam("now"),
    )
    .values(uses_left=codes.c.uses_left - 1)
    .returning(*_COLUMNS)
)
_ASK = (
    update(codes)
    .where(codes.c.code == bindparam("its_code"), codes.c.asker.is_(None))
    .values(asker=bindparam("its_asker"))
)
_REVOKE = (
    update(codes)
    .where(codes.c.code == bindparam("its_code"), codes.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("now"))
)
_THERE = (guesses.c.channel == bindparam("on_channel"), guesses.c.address == bindparam("its_address"))
_GUESSED = insert(guesses)
_RECENT = select(func.count(), func.min(guesses.c.at)).where(*_THERE, guesses.c.at > bindparam("since"))
_OLD = delete(guesses).where(guesses.c.at <= bindparam("since"))


class CodeState(StrEnum):
    """What a code is good for."""

    OPEN = "open"
    EXPIRED = "expired"
    REVOKED = "revoked"
    USED_UP = "used_up"
    UNKNOWN = "unknown"
    """There is none like this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCode:
    """A code to be made: what it gives, how often and until when."""

    purpose: str
    maker: int | None
    """The contact who makes it; None: the command line."""
    role: str = ""
    unit: int | None = None
    conversation: int | None = None
    uses: int = 1
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A code and what it gives."""

    code: str
    """As it is shown: KMRTH-VWXCD."""
    purpose: str
    maker: int | None
    """The contact who made it; none: the command line."""
    role: str
    unit: int | None
    conversation: int | None
    uses_left: int
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    asker: int | None = None
    """The contact who waits for the maker's yes."""


def read(text: str) -> str | None:
    """Return the code that a text consists of, normalised; None if it is not just a code."""
    found = _SHAPE.fullmatch(text.strip())
    return None if found is None else f"{found[1]}-{found[2]}".upper()


def make(connection: Connection, order: NewCode, now: datetime) -> Code:
    """Make a code that nobody can guess, and return it."""
    code = Code(
        code=new(),
        purpose=order.purpose,
        maker=order.maker,
        role=order.role,
        unit=order.unit,
        conversation=order.conversation,
        uses_left=order.uses,
        created_at=now,
        expires_at=order.expires_at,
        revoked_at=None,
    )
    connection.execute(_ADD, {name: getattr(code, name) for name in Code.__slots__})
    return code


def find(connection: Connection, code: str) -> Code | None:
    """Return a code, good or not, as `read` writes it; None if there is none."""
    row = connection.execute(_FIND, {"its_code": code}).first()
    return None if row is None else _code(row)


def state(code: Code | None, now: datetime) -> CodeState:
    """Tell whether a code can be used, and if not why."""
    if code is None:
        return CodeState.UNKNOWN
    if code.revoked_at is not None:
        return CodeState.REVOKED
    if code.uses_left <= 0:
        return CodeState.USED_UP
    return CodeState.OPEN if now < code.expires_at else CodeState.EXPIRED


def redeem(connection: Connection, code: str, now: datetime) -> Code | CodeState:
    """Use a code once and return it; if it can not be used, return why, and nothing changes.

    Of two who come at the same moment for the last use, one gets it.
    """
    row = connection.execute(_REDEEM, {"its_code": code, "now": now}).first()
    return state(find(connection, code), now) if row is None else _code(row)


def ask(connection: Connection, code: str, asker: int) -> bool:
    """Store that a contact awaits the maker's consent; tell whether they are the first."""
    return connection.execute(_ASK, {"its_code": code, "its_asker": asker}).rowcount > 0


def revoke_open(connection: Connection, maker: int, purpose: str, now: datetime) -> None:
    """Revoke all open codes of this purpose that a contact made."""
    for code in made_by(connection, maker):
        if code.purpose == purpose:
            revoke(connection, code.code, now)


def revoke(connection: Connection, code: str, now: datetime) -> bool:
    """Revoke a code; tell whether it was not revoked yet."""
    return connection.execute(_REVOKE, {"its_code": code, "now": now}).rowcount > 0


def made_by(connection: Connection, maker: int) -> list[Code]:
    """Return all codes that a person made, the oldest first."""
    return [_code(row) for row in connection.execute(_OF, {"its_maker": maker})]


def guessed(connection: Connection, address: Address, now: datetime) -> None:
    """Store a wrong guess from an address; old guesses are removed."""
    connection.execute(_OLD, {"since": now - GUESS_WINDOW})
    connection.execute(_GUESSED, {"channel": address.channel, "address": address.id, "at": now})


def paused_until(connection: Connection, address: Address, now: datetime) -> datetime | None:
    """Return until when codes from an address are refused, after too many guesses; None if they are not."""
    values = {"on_channel": address.channel, "its_address": address.id, "since": now - GUESS_WINDOW}
    count, first = connection.execute(_RECENT, values).one()
    return first + GUESS_WINDOW if count >= MOST_GUESSES else None


def new() -> str:
    """Return a code that nobody can guess."""
    first, second = ("".join(secrets.choice(LETTERS) for _ in range(HALF)) for _ in range(2))
    return f"{first}-{second}"


def _code(row: Sequence[Any]) -> Code:
    return Code(**dict(zip(Code.__slots__, row, strict=True)))
