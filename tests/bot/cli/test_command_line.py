"""Units and invitations on the command line, on a database of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from bot.cli.invite import invited, listed, revoked
from bot.cli.units import unit_import, unit_list
from bot.settings import Settings
from storage.db.database import migrate


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(data_dir=tmp_path)
    migrate(made.url)
    return made


async def imported(settings: Settings, text: str, *, change: bool = False, close: bool = False) -> list[str]:
    lines, _ = await unit_import(settings, "unit.csv", text.encode(), change=change, close=close)
    return lines


async def test_what_is_listed_can_be_imported_again_and_changes_nothing(settings: Settings) -> None:
    lines = await unit_list(settings)
    assert lines[:2] == ["code,name,kind,aliases", "pkm-burau,Puskesmas Burau,puskesmas,"]
    assert await imported(settings, "\n".join(lines), close=True) == [
        "unchanged: 54",
        "nothing was changed yet; --apply does it",
    ]


async def test_a_file_is_previewed_applied_and_then_nothing_is_left_to_do(settings: Settings) -> None:
    text = "code,name\npkm-wotu,Puskesmas Wotu Raya\n,SMPN 9 Malili\n"
    before = await unit_list(settings)
    preview = await imported(settings, text)
    assert preview[:2] == ["new: SMPN 9 Malili (smpn-9-malili)", "renamed: Puskesmas Wotu -> Puskesmas Wotu Raya"]
    assert await unit_list(settings) == before
    assert (await imported(settings, text, change=True))[-1] == "done"
    assert "smpn-9-malili,SMPN 9 Malili,sekolah," in await unit_list(settings)
    assert "unchanged: 2" in await imported(settings, text)


async def test_what_is_not_in_the_file_is_closed_only_when_that_is_asked_for(settings: Settings) -> None:
    text = "code,name\npkm-wotu,Puskesmas Wotu\n"
    await imported(settings, text, change=True)
    assert len(await unit_list(settings)) == 55
    await imported(settings, text, change=True, close=True)
    assert await unit_list(settings) == ["code,name,kind,aliases", "pkm-wotu,Puskesmas Wotu,puskesmas,"]


async def test_a_wrong_row_is_named_and_nothing_is_half_applied(settings: Settings) -> None:
    before = await unit_list(settings)
    lines, is_good = await unit_import(
        settings, "unit.csv", b"name,code\nSMPN 9 Malili,smpn-9\n,x\n", change=True, close=True
    )
    assert lines == ["row 3: the name is missing", "nothing was changed"]
    assert not is_good
    assert await unit_list(settings) == before
    assert await unit_import(settings, "unit.csv", b"a\n", change=True, close=True) == (
        ["unit.csv: no column is called name (or nama)"],
        False,
    )


async def test_an_invitation_is_made_listed_and_revoked(settings: Settings) -> None:
    await unit_list(settings)
    code = await invited(settings, "coach", unit="pkm-wotu", uses=3, days=30)
    (_, row) = await listed(settings)
    assert row.split()[:5] == [code, "coach", "Puskesmas", "Wotu", "3"]
    assert await revoked(settings, code.lower()) == "revoked"
    assert await revoked(settings, code) == "it was revoked before"
    assert len(await listed(settings)) == 1


async def test_what_does_not_exist_is_said(settings: Settings) -> None:
    with pytest.raises(typer.BadParameter, match="there is no role 'boss'"):
        await invited(settings, "boss", unit="", uses=1, days=7)
    with pytest.raises(typer.BadParameter, match="there is no unit 'pkm-x'"):
        await invited(settings, "coach", unit="pkm-x", uses=1, days=7)
    with pytest.raises(typer.BadParameter, match="there is no invitation"):
        await revoked(settings, "BBBBB-BBBBB")
