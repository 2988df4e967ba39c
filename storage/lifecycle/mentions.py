"""The removal of an erased person's name and draft titles from what others wrote and were sent."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Column as SQLColumn
from sqlalchemy import ColumnElement, Connection, Row, Table, or_, select, update

from storage.tables import addresses, contacts, inbox, members, outbox, reviews, submissions, transcripts

T = TypeVar("T")

AT_ONCE = 100
"""Words looked for in one statement: SQLite takes no deeper condition than a thousand."""
BEGINNING = 12
"""Letters by which a row is found that may mention a title: what is shown of it is often shortened."""
DISTINCT = 8
"""Letters of a title that is nothing else wherever it stands; a shorter one counts in quotation marks, or alone."""
SHORTEST_NAME = 3
UNTOUCHED = frozenset({"key", "token", "verb", "argument", "document", "mime", "id", "at", "wants"})
"""JSON keys of a message whose values are no text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neutral:
    """The words that stand in for what was removed."""

    person: str
    draft: str


NEUTRAL = Neutral(person="…", draft="…")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What identifies an erased person in the rows of others."""

    contact: int
    name: str
    gone: Sequence[str]
    """Titles that nobody else's draft has."""
    known: Sequence[str]
    """Titles of drafts that go on with others: where one stands, the person may be named."""
    drafts: Collection[int]
    near: Collection[int]
    """Contacts who may have been told of the person without a draft being named."""


SETTLED: tuple[tuple[SQLColumn[str], Collection[str]], ...] = (
    (outbox.c.reply, ("queued", "sending")),
    (inbox.c.body, ("waiting",)),
    (transcripts.c.body, ()),
)
"""Tables of what people read; in these states a row is still to be sent or read, and keeps what it says of others."""


def informed_contacts(
    connection: Connection, contact: int, drafts: Collection[int], admins: Collection[int]
) -> set[int]:
    """Return the contacts who may have been told of a person: coaches, admins, colleagues, the coached."""
    found = set(admins) | set(connection.execute(select(contacts.c.id).where(contacts.c.roles != "")).scalars())
    for some in batches(drafts):
        found.update(connection.execute(select(members.c.contact).where(members.c.conversation.in_(some))).scalars())
    handed = select(submissions.c.contact).join(reviews, reviews.c.submission == submissions.c.id)
    found.update(scalar for scalar in connection.execute(handed.where(reviews.c.coach == contact)).scalars() if scalar)
    return found - {contact}


def remove_mentions(connection: Connection, trace: Trace, neutral: Neutral) -> None:
    """Rewrite every row of others that mentions the person; call it after their own rows are gone."""
    people = _People(connection, trace)
    words = _Words(trace, neutral)
    for column, pending in SETTLED:
        table = column.table
        assert isinstance(table, Table), "columns of tables only"
        for row in _candidates(connection, column, words.needles):
            found = row._mapping
            owner = people.owner(found)
            rewritten = words.rewrite(
                found[column],
                is_about=found.get("origin") == trace.contact or found.get("conversation") in trace.drafts,
                is_near=owner in people.near and found.get("state") not in pending,
                is_namesake=owner in people.namesakes,
            )
            if rewritten != found[column]:
                its_key = [other_column == found[other_column] for other_column in table.primary_key]
                connection.execute(update(table).where(*its_key).values({column.name: rewritten}))
    _end_prompts(connection, trace, people, words)


def _end_prompts(connection: Connection, trace: Trace, people: _People, words: _Words) -> None:
    """Clear the prompts that offer a choice which names what is gone."""
    waiting = select(contacts.c.id, contacts.c.errand).where(contacts.c.errand.is_not(None))
    for person, prompt in connection.execute(waiting.where(contacts.c.id != trace.contact)).all():
        held = json.loads(prompt)
        argument = str(held.get("argument"))
        try:
            shown = json.dumps([load for load in json.loads(argument) if isinstance(load, list)], ensure_ascii=False)
        except (ValueError, TypeError):
            shown = json.dumps([argument], ensure_ascii=False)
        is_namesake = person in people.namesakes
        if words.rewrite(shown, is_about=False, is_near=person in people.near, is_namesake=is_namesake) != shown:
            connection.execute(update(contacts).where(contacts.c.id == person).values(errand=None))


def batches(items: Iterable[T]) -> Iterator[list[T]]:
    """Yield items in batches that fit into one statement."""
    left = iter(items)
    while some := list(islice(left, AT_ONCE)):
        yield some


