"""Signing in by a one-time link, a session of a day, and signing out."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import Connection

from bot.app import App
from bot.settings import Settings
from flows.messages import Address
from storage.people import audit, contacts
from tests.bot.dashboard.conftest import Enter
from tests.fakes.paper import Clock, PaperChannel, Person
from tests.fakes.web.dashboard_guest import Guest

CLOSED = "Masuk lewat obrolan"
USED = "Tautan ini tidak berlaku lagi"
OVER = "Sesi Anda sudah berakhir"


async def link(person: Person) -> str:
    """Ask the bot for a link and return its secret."""
    said = await person.says("dasbor")
    found = re.search(r"/dashboard/masuk/([\w-]{43})", said)
    assert found is not None, said
    return found[1]


async def test_an_admin_asks_for_a_link_and_comes_in_by_one_press(dan: Person, stranger: Guest) -> None:
    secret = await link(dan)
    assert "10 menit untuk satu kali masuk" in dan.text
    page = await stranger.opens(f"/dashboard/masuk/{secret}")
    assert page.status == 200
    assert "Masuk" in page.text
    came = await stranger.enters(secret)
    assert (came.status, came.place) == (303, "/dashboard")
    assert "Cakupan unit" in (await stranger.opens()).text


async def test_a_preview_of_a_messenger_does_not_use_the_link_up(dan: Person, stranger: Guest) -> None:
    secret = await link(dan)
    for _ in range(3):
        assert (await stranger.opens(f"/dashboard/masuk/{secret}")).status == 200
    assert (await stranger.enters(secret)).status == 303


async def test_a_link_is_used_once_and_forgotten_after_ten_minutes(dan: Person, stranger: Guest, clock: Clock) -> None:
    secret = await link(dan)
    await stranger.enters(secret)
    for answer in (await stranger.enters(secret), await stranger.opens(f"/dashboard/masuk/{secret}")):
        assert answer.status == 410
        assert USED in answer.text
    later = await link(dan)
    clock.passes(minutes=10)
    assert (await stranger.enters(later)).status == 410
    assert (await stranger.enters("x" * 43)).status == 410


async def test_an_inovator_gets_no_link(alice: Person, app: App) -> None:
    await alice.says("/mulai rancangan")
    await alice.says("/dasbor")
    assert "dipakai pendamping dan admin" in alice.text
    assert "masuk" not in alice.text


async def test_without_a_public_address_the_message_says_where_the_link_opens(dan: Person) -> None:
    await dan.says("dasbor")
    assert "http://127.0.0.1:8000/dashboard/masuk/" in dan.text
    assert "di komputer tempat Tuntun berjalan" in dan.text


@pytest.fixture
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    """As ever; a test that asks for it is on the open net."""
    is_public = request.node.get_closest_marker("parametrize") and "public" in request.node.name
    return settings.model_copy(update={"public_url": "https://tuntun.example"}) if is_public else settings


@pytest.mark.parametrize("place", ["public"])
async def test_on_a_public_address_the_cookie_is_for_https_alone(place: str, dan: Person, stranger: Guest) -> None:
    secret = await link(dan)
    assert f"https://tuntun.example/dashboard/masuk/{secret}" in dan.text
    cookie = (await stranger.enters(secret)).headers["set-cookie"].lower()
    assert {part.strip() for part in cookie.split(";")[1:]} == {
        "httponly", "secure", "samesite=lax", "path=/dashboard", "max-age=43200"
    }  # fmt: skip


async def test_the_cookie_is_no_link_and_the_link_no_cookie(dan: Person, stranger: Guest) -> None:
    secret = await link(dan)
    stranger.session.cookie_jar.update_cookies({"tuntun_dasbor": secret})
    assert (await stranger.opens()).status == 401
    await stranger.enters(secret)
    assert (await stranger.enters(stranger.secret)).status == 410


async def test_who_is_not_signed_in_is_told_how(stranger: Guest) -> None:
    for path in ("/dashboard", "/dashboard/draf", "/dashboard/draf/1/1.pdf", "/dashboard/cakupan.xlsx", "/dashboard/x"):
        page = await stranger.opens(path)
        assert page.status == 401
        assert CLOSED in page.text
        assert "Tulis “dasbor” di obrolan Tuntun" in page.text
        assert page.headers["cache-control"] == "no-store"


async def test_a_session_ends_after_half_a_day(enter: Enter, clock: Clock) -> None:
    dan = await enter("Dan")
    clock.passes(hours=11, minutes=59)
    assert (await dan.opens()).status == 200
    clock.passes(minutes=2)
    page = await dan.opens()
    assert page.status == 401
    assert OVER in page.text


@pytest.mark.parametrize("everywhere", [False, True], ids=["here", "everywhere"])
async def test_going_out_ends_the_session_here_or_on_all_devices(enter: Enter, everywhere: bool) -> None:
    here, elsewhere = await enter("Dan"), await enter("Dan")
    page = await here.presses("/dashboard", "/dashboard/keluar", **({"di": "semua"} if everywhere else {}))
    assert "Anda sudah keluar" in page.text
    assert (await here.opens()).status == 401
    assert (await elsewhere.opens()).status == (401 if everywhere else 200)


async def test_a_session_ends_with_the_role_and_does_not_come_back_with_it(
    dan: Person, enter: Enter, person: Callable[[str], Person]
) -> None:
    carol = await enter("Carol", "coach")
    assert (await carol.opens()).status == 200
    await dan.says("undang")
    await dan.taps("Siapa saja")
    await dan.taps("Carol")
    await dan.taps("Cabut pendamping")
    assert OVER in (await carol.opens()).text
    await dan.taps("Kembalikan")
    assert (await carol.opens()).status == 401


async def test_a_role_lost_by_any_way_closes_the_board_at_once(enter: Enter, app: App) -> None:
    carol = await enter("Carol", "coach")

    def lose(connection: Connection) -> None:
        found = contacts.at(connection, Address(channel="paper", id="Carol"), "Carol", app.now())
        contacts.update(connection, found.id, roles=())

    await app.database.write(lose)
    assert OVER in (await carol.opens()).text


async def test_whoever_lost_the_role_before_pressing_does_not_come_in(enter: Enter) -> None:
    bob = await enter("Bob")
    assert bob.secret == ""
    assert (await bob.opens()).status == 401


async def test_coming_in_anew_ends_the_session_before(dan: Person, stranger: Guest, paper: PaperChannel) -> None:
    await stranger.enters(await link(dan))
    old = stranger.secret
    await stranger.enters(await link(dan))
    assert stranger.secret != old
    stranger.session.cookie_jar.clear()
    stranger.session.cookie_jar.update_cookies({"tuntun_dasbor": old})
    assert (await stranger.opens()).status == 401


async def test_asking_for_a_link_is_written_down_without_its_secret(dan: Person, app: App) -> None:
    secret = await link(dan)
    acts = await app.database.read(audit.last, 5)
    assert [act.detail for act in acts if act.action == "dashboard link"] == ["paper"]
    assert not any(secret in act.detail for act in acts)
