"""Visits the web chat over HTTP: who gets in, what is taken, what is shown to whom."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import JsonValue
from yarl import URL

from bot.channels.layout import lay_out
from bot.channels.web.bodies import Taken
from bot.channels.web.channel import LIMITS, WebChannel
from bot.ports import FetchError
from flows.messages import (
    Address,
    Did,
    File,
    FileKind,
    IncomingMessage,
    Odd,
    OutgoingMessage,
    Pinned,
    Said,
    Sent,
    Span,
)
from tests.fakes.echo import CONVERSATION, PROPOSAL, Echo, greeting
from tests.fakes.visitor import Visitor, visiting
from tests.fakes.web import AT, serving, web_chat

SMALL = dataclasses.replace(LIMITS, file_in=1_000_000)


class Site:
    """Is a served web chat with a small bot behind it."""

    def __init__(self, web: WebChannel, echo: Echo, base: str, folder: Path) -> None:
        self.web = web
        self.echo = echo
        self.base = base
        self.folder = folder

    @property
    def last(self) -> IncomingMessage:
        """Return the newest message the bot got."""
        return self.echo.messages[-1]


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    """A web chat that takes files of up to one megabyte and sends a sign of life at once."""
    async with web_chat(tmp_path, limits=SMALL, keep_alive=0.01) as web:
        echo = Echo(web)
        await web.start(echo.receive)
        async with serving(web.routes()) as base:
            yield Site(web, echo, base, tmp_path)
            await echo.settled()
            await web.stop()


@pytest.fixture
async def alice(site: Site) -> AsyncIterator[Visitor]:
    """A visitor who opened the page."""
    async with visiting(site.base) as visitor:
        await visitor.opens()
        yield visitor


@pytest.fixture
async def bob(site: Site) -> AsyncIterator[Visitor]:
    """Another one, who must never see Alice's things."""
    async with visiting(site.base) as visitor:
        await visitor.opens()
        yield visitor


# --- who a visitor is ----------------------------------------------------------------------------


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


# --- what is taken -------------------------------------------------------------------------------


async def test_a_text_is_taken_with_the_question_it_answers(site: Site, alice: Visitor) -> None:
    answer = await alice.posts(text="Sejak 2023.", seen=3, conversation=CONVERSATION)
    assert answer.status == 202
    assert site.last == IncomingMessage(
        address=site.last.address, input=Said(text="Sejak 2023."), at=AT, conversation=CONVERSATION, ask=3
    )


async def test_the_same_post_twice_is_one_message_and_one_line(site: Site, alice: Visitor) -> None:
    first = await alice.posts(id="post-same-id", text="Sekali saja.")
    again = await alice.posts(id="post-same-id", text="Sekali saja.")
    assert (again.status, again.number) == (202, first.number)
    await site.echo.settled()
    assert len(site.echo.messages) == 1
    assert [line["side"] for line in await alice.reads()] == ["person", "bot"]


async def test_two_visitors_may_choose_the_same_id(site: Site, alice: Visitor, bob: Visitor) -> None:
    await alice.posts(id="post-same-id", text="Dari Alice.")
    await bob.posts(id="post-same-id", text="Dari Bob.")
    assert [message.input for message in site.echo.messages] == [Said(text="Dari Alice."), Said(text="Dari Bob.")]


async def test_a_button_says_itself_what_it_belongs_to(site: Site, alice: Visitor) -> None:
    await alice.posts(token="7.1.choose.job0", label="Bidan", pressed=12, seen=5, conversation=9)
    assert site.last.input == Did(verb="choose", argument="job0", ask=1)
    assert (site.last.conversation, site.last.ask, site.last.pressed) == (7, 1, "12")


async def test_a_token_that_is_not_ours_is_odd_and_keeps_its_label(site: Site, alice: Visitor) -> None:
    await alice.posts(token="../etc", label="Bidan")
    assert site.last.input == Odd(what="button", text="Bidan")


async def test_a_place_is_taken(site: Site, alice: Visitor) -> None:
    await alice.posts(place=[-2.58, 120.79])
    assert site.last.input == Pinned(latitude=-2.58, longitude=120.79)


