"""Visits the web chat: who is let in, and who stays whom."""

from __future__ import annotations

from pathlib import Path

from yarl import URL

from tests.fakes.echo import Echo
from tests.fakes.site import Site
from tests.fakes.visitor import Visitor, visiting
from tests.fakes.web import serving, web_chat


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(site: Site, alice: Visitor) -> None:
    async with alice.session.get(f"{site.base}/chat") as response:
        cookie = response.headers["Set-Cookie"]
    for part in ("HttpOnly", "SameSite=lax", "Max-Age=34560000", "Path=/chat"):
        assert part in cookie
    assert "Secure" not in cookie  # this page came by http


async def test_a_visitor_stays_the_same_from_visit_to_visit(alice: Visitor) -> None:
    assert await alice.link() == await alice.link()


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


async def test_the_private_link_brings_the_chat_to_another_phone(site: Site, alice: Visitor) -> None:
    await alice.posts(text="Sejak 2023.")
    await site.echo.settled()
    async with visiting(site.base) as phone:
        page = await phone.opens(URL(await alice.link()).path)
        assert 'id="composer"' in page
        assert await phone.reads() == await alice.reads()


async def test_neither_the_address_nor_the_database_tells_the_link(site: Site, alice: Visitor) -> None:
    key = (await alice.link()).rpartition("/")[2]
    await alice.posts(text="Sejak 2023.")
    await site.echo.settled()
    assert key not in site.last.address.id
    stored = [path.read_bytes() for path in site.folder.rglob("*") if path.is_file()]
    assert site.last.address.id.encode() in b"".join(stored)
    assert key.encode() not in b"".join(stored)


async def test_a_link_asks_before_it_leaves_another_chat_behind(site: Site, alice: Visitor, bob: Visitor) -> None:
    await bob.posts(text="Milik Bob.")
    alices, bobs = await alice.link(), await bob.link()
    page = await bob.opens(URL(alices).path)
    assert bobs in page
    assert await bob.link() == bobs
    async with bob.session.post(alices, headers={"Origin": site.base}) as response:
        assert response.url.path == "/chat"
    assert await bob.link() == alices


async def test_another_site_can_not_move_a_visitor_to_its_chat(site: Site, alice: Visitor, bob: Visitor) -> None:
    bobs = await bob.link()
    async with bob.session.post(await alice.link(), headers={"Origin": "https://elsewhere.example"}) as response:
        assert response.status == 403
    assert await bob.link() == bobs


async def test_a_cut_link_is_explained(site: Site, alice: Visitor) -> None:
    async with alice.session.get(f"{site.base}/chat/k/abc") as response:
        assert response.status == 404
        assert "Tautan ini belum lengkap" in await response.text()


async def test_behind_a_proxy_link_and_cookie_follow_the_public_address(tmp_path: Path) -> None:
    async with web_chat(tmp_path, public_url="https://tuntun.example/") as web:
        echo = Echo(web)
        await web.start(echo.receive)
        async with serving(web.routes()) as base, visiting(base) as visitor:
            async with visitor.session.get(f"{base}/chat") as response:
                cookie = response.cookies["tuntun"]
            assert cookie["secure"]
            assert (await visitor.link()).startswith("https://tuntun.example/chat/k/")
            async with visitor.session.post(
                f"{base}/chat/messages",
                json={"id": "post-0001", "text": "Ya."},
                headers={"Origin": "https://tuntun.example", "Cookie": f"tuntun={cookie.value}"},
            ) as response:
                assert response.status == 202
            await echo.settled()
