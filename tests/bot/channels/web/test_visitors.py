"""Visitors of the web chat: who is let in, and who stays whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.channels.web.channel import WebOptions
from tests.fakes.echo import Echo
from tests.fakes.web.echo_site import Site
from tests.fakes.web.server import serving, web_chat
from tests.fakes.web.visitor import Visitor, visiting


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(site: Site, alice: Visitor) -> None:
    async with alice.session.get(f"{site.base}/chat") as response:
        cookie = response.headers["Set-Cookie"]
    for part in ("HttpOnly", "SameSite=lax", "Max-Age=34560000", "Path=/chat"):
        assert part in cookie
    assert "Secure" not in cookie  # this page came by http


async def test_a_visitor_stays_the_same_from_visit_to_visit(alice: Visitor) -> None:
    assert await alice.key() == await alice.key()


async def test_no_page_is_cached_framed_or_run_with_foreign_scripts(site: Site, alice: Visitor) -> None:
    async with alice.session.get(f"{site.base}/chat") as response:
        headers = response.headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


async def test_no_page_and_no_line_shows_the_key_and_neither_address_nor_database_tells_it(
    site: Site, alice: Visitor
) -> None:
    key = await alice.key()
    await alice.posts(text="Sejak 2023.")
    await site.echo.settled()
    shown = [await alice.opens(path) for path in ("/chat", "/chat/kunci", "/chat/messages")]
    assert key not in "".join(shown)
    assert key not in site.last.address.id
    stored = [path.read_bytes() for path in site.folder.rglob("*") if path.is_file()]
    assert site.last.address.id.encode() in b"".join(stored)
    assert key.encode() not in b"".join(stored)


async def test_a_link_of_before_opens_nothing_by_itself(site: Site, alice: Visitor) -> None:
    await alice.posts(text="Sejak 2023.")
    await site.echo.settled()
    async with visiting(site.base) as other:
        own = await other.key()
        page = await other.opens(f"/chat/k/{await alice.key()}")
        assert "Ya, sambungkan peramban ini" in page
        assert await other.key() == own
        assert await other.reads() == []


async def test_another_site_presses_no_button_of_ours(site: Site, alice: Visitor, bob: Visitor) -> None:
    old, own = await alice.key(), await bob.key()
    for path in (f"/chat/k/{old}", "/chat/kunci"):
        assert (await bob.presses(path, origin="https://elsewhere.example"))[0] == 403
    assert await bob.key() == own


async def test_a_link_that_leads_nowhere_is_explained(site: Site, alice: Visitor) -> None:
    assert "Tautan ini tidak membuka percakapan" in await alice.opens("/chat/k/abc")
    for key in ("abc", "A" * 22):
        assert (await alice.presses(f"/chat/k/{key}"))[0] == 404


async def test_a_key_is_renewed_now_and_then_and_not_all_the_time(site: Site, alice: Visitor) -> None:
    answers = [await alice.presses("/chat/kunci") for _ in range(30)]
    assert answers[0] == (303, "/chat")
    assert answers[-1][0] == 429


async def test_behind_a_proxy_the_cookie_follows_the_public_address(tmp_path: Path) -> None:
    async with web_chat(tmp_path, WebOptions(public_url="https://tuntun.example/")) as web:
        echo = Echo(web)
        await web.start(echo.receive)
        async with serving(web.routes()) as base, visiting(base) as visitor:
            async with visitor.session.get(f"{base}/chat") as response:
                cookie = response.cookies["tuntun"]
            assert cookie["secure"]
            async with visitor.session.post(
                f"{base}/chat/messages",
                json={"id": "post-0001", "text": "Ya."},
                headers={"Origin": "https://tuntun.example", "Cookie": f"tuntun={cookie.value}"},
            ) as response:
                assert response.status == 202
            await echo.settled()


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://tuntun.example", 202),
        ("http://tuntun.example", 403),
        ("https://tuntun.example:8443", 403),
        ("", 403),
    ],
    ids=["the public address", "without TLS", "another port", "where the server listens"],
)
async def test_with_a_public_address_only_its_pages_may_post(tmp_path: Path, origin: str, status: int) -> None:
    async with web_chat(tmp_path, WebOptions(public_url="https://Tuntun.example/")) as web:
        echo = Echo(web)
        await web.start(echo.receive)
        async with serving(web.routes()) as base, visiting(base) as visitor:
            async with visitor.session.get(f"{base}/chat") as response:
                cookie = response.cookies["tuntun"].value
            async with visitor.session.post(
                f"{base}/chat/messages",
                json={"id": "post-0001", "text": "Ya."},
                headers={"Origin": origin or base, "Cookie": f"tuntun={cookie}"},
            ) as response:
                assert response.status == status
            await echo.settled()