async def test_a_file_is_stored_before_it_is_taken(site: Site, alice: Visitor) -> None:
    answer = await alice.uploads(b"a photo", "kelas ibu.jpg", caption="Kelas ibu", seen="3", conversation="7")
    assert answer.status == 202
    sent = site.last.input
    assert isinstance(sent, Sent)
    assert (sent.caption, site.last.ask, site.last.conversation) == ("Kelas ibu", 3, 7)
    assert replace(sent.file, key="") == File(
        key="", kind=FileKind.PHOTO, name="kelas ibu.jpg", mime="image/jpeg", size=7
    )
    assert await site.web.fetch(sent.file) == b"a photo"


@pytest.mark.parametrize(
    ("name", "mime", "kind", "kept", "known"),
    [
        ("../../etc/passwd", "text/plain", FileKind.DOCUMENT, "passwd", "text/plain"),
        ("C:\\Users\\foto.png", "image/png", FileKind.PHOTO, "foto.png", "image/png"),
        ("surat.pdf", "application/octet-stream", FileKind.DOCUMENT, "surat.pdf", "application/pdf"),
        ("a\u202efdp.exe", "", FileKind.DOCUMENT, "afdp.exe", None),
        ("...", "audio/ogg", FileKind.VOICE, "berkas", "audio/ogg"),
        ("é" * 300 + ".jpeg", "image/jpeg", FileKind.PHOTO, "é" * 95 + ".jpeg", "image/jpeg"),
        ("x.bin", "not a type", FileKind.DOCUMENT, "x.bin", "application/octet-stream"),
    ],
)
async def test_a_file_gets_a_plain_name_and_a_type(
    site: Site, alice: Visitor, name: str, mime: str, kind: FileKind, kept: str, known: str | None
) -> None:
    assert (await alice.uploads(b"content", name, mime or "application/octet-stream")).status == 202
    sent = site.last.input
    assert isinstance(sent, Sent)
    assert (sent.file.kind, sent.file.name) == (kind, kept)
    assert known is None or sent.file.mime == known


async def test_an_empty_file_is_refused_kindly(site: Site, alice: Visitor) -> None:
    answer = await alice.uploads(b"")
    assert (answer.status, answer.problem[:22]) == (422, "Berkas ini kosong (0 b")
    assert site.echo.messages == []


@pytest.mark.parametrize("size", [1_000_001, 1_200_000])
async def test_a_large_file_is_refused_with_the_limit(site: Site, alice: Visitor, size: int) -> None:
    answer = await alice.uploads(bytes(size))
    assert answer.status == 413
    assert "lebih besar dari 1 MB" in answer.problem
    assert site.echo.messages == []
    assert not (site.folder / "files").exists()


async def test_a_file_of_exactly_the_limit_is_taken(site: Site, alice: Visitor) -> None:
    assert (await alice.uploads(bytes(1_000_000))).status == 202


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"text": ""},
        {"text": " \n"},
        {"text": "a", "token": "7.1.choose.job0"},
        {"text": "a", "place": [0, 0]},
        {"place": [91, 0]},
        {"place": [0]},
        {"text": "a", "id": "short"},
        {"text": "a", "id": "post <b> 0001"},
        {"text": "a", "seen": -1},
        {"text": "a", "seen": 2**63},
        {"text": "a", "at": "2020-01-01T00:00:00Z"},
        {"file": {"key": "0" * 64, "kind": "photo", "name": "a", "mime": "a/b", "size": 1}},
    ],
    ids=str,
)
async def test_a_post_that_makes_no_sense_is_refused(site: Site, alice: Visitor, fields: dict[str, JsonValue]) -> None:
    answer = await alice.posts_bytes(json.dumps({"id": "post-0001", **fields}).encode())
    assert answer.status == 422
    assert "tidak terbaca" in answer.problem
    assert site.echo.messages == []
    assert await alice.reads() == []


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"id": "post-0001", "text": "\\ud800"}', b'{"id":"post-0001","place":[NaN,0]}']
)
async def test_bytes_that_are_no_post_are_refused(site: Site, alice: Visitor, body: bytes) -> None:
    assert (await alice.posts_bytes(body)).status == 422
    assert site.echo.messages == []


