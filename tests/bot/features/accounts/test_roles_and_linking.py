"""Whoever has a role follows nobody's code, lends it only after a yes of their own, and hears of it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection

from bot.chat.effective_roles import roles_at
from bot.chat.links import Links
from bot.chat.roles import Role
from bot.dashboard.sessions import viewer_of
from bot.features.progress.reports import read_workbook, workbook_for
from bot.files.draft_source import ContentError
from bot.files.report_context import ReportContext
from flows.messages import Address
from storage.messages import web_transcripts
from storage.people import addresses, audit, codes, contacts, invitations, web_sessions
from tests.bot.features.accounts.three_apps import TITLE, Town, code_of
from tests.bot.features.reviews.conftest import write_for
from tests.fakes.drafts import filled
from tests.fakes.paper import Person

DAN = Address(channel="telegram", id="Dan")
ADMINS = {DAN}


@pytest.fixture
def dan(town: Town) -> Person:
    """The admin by setting, on Telegram."""
    return town.person("telegram", "Dan")


@pytest.fixture
async def carol(town: Town) -> Person:
    """A coach by invitation, on Telegram."""
    await appoint(town, "telegram", "Carol", ["coach"])
    return town.person("telegram", "Carol")


@pytest.fixture
def stranger(town: Town) -> Person:
    """Somebody nobody knows, in a browser."""
    return town.person("web", "Mallory")


async def appoint(town: Town, channel: str, name: str, roles: Collection[str]) -> None:
    def write(connection: Connection) -> None:
        contact = contacts.at(connection, Address(channel=channel, id=name), name, town.clock())
        contacts.update(connection, contact.id, roles=roles)

    await town.app.database.write(write)


async def roles(town: Town, person: Person, channel: str) -> set[str]:
    """Return what somebody may here, beside writing."""
    place = Address(channel=channel, id=person.name)

    def read(connection: Connection) -> set[str]:
        contact = contacts.get(connection, addresses.owner(connection, place) or 0)
        assert contact is not None
        return {role.value for role in roles_at(connection, contact, place, ADMINS) - {Role.INOVATOR}}

    return await town.app.database.read(read)


async def is_one(town: Town, person: Person, channel: str, other: Person, other_channel: str) -> bool:
    return await town.number(person, channel) == await town.number(other, other_channel)


async def press(person: Person, verb: str, argument: str) -> str:
    return await person.gives(person.update(token=f"..{verb}.{argument}", pressed="1"))


# --- whoever has a role follows nobody's code ----------------------------------------------------


@pytest.mark.parametrize("way", ["{}", "/start {}", "mulai {}", "/kode {}"])
@pytest.mark.parametrize("has_draft", [False, True], ids=["without", "with a draft"])
async def test_an_admin_by_setting_is_joined_to_no_stranger_by_their_code(
    town: Town, dan: Person, stranger: Person, way: str, has_draft: bool
) -> None:
    if has_draft:
        await dan.says("/mulai semua")
        await dan.says(TITLE)
    await stranger.says("halo")
    code = await code_of(stranger, "pindah ke telegram")
    said = await dan.says(way.format(code))
    assert "Anda bertugas sebagai admin" in said
    assert "Ya, satukan" not in dan.labels
    await press(dan, "link_yes", code)
    assert not await is_one(town, dan, "telegram", stranger, "web")
    assert await roles(town, stranger, "web") == set()
    assert "dipakai admin" in await stranger.says("/undang")


@pytest.mark.parametrize("role", ["coach", "admin"])
async def test_an_invited_role_follows_no_code_and_is_told_the_other_way_round(
    town: Town, stranger: Person, role: str
) -> None:
    await appoint(town, "whatsapp", "Carol", [role])
    carol = town.person("whatsapp", "Carol")
    code = await code_of(stranger, "pindah ke wa")
    said = await carol.says(f"mulai {code}")
    assert "jadi kode yang dibuat orang lain tidak saya pakai" in said
    assert "pindah ke Web" in said
    await press(carol, "link_yes", code)
    assert not await is_one(town, carol, "whatsapp", stranger, "web")
    # The way that is told works, and the code that was not used still does.
    code = await code_of(carol, "pindah ke Web")
    await stranger.says(code)
    await stranger.taps("Ya, satukan")
    await carol.taps("Ya, sambungkan")
    assert await is_one(town, carol, "whatsapp", stranger, "web")


async def test_two_with_roles_are_told_that_one_must_go_first(town: Town, dan: Person, carol: Person) -> None:
    assert "minta admin mencabut salah satu tugas" in await dan.says(await code_of(carol))
    assert "minta admin mencabut salah satu tugas" in await carol.says(await code_of(dan))


async def test_a_role_that_came_between_the_question_and_the_yes_stays_where_it_is(
    town: Town, alice: Person, stranger: Person
) -> None:
    code = await code_of(stranger, "pindah ke telegram")
    await alice.says(code)
    await appoint(town, "telegram", "Alice", ["coach"])
    assert "Anda bertugas sebagai pendamping" in await alice.taps("Ya, satukan")
    assert not await is_one(town, alice, "telegram", stranger, "web")


# --- whoever has a role lends it knowingly -------------------------------------------------------


async def test_a_code_of_a_coach_says_what_goes_along_and_joins_only_after_their_own_yes(
    town: Town, carol: Person, stranger: Person
) -> None:
    said = await carol.says("pindah ke web")
    assert "siapa pun yang memegang Web itu menjadi pendamping" in said
    assert "saya tanya Anda dulu di sini" in said
    code = await code_of(carol, "pindah ke web")
    assert "siapa pun yang memegang Web itu menjadi pendamping" in await stranger.says(code)
    assert "jawab pertanyaan saya di Telegram" in await stranger.says("ya")
    assert "ingin tersambung dengan Anda" in carol.text
    assert "siapa pun yang memegang Web itu menjadi pendamping" in carol.text
    assert await roles(town, stranger, "web") == set()
    assert "Web sekarang tersambung" in await carol.taps("Ya, sambungkan")
    assert "Tersambung dengan draf Carol di Telegram" in stranger.text
    assert await roles(town, stranger, "web") == {"coach"}


@pytest.mark.parametrize("answers", ["no", "nothing"])
async def test_a_passed_on_code_of_a_coach_gives_nothing_without_that_yes(
    town: Town, carol: Person, stranger: Person, answers: str
) -> None:
    code = await code_of(carol, "pindah ke web")
    await stranger.says(f"/mulai {code}")
    await stranger.taps("Ya, satukan")
    if answers == "no":
        assert "tidak ada yang disatukan" in await carol.taps("Bukan saya")
        assert "jawabannya tidak" in stranger.text
    for verb in ("link_let", "link_yes"):
        await press(stranger, verb, code)
    town.clock.passes(minutes=10)
    await carol.says("halo")
    assert not await is_one(town, carol, "telegram", stranger, "web")
    assert await roles(town, stranger, "web") == set()


async def test_a_yes_after_ten_minutes_joins_nobody(town: Town, carol: Person, stranger: Person) -> None:
    await stranger.says(await code_of(carol, "pindah ke web"))
    await stranger.says("ya")
    town.clock.passes(minutes=10)
    assert "sudah lewat 10 menit" in await carol.taps("Ya, sambungkan")
    assert not await is_one(town, carol, "telegram", stranger, "web")


async def test_of_two_who_follow_one_code_the_coach_is_asked_about_the_first_alone(
    town: Town, carol: Person, stranger: Person
) -> None:
    bob = town.person("web", "Bob")
    code = await code_of(carol, "pindah ke web")
    for person in (bob, stranger):
        await person.says(code)
        await person.says("ya")
    assert "sudah dipakai" in stranger.text
    await carol.taps("Ya, sambungkan")
    assert await is_one(town, carol, "telegram", bob, "web")
    assert not await is_one(town, carol, "telegram", stranger, "web")


async def test_nobody_else_can_say_the_last_word(town: Town, carol: Person, alice: Person, stranger: Person) -> None:
    code = await code_of(carol, "pindah ke web")
    await stranger.says(code)
    await stranger.says("ya")
    await press(alice, "link_let", code)
    assert not await is_one(town, carol, "telegram", stranger, "web")
    assert not await is_one(town, alice, "telegram", stranger, "web")


async def test_whoever_did_not_ask_is_joined_by_no_forged_yes(town: Town, carol: Person, alice: Person) -> None:
    await press(carol, "link_let", await code_of(carol, "pindah ke web"))
    await press(carol, "link_let", await code_of(alice, "pindah ke web"))
    assert not await is_one(town, carol, "telegram", alice, "telegram")


async def test_a_coach_whose_app_is_gone_is_joined_to_nobody(town: Town, carol: Person, stranger: Person) -> None:
    code = await code_of(carol, "pindah ke web")
    await town.app.database.write(contacts.set_reachable, Address(channel="telegram", id="Carol"), False)
    await stranger.says(code)
    assert "Saya belum bisa menyapa Anda di Telegram" in await stranger.says("ya")
    assert not await is_one(town, carol, "telegram", stranger, "web")


async def joined_to(town: Town, holder: Person, other: Person) -> None:
    await other.says(await code_of(holder, "pindah ke web"))
    await other.says("ya")
    await holder.taps("Ya, sambungkan")
    assert await is_one(town, holder, "telegram", other, "web")


async def test_a_role_by_setting_belongs_to_its_address_however_it_is_joined(
    town: Town, dan: Person, stranger: Person
) -> None:
    said = await dan.says("pindah ke web")
    assert "Peran admin tidak ikut ke Web" in said
    await joined_to(town, dan, stranger)
    assert await roles(town, dan, "telegram") == {"admin"}
    assert await roles(town, stranger, "web") == set()
    for word in ("undang", "unit", "siaran", "jadwal", "dasbor", "rekap"):
        await stranger.says(f"/{word}")
        assert "dipakai" in stranger.text, word
        assert "Bagian Organisasi" in stranger.text, word
    assert "Undang siapa?" in await dan.says("/undang")


async def test_a_session_of_the_board_may_what_its_person_may_where_they_asked_for_it(
    town: Town, dan: Person, stranger: Person
) -> None:
    await joined_to(town, dan, stranger)
    web = Address(channel="web", id="Mallory")
    assert await town.app.database.read(viewer_of, web, ADMINS) is None
    viewer = await town.app.database.read(viewer_of, DAN, ADMINS)
    assert viewer is not None
    assert viewer.sees_all


async def test_documents_of_all_go_only_where_an_admin_by_setting_is_one(
    town: Town, dan: Person, stranger: Person, tmp_path: Path
) -> None:
    await joined_to(town, dan, stranger)
    number, web = await town.number(dan, "telegram"), Address(channel="web", id="Mallory")
    assert number is not None
    zone = ZoneInfo("Asia/Makassar")
    desk = ReportContext(
        forms=town.app.forms, links=Links(), zone=zone, admins=ADMINS, now=town.clock, bundles=tmp_path
    )
    assert Role.ADMIN in await town.app.database.read(desk.roles, number, DAN)
    assert await town.app.database.read(desk.roles, number, web) == frozenset()
    await town.app.database.read(read_workbook, desk, workbook_for(number, DAN, "hari ini"))
    with pytest.raises(ContentError):
        await town.app.database.read(read_workbook, desk, workbook_for(number, web, "hari ini"))


async def test_what_an_admin_by_setting_hears_as_one_does_not_come_to_a_browser_of_theirs(
    town: Town, dan: Person, stranger: Person
) -> None:
    bob = town.person("telegram", "Bob")
    await bob.says("halo")
    await joined_to(town, dan, stranger)
    await stranger.says("halo")  # where Dan wrote last
    flow = town.app.forms.newest("rancangan")
    answers = {name: answer.value for name, answer in filled(flow).answers.items()}
    writer = await town.number(bob, "telegram")
    assert writer is not None
    await town.app.database.write(write_for, writer, flow, answers, town.clock())
    await bob.says("kirim")
    await bob.taps("Ajukan")
    await bob.taps("Ya, ajukan")
    assert "Admin sudah saya beri tahu" in bob.text
    assert "belum ada pendamping yang bisa membacanya" in dan.text
    assert "belum ada pendamping" not in stranger.text


async def test_whoever_has_a_role_parts_what_was_joined_at_one_tap_and_nothing_of_it_stays(
    town: Town, carol: Person, stranger: Person
) -> None:
    await stranger.says("halo")
    early = await code_of(stranger, "pindah ke wa")
    await joined_to(town, carol, stranger)
    link = await town.app.database.write(web_sessions.make_link, Address(channel="web", id="Mallory"), town.clock())
    late = await code_of(stranger, "pindah ke wa")
    await town.app.database.write(web_transcripts.add, "Mallory", "bot", "1", "rahasia", town.clock())
    assert "Web sudah dilepaskan" in await carol.taps("Bukan saya, lepaskan")
    assert not await is_one(town, carol, "telegram", stranger, "web")
    assert await roles(town, stranger, "web") == set()
    assert await roles(town, carol, "telegram") == {"coach"}
    for number, code in enumerate((early, late)):
        other = town.person("whatsapp", f"Mallory {number}")
        await other.says(code)
        assert not await is_one(town, carol, "telegram", other, "whatsapp"), "no code of before leads back"
    assert not await town.app.database.read(web_sessions.is_good, link, town.clock())
    assert await town.app.database.read(web_transcripts.since, "Mallory", 0) == []
    again = await code_of(carol, "pindah ke web")
    await stranger.says(again)
    await stranger.says("ya")
    assert not await is_one(town, carol, "telegram", stranger, "web"), "joining once more takes another yes"


async def test_every_other_app_of_a_coach_hears_of_a_joining(town: Town, carol: Person, stranger: Person) -> None:
    phone = town.person("whatsapp", "Carol di HP")
    await phone.says(await code_of(carol, "pindah ke wa"))
    await phone.says("ya")
    await carol.taps("Ya, sambungkan")
    await joined_to(town, carol, stranger)
    assert "Web sekarang tersambung" in phone.text
    await phone.taps("Bukan saya, lepaskan")
    assert not await is_one(town, carol, "telegram", stranger, "web")
    assert await is_one(town, carol, "telegram", phone, "whatsapp")


async def test_who_takes_a_role_hears_in_which_apps_it_counts(town: Town, alice: Person, dan: Person) -> None:
    phone = town.person("whatsapp")
    await phone.says(await code_of(alice))
    await phone.says("ya")

    def invite(connection: Connection) -> str:
        later = town.clock().replace(year=2030)
        return codes.make(
            connection,
            codes.NewCode(purpose=invitations.ROLE, maker=None, role="coach", expires_at=later),
            town.clock(),
        ).code

    said = await phone.says(await town.app.database.write(invite))
    assert "berlaku di semua aplikasi Anda yang tersambung: WhatsApp dan Telegram" in said


async def test_a_refused_joining_is_on_record(town: Town, dan: Person, stranger: Person) -> None:
    await dan.says(await code_of(stranger, "pindah ke telegram"))
    assert "link refused" in [audit_entry.action for audit_entry in await town.app.database.read(audit.last, 3)]


# --- one account that was two --------------------------------------------------------------------


@pytest.mark.parametrize("has_draft", [False, True], ids=["with nothing", "with a draft"])
async def test_two_contacts_of_one_account_keep_a_role_and_every_app_hears_of_it(
    town: Town, carol: Person, has_draft: bool
) -> None:
    number, account = town.person("whatsapp", "628120000001"), town.person("whatsapp", "1/ID.77")
    await number.says(await code_of(carol, "pindah ke wa"))
    await number.says("ya")
    await carol.taps("Ya, sambungkan")
    await account.says("halo")
    if has_draft:
        await account.says("/mulai semua")
        await account.says(TITLE)
    await account.gives(account.update(text="halo", also="628120000001"))
    if has_draft:
        assert "semua aplikasi yang tersambung dengan keduanya menjadi pendamping" in account.text
        assert await roles(town, account, "whatsapp") == set()
        await account.taps("Ya, satukan")
    assert await roles(town, account, "whatsapp") == {"coach"}
    assert await roles(town, carol, "telegram") == {"coach"}
    assert "WhatsApp sekarang tersambung" in carol.text
    await carol.taps("Bukan saya, lepaskan")
    assert await roles(town, account, "whatsapp") == set()
    assert await roles(town, carol, "telegram") == {"coach"}
