"""Every verb of a coach in the wrong hands: it is refused politely, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from sqlalchemy import Connection, select

from bot.app import App
from bot.channels.layout.callback_data import token
from bot.routing.reviews import ROUTES
from flows.messages import Button
from storage import tables
from storage.people import units
from storage.reviews import reviews
from tests.bot.features.reviews.conftest import Appoint, HandIn
from tests.bot.features.reviews.nine_sections import VAGUE
from tests.fakes.paper import Person

SPOKEN = {verb for verb, route in ROUTES.items() if route.is_typed}
PRESSED = ROUTES.keys() - SPOKEN
ARGUMENTS = {
    "daftar_bagian": "",
    "rv_take": "1",
    "rv_later": "",
    "rv_quick": "1 dampak_isi 7",
    "rv_on": "1 dampak_isi",
    "rv_word": "1 dampak_isi",
    "rv_send": "1 0",
    "rv_reply": "1",
    "rv_close": "1",
    **dict.fromkeys(("rv_drop", "rv_rest", "rv_read", "rv_sum"), "1"),
    **dict.fromkeys(
        ("rv_open", "rv_full", "rv_good", "rv_fix", "rv_more", "rv_ask", "rv_undo", "rv_put", "rv_about", "rv_words"),
        "1 dampak",
    ),
}
SECRETS = (VAGUE, "Berapa orang tepatnya", "dampak_isi")


async def record(app: App) -> list[object]:
    """Return all that a review can change."""

    def read(connection: Connection) -> list[object]:
        return [
            [tuple(row) for row in connection.execute(select(table))]
            for table in (tables.reviews, tables.remarks, tables.submissions)
        ]

    return await app.database.read(read)


@pytest.fixture
async def on_the_desk(alice: Person, carol: Person, hand_in: HandIn) -> None:
    """Carol has Alice's draft half read."""
    await hand_in(alice, dampak_isi=VAGUE)
    await carol.taps("Ulas sekarang")
    await carol.says("Berapa orang tepatnya?")


async def press(person: Person, verb: str) -> None:
    await person.gives(person.update(token=token(1, None, Button("x", verb, ARGUMENTS[verb])), pressed="1"))


def test_the_table_names_every_verb() -> None:
    assert ARGUMENTS.keys() == PRESSED


async def refused(app: App, person: Person, verbs: Iterable[str]) -> None:
    """Press every button as this person: each is answered, tells nothing, and changes nothing."""
    before = await record(app)
    for verb in sorted(verbs):
        await press(person, verb)
        assert person.heard, f"silence is no answer to {verb}"
        assert not any(secret in person.text for secret in SECRETS), verb
        assert await record(app) == before, verb


async def test_an_inovator_is_refused(app: App, on_the_desk: None, bob: Person) -> None:
    await bob.says("/mulai rancangan")
    await refused(app, bob, PRESSED)
    before = await record(app)
    for words in SPOKEN:
        await bob.says(words)
        assert bob.heard
        assert not any(secret in bob.text for secret in SECRETS), words
    assert await record(app) == before


async def test_the_writer_is_refused_too(app: App, on_the_desk: None, alice: Person) -> None:
    before = await record(app)
    for verb in sorted(PRESSED):
        await press(alice, verb)
        assert alice.heard, verb
    assert await record(app) == before


async def test_another_coach_gets_nowhere_with_carols_buttons(app: App, on_the_desk: None, erin: Person) -> None:
    await refused(app, erin, PRESSED)


async def test_a_former_coach_gets_nowhere_with_old_buttons(
    app: App, on_the_desk: None, carol: Person, appoint: Appoint
) -> None:
    await appoint(carol)
    await refused(app, carol, PRESSED)


async def test_what_a_former_coach_types_is_no_remark_any_more(
    app: App, on_the_desk: None, carol: Person, appoint: Appoint
) -> None:
    await carol.taps("Daftar bagian")
    await carol.taps("6 Dampak")
    await appoint(carol)
    before = await record(app)
    await carol.says("Sebutkan nama dokternya")
    assert carol.heard
    assert VAGUE not in carol.text
    assert await record(app) == before


async def test_a_coach_of_other_units_can_not_take_it(
    app: App,
    alice: Person,
    carol: Person,
    person: Callable[[str], Person],
    appoint: Appoint,
    hand_in: HandIn,
) -> None:
    erin, erins = person("Erin"), await appoint(person("Erin"), "coach")
    carols = await appoint(carol, "coach")

    def assign(connection: Connection) -> int:
        wotu = units.add(connection, "satu", "Puskesmas Satu", "puskesmas", app.now())
        burau = units.add(connection, "dua", "Puskesmas Dua", "puskesmas", app.now())
        reviews.assign(connection, carols, wotu)
        reviews.assign(connection, erins, burau)
        connection.execute(tables.contacts.update().where(tables.contacts.c.name == "Alice").values(unit=wotu))
        return wotu

    await appoint(alice)
    await app.database.write(assign)
    await hand_in(alice)
    assert not erin.messages
    assert "Puskesmas Satu" in carol.text
    await press(erin, "rv_take")
    assert "tidak ada di antrean Anda" in erin.text
    await carol.taps("Ulas sekarang")
    assert "sekarang di tangan Anda" in carol.text


async def test_a_button_with_nonsense_behind_it_is_refused(app: App, carol: Person) -> None:
    for verb in (verb for verb, argument in ARGUMENTS.items() if argument):
        for argument in ("", "x", "999999", "1 keranjang", "1 :", "99999999999999999999999 dampak", "² dampak"):
            await carol.gives(carol.update(token=token(None, None, Button("x", verb, argument)), pressed="1"))
            assert carol.heard, (verb, argument)
