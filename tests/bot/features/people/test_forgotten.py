"""Nothing of a forgotten person lies on the disk, though others review and write with them, each on the web page."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path

from bot.app import App
from flows.forms.load import load_library
from storage.drafts import conversations
from tests.bot.features.reviews.conftest import write_for
from tests.bot.features.reviews.diary import Hand
from tests.bot.features.reviews.stages import come, hears, web
from tests.fakes.drafts import filled

NAME = "Kenanga Rahasia"
TITLE = "Jemput Bola Mawar bagi Ibu Nifas di Dusun yang Sangat Terpencil Sekali"
STORY = "Cerita kamboja: 12 dari 48 ibu belum pernah diperiksa."
SHARED = "Kelas Ibu Bersama"
SECRETS = ("Kenanga", "Jemput Bola Mawar", "kamboja")


async def told(app: App, alice: Hand, bob: Hand, carol: Hand) -> None:
    """Let Alice hand a draft in that Carol reviews, and write another one together with Bob."""
    people = await come(app, (alice, bob, carol), NAME, "Bob", "Carol", coaches=["Carol"])
    form = load_library()["rancangan"]
    answers = {name: answer.value for name, answer in filled(form).answers.items()}
    own = {**answers, "judul": TITLE, "masalah": STORY}
    await app.database.write(write_for, people[0], form, own, app.now())
    await alice.says("lanjut")
    await hears(app, alice, "Semua pertanyaan sudah dijawab")
    await alice.says("kirim")
    await hears(app, alice, "Ajukan draf ini")
    await alice.taps("Ya, ajukan")
    await hears(app, carol, "Draf baru")
    await carol.says("antrean")
    await hears(app, carol, "menunggu")
    await carol.taps("Ulas sekarang")
    await hears(app, carol, "dari Kenanga")
    await carol.says("Ibu Kenanga Rahasia, berapa orang tepatnya?")
    await hears(app, carol, "Sisa 6 bagian")
    await app.database.write(write_for, people[0], form, {**answers, "judul": SHARED}, app.now())
    await alice.says("lanjut")
    await hears(app, alice, "Semua pertanyaan sudah dijawab", times=2)
    await alice.says("ajak")
    await hears(app, alice, "mengajak Anda menulis")
    found = re.search(r"\b[A-Z]{5}-[A-Z]{5}\b", (await alice.shown()).rpartition("mengajak")[2])
    assert found is not None
    await bob.says(found[0])
    await hears(app, bob, "Anda ikut menulis")
    await bob.says("tim")
    await hears(app, bob, f"{NAME}, pemilik")


async def forgotten(app: App, alice: Hand) -> None:
    await alice.says("hapus data")
    await hears(app, alice, "Yakin dihapus?")
    await alice.taps("Ya, hapus semua")
    await hears(app, alice, "Semua data Anda sudah dihapus.")


def found_in(folder: Path, words: Sequence[str]) -> set[tuple[str, str]]:
    """Return which files hold which of the words, in whatever bytes of theirs."""
    return {
        (word, path.name)
        for path in folder.rglob("*")
        if path.is_file()
        for word in words
        if word.encode() in path.read_bytes()
    }


async def gone(folder: Path, words: Sequence[str]) -> None:
    """Return when none of the words lies on the disk any more; nobody says when that is."""
    try:
        async with asyncio.timeout(20):
            while found_in(folder, words):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(found_in(folder, words)) from None


@asynccontextmanager
async def office(folder: Path) -> AsyncIterator[tuple[App, Hand, Hand, Hand]]:
    async with web(folder, "Alice", "Bob", "Carol") as (app, (alice, bob, carol)):
        await told(app, alice, bob, carol)
        assert {word for word, _ in found_in(folder, SECRETS)} == set(SECRETS)
        yield app, alice, bob, carol


async def test_no_byte_of_a_forgotten_person_stays_while_the_program_runs(tmp_path: Path) -> None:
    async with office(tmp_path) as (app, alice, bob, carol):
        await forgotten(app, alice)
        await gone(tmp_path, SECRETS)
        assert "seorang rekan, pemilik" in await bob.shown()
        assert "1. sebuah draf · seorang rekan" in await carol.shown()
        stored = await app.database.read(conversations.load, 5)
        assert stored is not None
        assert stored.name == SHARED, "what is written together goes on with the others"


async def test_the_page_of_a_forgotten_person_shows_nothing_old(tmp_path: Path) -> None:
    async with office(tmp_path) as (app, alice, _, _):
        await forgotten(app, alice)
        assert "Semua data Anda sudah dihapus." in await alice.shown()
        assert not [word for word in (*SECRETS, "halo", "Saya Tuntun") if word in await alice.shown()]


async def test_a_reader_who_does_not_end_only_delays_it(tmp_path: Path) -> None:
    async with office(tmp_path) as (app, alice, _, _):
        with closing(sqlite3.connect(tmp_path / "tuntun.db", isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM contacts").fetchone()
            await forgotten(app, alice)
            assert found_in(tmp_path, SECRETS), "the reader still sees what was there when it began"
        await gone(tmp_path, SECRETS)
