"""Posts to the web chat: which are accepted, and which refused with which words."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image
from pydantic import JsonValue

from bot.channels.web.schema import StoredPost
from flows.messages import (
    Address,
    ButtonPress,
    File,
    FileInput,
    FileKind,
    IncomingMessage,
    LocationInput,
    TextInput,
    UnsupportedInput,
)
from tests.fakes.drafts import picture
from tests.fakes.echo import CONVERSATION
from tests.fakes.web.echo_site import Site
from tests.fakes.web.server import AT
from tests.fakes.web.visitor import Visitor, visiting


async def test_a_text_is_taken_with_the_question_it_answers(site: Site, alice: Visitor) -> None:
    answer = await alice.posts(text="Sejak 2023.", seen=3, conversation=CONVERSATION)
    assert answer.status == 202
    assert site.last == IncomingMessage(
        address=site.last.address, input=TextInput(text="Sejak 2023."), at=AT, conversation=CONVERSATION, ask=3
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
    assert [message.input for message in site.echo.messages] == [
        TextInput(text="Dari Alice."),
        TextInput(text="Dari Bob."),
    ]


async def test_a_button_says_itself_what_it_belongs_to(site: Site, alice: Visitor) -> None:
    await alice.posts(token="7.1.choose.job0", label="Bidan", pressed=12, seen=5, conversation=9)
    assert site.last.input == ButtonPress(verb="choose", argument="job0", ask=1)
    assert (site.last.conversation, site.last.ask, site.last.pressed) == (7, 1, "12")


async def test_a_token_that_is_not_ours_is_odd_and_keeps_its_label(site: Site, alice: Visitor) -> None:
    await alice.posts(token="../etc", label="Bidan")
    assert site.last.input == UnsupportedInput(what="button", text="Bidan")


async def test_a_place_is_taken(site: Site, alice: Visitor) -> None:
    await alice.posts(place=[-2.58, 120.79])
    assert site.last.input == LocationInput(latitude=-2.58, longitude=120.79)


async def test_a_photo_is_kept_as_it_is_printed_without_the_place(site: Site, alice: Visitor) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (2.0, 36.0, 4.3)
    answer = await alice.uploads(picture(4000, 3000, format="WEBP", exif=exif), "kelas ibu.webp")
    assert answer.status == 202
    sent = site.last.input
    assert isinstance(sent, FileInput)
    kept = await site.web.fetch(sent.file)
    opened = Image.open(BytesIO(kept))
    assert (opened.format, opened.size, dict(opened.getexif())) == ("JPEG", (1600, 1200), {})
    assert (sent.file.name, sent.file.mime, sent.file.size) == ("kelas ibu.jpg", "image/jpeg", len(kept))


async def test_a_file_is_stored_before_it_is_taken(site: Site, alice: Visitor) -> None:
    answer = await alice.uploads(b"a photo", "kelas ibu.jpg", caption="Kelas ibu", seen="3", conversation="7")
    assert answer.status == 202
    sent = site.last.input
    assert isinstance(sent, FileInput)
    assert (sent.caption, site.last.ask, site.last.conversation) == ("Kelas ibu", 3, 7)
    assert replace(sent.file, key="") == File(
        key="", kind=FileKind.PHOTO, name="kelas ibu.jpg", mime="image/jpeg", size=7
    )
    assert await site.web.fetch(sent.file) == b"a photo"


@pytest.mark.parametrize(
    ("name", "mime", "expected"),
    [
        ("../../etc/passwd", "text/plain", (FileKind.DOCUMENT, "passwd", "text/plain")),
        ("C:\\Users\\foto.png", "image/png", (FileKind.PHOTO, "foto.png", "image/png")),
        ("surat.pdf", "application/octet-stream", (FileKind.DOCUMENT, "surat.pdf", "application/pdf")),
        ("a\u202efdp.exe", "", (FileKind.DOCUMENT, "afdp.exe", None)),
        ("...", "audio/ogg", (FileKind.VOICE, "berkas", "audio/ogg")),
        ("é" * 300 + ".jpeg", "image/jpeg", (FileKind.PHOTO, "é" * 95 + ".jpeg", "image/jpeg")),
        ("x.bin", "not a type", (FileKind.DOCUMENT, "x.bin", "application/octet-stream")),
    ],
)
async def test_a_file_gets_a_plain_name_and_a_type(
    site: Site, alice: Visitor, name: str, mime: str, expected: tuple[FileKind, str, str | None]
) -> None:
    assert (await alice.uploads(b"content", name, mime or "application/octet-stream")).status == 202
    sent = site.last.input
    assert isinstance(sent, FileInput)
    kind, kept, known = expected
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
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"[" * 100_000,
        b'{"id":"post-0001","place":[NaN,0]}',
        b'{"id":"post-0001","place":[1e400,0]}',
        b'{"id":"post-0001","text":"a","seen":1' + b"0" * 400 + b"}",
        b'{"id":"post-0001","text":"a","seen":2147483648}',
        b'{"id":"post-0001","text":["a"]}',
    ],
)
async def test_bytes_that_are_no_post_are_refused(site: Site, alice: Visitor, body: bytes) -> None:
    assert (await alice.posts_bytes(body)).status == 422
    assert site.echo.messages == []


async def test_half_a_character_costs_nobody_their_text(site: Site, alice: Visitor) -> None:
    assert (await alice.posts_bytes(b'{"id": "post-0001", "text": "ibu \\ud83d hamil"}')).status == 202
    assert site.last.input == TextInput(text="ibu \ufffd hamil")


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
    assert site.last.input == TextInput(text=text.replace("\x00", ""))


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


@given(text=st.text(min_size=1).filter(str.strip), seen=st.none() | st.integers(0, 2**31 - 1))
def test_any_text_comes_through_storage_as_it_was_typed(text: str, seen: int | None) -> None:
    assume(text.replace("\x00", "").strip())
    stored = StoredPost(id="post-0001", text=text, seen=seen, at=AT).model_dump_json()
    message = StoredPost.model_validate_json(stored).message(Address(channel="web", id="a"))
    assert (message.input, message.ask, message.at) == (TextInput(text=text.replace("\x00", "")), seen, AT)
