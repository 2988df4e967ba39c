"""An admin plans a workshop question by question, changes it, and cancels it; nobody else can."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.app import App
from bot.channels.layout.callback_data import token
from bot.features.workshops.fields import read_plan
from bot.routing.workshops import ROUTES
from flows.forms.load import load_library
from flows.messages import Button
from storage.outreach import workshops
from storage.outreach.audience import Audience, Stage
from storage.outreach.workshops import PLAN, WorkshopState
from storage.people import audit
from tests.bot.features.workshops.conftest import Plan, appoint, cry, newest, press
from tests.fakes.paper import Clock, Person

PRESSED = {verb for verb, route in ROUTES.items() if not route.is_typed}


@pytest.fixture
def url(sqlite_url: str) -> str:
    """Plan on one database: what is kept is tried on both elsewhere."""
    return sqlite_url


async def test_a_workshop_is_planned_in_one_question_after_the_other(app: App, alice: Person, dan: Person) -> None:
    await alice.says("/mulai rancangan")
    await dan.says("/jadwal")
    assert "Belum ada lokakarya yang akan datang" in dan.text
    await dan.taps("Buat lokakarya")
    assert "Apa nama lokakaryanya?" in dan.text
    await dan.says("Klinik menulis inovasi")
    assert "Kapan?" in dan.text
    await dan.says("Kamis 3/9 09.00-12.00")
    assert dan.text.startswith("Kamis, 3 September 2026 pukul 09.00–12.00 WITA. Betul?")
    await dan.taps("Betul")
    assert "Di mana?" in dan.text
    await dan.says("Aula Dinas Kesehatan")
    assert "titiknya di peta" in dan.text
    await dan.gives(dan.update(pin=[-2.6, 120.8]))
    assert "Berapa kursinya?" in dan.text
    await dan.says("30 orang")
    assert "Siapa yang diundang?" in dan.text
    await dan.taps("Semua penulis")
    assert "Kursi: 30" in dan.text
    assert "https://maps.google.com/?q=-2.6,120.8" in dan.text
    assert "semua penulis, 1 orang" in dan.text
    assert all(len(outgoing_message.rows) <= 5 for outgoing_message in dan.messages)
    workshop = await newest(app)
    assert (workshop.title, workshop.place, workshop.capacity, workshop.state) == (
        "Klinik menulis inovasi", "Aula Dinas Kesehatan", 30, WorkshopState.DRAFT,
    )  # fmt: skip
    assert (workshop.latitude, workshop.longitude, workshop.plan) == (-2.6, 120.8, PLAN)
    assert workshop.starts_at == datetime(2026, 9, 3, 1, 0, tzinfo=UTC)
    assert [heard for heard in alice.messages if "undang" in str(heard.text)] == [], "nobody is invited yet"


async def test_what_was_typed_stays_while_the_rest_is_asked_for(app: App, dan: Person) -> None:
    await dan.says("jadwal")
    await dan.taps("Buat lokakarya")
    await dan.says("9")
    assert "dengan kata-kata" in dan.text
    await dan.says("Klinik")
    await dan.says("3 September")
    assert dan.text.startswith("Jam berapa?")
    await dan.says("9 pagi")
    assert dan.text.startswith("Kamis, 3 September 2026 pukul 09.00–12.00 WITA")
    await dan.says("Jumat")
    assert dan.text.startswith("Jumat, 28 Agustus 2026 pukul 09.00–12.00 WITA"), "only the day is corrected"
    await dan.says("betul")
    await dan.gives(dan.update(odd="sticker"))
    assert "Tempatnya belum terbaca" in dan.text
    await dan.says("https://rapat.example/klinik")
    assert "Berapa kursinya?" in dan.text, "a meeting has no point on the map"
    await dan.says("banyak")
    assert "satu angka" in dan.text
    await dan.taps("Tanpa batas")
    await dan.taps("Pilih unit")
    await dan.says("pkm wotu, dinas sihir")
    assert "dengan “dinas sihir”" in dan.text
    await dan.says("dinkes")
    assert "Penerima: inovator; Puskesmas Wotu atau Dinas Kesehatan." in dan.text
    await dan.taps("Lanjut (0 orang)")
    assert "Puskesmas Wotu dan Dinas Kesehatan" in dan.text
    workshop = await newest(app)
    assert (workshop.title, workshop.link, workshop.place, workshop.capacity) == (
        "Klinik",
        "https://rapat.example/klinik",
        "",
        None,
    )
    assert len(workshop.audience.units) == 2


async def test_a_date_and_a_day_that_do_not_fit_are_both_named(dan: Person) -> None:
    await dan.says("jadwal")
    await dan.taps("Buat lokakarya")
    await dan.says("Klinik")
    await dan.says("Kamis 4/9 09.00-11.00")
    assert "Jumat, 4 September 2026" in dan.text
    assert "Kamis, 3 September 2026" in dan.text
    await dan.says("Kamis 3 September")
    assert dan.text.startswith("Kamis, 3 September 2026 pukul 09.00–11.00 WITA")


async def test_a_pin_comes_first_and_its_name_is_asked_for(app: App, dan: Person) -> None:
    await dan.says("jadwal")
    await dan.taps("Buat lokakarya")
    for text in ("Klinik", "3/9 jam 9", "ya"):
        await dan.says(text)
    await dan.gives(dan.update(pin=[-2.6, 120.8]))
    assert "Apa nama tempatnya?" in dan.text
    await dan.says("Aula Dinas")
    assert "Berapa kursinya?" in dan.text
    workshop = await newest(app)
    assert (workshop.place, workshop.latitude, workshop.longitude) == ("Aula Dinas", -2.6, 120.8)


async def test_kinds_of_units_are_chosen_by_taps(app: App, dan: Person, plan: Plan) -> None:
    await plan(invites=False)
    await dan.taps("Ubah")
    await dan.taps("Undangan")
    await dan.taps("Jenis unit")
    assert "Penerima: inovator." in dan.text
    for label in ("puskesmas (0)", "OPD (0)", "✓ OPD (0)"):
        await dan.taps(label)
    await dan.taps("Lanjut (0 orang)")
    assert "semua puskesmas" in dan.text
    assert (await newest(app)).audience == Audience(roles=("inovator",), kinds=("puskesmas",))


async def test_what_stands_on_a_button_can_be_typed_too(app: App, dan: Person) -> None:
    await dan.says("jadwal")
    await dan.taps("Buat lokakarya")
    for text in ("Klinik", "3/9 jam 9", "Betul", "menyusul", "tanpa batas", "2", "rumah sakit", "1"):
        await dan.says(text)
    assert "puskesmas atau rumah sakit" in dan.text
    await dan.taps("Lanjut (0 orang)")
    assert "semua rumah sakit dan puskesmas" in dan.text
    assert "Tempatnya menyusul." in dan.text
    assert "Kursi: tanpa batas" in dan.text
    workshop = await newest(app)
    assert (workshop.place, workshop.capacity, workshop.audience.kinds) == ("", None, ("rumah_sakit", "puskesmas"))


async def test_units_that_have_handed_in_nothing_are_one_tap(app: App, dan: Person, plan: Plan) -> None:
    await plan(invites=False)
    await dan.taps("Ubah")
    await dan.taps("Undangan")
    await dan.taps("Belum mengajukan (54)")
    assert len((await newest(app)).audience.units) == 54
    assert "54 unit, 0 orang" in dan.text


async def test_a_workshop_without_a_circle_invites_nobody(app: App, alice: Person, dan: Person) -> None:
    await alice.says("/mulai rancangan")
    await dan.says("jadwal")
    await dan.taps("Buat lokakarya")
    for text in ("Klinik", "3/9 jam 9"):
        await dan.says(text)
    await press(dan, "ws_invite", "1")
    assert "Belum ada yang bisa diundang" in dan.text
    await cry(app)
    assert len(alice.messages) == 1
    assert (await newest(app)).state is WorkshopState.DRAFT


@pytest.mark.parametrize(
    ("field", "typed", "name", "value"),
    [
        ("Nama", "Kelas menulis", "title", "Kelas menulis"),
        ("Kursi", "12", "capacity", 12),
        ("Pengingat", "3 hari, 2 jam", "plan", (timedelta(days=3), timedelta(hours=2))),
        ("Waktu", "jam 13-15", "starts_at", datetime(2026, 9, 3, 5, 0, tzinfo=UTC)),
        ("Tempat", "https://rapat.example", "link", "https://rapat.example"),
    ],
)
async def test_each_field_can_be_changed_later(
    app: App, dan: Person, plan: Plan, field: str, typed: str, name: str, value: object
) -> None:
    await plan(invites=False)
    await dan.taps("Ubah")
    await dan.taps(field)
    await dan.says(typed)
    assert getattr(await newest(app), name) == value
    assert "Ubah" in dan.labels, "the card is shown again"


@pytest.mark.parametrize(
    ("typed", "steps"),
    [
        ("7 hari, 1 hari, 2 jam", PLAN),
        ("2 jam sebelumnya, H-1", (timedelta(days=1), timedelta(hours=2))),
        ("2 minggu", (timedelta(weeks=2),)),
        ("kadang-kadang", ()),
        ("0 hari", ()),
        ("100 hari", ()),
        ("1 hari 2 hari 3 hari 4 hari 5 hari 6 hari", ()),
    ],
)
def test_a_plan_is_read_as_it_is_typed(typed: str, steps: tuple[timedelta, ...]) -> None:
    assert read_plan(typed) == steps


async def test_the_list_counts_what_people_said(app: App, alice: Person, bob: Person, dan: Person, plan: Plan) -> None:
    await alice.says("/mulai rancangan")
    await bob.says("/mulai rancangan")
    await plan("Klinik")
    await plan("Kelas", "Senin 31/8 jam 9", invites=False)
    await alice.taps("Hadir")
    await dan.says("jadwal")
    assert dan.text.splitlines() == [
        "2 lokakarya akan datang, 0 sudah lewat.",
        "1. Senin, 31 Agustus 2026 pukul 09.00–12.00 WITA: Kelas (belum mengundang)",
        "2. Kamis, 3 September 2026 pukul 09.00–12.00 WITA: Klinik (1 hadir, 0 belum tahu, 1 belum menjawab)",
    ]
    await dan.taps("2. Klinik")
    assert "1 hadir, 0 belum tahu, 0 tidak, 1 belum menjawab." in dan.text


async def test_a_draft_is_cancelled_by_a_tap_and_needs_no_reason(app: App, dan: Person, plan: Plan) -> None:
    await plan(invites=False)
    await dan.taps("Ubah")
    await dan.taps("Batalkan")
    assert "Belum ada yang diundang" in dan.text
    await dan.says("jangan")
    assert (await newest(app)).state is WorkshopState.DRAFT
    await dan.taps("Ubah")
    await dan.taps("Batalkan")
    await dan.taps("Ya, batalkan")
    assert (await newest(app)).state is WorkshopState.CANCELLED
    await press(dan, "ws_invite", "1")
    assert "sudah dibatalkan" in dan.text


async def test_a_reason_is_read_back_and_can_be_written_again(app: App, alice: Person, dan: Person, plan: Plan) -> None:
    await alice.says("/mulai rancangan")
    await plan("Klinik")
    await dan.taps("Ubah")
    await dan.taps("Batalkan")
    assert "1 orang membacanya" in dan.text
    await dan.says("ya")
    assert "satu kalimat" in dan.text, "a yes is no reason"
    await dan.says("Aula dipakai.")
    await dan.says("Aula dipakai rapat.")
    assert "“Klinik dibatalkan. Aula dipakai rapat.”" in dan.text
    await dan.says("ya, batalkan")
    await cry(app)
    assert alice.text.startswith("Klinik dibatalkan. Aula dipakai rapat.")
    assert (await newest(app)).state is WorkshopState.CANCELLED


async def test_what_is_over_is_shown_and_changed_no_more(app: App, clock: Clock, dan: Person, plan: Plan) -> None:
    workshop = await plan(invites=False)
    await app.database.write(workshops.change, workshop.id, state=WorkshopState.PLANNED)
    await dan.taps("Ubah")
    card = dan.last
    clock.passes(days=30)
    await dan.taps("Waktu", on=card)
    assert "sudah lewat" in dan.text
    await dan.says("jadwal")
    await dan.taps("Yang sudah lewat (1)")
    assert "0 datang, 0 bilang hadir" in dan.text
    await dan.taps("1. Klinik menulis")
    assert "Ubah" not in dan.labels


@pytest.mark.parametrize("argument", ["", "0", "99", "x", "99 place +", "1 nothing +", "99999999999999"])
async def test_a_button_that_means_nothing_leads_back_to_the_list(dan: Person, argument: str) -> None:
    for verb in sorted(PRESSED):
        if verb not in ("ws_new", "ws_past", "ws_yes", "ws_no", "ws_maybe", "ws_of"):
            await press(dan, verb, argument)
            assert "Jadwal" in dan.labels, verb


async def test_bob_can_neither_see_nor_change_a_workshop(app: App, bob: Person, dan: Person, plan: Plan) -> None:
    await bob.says("/mulai rancangan")
    workshop = await plan(invites=False)
    before = await newest(app)
    own = ("ws_yes", "ws_no", "ws_maybe", "ws_of")
    for verb in sorted(set(PRESSED) - set(own)):
        for argument in ("", "1", "1 title -", "1 capacity - none", "1 when + ok"):
            await press(bob, verb, argument)
            assert workshop.code not in bob.text
            assert "Aula" not in bob.text
    await bob.says("jadwal")
    assert "hubungi Bagian Organisasi" in bob.text
    await bob.says("Nama lain")
    assert await newest(app) == before
    refused = [act.detail for act in await app.database.read(audit.last, 200) if act.action == "refused"]
    assert set(refused) >= set(PRESSED) - set(own)


async def test_an_admin_who_is_none_any_more_ends_no_question(app: App, carol: Person, dan: Person) -> None:
    await appoint(app, "Carol", ["admin"])
    await carol.says("jadwal")
    await carol.taps("Buat lokakarya")
    await appoint(app, "Carol", [])
    await carol.says("Klinik")
    assert "hubungi Bagian Organisasi" in carol.text
    await dan.says("jadwal")
    assert "Belum ada lokakarya" in dan.text


async def test_a_workshop_has_the_filters_of_a_broadcast(app: App, alice: Person, dan: Person, plan: Plan) -> None:
    await alice.says("/mulai rancangan")
    await plan(invites=False)
    await dan.taps("Ubah")
    await dan.taps("Undangan")
    await dan.taps("Saringan lain")
    assert dan.text.startswith("2 orang\nPenerima: inovator.")
    await dan.taps("Keadaan rancangan")
    await dan.taps("sedang menulis (1)")
    await dan.taps("Kembali (1 orang)")
    await dan.taps("Kecualikan")
    await dan.says("Puskesmas Wotu")
    await dan.taps("Lanjut (1 orang)")
    assert "Undangan: inovator; sedang menulis; tanpa Puskesmas Wotu, 1 orang" in dan.text
    wotu = (await newest(app)).audience.without_units
    assert (await newest(app)).audience == Audience(roles=("inovator",), progress=(Stage.WRITING,), without_units=wotu)
    await dan.taps("Undang 1 orang")
    await cry(app)
    assert "Anda diundang" in alice.text


@pytest.mark.parametrize(
    ("value", "audience"),
    [
        ("kinds", Audience(roles=("inovator",))),
        ("puskesmas", Audience(roles=("inovator",), kinds=("puskesmas",))),
        ("units", Audience(roles=("inovator",))),
        ("1", Audience(roles=("inovator",), units=(1,))),
    ],
)
async def test_a_button_from_before_the_filters_leads_into_them(
    app: App, dan: Person, plan: Plan, value: str, audience: Audience
) -> None:
    await plan(invites=False)
    await press(dan, "ws_set", f"1 circle - {value}")
    assert dan.text.startswith("Penerima: ")
    assert (await newest(app)).audience == audience
    await press(dan, "ws_set", "1 circle - done")
    assert "Ubah" in dan.labels


async def test_every_coming_workshop_can_be_reached(dan: Person, plan: Plan) -> None:
    for day in range(1, 11):
        await plan(f"Kelas {chr(64 + day)}", f"{day}/9 jam 9", invites=False)
    await dan.says("jadwal")
    assert dan.text.startswith("10 lokakarya akan datang")
    assert "7. Kelas G" in dan.labels
    await dan.taps(next(label for label in dan.labels if "8" in label and "10" in label))
    assert "10. Kelas J" in dan.labels
    await dan.taps("10. Kelas J")
    assert "Kelas J" in dan.text


def test_every_section_of_every_form_fits_into_a_button_of_a_workshop() -> None:
    for flow in load_library().values():
        for section in flow.sections:
            assert token(None, None, Button("x", "ws_set", f"9999 circle + stop {flow.id}/{section.id}"))