class _People:
    """The people near the erased person, their namesakes, and whose each row is."""

    def __init__(self, connection: Connection, trace: Trace) -> None:
        named = _name(trace.name)
        people = connection.execute(select(contacts.c.id, contacts.c.name)).all()
        self.namesakes = {number for number, name in people if named is not None and named.search(name)}
        self.near = trace.near
        query = select(addresses.c.channel, addresses.c.id, addresses.c.contact)
        self._at = {(channel, address): contact for channel, address, contact in connection.execute(query)}

    def owner(self, row: Mapping[Any, Any]) -> int | None:
        """Return who was sent a row; lines of a chat with a channel of its own are the web's."""
        return row.get("contact") or self._at.get((row.get("channel", "web"), row["address"]))


def _candidates(connection: Connection, column: SQLColumn[str], needles: Collection[str]) -> list[Row[Any]]:
    """Return the rows that contain any of these texts, each once."""
    table = column.table
    found: dict[tuple[object, ...], Row[Any]] = {}
    for some in batches(sorted(needles)):
        has: ColumnElement[bool] = or_(*(column.contains(text, autoescape=True) for text in some))
        for row in connection.execute(select(table).where(has)):
            found[tuple(row._mapping[other_column] for other_column in table.primary_key)] = row
    return list(found.values())


class _Words:
    """What is searched for, and its replacement."""

    def __init__(self, trace: Trace, neutral: Neutral) -> None:
        self._trace = trace
        self._neutral = neutral
        self._name = _name(trace.name)
        texts = [text[:BEGINNING] for text in (*trace.gone, *trace.known)]
        # A name of several words may be shortened to the first of them.
        first = trace.name.split(" ")[0]
        self.needles = {form for text in (*texts, first) if text for form in _as_stored(text)}

    def rewrite(self, body: str, *, is_about: bool, is_near: bool, is_namesake: bool) -> str:
        """Return a row's text without the mentions; unchanged where there are none."""
        try:
            value = json.loads(body)
        except ValueError:
            value = body
        is_about = is_about or (isinstance(value, dict) and value.get("conversation") in self._trace.drafts)
        texts = list(_texts(value))
        gone = [title for title in self._trace.gone if any(_title(title).search(text) for text in texts)]
        known = any(_title(title).search(text) for title in self._trace.known for text in texts)
        is_named = not is_namesake and (is_about or is_near or known or bool(gone))

        def clean(text: str) -> str:
            for title in gone:
                text = _title(title).sub(self._neutral.draft, text)
            return self._name.sub(self._neutral.person, text) if self._name is not None and is_named else text

        cleaned = _mapped(value, clean)
        if cleaned == value:
            return body
        return json.dumps(cleaned, ensure_ascii=False) if value is not body else str(cleaned)


def _as_stored(text: str) -> set[str]:
    """Return the forms in which a text can stand in a row: plain, and escaped as JSON."""
    return {text, json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]}


@lru_cache(maxsize=4096)
def _title(title: str) -> re.Pattern[str]:
    """Return a pattern of a title, also where it is shortened."""
    whole = re.escape(title)
    if len(title) < DISTINCT:
        return re.compile(rf"^{whole}$|(?<=“){whole}(?=”)")
    cut = "|".join(re.escape(title[:length].rstrip()) for length in range(len(title), DISTINCT - 1, -1))
    return re.compile(rf"(?<!\w)(?:{whole}(?!\w)|(?:{cut}) ?…)")


@lru_cache(maxsize=64)
def _name(name: str) -> re.Pattern[str] | None:
    """Return a pattern of a name, also where it is shortened between words; None for an empty name."""
    if not name:
        return None
    whole = re.escape(name)
    if len(name) < SHORTEST_NAME:
        return re.compile(rf"^{whole}$")
    parts = name.split(" ")
    cut = [re.escape(" ".join(parts[:count])) + " …" for count in range(len(parts) - 1, 0, -1)]
    return re.compile(r"(?<!\w)(?:" + "|".join([rf"{whole}(?!\w)", *cut]) + ")")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in UNTOUCHED:
                yield from _texts(item)


def _mapped(value: object, change: Callable[[str], str]) -> object:
    """Return a JSON value with every text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_mapped(item, change) for item in value]
    if isinstance(value, dict):
        return {key: item if key in UNTOUCHED else _mapped(item, change) for key, item in value.items()}
    return value
