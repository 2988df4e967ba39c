"""The web chat read: what is shown to whom, and what the page is made of."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.channels.layout.layout import lay_out
from bot.channels.web.channel import LIMITS
from bot.ports import FetchError
from flows.messages import File, FileKind, OutgoingMessage, TextSpan
from tests.fakes.echo import CONVERSATION, PROPOSAL, greeting
from tests.fakes.web.echo_site import Site
from tests.fakes.web.visitor import Visitor


async def test_a_stream_begins_with_what_was_missed_and_goes_on_with_what_comes(site: Site, alice: Visitor) -> None:
    await alice.posts(text="/mulai")
    await site.echo.settled()
    async with alice.listens() as stream:
        assert await stream.frame() == "retry: 2000"
        (first, mine), (second, reply) = await stream.line(), await stream.line()
        assert (first, mine["side"], mine["text"]) == (1, "person", "/mulai")
        assert (second, reply["side"], reply["wants"], reply["seen"]) == (2, "bot", "choice", 1)
        await alice.posts(text="angka")
        assert (await stream.line())[1]["text"] == "angka"
        assert (await stream.line())[1]["wants"] == "number"


async def test_a_stream_that_comes_back_goes_on_after_its_last_line(site: Site, alice: Visitor) -> None:
    for text in ("/mulai", "angka"):
        await alice.posts(text=text)
        await site.echo.settled()
    async with alice.listens(after=1, last_event=3) as stream:
        assert (await stream.line())[0] == 4


async def test_a_page_that_shows_what_is_gone_hears_so(site: Site, alice: Visitor) -> None:
    await alice.posts(text="/mulai")
    await site.echo.settled()
    async with alice.session.get(f"{alice.base}/chat/messages?after=3") as answer:
        assert await answer.json() == {"lines": [], "gone": True}
    assert await alice.reads("after=2") == []
    async with alice.listens(after=3) as stream:
        assert await stream.frame() == "retry: 2000"
        assert await stream.frame() == "event: gone\ndata: "
        assert await stream.frame() == "", "the stream ends"


async def test_a_silent_stream_gives_signs_of_life(alice: Visitor) -> None:
    async with alice.listens() as stream:
        assert await stream.frame() == "retry: 2000"
        assert (await stream.frame()).strip() == ":"
        assert (await stream.frame()).strip() == ":"


async def test_two_tabs_and_nobody_else_hear_a_line(site: Site, alice: Visitor, bob: Visitor) -> None:
    async with alice.listens() as stream, alice.listens() as two, bob.listens() as other:
        await alice.posts(text="Milik Alice.")
        assert (await stream.line())[1]["text"] == (await two.line())[1]["text"] == "Milik Alice."
        await bob.posts(text="Milik Bob.")
        assert (await other.line())[1]["text"] == "Milik Bob."


async def test_streams_end_with_the_channel(site: Site, alice: Visitor) -> None:
    async with alice.listens() as stream:
        await stream.frame()
        await site.web.stop()
        while await stream.frame():
            pass


async def test_an_edit_is_a_new_line_that_names_the_old_one(site: Site, alice: Visitor) -> None:
    await alice.posts(text="/mulai")
    await site.echo.settled()
    address = site.last.address
    (message,) = lay_out(replace(greeting(), edits=True), LIMITS, address, CONVERSATION, edits="2")
    delivered = await site.web.send(message)
    assert delivered.message == "2"
    line = (await alice.reads("after=2"))[0]
    assert (line["number"], line["edits"]) == (3, 2)


async def test_the_footer_goes_to_the_header_and_not_twice(site: Site, alice: Visitor) -> None:
    await alice.posts(text="/mulai")
    await site.echo.settled()
    line = (await alice.reads("after=1"))[0]
    assert line["footer"] == "Bagian 1 dari 6 · sekitar 14 menit lagi"
    assert line["text"] == [
        ["Selamat malam! Saya Tuntun.", False],
        ["\n\n", False],
        ["Apa pekerjaan Anda?", True],
        ["\nPenilai ingin tahu siapa yang menggagas.", False],
    ]


async def test_actions_are_told_from_answers(site: Site, alice: Visitor) -> None:
    await alice.posts(text="/mulai")
    await site.echo.settled()
    rows = (await alice.reads("after=1"))[0]["rows"]
    assert isinstance(rows, list)
    assert rows[0] == [["Bidan", "7.1.choose.job0", False]]
    assert rows[-2] == [["Bantuan", "7.1.help.", True], ["Contoh", "7.1.example.", True]]


async def test_a_long_chat_opens_at_its_end_and_the_rest_on_request(site: Site, alice: Visitor) -> None:
    await alice.posts(text="Baris 1")
    await site.echo.settled()
    for number in range(3, 103):
        await site.web.send(OutgoingMessage(address=site.last.address, text=(TextSpan(f"Baris {number}"),)))
    newest = await alice.reads()
    assert [line["number"] for line in newest] == list(range(23, 103))
    assert [line["number"] for line in await alice.reads("before=23")] == list(range(1, 23))


async def test_a_document_is_offered_to_its_visitor_only(site: Site, alice: Visitor, bob: Visitor) -> None:
    await alice.posts(text="draf")
    await site.echo.settled()
    file = (await alice.reads("after=1"))[0]["file"]
    assert isinstance(file, dict)
    assert "key" not in file
    href = f"{site.base}{file['href']}"
    async with alice.session.get(href) as response:
        assert await response.read() == PROPOSAL
        assert response.headers["Content-Disposition"] == "attachment; filename*=UTF-8''Proposal%20Posyandu.pdf"
        assert response.headers["Cache-Control"] == "no-store"
    async with bob.session.get(href) as response:
        assert response.status == 404


async def test_a_page_that_someone_sent_is_never_run(site: Site, alice: Visitor) -> None:
    answer = await alice.uploads(b"<script>alert(1)</script>", "x.html", "text/html")
    async with alice.session.get(f"{site.base}/chat/files/{answer.number}/x.html") as response:
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")


async def test_a_file_that_is_gone_is_said_to_be(site: Site) -> None:
    missing = File(key="0" * 64, kind=FileKind.PHOTO, name="a", mime="", size=1)
    with pytest.raises(FetchError) as failed:
        await site.web.fetch(missing)
    assert failed.value.problem == "gone"


async def test_what_the_page_loads_is_kept_for_a_year_and_named_by_its_content(site: Site, alice: Visitor) -> None:
    page = await alice.opens()
    hrefs = set(re.findall(r'"(/chat/static/[^"]+)"', page))
    assert len(hrefs) == 5
    for href in hrefs:
        assert "?v=" in href
        async with alice.session.get(f"{site.base}{href}") as response:
            assert response.status == 200
            assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    async with alice.session.get(f"{site.base}/chat/static/..%2Fchannel.py") as response:
        assert response.status == 404


async def test_the_page_runs_nothing_inline_and_loads_nothing_from_elsewhere(alice: Visitor) -> None:
    page = await alice.opens()
    assert re.findall(r"<script(?![^>]* src=\"/chat/static/)", page) == []
    assert re.findall(r"\son[a-z]+=|style=|<style|javascript:", page) == []
    assert re.findall(r"(?:src|href)=\"(?!/chat/static/|#)", page) == []
    assert "<noscript>" in page
