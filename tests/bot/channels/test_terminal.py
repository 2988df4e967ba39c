"""Conversations through the terminal channel."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TextIO

import pytest

from bot.channels.terminal import TerminalChannel
from bot.ports import FetchError, Receive
from flows.messages import ButtonPress, File, FileInput, FileKind, LocationInput, TextInput, UnsupportedInput
from tests.fakes.echo import PROPOSAL, Echo
from tests.fakes.terminal import Driver, sitting

GREETING = """
Selamat malam! Saya Tuntun.

Apa pekerjaan Anda?
Penilai ingin tahu siapa yang menggagas.

Bagian 1 dari 6 · sekitar 14 menit lagi
[1] Bidan
[2] Perawat
[3] Dokter
[4] Tenaga kesehatan masyarakat di puskesmas pembantu
[5] Bantuan  [6] Contoh
[7] Lanjut nanti
"""


class TerminalChat:
    """A person at a terminal, and the bot at the other end."""

    def __init__(self, driver: Driver, echo: Echo) -> None:
        self.types = driver.types
        self.sees = driver.sees
        self.leaves = driver.leaves
        self.channel = driver.channel
        self.messages = echo.messages


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[TerminalChat]:
    """A terminal that was just opened."""
    bots: list[Echo] = []

    async def settled() -> None:
        await bots[0].settled()

    def make(said: TextIO, shown: TextIO) -> tuple[TerminalChannel, Receive]:
        channel = TerminalChannel(said, shown, folder=tmp_path, settled=settled)
        bots.append(Echo(channel))
        return channel, bots[0].receive

    async with sitting(make) as driver:
        yield TerminalChat(driver, bots[0])


async def test_a_newcomer_is_greeted_with_numbered_buttons(chat: TerminalChat) -> None:
    assert (await chat.sees()).endswith(GREETING)


@pytest.mark.parametrize("line", ["2", "Perawat", " perawat "])
async def test_a_number_or_a_label_presses_a_button(chat: TerminalChat, line: str) -> None:
    assert "Tersimpan ✓ Perawat." in await chat.types(line)
    pressed = chat.messages[-1]
    assert pressed.input == ButtonPress(verb="choose", argument="job1", ask=1)
    assert (pressed.conversation, pressed.ask) == (7, 1)


async def test_a_number_is_an_answer_where_a_number_may_be_one(chat: TerminalChat) -> None:
    assert "[:1] Bantuan  [:2] Contoh" in await chat.types("angka")
    for line in ("2", "angka", ":2"):
        await chat.types(line)
    meant = [message.input for message in chat.messages[-3:]]
    assert meant == [TextInput(text="2"), TextInput(text="angka"), ButtonPress(verb="example", ask=4)]


async def test_a_number_without_a_button_is_text(chat: TerminalChat) -> None:
    await chat.types("64")
    assert chat.messages[-1].input == TextInput(text="64")


async def test_a_blank_line_says_nothing(chat: TerminalChat) -> None:
    await chat.sees()
    assert await chat.types("   ") == ""
    assert len(chat.messages) == 1


async def test_a_photo_is_sent_and_fetched_by_its_path(chat: TerminalChat, tmp_path: Path) -> None:
    photo = tmp_path / "kelas ibu.jpg"
    photo.write_bytes(b"a photo")
    assert "Tersimpan ✓ photo kelas ibu.jpg, 7 byte." in await chat.types(f":foto {photo}")
    sent = chat.messages[-1].input
    assert isinstance(sent, FileInput)
    assert await chat.channel.fetch(sent.file) == b"a photo"


async def test_a_file_that_is_not_there_can_not_be_fetched(chat: TerminalChat, tmp_path: Path) -> None:
    missing = File(key=str(tmp_path / "none.pdf"), kind=FileKind.DOCUMENT, name="none.pdf", mime="", size=0)
    with pytest.raises(FetchError) as failed:
        await chat.channel.fetch(missing)
    assert failed.value.problem == "gone"


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        (":lokasi -2.58, 120.79", LocationInput(latitude=-2.58, longitude=120.79)),
        (":lokasi di desa", UnsupportedInput(what="location", text="di desa")),
        (":lokasi 120.79,-200", UnsupportedInput(what="location", text="120.79,-200")),
        (":lokasi nan,nan", UnsupportedInput(what="location", text="nan,nan")),
    ],
)
async def test_a_location_is_two_numbers_on_the_globe(
    chat: TerminalChat, line: str, meant: LocationInput | UnsupportedInput
) -> None:
    await chat.types(line)
    assert chat.messages[-1].input == meant


async def test_a_document_lands_in_the_folder(chat: TerminalChat, tmp_path: Path) -> None:
    path = tmp_path / "Proposal Posyandu.pdf"
    assert f"[berkas: {path}]" in await chat.types("draf")
    assert path.read_bytes() == PROPOSAL


async def test_leaving_ends_the_channel_and_says_nothing(chat: TerminalChat) -> None:
    await chat.leaves()
    assert [message.input for message in chat.messages] == [TextInput(text="/mulai")]


async def played(script: str, screen: io.StringIO, begin: str = "/mulai") -> Echo:
    """Let a bot answer a script; return it."""
    bots: list[Echo] = []

    async def settled() -> None:
        await bots[0].settled()

    channel = TerminalChannel(io.StringIO(script), screen, begin=begin, settled=settled)
    bots.append(Echo(channel))
    await channel.start(bots[0].receive)
    await channel.ended()
    return bots[0]


async def test_a_script_is_answered_line_by_line_to_its_end() -> None:
    screen = io.StringIO()
    echo = await played("1\nSejak 2023.\nangka\n64\n", screen)
    assert [message.input for message in echo.messages] == [
        TextInput(text="/mulai"),
        ButtonPress(verb="choose", argument="job0", ask=1),
        *(TextInput(text=text) for text in ("Sejak 2023.", "angka", "64")),
    ]
    assert "Tersimpan ✓ 2 kata: Sejak 2023." in screen.getvalue()


async def test_another_beginning_takes_the_place_of_the_greeting() -> None:
    screen = io.StringIO()
    echo = await played("", screen, begin="angka")
    assert [message.input for message in echo.messages] == [TextInput(text="angka")]


async def test_the_question_is_bold_on_a_real_terminal() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    await played("", screen)
    assert "\x1b[1mApa pekerjaan Anda?\x1b[0m" in screen.getvalue()
