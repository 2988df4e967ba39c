"""Presses forged buttons and types numbers that no column holds: everybody hears something kind, nothing fails."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from bot.app import App, build
from bot.channels.layout.callback_data import read_token
from bot.routing.commands import ROUTES
from bot.settings import Settings
from flows.engine.engine import VERBS
from flows.forms.model import Flow
from storage.tables import inbox
from tests.fakes.paper import Clock, PaperChannel, Person
from tests.storage.conftest import postgresql, postgresql_url, sqlite_model, sqlite_url, url

__all__ = ["postgresql", "postgresql_url", "sqlite_model", "sqlite_url", "url"]

FORGED = ("2147483648", "4294967297 1", "9" * 17, "9" * 40, "-1", "1 ² 3", "u9999999999", "p²")
VERBS_OF_ALL = sorted({*ROUTES, *VERBS} - {"forget"})  # it would do what it says
TYPED = ("9" * 5000, "9" * 20, "2147483648", "H-99999999999999999999", "9" * 400 + " hari", "pukul 9" + "9" * 30)


@pytest.fixture
async def app(
    url: str, tmp_path: Path, paper: PaperChannel, clock: Clock, library: Mapping[str, Flow]
) -> AsyncIterator[App]:
    settings = Settings(data_dir=tmp_path, database_url=url, admins="paper:Dan")
    program = build(settings, channels=[paper], library=library, now=clock, sleep=clock.sleep)
    await program.start()
    yield program
    await program.stop()


def unhandled(connection: Connection) -> list[str]:
    """Return what is not dealt with, with why."""
    return [f"{body} {error}" for body, error in connection.execute(_UNHANDLED)]


_UNHANDLED = select(inbox.c.body, inbox.c.error).where(inbox.c.state != "done")


async def test_forged_buttons_are_refused_like_any_unknown_row(
    app: App, dan: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    await dan.says("/mulai rancangan")
    tokens = [f"1.1.{verb}.{argument}" for verb in VERBS_OF_ALL for argument in FORGED]
    carried = [token for token in tokens if read_token(token) is not None]
    for at in range(0, len(carried), 200):
        await dan.gives(*(dan.update(token=token, pressed="9" * 20) for token in carried[at : at + 200]))
        assert await app.database.read(unhandled) == []
    assert caplog.text == ""


@pytest.mark.parametrize("number", ["2147483648", "999999999999999999"])
async def test_a_button_of_a_question_that_no_row_can_hold_is_none_of_ours(
    app: App, alice: Person, number: str
) -> None:
    await alice.says("/mulai rancangan")
    assert read_token(f"1.{number}.skip.") is None
    await alice.gives(alice.update(token=f"{number}.1.skip.", pressed="1"))
    assert await app.database.read(unhandled) == []


async def test_numbers_that_are_typed_are_read_or_asked_for_again(
    app: App, dan: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    await dan.says("/mulai rancangan")
    for opening in ("/jadwal", "/siaran", "/undang", "/rekap", "/unit", "/antrean", "drafts"):
        await dan.says(opening)
        for label in [*dan.labels, ""]:
            taps = [dan.tap(label)] if label else []
            typed = [dan.update(text=text, cut_at=10**6) for text in TYPED]
            await dan.gives(*taps, *typed)
            assert await app.database.read(unhandled) == []
            await dan.says(opening)
    assert caplog.text == ""
