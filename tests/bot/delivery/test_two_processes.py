"""Two processes on one database, of either kind: nothing is lost, nothing is done twice."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.app import App, build
from bot.ports import RawUpdate
from bot.settings import Settings
from flows.conversation import Conversation, EventKind
from flows.messages import plain
from storage.drafts import conversations
from storage.messages import inbox
from storage.records import NewUpdate
from tests.fakes.paper import Clock, PaperChannel, Person
from tests.storage.conftest import postgresql, postgresql_url, sqlite_model, sqlite_url, url

__all__ = ["postgresql", "postgresql_url", "sqlite_model", "sqlite_url", "url"]

STORY = "Pada 2025 ada 120 dari 316 ibu hamil kurang darah (38 %), menurut register KIA."


class Twice:
    """The program in two processes, both reached over the same line."""

    def __init__(self, folder: Path, url: str) -> None:
        self.clock = Clock()
        self.paper = PaperChannel(self.clock)
        settings = Settings(data_dir=folder, database_url=url)
        self.apps = [build(settings, channels=[self.paper], now=self.clock, sleep=self.clock.sleep) for _ in range(2)]

    async def gives(self, *updates: tuple[int, RawUpdate]) -> None:
        """Give updates, each to one of the two, at once; wait until all is answered."""
        await asyncio.gather(*(self.apps[which].receiver.receive([update]) for which, update in updates))
        for app in self.apps * 2:
            await app.idle()
            await app.database.note(lambda _: None)  # marks of what was sent may take 20 ms; people take longer

    async def draft(self, number: int = 1) -> Conversation:
        """Return a draft as the database has it."""
        stored = await self.apps[0].database.read(conversations.load, number)
        assert stored is not None
        return stored.conversation


@pytest.fixture
async def twice(tmp_path: Path, url: str) -> AsyncIterator[Twice]:
    both = Twice(tmp_path, url)
    for app in both.apps:
        await app.start()
    yield both
    for app in both.apps:
        await app.stop()


@pytest.fixture
def first(twice: Twice) -> App:
    return twice.apps[0]


@pytest.fixture
async def alice(twice: Twice, first: App) -> Person:
    """Alice, at the first long question of an idea."""
    alice = Person(first, twice.paper, "Alice")
    for text in ("/mulai rancangan", "Siti Contoh", "Puskesmas Contoh", "Teman Minum bagi Ibu Hamil"):
        await twice.gives((0, alice.update(text=text)))
    return alice


async def test_two_answers_at_once_are_both_kept(twice: Twice, alice: Person) -> None:
    raw_update, two = alice.update(text=STORY), alice.update(text="Mereka tinggal jauh.")
    await twice.gives((0, raw_update), (1, two))
    value = str((await twice.draft()).draft.value("masalah"))
    assert sorted(value.split("\n")) == sorted([STORY, "Mereka tinggal jauh."])
    assert (await twice.draft()).draft.value("gagasan") is None


async def test_the_same_update_to_both_is_taken_once(twice: Twice, alice: Person) -> None:
    before = len(alice.messages)
    update = alice.update(text=STORY)
    await twice.gives((0, update), (1, update))
    assert (await twice.draft()).draft.value("masalah") == STORY
    assert len(alice.messages) == before + 1


async def test_many_at_once_lose_nothing_and_double_nothing(twice: Twice, alice: Person) -> None:
    pieces = [f"kalimat nomor {number} selesai" for number in range(12)]
    updates = [(number % 2, alice.update(text=piece)) for number, piece in enumerate(pieces)]
    await twice.gives(*updates)
    draft = await twice.draft()
    assert sorted(str(draft.draft.value("masalah")).split("\n")) == sorted(pieces)
    numbers = [event.number for event in draft.events]
    assert numbers == list(range(1, len(numbers) + 1))


async def test_a_look_that_saves_no_conversation_is_answered_once(twice: Twice, alice: Person) -> None:
    before = len(alice.messages)
    for _ in range(5):
        update = alice.update(text="daftar")
        await twice.gives((0, update), (1, update))
    assert len(alice.messages) == before + 5


async def test_two_first_messages_at_once_make_one_person(twice: Twice) -> None:
    bob = Person(twice.apps[0], twice.paper, "Bob")
    await twice.gives((0, bob.update(text="halo")), (1, bob.update(text="assalamualaikum")))
    greetings = [message for message in bob.messages if "Saya Tuntun" in plain(message.text)]
    assert len(greetings) == 1
    opened = [await twice.apps[0].database.read(conversations.load, number) for number in (1, 2)]
    assert [stored is not None and stored.contact for stored in opened].count(1) <= 1


async def test_many_people_at_once_do_not_disturb_each_other(twice: Twice) -> None:
    people = [Person(twice.apps[0], twice.paper, f"Orang {number}") for number in range(8)]
    await twice.gives(*[(at % 2, person.update(text="/mulai rancangan")) for at, person in enumerate(people)])
    await twice.gives(*[(at % 2, person.update(text=f"Nama {at}")) for at, person in enumerate(people)])
    names = {str((await twice.draft(number)).draft.value("nama_inovator")) for number in range(1, 9)}
    assert names == {f"Nama {number}" for number in range(8)}


async def test_what_one_could_not_finish_the_other_does(twice: Twice, alice: Person) -> None:
    before = len(twice.paper.sent)
    await twice.apps[0].receiver.stop()  # it takes the update, and ends before it has dealt with it
    await twice.apps[0].database.write(store, alice.update(text=STORY), twice.clock())
    await twice.clock.until_asleep(3)  # both senders, and the other receiver
    twice.clock.passes(seconds=20)
    await twice.paper.until(before + 1)
    answers = [event for event in (await twice.draft()).events if event.kind is EventKind.ANSWERED]
    assert answers[-1].raw == STORY


def store(connection: Connection, update: RawUpdate, now: datetime) -> None:
    new = NewUpdate(channel=update.channel, key=update.key, address=update.address, body=update.body)
    inbox.add(connection, [new], now)


# --- a team ----------------------------------------------------------------------------------------


@pytest.fixture
async def team(twice: Twice, first: App) -> list[Person]:
    """Alice, Erna and Joko, in one draft of Alice's."""
    people = [Person(first, twice.paper, name) for name in ("Alice", "Erna", "Joko")]
    alice, *others = people
    for text in ("/mulai rancangan", "Alice Contoh", "Puskesmas Contoh", "ajak"):
        await twice.gives((0, alice.update(text=text)))
    code = re.search(r"\b[A-Z]{5}-[A-Z]{5}\b", alice.text)
    assert code is not None
    for number, other in enumerate(others):
        await twice.gives((number % 2, other.update(text=f"/start {code[0]}")))
    return people


