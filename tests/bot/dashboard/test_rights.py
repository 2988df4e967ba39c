"""Who may see and do what on the dashboard, all of it tried; and forged forms."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import Connection

from bot.app import App
from bot.chat.roles import Role
from bot.dashboard.registry import ACTIONS, PAGES
from flows.forms.load import load_library
from flows.messages import Address, Reply, TextSpan
from storage.outreach import broadcasts, workshops
from storage.outreach.audience import Audience
from storage.outreach.workshops import NewWorkshop
from storage.people import audit, codes, contacts, invitations, units
from storage.people.invitations import ROLE
from storage.records import AuditEntry, UnitState
from storage.reviews import reviews
from tests.bot.dashboard.conftest import Enter
from tests.bot.features.reviews.conftest import write_for
from tests.fakes.drafts import filled
from tests.fakes.paper import Person
from tests.fakes.web.dashboard_guest import Guest

BOTH = frozenset({Role.COACH, Role.ADMIN})
ADMIN = frozenset({Role.ADMIN})
MAY = {
    "cakupan": BOTH,
    "alur": BOTH,
    "draf": BOTH,
    "ulasan": BOTH,
    "siaran": ADMIN,
    "siaran/1": ADMIN,
    "jadwal": ADMIN,
    "jadwal/1": ADMIN,
    "unit": ADMIN,
    "undangan": ADMIN,
    "biaya": ADMIN,
}
"""The whole table: page -> whoever may see it."""
PEOPLE = {"inovator": ("Alice", ()), "coach": ("Carol", ("coach",)), "admin": ("Dan", ())}


def test_the_table_names_every_page() -> None:
    assert {name.partition("/")[0] for name in MAY} == PAGES.keys()
    assert {name.partition("/")[0] for name in MAY if "/" in name} | {"draf"} == {
        name for name, page in PAGES.items() if page.draw_one is not None
    }


@pytest.fixture
async def furnished(app: App) -> None:
    """There is a broadcast, a workshop, an invitation, and a name that waits."""

    def write(connection: Connection) -> None:
        dan = contacts.at(connection, Address(channel="paper", id="Dan"), "Dan", app.now()).id
        broadcasts.create(connection, Reply(text=(TextSpan("Klinik"),)), Audience(), dan, app.now())
        workshops.create(connection, NewWorkshop("Klinik", app.now(), app.now(), "dinding"), dan, app.now())
        codes.make(
            connection,
            codes.NewCode(purpose=ROLE, maker=dan, role="coach", expires_at=app.now().replace(year=2030)),
            app.now(),
        )
        units.propose(connection, "_usul", "Poskesdes Mawar", "lain", app.now())

    await app.database.write(write)


@pytest.mark.parametrize("who", PEOPLE)
async def test_every_page_is_shown_to_whoever_may_and_kept_from_all_others(
    enter: Enter, furnished: None, who: str
) -> None:
    name, roles = PEOPLE[who]
    guest = await enter(name, *roles)
    for page, allowed in MAY.items():
        expected = 401 if who == "inovator" else 200 if Role(who) in allowed else 403
        for path in (f"/dashboard/{page}", f"/dashboard/{page}.xlsx"):
            answer = await guest.opens(path)
            assert answer.status == expected, path
    nav = (await guest.opens()).html
    shown = {page for page in PAGES if f'href="/dashboard/{page}"' in nav}
    assert shown == ({page for page in PAGES if Role(who) in MAY[page]} if who != "inovator" else set())


@pytest.mark.parametrize("who", [*PEOPLE, "nobody"])
async def test_every_button_works_for_whoever_may_alone(app: App, enter: Enter, furnished: None, who: str) -> None:
    name, roles = PEOPLE.get(who, ("Bob", ()))
    guest = await enter(name, *roles)
    fields = {"kode": (await app.database.read(invitations.open_, app.now()))[0].code, "unit": "1"}
    proof = {"bukti": await guest.proof()} if who in ("coach", "admin") else {}
    before = await state(app)
    for page, deed in ACTIONS:
        answer = await guest.posts(f"/dashboard/{page}/{deed}", {**proof, **fields})
        assert answer.status == {"admin": 303, "coach": 403}.get(who, 401)
    assert (await state(app) == before) == (who != "admin")


async def state(app: App) -> object:
    """Return all that buttons may change, with what is written down of it."""

    def read(connection: Connection) -> object:
        kept = [(act.action, act.detail) for act in audit.last(connection, 100)]
        return units.in_states(connection, *UnitState), invitations.open_(connection, app.now()), kept

    return await app.database.read(read)


async def test_a_form_without_its_proof_changes_nothing(app: App, enter: Enter, furnished: None) -> None:
    dan, other = await enter("Dan"), await enter("Dan")
    before = await state(app)
    for proof in ({}, {"bukti": ""}, {"bukti": "a.b"}, {"bukti": await other.proof()}):
        answer = await dan.posts("/dashboard/unit/tutup", {"unit": "1", **proof})
        assert answer.status == 403
        assert "Belum ada yang berubah" in answer.text
    assert (await dan.posts("/dashboard/keluar")).status == 403
    assert await state(app) == before
    assert (await dan.opens()).status == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", None])
async def test_a_form_of_another_site_changes_nothing(
    app: App, enter: Enter, furnished: None, origin: str | None
) -> None:
    dan = await enter("Dan")
    before, proof = await state(app), await dan.proof()
    answer = await dan.posts("/dashboard/unit/tutup", {"unit": "1", "bukti": proof}, origin=origin)
    assert answer.status == 403
    assert await state(app) == before


async def test_a_huge_form_is_not_even_read(enter: Enter) -> None:
    dan = await enter("Dan")
    answer = await dan.posts("/dashboard/unit/tutup", {"bukti": await dan.proof(), "unit": "1" * 5000})
    assert answer.status == 413


async def test_two_pages_carry_different_proofs_and_both_hold(enter: Enter, furnished: None) -> None:
    dan = await enter("Dan")
    first, second = await dan.proof(), await dan.proof()
    assert first != second
    for proof in (first, second):
        answer = await dan.posts("/dashboard/unit/tutup", {"unit": "1", "bukti": proof})
        assert answer.place == "/dashboard/unit?kabar=closed"


async def test_closing_a_unit_and_opening_it_again_leaves_the_same_traces_as_in_the_chat(
    app: App, enter: Enter, furnished: None
) -> None:
    dan = await enter("Dan")
    page = await dan.opens("/dashboard/unit?cari=wotu")
    path, fields = next(
        (key.partition(" ")[0], fields) for key, fields in page.forms().items() if key.startswith("/dashboard/unit/")
    )
    came = await dan.posts(path, fields)
    assert "Unit sudah ditutup" in (await dan.opens(came.place)).text
    assert "Buka lagi" in (await dan.opens("/dashboard/unit?keadaan=closed")).text
    await dan.presses("/dashboard/unit", "/dashboard/unit/buka", unit=fields["unit"])
    acts = await acted(app)
    assert [act.action for act in acts if act.action.startswith("unit")] == ["unit listed", "unit closed"]
    assert {act.contact for act in acts if act.action.startswith("unit")} == {1}


async def acted(app: App) -> list[AuditEntry]:
    return await app.database.read(audit.last, 100)


async def test_taking_an_invitation_back_makes_its_code_void(
    app: App, enter: Enter, furnished: None, bob: Person
) -> None:
    dan = await enter("Dan")
    code = (await app.database.read(invitations.open_, app.now()))[0].code
    assert code in (await dan.opens("/dashboard/undangan")).text
    came = await dan.presses("/dashboard/undangan", "/dashboard/undangan/cabut", kode=code)
    page = await dan.opens(came.place)
    assert "Undangan sudah dicabut" in page.text
    assert code not in page.text
    await bob.says(code)
    assert "dicabut" in bob.text
    assert [act.detail for act in await acted(app) if act.action == "invitation revoked"] == ["coach"]


@pytest.mark.parametrize("fields", [{}, {"unit": "0"}, {"unit": "x"}, {"unit": "²"}, {"unit": "9" * 30}])
async def test_a_button_about_nothing_says_that_nothing_changed(
    app: App, enter: Enter, furnished: None, fields: dict[str, str]
) -> None:
    dan = await enter("Dan")
    before = await state(app)
    came = await dan.presses("/dashboard/unit", "/dashboard/unit/tutup", **fields)
    assert "Tidak ada yang berubah" in (await dan.opens(came.place)).text
    assert await state(app) == before


# --- drafts --------------------------------------------------------------------------------------

SECRET = "Judul Rahasia"


async def hand_in(app: App, who: Person) -> int:
    """Let somebody hand in a form filled with its own examples."""
    flow = load_library()["rancangan"]
    answers = {name: answer.value for name, answer in filled(flow).answers.items()} | {"judul": SECRET}

    def write(connection: Connection) -> int:
        found = contacts.at(connection, Address(channel="paper", id=who.name), who.name, app.now())
        return write_for(connection, found.id, flow, answers, app.now())

    number = await app.database.write(write)
    await who.says("draf")
    await who.says("kirim")
    for label in ("Tetap ajukan", "Ya, ajukan"):
        if label in who.labels:
            await who.taps(label)
    return number


@pytest.fixture
async def draft(app: App, alice: Person) -> int:
    """Alice's draft, handed in; a document was made of it before."""
    return await hand_in(app, alice)


