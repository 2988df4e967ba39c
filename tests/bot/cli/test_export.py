"""Drafts exported into a folder, whatever people named them, lost, or remove meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app import App
from bot.cli.export import export_drafts
from bot.settings import Settings
from storage.drafts import conversations
from storage.lifecycle import erasure
from tests.bot.features.drafts.test_odd_input import photo
from tests.fakes.paper import Person


async def begun(person: Person, title: str) -> None:
    await person.says("/mulai rancangan")
    for answer in ("Siti", "Puskesmas Wotu", title):
        await person.says(answer)


def found(folder: Path, pattern: str) -> list[Path]:
    return list(folder.rglob(pattern))


async def test_a_title_never_leads_out_of_the_folder(
    app: App, settings: Settings, alice: Person, tmp_path: Path
) -> None:
    await begun(alice, "../../../../tmp/jahat ..\\..\\jahat")
    assert await export_drafts(settings, tmp_path / "out", None) == 1
    written = found(tmp_path, "*jahat*")
    assert {path.parent for path in written} == {tmp_path / "out" / "draf-1"}
    assert sorted(path.suffix for path in written) == [".docx", ".pdf"]


async def test_a_draft_whose_photo_is_lost_is_exported_with_all_the_others(
    app: App, settings: Settings, alice: Person, bob: Person, tmp_path: Path
) -> None:
    await begun(alice, "Jemput Bola")
    await alice.sends(photo(), caption="foto")
    await begun(bob, "Kelas Ibu")
    stored = await app.database.read(conversations.load, 1)
    assert stored is not None
    (proof,) = stored.conversation.draft.proofs
    assert proof.file is not None
    await app.blob_store.remove([proof.file.key])
    assert await export_drafts(settings, tmp_path / "out", None) == 2


async def test_a_file_that_was_there_before_is_replaced_and_closed_to_others(
    app: App, settings: Settings, alice: Person, tmp_path: Path
) -> None:
    await begun(alice, "Jemput Bola")
    old = tmp_path / "out" / "draf-1" / "draf.json"
    old.parent.mkdir(parents=True)
    old.write_text("old")
    for path in (old.parent, old):
        path.chmod(0o777)
    await export_drafts(settings, tmp_path / "out", 1)
    assert "Jemput Bola" in old.read_text()
    assert old.stat().st_mode & 0o077 == 0
    assert old.parent.stat().st_mode & 0o077 == 0


async def test_a_draft_that_does_not_exist_is_said(app: App, settings: Settings, alice: Person, tmp_path: Path) -> None:
    await begun(alice, "Jemput Bola")
    await app.database.write(erasure.forget, 1, app.now())
    with pytest.raises(LookupError, match="there is no draft 1"):
        await export_drafts(settings, tmp_path / "out", 1)
    assert await export_drafts(settings, tmp_path / "out", None) == 0
