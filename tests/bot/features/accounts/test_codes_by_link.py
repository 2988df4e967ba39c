"""A code that somebody put into a person's hands joins or gives nothing before their own tap."""

from __future__ import annotations

import pytest

from storage.people import codes
from tests.bot.features.accounts.test_roles_and_linking import dan, is_one, roles, stranger
from tests.bot.features.accounts.three_apps import TITLE, Town, code_of
from tests.fakes.paper import Person

__all__ = ["dan", "stranger"]


@pytest.mark.parametrize("way", ["{}", "/mulai {}"])
async def test_nobody_is_joined_to_another_by_a_code_that_was_put_into_their_hands(
    town: Town, alice: Person, stranger: Person, way: str
) -> None:
    said = await stranger.says(way.format(await code_of(alice, "pindah ke web")))
    assert "Kode ini dibuat di Telegram oleh Alice." in said
    assert not await is_one(town, alice, "telegram", stranger, "web")
    await stranger.taps("Ya, satukan")
    assert await is_one(town, alice, "telegram", stranger, "web")


async def test_a_link_that_a_page_opened_gives_a_role_only_after_a_tap(
    town: Town, dan: Person, stranger: Person
) -> None:
    await dan.says("/undang")
    await dan.taps("Undang pendamping")
    await dan.taps("Buat kode")
    code = next(word for word in dan.text.split() if codes.read(word) is not None)
    said = await stranger.says(f"/mulai {code}")
    assert "undangan menjadi pendamping" in said
    assert await roles(town, stranger, "web") == set()
    await stranger.says("ya")
    assert await roles(town, stranger, "web") == {"coach"}


async def test_a_link_that_a_page_opened_seats_nobody_in_a_draft_before_a_tap(
    town: Town, alice: Person, stranger: Person
) -> None:
    code = await code_of(alice, "ajak")
    said = await stranger.says(f"/mulai {code}")
    assert "menulis bersama" in said
    assert TITLE not in await stranger.says("pratinjau")
    await stranger.says(f"/mulai {code}")
    assert TITLE in await stranger.taps("Ya, terima")
