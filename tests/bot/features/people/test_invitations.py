"""Coaches and admins come in by an invitation, and their role is taken and given back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.app import App
from flows.messages import Address
from storage.people import codes, contacts, invitations, units
from tests.fakes.paper import Person


async def press(person: Person, verb: str, argument: str, draft: int | None = None) -> None:
    await person.gives(person.update(token=token(draft, None, Button("x", verb, argument)), pressed="1"))


async def invited(dan: Person, *taps: str) -> str:
    """Have the admin make an invitation and return its code."""
    await dan.says("/undang")
    for label in (*taps, "Buat kode"):
        await dan.taps(label)
    return next(word for word in dan.text.split() if codes.read(word) is not None)


async def roles_of(app: App, name: str) -> list[str]:
    def read(connection: Connection) -> list[str]:
        return sorted(contacts.at(connection, Address(channel="paper", id=name), name, app.now()).roles)

    return await app.database.write(read)


async def units_of(app: App, name: str) -> list[str]:
    def read(connection: Connection) -> list[str]:
        coach = contacts.at(connection, Address(channel="paper", id=name), name, app.now()).id
        return [unit.name for unit in units.of_coach(connection, coach)]

    return await app.database.write(read)


async def test_a_coach_comes_in_by_an_invitation_and_the_admin_hears_of_it(
    app: App, dan: Person, carol: Person
) -> None:
    code = await invited(dan, "Undang pendamping")
    assert "Untuk 1 orang, sampai" in dan.text
    await carol.says(code)
    assert await roles_of(app, "Carol") == ["coach"]
    assert await units_of(app, "Carol") == []
    assert dan.text == "Carol sekarang pendamping di Tuntun, lewat undangan Anda."


async def test_a_coach_invited_for_a_unit_is_assigned_to_it(app: App, dan: Person, carol: Person) -> None:
    await dan.says("/undang")
    await dan.taps("Undang pendamping")
    await dan.taps("Pilih unit")
    await dan.says("wotu")
    await dan.taps("Puskesmas Wotu")
    assert dan.text == "Undangan pendamping: 1 orang, 7 hari, Puskesmas Wotu."
    await dan.taps("30 hari")
    await dan.taps("Untuk 5 orang")
    assert dan.text == "Undangan pendamping: 5 orang, 30 hari, Puskesmas Wotu."
    await dan.taps("Buat kode")
    await carol.says(next(word for word in dan.text.split() if codes.read(word) is not None))
    assert await units_of(app, "Carol") == ["Puskesmas Wotu"]


async def test_an_invited_admin_may_invite_too_until_the_role_is_taken_away(
    app: App, dan: Person, carol: Person, bob: Person
) -> None:
    await carol.says(await invited(dan, "Undang admin"))
    code = await invited(carol, "Undang pendamping")
    await dan.says("undang")
    await dan.taps("Siapa saja")
    await dan.taps("Carol")
    await dan.taps("Cabut admin")
    assert await roles_of(app, "Carol") == []
    assert "sudah berakhir" in carol.text
    await bob.says(code)
    assert await roles_of(app, "Bob") == [], "the invitations of somebody who is no admin any more are void"
    await carol.says("/undang")
    assert "dipakai admin" in carol.text


async def test_an_open_invitation_is_listed_and_revoked_by_a_tap(app: App, dan: Person, bob: Person) -> None:
    code = await invited(dan, "Undang pendamping")
    await dan.says("/undang")
    await dan.taps("Lihat undangan (1)")
    assert f"{code}: pendamping, antrean bersama, sisa 1 orang" in dan.text
    await dan.taps(f"Cabut {code}")
    assert "sudah dicabut" in dan.text
    await bob.says(code)
    assert "dicabut" in bob.text
    assert await roles_of(app, "Bob") == []


async def test_every_open_invitation_and_every_coach_is_reached_page_by_page(app: App, dan: Person) -> None:
    def prepare(connection: Connection) -> None:
        for number in range(1, 10):
            coach = contacts.make(connection, f"Coach {number}", app.now())
            contacts.update(connection, coach, roles=frozenset({"coach"}))
            tomorrow = app.now() + timedelta(days=1)
            code = codes.NewCode(purpose=invitations.ROLE, maker=None, role="coach", expires_at=tomorrow)
            codes.make(connection, code, app.now())

    await app.database.write(prepare)
    await dan.says("/undang")
    await dan.taps("Lihat undangan (9)")
    await dan.taps("8–9 ›")
    assert [label for label in dan.labels if label.startswith("Cabut")] == dan.labels[:2]
    await dan.taps("‹ 1–7")
    await dan.taps("Undangan")
    await dan.taps("Siapa saja")
    await dan.taps("8–10 ›")
    assert dan.labels[:3] == ["Coach 8", "Coach 9", "Dan"]
    await dan.taps("Coach 9")
    assert dan.text.startswith("Coach 9: pendamping.")


async def test_a_role_that_was_taken_is_given_back_with_its_units_by_a_tap(
    app: App, dan: Person, carol: Person
) -> None:
    await carol.says(await invited(dan, "Undang pendamping"))
    await dan.says("undang")
    await dan.taps("Siapa saja")
    await dan.says("caro")
    for name in ("dinkes", "pkm wotu"):
        await dan.taps("Tambah unit")
        await dan.says(name)
    await dan.taps("Lepas Puskesmas Wotu")
    assert await units_of(app, "Carol") == ["Dinas Kesehatan"]
    await dan.taps("Cabut pendamping")
    assert (await roles_of(app, "Carol"), await units_of(app, "Carol")) == ([], [])
    await dan.taps("Kembalikan")
    assert (await roles_of(app, "Carol"), await units_of(app, "Carol")) == (["coach"], ["Dinas Kesehatan"])
    assert carol.text == "Anda kembali menjadi pendamping di Tuntun."


async def test_the_last_unit_of_a_coach_is_taken_only_with_a_word_on_what_they_read_then(
    app: App, dan: Person, carol: Person
) -> None:
    await carol.says(await invited(dan, "Undang pendamping"))
    await dan.says("undang")
    await dan.taps("Siapa saja")
    await dan.taps("Carol")
    await dan.taps("Tambah unit")
    await dan.says("dinkes")
    await dan.taps("Lepas Dinas Kesehatan")
    assert "membaca draf dari semua unit" in dan.text
    assert await units_of(app, "Carol") == ["Dinas Kesehatan"], "nothing is taken yet"
    await dan.taps("Biarkan Dinas Kesehatan")
    assert await units_of(app, "Carol") == ["Dinas Kesehatan"]
    await dan.taps("Lepas Dinas Kesehatan")
    await dan.taps("Cabut pendamping")
    assert (await roles_of(app, "Carol"), await units_of(app, "Carol")) == ([], [])
    await dan.taps("Kembalikan")
    await dan.taps("Lepas Dinas Kesehatan")
    await dan.taps("Dampingi semua unit")
    assert (await roles_of(app, "Carol"), await units_of(app, "Carol")) == (["coach"], [])
    assert "antrean bersama" in dan.text


async def test_an_admin_by_setting_stays_one(app: App, dan: Person) -> None:
    await dan.says("/undang")
    await dan.taps("Siapa saja")
    await dan.taps("Dan")
    assert "oleh pengelola server" in dan.text
    assert [label for label in dan.labels if label.startswith("Cabut")] == []
    await press(dan, "role_take", "1 admin")
    await dan.says("/unit")
    assert "54 unit" in dan.text


@pytest.mark.parametrize(
    "terms",
    [
        *("inovator 1 7 0", "coach 0 7 0", "coach 1 9999 0", "coach 101 7 0", "x", "coach a b c"),
        *("coach 2 7 0", "coach 99 7 0", "coach 1 2 0", "coach 1 7 9999"),
        *("admin 5 7 0", "admin 100 30 0", "admin 1 7 3"),
    ],
)
async def test_a_forged_button_invites_nobody(app: App, dan: Person, terms: str) -> None:
    await press(dan, "invite_make", terms)
    assert "Undang siapa?" in dan.text
    assert await app.database.read(invitations.open_, app.now()) == []


@pytest.fixture
def carol(person: Callable[[str], Person]) -> Person:
    return person("Carol")


async def test_who_comes_in_without_a_name_is_asked_for_it(app: App, dan: Person, carol: Person) -> None:
    code = await invited(dan, "Undang pendamping")
    await carol.says("halo")

    def forget_name(connection: Connection) -> None:
        contact = contacts.at(connection, Address(channel="paper", id="Carol"), "Carol", app.now())
        contacts.update(connection, contact.id, name="")

    await app.database.write(forget_name)
    await carol.says(code)
    assert "Siapa nama Anda?" in carol.text
    assert dan.text == "Seseorang sekarang pendamping di Tuntun, lewat undangan Anda."
    await carol.says("12")
    assert "Siapa nama Anda?" in carol.text
    await carol.says("Carol Contoh")
    assert carol.text == "Terima kasih, Carol Contoh."
    assert carol.labels == ["Lihat antrean"]
    await dan.says("undang")
    await dan.taps("Siapa saja")
    assert "Carol Contoh: pendamping" in dan.text
