"""An admin writes a broadcast, looks at it, changes it, and sends an old one again."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from sqlalchemy import Connection

from bot.app import App
from bot.features.broadcasts.preview import styled, subject
from flows.messages import Attachment, Reply, TextSpan, plain
from storage.outreach import broadcasts
from storage.outreach.audience import Audience
from storage.outreach.broadcasts import BroadcastState
from tests.bot.features.broadcasts.conftest import Carry, offer, written
from tests.fakes.paper import Person


def picture() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(drawn, "PNG")
    return drawn.getvalue()


@pytest.mark.parametrize(
    ("typed", "bold", "text"),
    [
        ("**Lokakarya** besok", ["Lokakarya"], "Lokakarya besok"),
        ("*Lokakarya besok* di *aula*", ["Lokakarya besok", "aula"], "Lokakarya besok di aula"),
        ("2 * 3 * 4 = 24", [], "2 * 3 * 4 = 24"),
        ("** kosong **", [], "** kosong **"),
        ("**satu\ndua**", [], "**satu\ndua**"),
        ("<b>bukan</b> _miring_ [x](y)", [], "<b>bukan</b> _miring_ [x](y)"),
        ("**a*b**", ["a*b"], "a*b"),
        ("***", [], "***"),
    ],
)
def test_stars_make_bold_and_nothing_else_is_a_sign(typed: str, bold: list[str], text: str) -> None:
    assert [span.text for span in styled(typed) if span.bold] == bold
    assert plain(styled(typed)) == text


def test_an_announcement_is_named_by_its_beginning_or_its_file() -> None:
    assert subject(Reply(text=(TextSpan("Lokakarya\nbesok"),))) == "Lokakarya besok"
    assert subject(Reply(text=(TextSpan("kata " * 30),))).endswith("kata…")
    assert len(subject(Reply(text=(TextSpan("x" * 200),)))) <= 60
    assert subject(Reply(attachments=(Attachment(name="undangan.pdf", mime="application/pdf"),))) == "undangan.pdf"


async def test_what_is_written_is_kept_and_nobody_gets_it_yet(app: App, office: list[Person], dan: Person) -> None:
    before = [len(person.messages) for person in office]
    await dan.says("/siaran")
    assert dan.text.startswith("Belum ada siaran.")
    await dan.says("**Lokakarya** besok.")
    assert dan.text.startswith("Tersimpan sebagai draf: “Lokakarya besok.”.\n\n4 orang\nPenerima: semua orang.")
    await dan.taps("Lanjut (4 orang)")
    assert dan.text == "Siaran: Lokakarya besok.\n4 penerima:\n• 4 Paper, langsung\nUntuk: semua orang."
    assert dan.labels == ["Kirim ke 4 orang", "Jadwalkan", "Coba ke saya dulu", "Ubah"]
    assert [len(person.messages) for person in office[:3]] == before[:3]
    kept = await app.database.read(broadcasts.last, 5)
    assert [(broadcast.state, [span.text for span in broadcast.reply.text if span.bold]) for broadcast in kept] == [
        (BroadcastState.DRAFT, ["Lokakarya"])
    ]


async def test_a_command_with_words_behind_is_an_announcement_at_once(office: list[Person], dan: Person) -> None:
    assert office
    await dan.says("/siaran Lokakarya besok.")
    assert dan.text.startswith("Tersimpan sebagai draf: “Lokakarya besok.”.")


async def test_a_picture_with_words_is_shown_to_its_writer_as_all_will_see_it(
    office: list[Person], dan: Person
) -> None:
    alice = office[0]
    await dan.says("/siaran")
    await dan.sends(picture(), "poster.png", caption="*Lokakarya* besok.")
    await dan.taps("Lanjut (4 orang)")
    count = len(alice.messages)
    await dan.taps("Coba ke saya dulu")
    sample, rehearsal = dan.heard
    assert sample.attachment is not None
    assert (sample.attachment.name, plain(sample.text)) == ("poster.jpg", "Lokakarya besok.")
    assert sample.content is not None
    assert sample.content.startswith(b"\xff\xd8"), "a picture is kept as it is printed"
    assert [key.label for row in sample.rows for key in row] == ["Berhenti siaran"]
    assert plain(rehearsal.text).startswith("Siaran: Lokakarya besok.")
    assert len(alice.messages) == count


async def test_a_table_sent_after_siaran_is_no_roster(office: list[Person], dan: Person) -> None:
    assert office
    await dan.says("/siaran")
    await dan.sends(b"nama,jenis\nX,opd\n", "daftar.csv", kind="document", caption="Jadwalnya terlampir.")
    assert dan.text.startswith("Tersimpan sebagai draf: “Jadwalnya terlampir.”.")


async def test_what_is_no_announcement_is_answered_with_what_would_be(dan: Person) -> None:
    await dan.says("/siaran")
    await dan.gives(dan.update(pin=[-2.5, 120.8]))
    assert dan.text == "Untuk siaran saya perlu teks, gambar, atau berkas. Tulis pengumumannya di sini."
    await dan.says("Lokakarya besok.")
    assert dan.text.startswith("Tersimpan sebagai draf")


async def test_words_and_circle_of_a_draft_can_be_changed_and_it_can_be_dropped(
    app: App, office: list[Person], dan: Person
) -> None:
    assert office
    await written(dan)
    await dan.taps("Ubah")
    await dan.taps("Teksnya")
    assert "Isinya sekarang:\n\nLokakarya besok." in dan.text
    await dan.says("Lokakarya **lusa**.")
    assert dan.text.startswith("Siaran: Lokakarya lusa.")
    await dan.taps("Ubah")
    await dan.taps("Penerimanya")
    assert dan.text.startswith("4 orang")
    await dan.taps("Lanjut (4 orang)")
    await dan.taps("Ubah")
    await dan.taps("Hapus draf")
    assert dan.text == "“Lokakarya lusa.” dihapus. Tidak ada yang menerimanya."
    assert await app.database.read(broadcasts.last, 5) == []
    await dan.taps("Jadwalkan")
    assert dan.text == "Siaran itu sudah berangkat atau sudah dihapus, jadi tidak bisa diubah lagi."


async def test_an_old_one_is_sent_again_as_a_new_one_to_the_same_circle(
    app: App, office: list[Person], dan: Person, carry: Carry
) -> None:
    await dan.says("/siaran")
    await dan.says("Lokakarya *besok*.")
    await dan.taps("Kecualikan")
    await dan.says("bob")
    await dan.taps("Kembali (3 orang)")
    await dan.taps("Lanjut (3 orang)")
    await dan.taps("Kirim ke 3 orang")
    await carry()
    await dan.taps("Kirim lagi")
    assert dan.text.startswith("Siaran: Lokakarya besok.\n3 penerima:")
    assert "tanpa Bob" in dan.text
    again, first = await app.database.read(broadcasts.last, 5)
    assert (again.reply, again.audience) == (first.reply, first.audience)
    assert (again.state, first.state) == (BroadcastState.DRAFT, BroadcastState.DONE)
    await dan.taps("Kirim ke 3 orang")
    await carry()
    assert [sum(plain(m.text) == "Lokakarya besok." for m in person.messages) for person in office[:3]] == [2, 0, 2]


async def test_the_list_says_where_each_stands_and_opens_it(office: list[Person], dan: Person, carry: Carry) -> None:
    assert office
    await written(dan, "Satu.")
    await dan.taps("Kirim ke 4 orang")
    await carry()
    await written(dan, "Dua.")
    await dan.says("siaran")
    assert "2. Dua. (draf, 26 Agustus 2026)\n1. Satu. (selesai, 26 Agustus 2026)" in dan.text
    await dan.taps(offer(dan, "1. "))
    assert dan.text.startswith("Selesai: Satu.\nDikirim Dan, mulai pukul 09.00.")


async def test_who_is_no_admin_can_neither_write_nor_touch_one(
    app: App, office: list[Person], bob: Person, dan: Person
) -> None:
    assert office
    await bob.says("/siaran")
    assert bob.text.startswith("“siaran” dipakai admin untuk")
    await written(dan)
    await bob.gives(bob.update(token="..siaran_send.1", pressed="1"))
    assert "hubungi Bagian Organisasi" in bob.text
    kept = await app.database.read(broadcasts.get, 1)
    assert kept is not None
    assert kept.state is BroadcastState.DRAFT


async def test_every_broadcast_can_be_reached_from_the_list(app: App, dan: Person) -> None:
    await dan.says("/start")

    def write(connection: Connection) -> None:
        for number in range(1, 11):
            broadcasts.create(connection, Reply(text=(TextSpan(f"Kabar {number}"),)), Audience(), None, app.now())

    await app.database.write(write)
    await dan.says("/siaran")
    assert dan.text.startswith("Siaran 1 sampai 7 dari 10:")
    await dan.taps(next(label for label in dan.labels if "8" in label and "10" in label))
    assert dan.text.startswith("Siaran 8 sampai 10 dari 10:")
    assert "1. Kabar 1" in dan.labels
    await dan.says("Lomba dibuka.")
    assert "Tersimpan sebagai draf" in dan.text
