"""The sweep over files: what people sent stays, what nobody owns goes."""

from __future__ import annotations

import os
from pathlib import Path

from bot.app import App, build
from bot.settings import Settings
from flows.messages import Address, File, FileKind
from storage.drafts import files
from storage.messages import inbox
from storage.people import contacts
from storage.records import NewUpdate
from tests.fakes.fresh_database import make_fresh
from tests.fakes.paper import Clock, PaperChannel, Person


def there(folder: Path) -> set[str]:
    """Return the keys of all that is kept."""
    return {path.name for path in (folder / "files").rglob("*") if path.is_file()}


async def put(app: App, clock: Clock, content: bytes) -> str:
    """Put bytes as if it were this moment."""
    key = await app.blob_store.put(content)
    (path,) = app.blob_store._folder.rglob(key)
    os.utime(path, (clock.time.timestamp(), clock.time.timestamp()))
    return key


async def owned(app: App, clock: Clock, key: str) -> None:
    """Let a file be Alice's."""

    def add(connection: object) -> None:
        alice = contacts.at(connection, Address(channel="paper", id="Alice"), "Alice", clock.time)  # type: ignore[arg-type]
        file = File(key=key, kind=FileKind.PHOTO, name="foto.jpg", mime="image/jpeg", size=7)
        files.add(connection, file, alice.id, clock.time)  # type: ignore[arg-type]

    await app.database.write(add)


async def test_what_nobody_has_goes_after_an_hour_and_what_is_somebodys_stays(
    app: App, clock: Clock, settings: Settings
) -> None:
    refused, photo = await put(app, clock, b"refused"), await put(app, clock, b"a photo")
    await owned(app, clock, photo)
    clock.passes(minutes=59)
    await app.sweep.step()
    assert there(settings.data_dir) == {refused, photo}
    clock.passes(minutes=2)
    await app.sweep.step()
    assert there(settings.data_dir) == {photo}
    clock.passes(days=1000)
    await app.sweep.step()
    assert await app.blob_store.get(photo) == b"a photo"


async def test_a_file_waits_with_the_update_that_brought_it(app: App, clock: Clock, settings: Settings) -> None:
    key = await put(app, clock, b"a photo")
    update = NewUpdate(channel="somewhere", key="1", address="a", body=f'{{"file": {{"key": "{key}"}}}}')
    await app.database.write(inbox.add, [update], clock())
    clock.passes(days=2)
    await app.sweep.step()
    assert there(settings.data_dir) == {key}


async def test_a_program_with_another_database_drops_nothing_that_is_somebodys(
    app: App, clock: Clock, settings: Settings, tmp_path: Path
) -> None:
    photo = await put(app, clock, b"a photo")
    await owned(app, clock, photo)
    await app.sweep.step()
    wrong = settings.model_copy(update={"database_url": f"sqlite:///{tmp_path / 'wrong.db'}"})
    make_fresh(wrong.url)
    stray = build(wrong, channels=[PaperChannel(clock)], now=clock, sleep=clock.sleep)
    await stray.start()
    try:
        clock.passes(days=1000)
        await stray.sweep.step()
    finally:
        await stray.stop()
    assert there(settings.data_dir) == {photo}


async def test_a_start_removes_what_a_crash_left_half_written(
    settings: Settings, paper: PaperChannel, clock: Clock
) -> None:
    make_fresh(settings.url)
    aside = settings.data_dir / "files" / "unclaimed"
    aside.mkdir(parents=True)
    (aside / "tmp0815").write_bytes(b"half a pho")
    os.utime(aside / "tmp0815", (clock.time.timestamp(), clock.time.timestamp()))
    app = build(settings, channels=[paper], now=clock, sleep=clock.sleep)
    clock.passes(seconds=1)
    await app.start()
    await app.stop()
    assert there(settings.data_dir) == set()


async def test_what_a_person_sends_gets_its_place_and_what_is_refused_gets_none(
    app: App, alice: Person, settings: Settings
) -> None:
    await alice.says("/mulai rancangan")
    await alice.sends(b"%PDF-1.7 a letter", "surat.pdf", "document")
    await alice.sends(b"no picture at all", "foto.jpg", "photo")
    await app.sweep.step()
    assert app.blob_store.unclaimed() == {}
    (key,) = there(settings.data_dir)
    assert await app.blob_store.get(key) == b"%PDF-1.7 a letter"
