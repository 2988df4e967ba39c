"""People are of a unit by what they write; admins decide what is in the list: over the whole program."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from bot.app import App
from bot.render.workbook import Sheet, draw_sheets
from flows.messages import Address
from storage.drafts import conversations
from storage.people import audit, contacts, units
from storage.records import Unit, UnitState
from tests.fakes.paper import Clock, Person


async def unit_of(app: App, name: str) -> Unit | None:
    def read(connection: Connection) -> Unit | None:
        contact = contacts.at(connection, Address(channel="paper", id=name), name, app.now())
        return None if contact.unit is None else units.get(connection, contact.unit)

    return await app.database.write(read)


async def name_of(app: App, name: str) -> str:
    unit = await unit_of(app, name)
    return "" if unit is None else f"{unit.name} ({unit.state})"


async def written(app: App, draft: int = 1) -> object:
    stored = await app.database.read(conversations.load, draft)
    assert stored is not None
    return stored.conversation.draft.value("unit_kerja")


async def writes(person: Person, unit: str) -> str:
    """Begin a draft and say where one works."""
    await person.says("/mulai rancangan")
    await person.says("Siti Contoh")
    return await person.says(unit)


# --- what people type ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("pkm wotu", "Puskesmas Wotu"),
        ("UPTD Puskesmas Wotu Kab. Luwu Timur", "Puskesmas Wotu"),
        ("dinkes", "Dinas Kesehatan"),
        ("bappeda", "Bapperida"),
    ],
)
async def test_a_unit_is_known_by_what_people_call_it(app: App, alice: Person, typed: str, name: str) -> None:
    await writes(alice, typed)
    assert await name_of(app, "Alice") == f"{name} (listed)"
    assert await written(app) == typed, "nobody's words are changed unasked"
    assert len(alice.heard) == 1
    await alice.taps(name)
    assert await written(app) == name
    assert "Apa judul sementara" in alice.text or "Apa jabatan" in alice.text, "the interview goes on"


async def test_a_name_written_as_in_the_list_is_not_talked_about(app: App, alice: Person) -> None:
    await writes(alice, "Puskesmas Wotu")
    assert await name_of(app, "Alice") == "Puskesmas Wotu (listed)"
    assert "daftar" not in alice.text
    assert "Puskesmas Wotu" not in alice.labels


async def test_a_unit_that_may_be_meant_is_confirmed_by_a_tap(app: App, alice: Person) -> None:
    await writes(alice, "puskesmas malili timur")
    assert await name_of(app, "Alice") == "puskesmas malili timur (proposed)"
    await alice.taps("Puskesmas Malili")
    assert await name_of(app, "Alice") == "Puskesmas Malili (listed)"
    assert await written(app) == "Puskesmas Malili"
    assert await app.database.read(units.in_states, UnitState.PROPOSED) == [], "what nobody stands behind any more goes"


async def test_at_most_three_names_are_offered(alice: Person) -> None:
    await writes(alice, "tomoni")
    offered = [label for label in alice.labels if "omoni" in label]
    assert 2 <= len(offered) <= 3


async def test_a_tap_on_an_old_offer_does_not_disturb_what_is_open(app: App, alice: Person) -> None:
    await writes(alice, "pkm wotu")
    offer = alice.last
    await alice.says("Pengingat Tablet bagi Ibu")
    question = alice.text.splitlines()[-1]
    await alice.taps("Puskesmas Wotu", on=offer)
    assert await written(app) == "Puskesmas Wotu"
    assert alice.text.splitlines()[-1] == question


async def test_an_unlisted_unit_is_taken_as_written_and_put_before_the_admins_once(
    app: App, alice: Person, bob: Person
) -> None:
    await writes(alice, "Poskesdes Mawar")
    assert "belum ada di daftar" in alice.text
    await writes(bob, "poskesdes mawar")
    (proposal,) = await app.database.read(units.in_states, UnitState.PROPOSED)
    assert proposal.name == "Poskesdes Mawar"
    assert await written(app, 2) == "poskesdes mawar"


async def test_nobody_is_offered_what_others_typed(alice: Person, bob: Person) -> None:
    await writes(alice, "Poskesdes Mawar Indah")
    await writes(bob, "poskesdes mawar")
    assert not [label for label in bob.labels if "Indah" in label]


async def test_the_unit_of_a_link_is_found_by_its_name_too(app: App, alice: Person) -> None:
    await alice.says("/start puskesmas-wotu")
    assert await name_of(app, "Alice") == "Puskesmas Wotu (listed)"


# --- the admins' side ----------------------------------------------------------------------------


async def test_an_admin_sees_how_many_units_there_are_and_finds_one_by_typing(dan: Person) -> None:
    await dan.says("/unit")
    assert dan.text.startswith("54 unit: 17 puskesmas, 1 rumah sakit, 25 OPD dan 11 kecamatan.")
    await dan.says("pkm wotu")
    assert dan.text.startswith("Puskesmas Wotu: puskesmas, kode pkm-wotu.")
    await dan.says("tomoni")
    assert "Puskesmas Tomoni Timur" in dan.labels
    await dan.taps("Puskesmas Tomoni Timur")
    await dan.taps("Tutup unit")
    assert "Ditutup" in dan.text
    await dan.says("zzzz")
    assert "Belum ada yang mirip dengan “zzzz”" in dan.text


async def test_a_closed_unit_is_offered_to_nobody_until_it_is_open_again(app: App, alice: Person, dan: Person) -> None:
    await dan.says("/unit pkm wotu")
    await dan.taps("Tutup unit")
    await writes(alice, "pkm wotu")
    assert await name_of(app, "Alice") == "pkm wotu (proposed)"
    await dan.taps("Buka lagi")
    await alice.says("ubah unit kerja")
    await alice.says("puskesmas wotu")
    assert await name_of(app, "Alice") == "Puskesmas Wotu (listed)"


async def test_a_proposal_joined_to_a_unit_is_known_from_then_on(
    app: App, alice: Person, bob: Person, dan: Person
) -> None:
    await writes(alice, "Pustu Bungadidi Lama")
    await dan.says("/unit")
    await dan.taps("Putuskan (1)")
    assert "“Pustu Bungadidi Lama” (diketik 1 orang)" in dan.text
    await dan.says("pkm burau")
    await dan.taps("= Puskesmas Burau")
    assert "sekarang dikenali sebagai Puskesmas Burau" in dan.text
    assert await name_of(app, "Alice") == "Puskesmas Burau (listed)"
    assert await written(app) == "Pustu Bungadidi Lama"
    await writes(bob, "pustu bungadidi lama")
    assert await name_of(app, "Bob") == "Puskesmas Burau (listed)"


async def test_a_proposal_becomes_a_unit_of_its_own(app: App, alice: Person, bob: Person, dan: Person) -> None:
    await writes(alice, "SMPN 1 Wotu")
    await dan.says("/unit")
    await dan.taps("Putuskan (1)")
    await dan.taps("Unit baru")
    unit = await unit_of(app, "Alice")
    assert unit is not None
    assert (unit.name, unit.kind, unit.code, unit.state) == ("SMPN 1 Wotu", "sekolah", "smpn-1-wotu", "listed")
    await bob.says("/start smpn-1-wotu")
    assert await name_of(app, "Bob") == "SMPN 1 Wotu (listed)"
    acts = [(act.action, act.detail) for act in await app.database.read(audit.last, 1)]
    assert acts == [("unit accepted", "smpn-1-wotu")]


async def test_a_refused_proposal_leaves_the_draft_as_it_is(app: App, alice: Person, dan: Person) -> None:
    await writes(alice, "Rumah saya")
    await dan.says("/unit")
    await dan.taps("Putuskan (1)")
    await dan.taps("Tolak")
    assert await unit_of(app, "Alice") is None
    assert await written(app) == "Rumah saya"
    assert "54 unit" in dan.text, "nothing else waits"


async def test_what_another_admin_has_decided_is_not_decided_twice(app: App, alice: Person, dan: Person) -> None:
    await writes(alice, "SMPN 1 Wotu")
    await dan.says("/unit")
    await dan.taps("Putuskan (1)")
    asked = dan.last
    await dan.taps("Unit baru", on=asked)
    await dan.taps("Tolak", on=asked)
    assert "sudah diputuskan sebelumnya" in dan.text
    assert await name_of(app, "Alice") == "SMPN 1 Wotu (listed)"


# --- files ---------------------------------------------------------------------------------------

CSV = b"""kode,nama,jenis,alias
pkm-wotu,Puskesmas Wotu Raya,puskesmas,
,SMPN 9 Malili,,Spensembilan
dlh,Dinas Lingkungan Hidup,OPD,DLH
"""


async def names(app: App, *states: UnitState) -> set[str]:
    return {unit.name for unit in await app.database.read(units.in_states, *states)}


async def test_a_roster_is_previewed_and_then_applied_by_a_tap(app: App, dan: Person) -> None:
    before = await names(app)
    await dan.says("/unit")
    await dan.sends(CSV, "unit.csv", "document")
    assert dan.text.startswith("unit.csv: 1 baru, 1 diubah, 1 tetap.")
    assert "Ganti nama: Puskesmas Wotu → Puskesmas Wotu Raya." in dan.text
    assert "Baru: SMPN 9 Malili." in dan.text
    assert await names(app) == before, "a preview changes nothing"
    await dan.taps("Terapkan")
    assert "1 baru, 1 diubah, 0 ditutup" in dan.text
    assert await names(app) == before - {"Puskesmas Wotu"} | {"Puskesmas Wotu Raya", "SMPN 9 Malili"}
    await dan.taps("Terapkan")
    assert await names(app) == before - {"Puskesmas Wotu"} | {"Puskesmas Wotu Raya", "SMPN 9 Malili"}


async def test_the_whole_list_is_replaced_when_the_admin_says_so(app: App, alice: Person, dan: Person) -> None:
    await dan.sends(CSV, "unit.csv", "document")
    await dan.taps("Terapkan, tutup 52")
    assert await names(app) == {"Puskesmas Wotu Raya", "SMPN 9 Malili", "Dinas Lingkungan Hidup"}
    await writes(alice, "spensembilan")
    assert await name_of(app, "Alice") == "SMPN 9 Malili (listed)"
    await alice.says("ubah unit kerja")
    await alice.says("puskesmas wotu")
    assert await name_of(app, "Alice") == "Puskesmas Wotu Raya (listed)", "an old name is still understood"


async def test_an_excel_file_is_read_too(app: App, dan: Person) -> None:
    sheet = draw_sheets([Sheet("Unit", ("Nama", "Jenis"), [("Puskesmas Baru", "Puskesmas"), ("Desa Lera", "")])])
    await dan.sends(sheet, "Daftar Unit.XLSX", "document")
    await dan.taps("Terapkan")
    assert {"Puskesmas Baru", "Desa Lera"} <= await names(app)


async def test_rows_that_are_wrong_are_named_and_nothing_is_changed(app: App, dan: Person) -> None:
    before = await names(app)
    wrong = "nama;kode;jenis\nPuskesmas Baru;pkm-baru;puskesmas\n;pkm-x;\nA;PKM X!;toko\nPkm Baru;pkm-baru;\n"
    await dan.sends(wrong.encode(), "unit.csv", "document")
    assert "Baris 3: namanya kosong." in dan.text
    assert "Baris 4: kode “pkm x!” hanya boleh" in dan.text
    assert "Baris 4: jenis “toko” belum dikenal." in dan.text
    assert "Baris 5: kode sama dengan pkm-baru (baris 2)." in dan.text
    assert "Baris 5: nama sama dengan Pkm Baru (baris 2)." in dan.text
    assert "Terapkan" not in dan.labels
    assert await names(app) == before


async def test_a_preview_that_is_not_true_any_more_is_refused(app: App, dan: Person, clock: Clock) -> None:
    await dan.sends(CSV, "unit.csv", "document")
    preview = dan.last
    await app.database.write(units.add, "smpn-9", "SMPN 9 Malili", "sekolah", clock())
    await dan.taps("Terapkan", on=preview)
    assert "sudah berubah sejak pratinjau" in dan.text
    assert "0 baru, 2 diubah" in dan.text
    assert "Puskesmas Wotu" in await names(app), "nothing was changed"
    await dan.taps("Terapkan")
    assert "Puskesmas Wotu Raya" in await names(app)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("unit.csv", b"", "belum"),
        ("unit.csv", b"a,b\n1,2\n", "Kolom nama belum ketemu"),
        ("unit.xlsx", b"PK\x03\x04 not a workbook", "belum terbaca"),
        ("unit.csv", b"\xff\xfe\x00n\x00a\x00m\x00a", "belum terbaca"),
        ("unit.csv", b"nama\n" + b"x\n" * 6000, "terlalu besar"),
    ],
)
async def test_what_is_no_roster_is_said_to_be_none(
    app: App, dan: Person, name: str, content: bytes, said: str
) -> None:
    await dan.says("/unit")
    await dan.sends(content, name, "document")
    assert said in dan.text


async def test_a_spreadsheet_of_somebody_else_stays_evidence(app: App, alice: Person) -> None:
    await alice.says("/mulai rancangan")
    await alice.sends(CSV, "unit.csv", "document")
    assert "pratinjau" not in alice.text
    stored = await app.database.read(conversations.load, 1)
    assert stored is not None
    assert len(stored.conversation.draft.proofs) == 1


async def test_bob_can_not_apply_the_admins_file(app: App, bob: Person, dan: Person) -> None:
    before = await names(app)
    await dan.sends(CSV, "unit.csv", "document")
    token = next(key.token for row in dan.last.rows for key in row if key.label == "Terapkan")
    await bob.gives(bob.update(token=token, pressed="1"))
    assert await names(app) == before
    assert [(act.action, act.detail) for act in await app.database.read(audit.last, 1)] == [("refused", "unit_apply")]


async def test_whoever_has_no_name_is_called_as_they_sign_the_form(app: App, alice: Person) -> None:
    for text in ("/mulai rancangan", "Alice Contoh"):
        await alice.gives(alice.update(text=text, name=""))
    place = Address(channel="paper", id="Alice")
    assert (await app.database.write(contacts.at, place, "", app.now())).name == "Alice Contoh"
    await alice.says("ubah nama inovator")
    await alice.says("Bob Contoh")
    assert (await app.database.write(contacts.at, place, "", app.now())).name == "Alice Contoh"