async def papers(guest: Guest, draft: int) -> dict[tuple[int, str], int]:
    """Return how each document of a draft is answered."""
    return {
        (version, kind): (await guest.opens(f"/dashboard/draf/{draft}/{version}.{kind}")).status
        for version in (1, 2)
        for kind in ("docx", "pdf", "exe")
    }


async def test_an_admin_reads_every_version_and_it_is_written_down(app: App, enter: Enter, draft: int) -> None:
    dan = await enter("Dan")
    page = await dan.opens(f"/dashboard/draf/{draft}")
    assert SECRET in page.text
    versions = sorted(set(re.findall(rf"/dashboard/draf/{draft}/(\d+)\.pdf", page.html)))
    assert versions
    assert f"Versi {versions[-1]} diajukan" in page.text
    for version in versions:
        for kind, start in (("docx", b"PK"), ("pdf", b"%PDF")):
            paper = await dan.opens(f"/dashboard/draf/{draft}/{version}.{kind}")
            assert paper.body.startswith(start)
            assert paper.headers["content-disposition"].startswith("attachment; filename*=UTF-8''Rancangan")
    assert len([act for act in await acted(app) if act.action == "document taken"]) == 2 * len(versions)
    assert (await dan.opens(f"/dashboard/draf/{draft}/9.pdf")).status == 404
    assert (await dan.opens(f"/dashboard/draf/{draft}/1.exe")).status == 404


