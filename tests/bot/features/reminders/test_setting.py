"""After how many days people are reminded is a setting."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import Settings
from tests.bot.features.reminders.conftest import BEGIN, Month, writes
from tests.fakes.paper import Person


@pytest.fixture
def settings(tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    return Settings(data_dir=tmp_path, nudge_days=request.param)


@pytest.mark.parametrize("settings", ["1, 2, 3, 10"], indirect=True)
async def test_however_many_days_are_set_two_a_week_are_enough(month: Month, alice: Person) -> None:
    told = await month.until("2026-04-15 00:00", {"2026-03-02 19:30": writes(alice, *BEGIN)})
    # The third day is within the week of the first two; the tenth is behind it.
    assert told == ["Tue 03 19:30 Alice", "Wed 04 19:30 Alice", "Tue 10 19:30 Alice", "Thu 12 19:30 Alice"]


@pytest.mark.parametrize("settings", ["0"], indirect=True)
async def test_where_it_is_nought_nobody_is_reminded_and_whoever_asks_is_told_so(month: Month, alice: Person) -> None:
    assert await month.until("2026-04-15 00:00", {"2026-03-02 19:30": writes(alice, *BEGIN)}) == []
    for word in ("pengingat", "ingatkan saya"):
        await alice.says(word)
        assert "Di sini draf tidak diingatkan" in alice.text
        assert alice.labels == ["Lanjutkan"]


@pytest.mark.parametrize("written", ["2;7", "7,2", "2,2", "0,2", "-1", "2,", "dua"])
def test_what_are_no_days_is_refused(written: str) -> None:
    with pytest.raises(ValidationError, match="rising like 2,7,21"):
        Settings(nudge_days=written)
