"""One person talks in several apps: joined by a code, taken apart again, and never joined with a stranger."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import Connection

from bot.app import App, build
from bot.apps import asked
from bot.ports import SendError
from bot.post import Post
from bot.settings import Settings
from flows.messages import Address, Reply, Span, plain
from flows.model import Flow
from storage import audit, codes, contacts, conversations, outbox, reach
from storage.codes import MOST_GUESSES
from storage.database import migrate
from storage.records import QueuedReply
from tests.fakes.paper import Clock, PaperChannel, Person

CODE = re.compile(r"\b[A-Z]{5}-[A-Z]{5}\b")
WAYS = [
    "pindah ke wa",
    "/pindah whatsapp",
    "Pindah WA",
    "lanjut di wa",
    "sambungkan ke whatsapp",
    "hubungkan dengan wa",
]
TITLE = "Teman Minum bagi Ibu Hamil"
OTHER_TITLE = "Rumah Tunggu Kelahiran"


@dataclass
class Town:
    """Is the program with three apps."""

    app: App
    channels: Mapping[str, PaperChannel]
    clock: Clock

    def person(self, channel: str, name: str = "Alice") -> Person:
        return Person(self.app, self.channels[channel], name)

    async def number(self, person: Person, channel: str) -> int | None:
        return await self.app.database.read(reach.owner, Address(channel=channel, id=person.name))

    async def drafts(self, person: Person, channel: str) -> list[str]:
        number = await self.number(person, channel)
        assert number is not None
        return sorted(one.name for one in await self.app.database.read(conversations.of, number))


@pytest.fixture
async def town(settings: Settings, clock: Clock, library: Mapping[str, Flow]) -> AsyncIterator[Town]:
    migrate(settings.url)
    channels = {name: PaperChannel(clock, name) for name in ("telegram", "whatsapp", "web")}
    channels["web"].limits = replace(channels["web"].limits, calls=False)
    app = build(settings, channels=[*channels.values()], library=library, now=clock, sleep=clock.sleep)
    await app.start()
    yield Town(app, channels, clock)
    await app.stop()


@pytest.fixture
async def alice(town: Town) -> Person:
    """Alice on Telegram, in the middle of a draft."""
    alice = town.person("telegram")
    await alice.says("/mulai semua")
    await alice.says(TITLE)
    return alice


async def code_of(person: Person, words: str = "pindah") -> str:
    """Ask for a code to go on elsewhere."""
    found = CODE.search(await person.says(words))
    assert found is not None, person.text
    return found[0]


# --- joining -------------------------------------------------------------------------------------


async def test_a_code_brings_the_same_draft_and_the_same_question_to_another_app(town: Town, alice: Person) -> None:
    said = await alice.says("pindah")
    assert "WhatsApp: whatsapp://tuntun?start=" in said
    assert "Web: web://tuntun?start=" in said
    assert "Telegram:" not in said
    code = CODE.search(said)
    assert code is not None
    phone = town.person("whatsapp")
    said = await phone.says(f"mulai {code[0].lower()}")
    assert said.startswith("Tersambung dengan draf Alice di Telegram")
    assert "Apa masalahnya?" in said
    assert len(phone.heard) == 1
    assert "WhatsApp sekarang tersambung" in alice.text
    await phone.says("Ada 12 ibu hamil kurang darah.")
    assert "Ada 12 ibu hamil" in await alice.says("pratinjau")
    assert await town.number(phone, "whatsapp") == await town.number(alice, "telegram")


@pytest.mark.parametrize("words", WAYS)
async def test_who_names_an_app_gets_its_door(town: Town, alice: Person, words: str) -> None:
    said = await alice.says(words)
    assert "whatsapp://" in said
    assert "web://" not in said


@pytest.mark.parametrize("words", ["pindah ke aplikasi lain", "lanjut di aplikasi lain", "pindah ke hp"])
async def test_who_names_no_app_gets_every_door(town: Town, alice: Person, words: str) -> None:
    said = await alice.says(words)
    assert "whatsapp://" in said
    assert "web://" in said
    assert "belum tersedia" not in said


async def test_who_names_an_app_that_is_not_there_hears_which_are(town: Town, alice: Person) -> None:
    said = await alice.says("pindah ke instagram")
    assert "Aplikasi itu belum tersedia. Yang bisa: Web dan WhatsApp." in said
    assert CODE.search(said) is not None


@pytest.mark.parametrize(
    "text", ["pindah ke wa ibu hamil", "lanjut di posyandu", "hubungi lewat wa", "lepas telegram lama", "line"]
)
def test_an_answer_that_only_begins_like_that_is_an_answer(text: str) -> None:
    assert asked(text) is None


async def test_both_go_on_in_turns_and_an_answer_in_either_belongs_to_what_stood_there(
    town: Town, alice: Person
) -> None:
    phone = town.person("whatsapp")
    await phone.says(await code_of(alice))
    await phone.says("Ada 12 ibu hamil kurang darah.")
    await alice.says("Dua belas ibu belum diperiksa.")  # the question that stands before her was answered meanwhile
    said = await phone.says("pratinjau")
    assert TITLE in said
    assert "Dua belas ibu belum diperiksa." in said


async def test_where_both_sides_have_drafts_a_yes_keeps_all_of_both(town: Town, alice: Person) -> None:
    phone = town.person("whatsapp")
    await phone.says("/mulai semua")
    await phone.says(OTHER_TITLE)
    said = await phone.says(await code_of(alice))
    assert "Kode ini dibuat di Telegram oleh Alice." in said
    assert "Di sini ada 1 draf, di Telegram ada 1 draf." in said
    assert await town.number(phone, "whatsapp") != await town.number(alice, "telegram")
    said = await phone.says("ya")
    assert f"Sekarang ada 2 draf; yang terbuka “{TITLE}”." in said
    assert "Apa masalahnya?" in said
    assert await town.drafts(alice, "telegram") == [OTHER_TITLE, TITLE]
    assert await town.number(phone, "whatsapp") == await town.number(alice, "telegram")


async def test_a_no_leaves_everything_apart_and_the_code_is_dead(town: Town, alice: Person) -> None:
    phone = town.person("whatsapp")
    await phone.says("/mulai semua")
    await phone.says(OTHER_TITLE)
    code = await code_of(alice)
    await phone.says(code)
    said = await phone.taps("Tidak, biarkan")
    assert "tidak ada yang disatukan" in said
    assert "Apa masalahnya?" in said
    assert await town.drafts(alice, "telegram") == [TITLE]
    assert await town.drafts(phone, "whatsapp") == [OTHER_TITLE]
    assert "sudah dibatalkan" in await town.person("web", "Bob").says(f"/mulai {code}")


async def test_a_role_is_never_lent_without_a_yes(town: Town, alice: Person) -> None:
    carol = town.person("whatsapp", "Carol")

    def appoint(connection: Connection) -> None:
        place = Address(channel="whatsapp", id="Carol")
        contacts.update(connection, contacts.at(connection, place, "Carol", town.clock()).id, roles=["coach"])

    await town.app.database.write(appoint)
    said = await carol.says(await code_of(alice))
    assert "Di sini belum ada draf, di Telegram ada 1 draf." in said
    assert "pendamping" in said
    assert await town.number(carol, "whatsapp") != await town.number(alice, "telegram")


# --- strangers -----------------------------------------------------------------------------------


async def test_a_code_is_good_once_and_for_ten_minutes(town: Town, alice: Person) -> None:
    phone, bob = town.person("whatsapp"), town.person("web", "Bob")
    first = await code_of(alice)
    await phone.says(first)
    assert "sudah dipakai" in await bob.says(f"/start {first}")
    said = await phone.says(f"mulai {first}")
    assert "sudah tersambung" in said, "the same link followed twice"
    assert "Apa masalahnya?" in said
    second = await code_of(alice, "/pindah web")
    town.clock.passes(minutes=10)
    assert "sudah lewat 10 menit. Ketik pindah" in await bob.says(f"/start {second}")
    assert await town.number(bob, "web") != await town.number(alice, "telegram")
    assert TITLE not in await bob.says("pratinjau")


async def test_a_new_code_ends_the_old_one(town: Town, alice: Person) -> None:
    first = await code_of(alice)
    await code_of(alice)
    bob = town.person("web", "Bob")
    assert "dibatalkan atau diganti" in await bob.says(first)
    assert await town.number(bob, "web") != await town.number(alice, "telegram")


async def test_who_guesses_is_paused_and_then_not_even_a_right_code_helps(town: Town, alice: Person) -> None:
    bob = town.person("web", "Bob")
    code = await code_of(alice)
    for letter in "BCDFG"[:MOST_GUESSES]:
        assert "belum cocok" in await bob.says(f"{letter * 5}-{letter * 5}")
    for way in (code, f"/mulai {code}", f"kode {code}"):
        await bob.says(way)
        assert await town.number(bob, "web") != await town.number(alice, "telegram")
    assert "seperempat jam" in await bob.says(code)


async def test_a_forged_button_guesses_no_better_than_a_typed_code(town: Town, alice: Person) -> None:
    bob = town.person("web", "Bob")
    await bob.says("/mulai semua")
    code = await code_of(alice)
    for letter in "BCDFG"[:MOST_GUESSES]:
        await bob.gives(bob.update(token=f"..link_yes.{letter * 5}-{letter * 5}", pressed="1"))
    await bob.gives(bob.update(token=f"..link_yes.{code}", pressed="1"))
    assert "seperempat jam" in bob.text
    assert await town.number(bob, "web") != await town.number(alice, "telegram")


async def test_a_yes_to_a_code_of_another_purpose_gives_nothing(town: Town, alice: Person) -> None:
    bob = town.person("web", "Bob")
    await bob.says("/mulai semua")
    found = CODE.search(await alice.says("ajak"))
    assert found is not None
    await bob.gives(bob.update(token=f"..link_yes.{found[0]}", pressed="1"))
    assert await town.number(bob, "web") != await town.number(alice, "telegram")
    left = await town.app.database.read(codes.find, found[0])
    assert left is not None
    assert left.uses_left == 5


async def test_ones_own_code_in_the_same_app_is_not_used_up(town: Town, alice: Person) -> None:
    code = await code_of(alice)
    said = await alice.says(code)
    assert "milik Anda sendiri" in said
    assert "Apa masalahnya?" in said
    assert "Tersambung" in await town.person("whatsapp").says(code)


# --- parting -------------------------------------------------------------------------------------


async def joined(town: Town, alice: Person, *channels: str) -> list[Person]:
    """Let Alice go on in other apps as well."""
    people = [town.person(channel) for channel in channels]
    for channel, one in zip(channels, people, strict=True):
        await one.says(await code_of(alice, f"/pindah {channel}"))
    return people


async def test_an_app_is_taken_away_from_the_other_side(town: Town, alice: Person) -> None:
    phone, page = await joined(town, alice, "whatsapp", "web")
    said = await alice.says("putus")
    assert "Telegram, Web dan WhatsApp" in said, "where she wrote last comes first"
    await alice.taps("WhatsApp")
    assert "tetap ada di" in await alice.taps("Lepaskan WhatsApp")
    assert "Obrolan ini sudah dilepaskan" in phone.text
    assert TITLE not in await phone.says("pratinjau")
    assert await phone.taps("Contoh") is not None  # a button of the draft that is not theirs any more
    assert TITLE not in "".join(plain(one.text) for one in phone.heard)
    assert TITLE in await page.says("pratinjau")
    assert await town.number(phone, "whatsapp") != await town.number(alice, "telegram")


async def test_an_app_takes_itself_away(town: Town, alice: Person) -> None:
    (phone,) = await joined(town, alice, "whatsapp")
    await phone.says("lepas wa")
    said = await phone.says("ya")
    assert "tetap ada di Telegram" in said
    assert "WhatsApp sudah dilepaskan" in alice.text
    assert "Halo" in await phone.says("halo")
    assert await town.drafts(alice, "telegram") == [TITLE]
    assert await town.drafts(phone, "whatsapp") != [TITLE]


async def test_who_did_not_mean_it_undoes_it_from_the_message_about_it(town: Town, alice: Person) -> None:
    bob = town.person("web", "Bob")
    await bob.says(f"/start {await code_of(alice)}")
    assert await town.number(bob, "web") == await town.number(alice, "telegram")
    await alice.taps("Bukan saya, lepaskan")
    await alice.taps("Lepaskan Web")
    assert await town.number(bob, "web") != await town.number(alice, "telegram")
    assert TITLE not in await bob.says("pratinjau")


async def test_the_last_app_stays(town: Town, alice: Person) -> None:
    number = await town.number(alice, "telegram")
    said = await alice.says("putus")
    assert "hanya tersambung dengan Telegram" in said
    await alice.gives(
        alice.update(token=f"..link_cut.{reach.key_of(Address(channel='telegram', id='Alice'))}", pressed="1")
    )
    assert await town.number(alice, "telegram") == number
    assert TITLE in await alice.says("pratinjau")


async def test_a_yes_of_long_ago_asks_again(town: Town, alice: Person) -> None:
    (phone,) = await joined(town, alice, "whatsapp")
    await phone.says("lepas telegram")
    asked = phone.last
    town.clock.passes(hours=2)
    assert "Lepaskan Telegram?" in await phone.taps("Lepaskan Telegram", on=asked)
    assert await town.number(phone, "whatsapp") == await town.number(alice, "telegram")


async def test_what_was_joined_and_parted_is_on_record(town: Town, alice: Person) -> None:
    (phone,) = await joined(town, alice, "whatsapp")
    await phone.says("lepas whatsapp")
    await phone.says("ya")
    acts = [one.action for one in await town.app.database.read(audit.last, 9)]
    assert {"link code made", "contacts merged", "linked", "unlinked"} <= set(acts)


# --- where messages go ---------------------------------------------------------------------------


def post(town: Town, alice: int, text: str) -> Callable[[Connection], list[QueuedReply]]:
    """Return the work of having something sent to a person."""

    def add(connection: Connection) -> list[QueuedReply]:
        letters = Post(connection)
        letters.to(alice, Reply(text=(Span(text),)))
        return outbox.add(connection, letters.replies, town.clock(), town.clock())

    return add


async def sent_to(town: Town, alice: Person, text: str) -> None:
    number = await town.number(alice, "telegram")
    assert number is not None
    town.app.sender.push(await town.app.database.write(post(town, number, text)))
    await town.app.idle()


def blocked(count: int = 1) -> list[SendError]:
    return [SendError("blocked", permanent=True, unreachable=True) for _ in range(count)]


async def test_news_go_where_a_person_wrote_last_even_within_minutes(town: Town, alice: Person) -> None:
    (phone,) = await joined(town, alice, "whatsapp")
    await sent_to(town, alice, "satu")
    assert phone.text == "satu"
    await alice.says("daftar")
    await sent_to(town, alice, "dua")
    assert alice.text == "dua"


async def test_what_cannot_arrive_goes_to_the_next_app_once_to_each(town: Town, alice: Person) -> None:
    phone, page = await joined(town, alice, "whatsapp", "web")
    town.channels["web"].failures = blocked()
    town.channels["whatsapp"].failures = blocked()
    await sent_to(town, alice, "kabar")
    assert page.text != "kabar"
    assert phone.text != "kabar"
    assert alice.text == "kabar"
    await sent_to(town, alice, "kabar lagi")
    assert alice.text == "kabar lagi"
    await page.says("halo")  # a sign of life
    await sent_to(town, alice, "di sini lagi")
    assert page.text == "di sini lagi"


async def test_a_reply_to_what_was_typed_does_not_leave_the_app(town: Town, alice: Person) -> None:
    (phone,) = await joined(town, alice, "whatsapp")
    count = len(phone.messages)
    town.channels["telegram"].failures = blocked()
    await alice.says("daftar")
    assert len(phone.messages) == count


async def test_a_document_follows_its_person(town: Town, alice: Person) -> None:
    (phone,) = await joined(town, alice, "whatsapp")
    await phone.says("Ada 12 ibu hamil kurang darah.")
    town.channels["telegram"].failures = blocked()
    before = len(phone.messages)
    await alice.says("draf")
    arrived = phone.messages[before:]
    assert [one.attachment.name.rpartition(".")[2] for one in arrived if one.attachment] == ["docx", "pdf"]
    assert "versi 1" in plain(arrived[-1].text)


async def test_nothing_is_said_twice_where_the_first_way_is_only_slow(town: Town, alice: Person) -> None:
    (phone,) = await joined(town, alice, "whatsapp")
    count = len(alice.messages)
    town.channels["whatsapp"].failures = [SendError("busy", retry_after=1.0)]
    await sent_to(town, alice, "kabar")
    assert len(alice.messages) == count
    town.clock.passes(seconds=2)
    await town.channels["whatsapp"].until(len(town.channels["whatsapp"].sent) + 1)
    assert phone.text == "kabar"


async def test_what_may_not_be_written_yet_goes_where_it_may_and_never_to_a_page_nobody_looks_at(
    town: Town, alice: Person
) -> None:
    page, phone = await joined(town, alice, "web", "whatsapp")
    closed = SendError("the 24 hours are over", waits=True)
    town.channels["whatsapp"].failures = [closed]
    count = len(page.heard)
    await sent_to(town, alice, "kabar")
    assert alice.text == "kabar"
    town.channels["whatsapp"].failures = [closed]
    await town.app.database.write(contacts.set_reachable, Address(channel="telegram", id="Alice"), False)
    await sent_to(town, alice, "kabar lagi")
    assert len(page.heard) == count
    assert "kabar lagi" not in [plain(one.text) for one in (*phone.heard, *alice.heard)], "it waits"


async def test_a_blocked_app_lets_what_waits_there_go_on(town: Town, alice: Person) -> None:
    (phone,) = await joined(town, alice, "whatsapp")
    await phone.gives(phone.update(gone=True))
    await sent_to(town, alice, "kabar")
    assert alice.text == "kabar"
    assert phone.text != "kabar"