async def test_a_coach_reads_what_waits_for_them_and_nothing_before_it_was_handed_in(
    app: App, enter: Enter, draft: int
) -> None:
    carol = await enter("Carol", "coach")
    assert SECRET in (await carol.opens("/dashboard/draf")).text
    assert SECRET in (await carol.opens(f"/dashboard/draf/{draft}")).text
    found = await papers(carol, draft)
    handed = {version for version in (1, 2) if found[version, "pdf"] == 200}
    assert handed == set((await app.database.read(reviews.readable, 3))[draft]), "what was handed in, and no more"


async def test_a_coach_of_other_units_sees_nothing_of_the_draft(
    app: App, enter: Enter, draft: int, person: object
) -> None:
    erin = await enter("Erin", "coach")

    def assign(connection: Connection) -> None:
        contact = contacts.at(connection, Address(channel="paper", id="Erin"), "Erin", app.now())
        other = contacts.at(connection, Address(channel="paper", id="Carol"), "Carol", app.now())
        contacts.update(connection, other.id, roles=["coach"])
        alice = contacts.at(connection, Address(channel="paper", id="Alice"), "Alice", app.now())
        unit = units.add(connection, "unit-a", "Unit Alice", "lain", app.now())
        handed = reviews.of_draft(connection, draft)[-1]
        connection.exec_driver_sql(f"UPDATE submissions SET unit = {unit} WHERE id = {handed.id}")
        contacts.update(connection, alice.id, unit=unit)
        reviews.assign(connection, other.id, unit)
        reviews.assign(connection, contact.id, units.add(connection, "unit-b", "Unit Lain", "lain", app.now()))

    await app.database.write(assign)
    listed = await erin.opens("/dashboard/draf")
    assert listed.status == 200
    assert SECRET not in listed.html
    lost = await erin.opens(f"/dashboard/draf/{draft}")
    assert lost.status == 404
    assert SECRET not in lost.html
    assert lost.html == (await erin.opens("/dashboard/draf/999")).html, "nobody learns that it is there"
    assert set((await papers(erin, draft)).values()) == {404}
    for path in (f"/dashboard/draf?unit={await unit_of_alice(app)}", "/dashboard/ulasan", "/dashboard/draf.xlsx"):
        assert SECRET.encode() not in (await erin.opens(path)).body


async def unit_of_alice(app: App) -> int | None:
    def read(connection: Connection) -> int | None:
        unit = units.by_code(connection, "unit-a")
        return None if unit is None else unit.id

    return await app.database.read(read)
