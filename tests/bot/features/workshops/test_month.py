"""A clock is moved through a month with workshops that move, fill up and are cancelled: what was sent when."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.app import App
from flows.messages import OutgoingMessage, plain
from tests.bot.features.workshops.conftest import Plan, pass_until, titled
from tests.fakes.paper import Clock, PaperChannel, Person

MAKASSAR = ZoneInfo("Asia/Makassar")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of November 2026, whose first is a Sunday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=MAKASSAR).astimezone(UTC)


SENT = """
02 09.00 Alice: Anda diundang: Kelas
02 09.00 Alice: Anda diundang: Klinik
02 09.00 Bob: Anda diundang: Kelas
02 09.00 Bob: Anda diundang: Klinik
04 09.00 Alice: Draf “Rancangan inovasi (belum
04 20.10 Alice: Ada perubahan: Kelas
05 09.00 Alice: 7 hari lagi: Klinik
05 09.00 Bob: 7 hari lagi: Klinik
09 09.00 Alice: Kalau hari ini ada
11 09.00 Alice: Besok: Klinik
11 09.00 Bob: Besok: Klinik
12 07.00 Alice: Hari ini: Klinik
12 07.00 Bob: Hari ini: Klinik
13 08.00 Alice: Terima kasih sudah hadir
13 08.00 Bob: Klinik sudah berlangsung; sayang
14 09.00 Alice: Draf “Rancangan inovasi (belum
19 09.00 Alice: Kalau hari ini ada
23 08.00 Alice: 7 hari lagi: Kelas
28 07.30 Alice: Kelas dibatalkan. Pemateri berhalangan
"""
"""All that people were sent in November that they had not just asked for, nudges among it; times are WITA.

Bob does not know yet whether he comes to the first workshop, and says no to the second: he hears no more of that. It
is moved on the evening of the 4th, in two changes that are told together, from the 18th to the 30th; the day before
that is a Sunday, so that its second reminder would come on Saturday morning. It is cancelled on Friday at ten in the
evening: nobody hears so before Saturday at half past seven, and nobody is reminded any more. Alice wrote last on the
2nd and on the 12th: two days and a week later she is reminded of her draft.
"""


def _beginning(message: OutgoingMessage) -> str:
    return " ".join(plain(message.text).splitlines()[0].split()[:4])


class Diary:
    """Writes down what was sent when to whom: all that goes by itself, as it goes."""

    def __init__(self, paper: PaperChannel, clock: Clock) -> None:
        self._paper = paper
        self._clock = clock
        self._seen = 0
        self.lines: list[str] = []

    def skip(self) -> None:
        """Leave out what was said up to now: it was asked for."""
        self._seen = len(self._paper.sent)

    def look(self) -> None:
        """Write down what was sent since."""
        moment = self._clock.time.astimezone(MAKASSAR)
        new = self._paper.sent[self._seen :]
        self.lines += sorted(
            f"{moment:%d %H.%M} {outgoing_message.address.id}: {_beginning(outgoing_message)}"
            for outgoing_message in new
        )
        self.skip()


async def test_what_is_sent_in_a_month(
    app: App, paper: PaperChannel, clock: Clock, plan: Plan, alice: Person, bob: Person, dan: Person
) -> None:
    clock.time = at(2, 9)
    diary = Diary(paper, clock)

    async def until(day: int, hour: int, minute: int = 0) -> None:
        diary.skip()
        await pass_until(app, clock, at(day, hour, minute), diary.look)

    await alice.says("/mulai rancangan")
    await alice.says("Alice Contoh")
    await bob.says("/mulai")
    await plan("Klinik", "Kamis 12/11 09.00-12.00", invites=False)
    await plan("Kelas", "Rabu 18/11 13.00-16.00", invites=False)
    for number in (1, 2):
        await dan.says("jadwal")
        await dan.taps(next(label for label in dan.labels if label.startswith(f"{number}.")))
        await dan.taps("Undang 2 orang")
    await until(2, 9, 30)
    for person, answers in ((alice, ("Hadir", "Hadir")), (bob, ("Belum tahu", "Tidak bisa"))):
        for title, label in zip(("Klinik", "Kelas"), answers, strict=True):
            await person.taps(label, on=invitation(person, title))
    await until(4, 20)

    await dan.says("jadwal")
    await dan.taps("2. Kelas")
    await dan.taps("Ubah")
    await dan.taps("Waktu")
    await dan.says("Senin 30/11 jam 8-11")
    await dan.taps("Ubah")
    await dan.taps("Tempat")
    await dan.says("Kantor Camat Wotu")
    await dan.taps("Tanpa pin")
    await until(12, 8)

    await alice.says((await titled(app, "Klinik")).code)
    await until(27, 22)

    await dan.says("jadwal")
    await dan.taps("1. Kelas")
    await dan.taps("Ubah")
    await dan.taps("Batalkan")
    await dan.says("Pemateri berhalangan")
    await dan.taps("Ya, batalkan")
    await until(30, 23)
    sent = [line for line in diary.lines if " Dan: " not in line]
    assert sent == SENT.strip().splitlines(), "\n".join(sent)
    reports = [line for line in diary.lines if " Dan: Selesai" in line]
    assert len(reports) == 4, "whoever invited, moved and cancelled is told what became of it"


def invitation(person: Person, title: str) -> OutgoingMessage:
    return next(
        outgoing_message
        for outgoing_message in person.messages
        if plain(outgoing_message.text).startswith(f"Anda diundang: {title}")
    )