async def test_a_team_over_two_processes_loses_nothing_and_everybody_keeps_their_place(
    twice: Twice, team: list[Person]
) -> None:
    sections = {"Alice": "ubah masalah", "Erna": "ubah ide", "Joko": "ubah judul"}
    await twice.gives(*[(at % 2, person.update(text=sections[person.name])) for at, person in enumerate(team)])
    words = {person.name: f"Tulisan {person.name} tentang 12 ibu" for person in team}
    await twice.gives(*[(at % 2, person.update(text=words[person.name])) for at, person in enumerate(team)])
    held = [person for person in team if "Tetap simpan" in person.labels]
    await twice.gives(*[(at % 2, person.tap("Tetap simpan")) for at, person in enumerate(held)])
    draft = await twice.draft()
    kept = {str(draft.draft.value(question)) for question in ("masalah", "ide", "judul")}
    assert kept == set(words.values())
    assert [event.number for event in draft.events] == list(range(1, len(draft.events) + 1))


async def test_two_of_a_team_who_answer_the_same_at_once_are_both_kept(twice: Twice, team: list[Person]) -> None:
    alice, erna, _ = team
    for person in (alice, erna):
        await twice.gives((0, person.update(text="ubah masalah")))
    item, two = "Ada 12 ibu hamil kurang darah.", "Dua belas ibu belum diperiksa."
    await twice.gives((0, alice.update(text=item)), (1, erna.update(text=two)))
    for person in (alice, erna):  # whoever came second may have to say yes, and is shown the other's answer
        if "Tetap simpan" in person.labels:
            await twice.gives((1, person.tap("Tetap simpan")))
    raws = [event.raw for event in (await twice.draft()).events]
    assert item in raws
    assert two in raws
    assert any("baru saja menjawab" in plain(message.text) for person in (alice, erna) for message in person.messages)


async def test_who_is_removed_by_one_process_writes_nothing_through_the_other(twice: Twice, team: list[Person]) -> None:
    alice, erna, _ = team
    await twice.gives((0, alice.update(text="tim")))
    await twice.gives((0, alice.tap("Keluarkan anggota")))
    await twice.gives((0, alice.tap("Erna")))
    before = len((await twice.draft()).events)
    await twice.gives((0, alice.tap("Ya, keluarkan")), (1, erna.update(text="sebuah kata terakhir")))
    after = (await twice.draft()).events[before:]
    assert {event.source.contact for event in after} <= {"2"}, "taken before the farewell, or not at all"
    await twice.gives((1, erna.update(text="dan satu lagi")))
    assert not [event for event in (await twice.draft()).events if event.raw == "dan satu lagi"]
