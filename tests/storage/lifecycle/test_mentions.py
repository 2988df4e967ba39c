"""A forgotten person's name and titles go out of what others were told, and nothing else does."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import Column, Connection, select

from flows.conversation import EventKind
from flows.messages import Address
from storage import tables
from storage.db.database import Database
from storage.drafts import conversations, members
from storage.lifecycle import erasure
from storage.lifecycle.mentions import Neutral
from storage.messages import outbox, web_transcripts
from storage.people import contacts
from storage.records import SentReply
from tests.fakes.storage_values import ALICE, BOB, NOW, answer, begin, later, reply

CAROL = Address(channel="web", id="c")
TITLE = "Jemput Bola bagi Ibu Nifas"
NEUTRAL = Neutral(person="seorang rekan", draft="sebuah draf")


def titled(connection: Connection, address: Address, name: str, title: str) -> tuple[int, int]:
    """Let a person have a draft with a title of their own; return both numbers."""
    person, stored = begin(connection, address, name)
    answer(connection, stored.conversation.id, title)
    conversations.rename(connection, stored.conversation.id, title)
    return person.id, stored.conversation.id


def coach(connection: Connection) -> int:
    number = contacts.at(connection, CAROL, "Carol", NOW).id
    contacts.update(connection, number, roles=["coach"])
    return number


def tell(connection: Connection, text: str, to: Address, contact: int | None, *, sent: bool = True) -> None:
    """Tell somebody something about no draft in particular, in the outbox and in the chat."""
    (row,) = outbox.add(connection, [reply(text, to, contact=contact)], NOW)
    if sent:
        outbox.sent(connection, [SentReply(id=row.id, message=str(row.id), at=later(1), position=None)])
    body = json.dumps({"text": [[text, False]], "conversation": None}, ensure_ascii=False)
    web_transcripts.add(connection, to.id, "bot", f"line {row.id}", body, NOW)


def heard(connection: Connection) -> list[str]:
    """Return what stands in the outbox, in order; the chat says the same, or this fails."""
    told = [body["text"][0]["text"] for body in _bodies(connection, tables.outbox.c.reply, tables.outbox.c.id)]
    lines = [body["text"][0][0] for body in _bodies(connection, tables.transcripts.c.body, tables.transcripts.c.key)]
    assert lines == told
    return told


def _bodies(connection: Connection, column: Column[str], key: Column[Any]) -> list[Any]:
    return [json.loads(scalar) for scalar in connection.execute(select(column).order_by(key)).scalars()]


@pytest.mark.parametrize(
    ("told", "left"),
    [
        (f"Draf “{TITLE}” dari Alice", "Draf “sebuah draf” dari seorang rekan"),
        ("1. Jemput Bola bagi … · Alice", "1. sebuah draf · seorang rekan"),
        ("Ulas Jemput Bola b…", "Ulas sebuah draf"),
        (f"{TITLE}an", f"{TITLE}an"),
        ("Alices dan Malice", "Alices dan Malice"),
        ("Jemput bola itu baik", "Jemput bola itu baik"),
    ],
)
async def test_a_coach_finds_neutral_words_where_a_draft_or_its_writer_stood(
    database: Database, told: str, left: str
) -> None:
    def forgotten(connection: Connection) -> list[str]:
        alice, _ = titled(connection, ALICE, "Alice", TITLE)
        carol = coach(connection)
        tell(connection, told, CAROL, carol)
        erasure.forget(connection, alice, NOW, NEUTRAL)
        return heard(connection)

    assert await database.write(forgotten) == [left]


@pytest.mark.parametrize("title", ['"Kelas" \\ Ibu é 😀 bersama', "50 % ibu_nifas sehat"])
async def test_a_title_is_found_however_a_row_writes_it(database: Database, title: str) -> None:
    def forgotten(connection: Connection) -> str:
        alice, _ = titled(connection, ALICE, "Alice", title)
        carol = coach(connection)
        web_transcripts.add(connection, CAROL.id, "bot", "k", json.dumps({"text": [[f"Draf “{title}”", True]]}), NOW)
        errand = {"kind": "choice", "argument": json.dumps([1, [f"Ulas {title}", "rv_open", "1"]]), "since": "x"}
        contacts.update(connection, carol, errand=json.dumps(errand))
        erasure.forget(connection, alice, NOW, NEUTRAL)
        coached = contacts.get(connection, carol)
        assert coached is not None
        assert coached.errand is None, "a choice that names it can be made no more"
        return web_transcripts.since(connection, CAROL.id, 0)[0].body

    assert json.loads(await database.write(forgotten)) == {"text": [["Draf “sebuah draf”", True]]}


async def test_an_earlier_title_goes_too(database: Database) -> None:
    def forgotten(connection: Connection) -> list[str]:
        alice, draft = titled(connection, ALICE, "Alice", "Judul yang pertama")
        answer(connection, draft, TITLE)
        conversations.rename(connection, draft, TITLE)
        tell(connection, "Draf “Judul yang pertama”", CAROL, coach(connection))
        erasure.forget(connection, alice, NOW, NEUTRAL)
        return heard(connection)

    assert await database.write(forgotten) == ["Draf “sebuah draf”"]


async def test_others_keep_every_word_about_themselves(database: Database) -> None:
    texts = ("Halo, Alice Rahma.", "Alice Rahma mengisi bagian 2", "Draf “Kelas Ibu” dari Alice", "Ibu Alice hadir.")

    def forgotten(connection: Connection) -> list[str]:
        coach(connection)
        alice, _ = titled(connection, ALICE, "Alice", "Kelas Ibu")
        namesake = contacts.at(connection, Address(channel="web", id="n"), "Alice Rahma", NOW).id
        titled(connection, BOB, "Bob", "Kelas Ibu")
        for number, text in enumerate(texts):
            place = Address(channel="web", id=f"{number}n")
            contacts.at(connection, place, "Alice Rahma" if number < 2 else "Joko", NOW)
            tell(connection, text, place, None)
        erasure.forget(connection, alice, NOW, NEUTRAL)
        assert contacts.get(connection, namesake) is not None
        return sorted(heard(connection))

    assert await database.write(forgotten) == sorted(texts)


async def test_what_a_coach_is_still_to_hear_of_somebody_of_the_same_name_goes_out_as_it_was_said(
    database: Database,
) -> None:
    def forgotten(connection: Connection) -> list[str]:
        alice, _ = titled(connection, ALICE, "Alice", TITLE)
        carol = coach(connection)
        tell(connection, "Alice lain menunggu", CAROL, carol, sent=False)
        tell(connection, f"“{TITLE}” dari Alice menunggu", CAROL, carol, sent=False)
        erasure.forget(connection, alice, NOW, NEUTRAL)
        return [body["text"][0]["text"] for body in _bodies(connection, tables.outbox.c.reply, tables.outbox.c.id)]

    assert await database.write(forgotten) == ["Alice lain menunggu", "“sebuah draf” dari seorang rekan menunggu"]


async def test_a_colleague_goes_on_in_a_draft_with_its_title_and_without_the_name(database: Database) -> None:
    def forgotten(connection: Connection) -> list[str]:
        alice, draft = titled(connection, ALICE, "Alice", TITLE)
        bob = contacts.at(connection, CAROL, "Bob", NOW).id
        members.join(connection, draft, bob, NOW)
        tell(connection, f"Alice mengajak Anda menulis “{TITLE}”", CAROL, bob)
        erasure.forget(connection, alice, NOW, NEUTRAL)
        stored = conversations.load(connection, draft)
        assert stored is not None
        assert (stored.contact, stored.name) == (bob, TITLE)
        return heard(connection)

    assert await database.write(forgotten) == [f"seorang rekan mengajak Anda menulis “{TITLE}”"]


async def test_somebody_with_more_drafts_than_a_statement_takes_is_forgotten(database: Database) -> None:
    def forgotten(connection: Connection) -> tuple[int, list[str]]:
        carol = coach(connection)
        alice = contacts.at(connection, ALICE, "Alice", NOW).id
        for number in range(1, 1201):
            stored = conversations.create(connection, alice, "rancangan", 1, f"Judul yang ke-{number}", NOW)
            row = {"conversation": stored.conversation.id, "number": 1, "at": NOW, "kind": EventKind.ANSWERED.value}
            row |= {"question": "judul", "value": json.dumps(f"Judul yang ke-{number}"), "raw": "", "how": "typed"}
            connection.execute(tables.events.insert().values(**row, contact=str(alice), channel="web"))
        tell(connection, "Draf “Judul yang ke-1100” dari Alice", CAROL, carol)
        erasure.forget(connection, alice, NOW, NEUTRAL)
        return len(conversations.numbers(connection)), heard(connection)

    assert await database.write(forgotten) == (0, ["Draf “sebuah draf” dari seorang rekan"])