async def test_a_broken_form_is_refused(site: Site, alice: Visitor) -> None:
    answer = await alice.posts_bytes(b"--x\r\n", mime="multipart/form-data; boundary=y")
    assert answer.status in {400, 422}
    assert site.echo.messages == []


async def test_a_text_beyond_all_measure_is_refused_and_what_to_do_is_said(site: Site, alice: Visitor) -> None:
    answer = await alice.posts(text="kata " * 20_001)
    assert answer.status == 422
    assert "Kirim dalam beberapa bagian" in answer.problem
    assert (await alice.posts(text="kata " * 1_000_000)).status == 413
    assert site.echo.messages == []


async def test_three_thousand_words_arrive_as_written(site: Site, alice: Visitor) -> None:
    text = "  Ibu\thamil\n\n" + "datang terlambat 🤰 <b>{{ x }}</b> " * 600 + "\x00 akhir"
    assert (await alice.posts(text=text)).status == 202
    assert site.last.input == Said(text=text.replace("\x00", ""))


@pytest.mark.parametrize("origin", [None, "null", "https://elsewhere.example", "http://127.0.0.1:1"])
async def test_a_post_from_another_site_is_refused(site: Site, alice: Visitor, origin: str | None) -> None:
    assert (await alice.posts(text="Bukan saya.", origin=origin)).status == 403
    assert site.echo.messages == []


async def test_a_stranger_without_a_cookie_gets_nothing(site: Site) -> None:
    async with visiting(site.base) as stranger:
        assert (await stranger.posts(text="Halo.")).status == 401
        for path in ("/chat/messages", "/chat/events", "/chat/files/1/a.pdf"):
            async with stranger.session.get(f"{site.base}{path}") as response:
                assert response.status == 401


async def test_what_could_not_be_stored_is_not_acknowledged_and_may_come_again(site: Site, alice: Visitor) -> None:
    site.echo.is_broken = True
    assert (await alice.posts(id="post-later", text="Jangan hilang.")).status == 500
    site.echo.is_broken = False
    assert (await alice.posts(id="post-later", text="Jangan hilang.")).status == 202
    await site.echo.settled()
    assert [line["side"] for line in await alice.reads()] == ["person", "bot"]


async def test_after_the_end_nothing_is_taken(site: Site, alice: Visitor) -> None:
    await site.web.stop()
    assert (await alice.posts(text="Terlambat.")).status == 503


# --- what is shown -------------------------------------------------------------------------------


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


async def test_a_silent_stream_gives_signs_of_life(alice: Visitor) -> None:
    async with alice.listens() as stream:
        assert await stream.frame() == "retry: 2000"
        assert (await stream.frame()).strip() == ":"
        assert (await stream.frame()).strip() == ":"


async def test_two_tabs_and_nobody_else_hear_a_line(site: Site, alice: Visitor, bob: Visitor) -> None:
    async with alice.listens() as one, alice.listens() as two, bob.listens() as other:
        await alice.posts(text="Milik Alice.")
        assert (await one.line())[1]["text"] == (await two.line())[1]["text"] == "Milik Alice."
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
        await site.web.send(OutgoingMessage(address=site.last.address, text=(Span(f"Baris {number}"),)))
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


@given(text=st.text(min_size=1).filter(str.strip), seen=st.none() | st.integers(0, 2**63 - 1))
def test_any_text_comes_through_storage_as_it_was_typed(text: str, seen: int | None) -> None:
    assume(text.replace("\x00", "").strip())
    stored = Taken(id="post-0001", text=text, seen=seen, at=AT).model_dump_json()
    message = Taken.model_validate_json(stored).message(Address(channel="web", id="a"))
    assert (message.input, message.ask, message.at) == (Said(text=text.replace("\x00", "")), seen, AT)
