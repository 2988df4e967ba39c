"""A small bot behind any channel: it answers at once, with one of every kind of reply."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.channels.layout.layout import lay_out
from bot.ports import Channel, RawUpdate
from flows.messages import (
    Attachment,
    Button,
    ButtonPress,
    FileInput,
    IncomingMessage,
    InputKind,
    LocationInput,
    OutgoingMessage,
    Reply,
    TextInput,
    TextSpan,
    UnsupportedInput,
)

CONVERSATION = 7
PROPOSAL = b"%PDF-1.7 a small proposal"
ACTIONS = (Button("Bantuan", "help"), Button("Contoh", "example"), Button("Lanjut nanti", "later"))
JOBS = ("Bidan", "Perawat", "Dokter", "Tenaga kesehatan masyarakat di puskesmas pembantu")
SERVICES = ("Ibu hamil", "Balita", "Lansia")


def question(ask: int, prompt: str, *, understood: str = "", why: str = "", wants: InputKind = InputKind.TEXT) -> Reply:
    """Return a question as the conversation asks it."""
    return Reply(
        said=(TextSpan(understood),) if understood else (),
        text=(TextSpan(prompt, bold=True), *((TextSpan(f"\n{why}"),) if why else ())),
        footer=f"Bagian {ask} dari 6 · sekitar {15 - ask} menit lagi",
        actions=ACTIONS,
        wants=wants,
        ask=ask,
    )


def services(chosen: frozenset[str]) -> Reply:
    """Return a question whose buttons are marked and taken back."""
    marks = tuple(Button(f"{'✓ ' if name in chosen else ''}{name}", "toggle", name[:4].lower()) for name in SERVICES)
    asked = question(3, "Siapa saja yang dilayani?")
    return replace(asked, choices=(*marks, Button("Sudah semua", "done")), wants=InputKind.CHOICE, edits=True)


def greeting() -> Reply:
    """Return what a newcomer reads first."""
    asked = question(1, "Apa pekerjaan Anda?", why="Penilai ingin tahu siapa yang menggagas.")
    choices = tuple(Button(job, "choose", f"job{number}") for number, job in enumerate(JOBS))
    return replace(asked, said=(TextSpan("Selamat malam! Saya Tuntun."),), choices=choices, wants=InputKind.CHOICE)


WORDS: dict[str, Callable[[], Reply]] = {
    "/mulai": greeting,
    "/daftar": lambda: Reply(text=(TextSpan("1. Identitas ✓\n2. Masalah\n3. Gagasan"),)),
    "angka": lambda: question(4, "Berapa ibu hamil yang dilayani?", wants=InputKind.NUMBER),
    "lokasi": lambda: question(5, "Di mana inovasi berjalan?", wants=InputKind.LOCATION),
    "berkas": lambda: question(6, "Kirim satu foto kegiatan.", wants=InputKind.FILE),
    "pilih": lambda: services(frozenset()),
    "draf": lambda: Reply(
        text=(TextSpan("Ini draf Anda, versi 1."),),
        attachments=(Attachment(name="Proposal Posyandu.pdf", mime="application/pdf", document="proposal.pdf"),),
    ),
}


def respond(message: IncomingMessage, chosen: set[str]) -> Reply:
    """Return what the bot says to one message; `chosen` is what it remembers."""
    match message.input:
        case TextInput(text=text) if text.split()[0] in WORDS:
            return WORDS[text.split()[0]]()
        case TextInput(text=text):
            return question(2, "Lalu apa yang terjadi?", understood=f"Tersimpan ✓ {len(text.split())} kata: {text}")
        case ButtonPress(verb="toggle", argument=argument):
            name = next(name for name in SERVICES if name[:4].lower() == argument)
            chosen ^= {name}
            return services(frozenset(chosen))
        case ButtonPress(verb="choose", argument=argument):
            understood = f"Tersimpan ✓ {JOBS[int(argument[3:])]}."
            prompt = "Masalah apa yang Anda lihat setiap hari di pelayanan?"
            why = "Ceritakan seperti kepada rekan: siapa yang terkena, sejak kapan, seberapa sering."
            return question(2, prompt, understood=understood, why=why, wants=InputKind.LONG_TEXT)
        case ButtonPress(verb=verb):
            return Reply(text=(TextSpan(f"Tombol: {verb}."),))
        case FileInput(file=file, caption=caption):
            return Reply(text=(TextSpan(f"Tersimpan ✓ {file.kind} {file.name}, {file.size} byte. {caption}".strip()),))
        case LocationInput(latitude=latitude, longitude=longitude):
            return Reply(text=(TextSpan(f"Tersimpan ✓ {latitude}, {longitude}."),))
        case UnsupportedInput(what=what):
            return Reply(text=(TextSpan(f"Ini {what}; saya perlu kata-kata."),))


class Echo:
    """A bot that receives updates once each, remembers the messages, and replies through the channel."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.messages: list[IncomingMessage] = []
        self.may_reply = asyncio.Event()
        self.may_reply.set()
        self.is_broken = False
        self._keys: set[str] = set()
        self._chosen: set[str] = set()
        self._replying: set[asyncio.Task[None]] = set()

    async def receive(self, updates: Sequence[RawUpdate]) -> None:
        """Take updates; raise OSError while broken."""
        if self.is_broken:
            raise OSError("no space left on device")
        for update in updates:
            message = None if update.key in self._keys else self.channel.translate(update)
            self._keys.add(update.key)
            if message is not None:
                self.messages.append(message)
                task = asyncio.create_task(self._reply(message))
                self._replying.add(task)
                task.add_done_callback(self._replying.discard)

    def texts(self) -> list[str]:
        """Return what people typed, the greeting's word aside."""
        texts = [message.input.text for message in self.messages if isinstance(message.input, TextInput)]
        return [text for text in texts if text != "/mulai"]

    async def settled(self) -> None:
        """Return when every reply is sent."""
        while self._replying:
            await asyncio.wait(self._replying)

    async def _reply(self, message: IncomingMessage) -> None:
        await self.may_reply.wait()
        reply = respond(message, self._chosen)
        for outgoing in lay_out(reply, self.channel.limits, message.address, CONVERSATION, edits=message.pressed):
            await self.channel.send(_with_content(outgoing))


def _with_content(message: OutgoingMessage) -> OutgoingMessage:
    return replace(message, content=PROPOSAL) if message.attachment else message
