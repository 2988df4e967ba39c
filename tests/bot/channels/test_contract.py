"""The contract that every channel of the table keeps; a new row is run unasked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from bot.channels import CHANNELS
from bot.channels.layout.layout import lay_out
from bot.ports import FetchError, RawUpdate, SendResult
from bot.routing.bursts import is_cut
from flows.messages import (
    Address,
    Attachment,
    Button,
    ButtonPress,
    File,
    FileInput,
    FileKind,
    IncomingMessage,
    InputKind,
    Reply,
    TextInput,
    TextSpan,
    plain,
)
from tests.fakes.drivers.driver import Driver, driver_of

PDF = b"%PDF-1.7 " + bytes(range(256))


@dataclass
class Inbox:
    """An inbox that stores updates while its gate is open."""

    stored: list[RawUpdate] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    async def receive(self, updates: Sequence[RawUpdate]) -> None:
        self.reached.set()
        await self.gate.wait()
        self.stored += updates


@dataclass
class Line:
    """One person connected with the bot through a channel."""

    driver: Driver
    inbox: Inbox

    def heard(self) -> IncomingMessage:
        """Return the newest message."""
        message = self.driver.channel.translate(self.inbox.stored[-1])
        assert message is not None
        return message

    def messages(self, since: int) -> list[IncomingMessage]:
        """Return the messages after so many updates."""
        translated = [self.driver.channel.translate(update) for update in self.inbox.stored[since:]]
        return [message for message in translated if message is not None]

    async def replies(self, reply: Reply, conversation: int | None = 12) -> list[SendResult]:
        """Lay a reply out and send it to the person."""
        channel = self.driver.channel
        address = Address(channel=channel.name, id=self.inbox.stored[0].address)
        delivered: list[SendResult] = []
        for message in lay_out(reply, channel.limits, address, conversation):
            delivered.append(await channel.send(replace(message, content=PDF) if message.attachment else message))
        return delivered


def text_of(message: IncomingMessage) -> str:
    """Return what a message says in words."""
    return message.input.text if isinstance(message.input, TextInput) else ""


@pytest.fixture(params=list(CHANNELS))
async def line(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Line]:
    """A started channel of each kind, whose person has said hello."""
    async with driver_of(request.param)(tmp_path) as driver:
        inbox = Inbox()
        await driver.begin(inbox.receive)
        inbox.gate.set()
        async with asyncio.timeout(20):
            await driver.says("/mulai")
            yield Line(driver, inbox)


@pytest.mark.parametrize("name", list(CHANNELS))
def test_a_row_names_a_channel_with_limits_that_leave_room(name: str) -> None:
    limits = CHANNELS[name].limits
    assert CHANNELS[name].load().__doc__
    assert limits.text >= limits.text_with_buttons >= 1000
    assert limits.label >= 20
    assert limits.token >= 64
    assert limits.buttons >= 3
    assert limits.per_row >= 1
    assert limits.file_in > 1_000_000
    assert limits.file_out > 1_000_000


async def test_a_channel_knows_its_name_and_whom_an_update_is_from(line: Line) -> None:
    channel = line.driver.channel
    (update,) = line.inbox.stored
    message = line.heard()
    assert channel.name in CHANNELS
    assert channel.limits == CHANNELS[channel.name].limits
    assert update.channel == message.address.channel == channel.name
    assert update.address == message.address.id
    assert update.key
    assert message.input == TextInput(text="/mulai")
    assert message.at.tzinfo is not None
    assert all(route for route in channel.routes())


LINKS = {
    "telegram": "https://t.me/tuntun_bot?start=KMRTH-VWXCD",
    "whatsapp": "https://wa.me/6285500001111?text=mulai%20KMRTH-VWXCD",
    "web": "http://tuntun.example/chat?mulai=KMRTH-VWXCD",
}


async def test_a_link_leads_to_the_channel_with_a_code(line: Line) -> None:
    channel = line.driver.channel
    for _ in range(1000):  # the vendor says by and by what the bot is called there
        if channel.link("KMRTH-VWXCD") == LINKS.get(channel.name):
            return
        await asyncio.sleep(0.01)
    raise AssertionError(channel.link("KMRTH-VWXCD"))


async def test_nobody_is_told_that_an_update_arrived_before_it_is_durable(line: Line) -> None:
    line.inbox.gate.clear()
    line.inbox.reached.clear()
    saying = asyncio.create_task(line.driver.says("Cakupan turun"))
    await line.inbox.reached.wait()
    await asyncio.sleep(0.02)
    assert not saying.done()
    line.inbox.gate.set()
    await saying
    assert line.heard().input == TextInput(text="Cakupan turun")


async def test_a_repeated_update_has_the_same_key(line: Line) -> None:
    await line.driver.says("Cakupan turun")
    first = line.inbox.stored[-1]
    if await line.driver.repeats():
        assert line.inbox.stored[-1].key == first.key
    await line.driver.says("Cakupan turun")
    assert line.inbox.stored[-1].key != first.key


TYPED = [
    "82 % ke 64 %",
    "<b>tebal</b> & 'kutip' \"ganda\" &amp; </script>",
    "{{ x }} #panic() $x$ *bintang* _garis_ `kode`",
    "Ibu hamil 👩🏽‍⚕️ 🇮🇩 مرحبا e\u0301",
    "1.2.choose.ya",
    "kata " * 700 + "akhir",
]


@pytest.mark.parametrize("text", TYPED)
async def test_what_is_typed_arrives_as_typed(line: Line, text: str) -> None:
    await line.driver.says(text)
    assert line.heard().input == TextInput(text=text)


async def test_a_stored_update_means_the_same_each_time_it_is_read(line: Line) -> None:
    await line.driver.says("Cakupan turun")
    assert line.heard() == line.heard()


CHOICES = tuple(Button(f"Pilihan {number}", "choose", f"c{number}") for number in range(1, 4))


async def test_buttons_come_back_as_what_they_meant(line: Line) -> None:
    actions = (Button("Kembali", "back"), Button("Bantuan", "help", "masalah"))
    await line.replies(
        Reply(text=(TextSpan("Siapa?", bold=True),), choices=CHOICES, actions=actions, ask=34, wants=InputKind.CHOICE)
    )
    for button in (*CHOICES, *actions):
        await line.driver.taps(button.label)
        message = line.heard()
        assert message.input == ButtonPress(verb=button.verb, argument=button.argument, ask=34)
        assert (message.conversation, message.ask) == (12, 34)


async def test_a_button_of_no_conversation_comes_back_too(line: Line) -> None:
    await line.replies(Reply(text=(TextSpan("Mau apa?"),), actions=(Button("Mulai", "menu"),)), conversation=None)
    await line.driver.taps("Mulai")
    assert line.heard().input == ButtonPress(verb="menu")
    assert (line.heard().conversation, line.heard().ask) == (None, None)


MANY = tuple(Button(f"Nomor {number} " + "x" * 100, "c", str(number)) for number in range(150))
REPLIES = [
    Reply(
        said=(TextSpan("Tersimpan ✓ <64 %> & </b>"),), text=(TextSpan("Siapa?", bold=True),), footer="Bagian 2 dari 6"
    ),
    Reply(text=(TextSpan(" ".join(f"kata{number}" for number in range(4000))),), choices=CHOICES),
    Reply(text=(TextSpan("kata" * 3000),)),
    Reply(text=(TextSpan("👩🏽‍⚕️" * 1500, bold=True),), footer="😀"),
    Reply(
        text=(TextSpan("Yang mana?"),),
        choices=tuple(Button(f"Nomor {n} " + "x" * 100, "c", str(n)) for n in range(150)),
    ),
    Reply(text=(TextSpan("Di mana?", bold=True),), wants=InputKind.LOCATION, choices=CHOICES),
    Reply(choices=CHOICES),
]


@pytest.mark.parametrize("reply", REPLIES)
async def test_whatever_is_laid_out_is_taken_and_every_word_is_shown(line: Line, reply: Reply) -> None:
    delivered = await line.replies(reply)
    assert all(part.message for part in delivered)
    assert len({part.message for part in delivered}) == len(delivered)
    shown = "".join((await line.driver.shown()).split())
    for words in (plain(reply.said), plain(reply.text), reply.footer):
        assert "".join(words.split()) in shown


async def test_files_of_the_bot_arrive_whole_under_their_names(line: Line) -> None:
    names = ("Proposal – Gizi Ibu.pdf", "Proposal v2.docx")
    attachments = tuple(Attachment(name=name, mime="application/pdf", document="proposal.pdf") for name in names)
    await line.replies(Reply(text=(TextSpan("Ini draf Anda."),), actions=CHOICES, attachments=attachments))
    assert await line.driver.files() == dict.fromkeys(names, PDF)
    await line.driver.taps("Pilihan 2")
    assert line.heard().input == ButtonPress(verb="choose", argument="c2")


async def test_a_file_of_a_person_can_be_fetched(line: Line) -> None:
    await line.driver.sends_file(PDF, "bukti.pdf")
    given = line.heard().input
    assert isinstance(given, FileInput)
    assert (given.file.name, given.file.kind, given.file.mime) == ("bukti.pdf", FileKind.DOCUMENT, "application/pdf")
    assert await line.driver.channel.fetch(given.file) == PDF


async def test_a_file_that_is_gone_says_so(line: Line) -> None:
    lost = File(key="0" * 64, kind=FileKind.PHOTO, name="a.jpg", mime="image/jpeg", size=5)
    with pytest.raises(FetchError) as error:
        await line.driver.channel.fetch(lost)
    assert error.value.problem == "gone"


async def test_nothing_odd_breaks_reading(line: Line) -> None:
    channel = line.driver.channel
    for update in line.driver.oddities():
        message = channel.translate(update)
        assert message is None or message.address.channel == channel.name
        assert update.body.encode() is not None


async def test_a_channel_ends_twice_without_complaint(line: Line) -> None:
    await line.driver.channel.stop()
    await line.driver.channel.stop()


async def test_only_what_an_app_cut_waits_for_its_rest(line: Line) -> None:
    before = len(line.inbox.stored)
    story = " ".join(str(number) for number in range(900, 1900))
    async with asyncio.timeout(20):
        await line.driver.says(story)
    pieces = line.messages(before)
    assert "".join(map(text_of, pieces)) == story
    assert [is_cut(piece) for piece in pieces] == [True] * (len(pieces) - 1) + [False]
