"""Begins drafts, keeps several, and comes back to them: the whole program over a channel on paper."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.app import App
from flows.conversation import Conversation
from flows.forms.model import Value
from storage.drafts import conversations
from tests.fakes.every_kind import EVERY_KIND
from tests.fakes.paper import Clock, PaperChannel, Person


async def draft_of(app: App, number: int) -> Conversation:
    stored = await app.database.read(conversations.load, number)
    assert stored is not None
    return stored.conversation


async def value(app: App, number: int, question: str) -> Value:
    return (await draft_of(app, number)).draft.value(question)


async def test_a_newcomer_is_led_to_the_form_that_fits(alice: Person) -> None:
    await alice.says("halo")
    assert alice.text.startswith("Halo, Alice. Saya Tuntun")
    assert "Inovasi Anda sekarang sampai di mana?" in alice.text
    await alice.taps("Sudah dipakai")
    assert "Sudah berapa lama inovasi itu dipakai?" in alice.text
    await alice.taps("Dua tahun atau lebih")
    assert "Inovasi Anda sudah dua tahun dipakai, jadi formulir lomba KIPP paling pas." in alice.text
    assert len(alice.heard) == 1, "what was understood and the first question are one bubble"


async def test_a_form_is_begun_by_its_name(alice: Person) -> None:
    await alice.says("/mulai rancangan")
    assert "Rancangan Inovasi Pelayanan Publik" in alice.text
    assert "Siapa nama lengkap Anda?" in alice.text


async def test_a_form_nobody_knows_is_said_to_be_unknown_and_the_way_goes_on(alice: Person) -> None:
    await alice.says("/mulai surat_cinta")
    assert "Formulir atau kode “surat_cinta” belum saya kenal." in alice.text
    assert "Inovasi Anda sekarang sampai di mana?" in alice.text


async def test_the_code_of_a_unit_fills_the_unit_in(alice: Person) -> None:
    await alice.says("/start PKM-WOTU")
    await alice.taps("Masih ide")
    assert "Sudah saya isikan: Unit kerja." in alice.text
    await alice.says("pratinjau")
    assert "Puskesmas Wotu" in alice.text


async def test_a_second_draft_leaves_the_first_alone(app: App, alice: Person) -> None:
    await alice.says("/mulai rancangan")
    await alice.says("Siti Contoh")
    await alice.says("Puskesmas Contoh")
    await alice.says("Judul Pertama")
    await alice.says("/mulai rancangan")
    assert "Anda sudah punya draf “Judul Pertama”." in alice.text
    await alice.taps("Draf baru")
    assert "Sudah saya isikan: Nama inovator dan Unit kerja." in alice.text, "who she is need not be said again"
    await alice.says("Judul Kedua")
    assert await value(app, 1, "judul") == "Judul Pertama"
    assert await value(app, 2, "judul") == "Judul Kedua"


async def test_one_goes_from_one_draft_to_the_other_and_back(app: App, alice: Person) -> None:
    await two_drafts(alice)
    await alice.says("/mulai")
    assert "Draf mana yang ingin dilanjutkan?" in alice.text
    assert alice.labels[:2] == ["1. Judul Kedua", "2. Judul Pertama"]
    await alice.taps("2. Judul Pertama")
    assert "Kita buka draf “Judul Pertama”." in alice.text
    await alice.says("Ibu hamil terlambat diperiksa.")
    assert await value(app, 1, "masalah") == "Ibu hamil terlambat diperiksa."
    assert await value(app, 2, "masalah") is None


async def test_a_button_of_another_draft_changes_nothing_and_shows_the_way_there(app: App, alice: Person) -> None:
    await two_drafts(alice)
    older = next(message for message in alice.messages if message.conversation == 1 and message.ask == 4)
    before = await draft_of(app, 1), await draft_of(app, 2)
    await alice.taps("Nanti saja", on=older)
    assert "Tombol itu milik draf “Judul Pertama”, sedangkan yang terbuka sekarang “Judul Kedua”." in alice.text
    assert "Apa yang paling mengganjal" in alice.text, "what is open is asked again"
    assert (await draft_of(app, 1)).events == before[0].events
    assert (await draft_of(app, 2)).draft == before[1].draft
    await alice.taps("Buka “Judul Pertama”")
    assert "Kita buka draf “Judul Pertama”." in alice.text


async def test_a_year_later_the_same_question_is_open(app: App, alice: Person, clock: Clock) -> None:
    await alice.says("/mulai rancangan")
    await alice.says("Siti Contoh")
    clock.passes(days=366)
    await alice.says("halo")
    assert "Selamat datang kembali." in alice.text
    assert "Terakhir Anda mengisi “Nama inovator”." in alice.text
    assert "Anda bertugas di mana?" in alice.text
    await alice.says("Puskesmas Contoh")
    assert await value(app, 1, "unit_kerja") == "Puskesmas Contoh"


async def test_a_button_of_a_year_ago_still_answers_its_open_question(app: App, alice: Person, clock: Clock) -> None:
    await alice.says("halo")
    clock.passes(days=366)
    await alice.taps("Masih ide")
    assert "Siapa nama lengkap Anda?" in alice.text


async def test_a_draft_put_away_is_listed_no_more(alice: Person) -> None:
    await two_drafts(alice)
    await alice.says("batal")
    await alice.taps("Buang draf ini")
    await alice.taps("Ya, buang")
    await alice.says("/mulai")
    assert "Anda sudah punya draf “Judul Pertama”." in alice.text


async def test_a_command_with_one_wrong_letter_is_understood(alice: Person) -> None:
    await alice.says("/mulai rancangan")
    await alice.says("/bantun")
    assert "Kapan saja boleh ketik" in alice.text


async def test_an_unknown_command_is_said_to_be_unknown(alice: Person) -> None:
    await alice.says("/mulai rancangan")
    await alice.says("/terbang tinggi")
    assert "Perintah “terbang” belum saya kenal." in alice.text
    await alice.taps("Lanjutkan")
    assert "Siapa nama lengkap Anda?" in alice.text


async def test_what_is_only_pressed_can_not_be_typed(alice: Person) -> None:
    await alice.says("/mulai rancangan")
    await alice.says("/forget")
    assert "belum saya kenal" in alice.text


async def test_everybody_has_drafts_of_their_own(app: App, paper: PaperChannel, alice: Person, bob: Person) -> None:
    await alice.says("/mulai rancangan")
    await bob.says("/mulai rancangan")
    await alice.says("Siti Contoh")
    await bob.says("Budi Contoh")
    assert (await value(app, 1, "nama_inovator"), await value(app, 2, "nama_inovator")) == (
        "Siti Contoh",
        "Budi Contoh",
    )


async def two_drafts(person: Person) -> None:
    await person.says("/mulai rancangan")
    await person.says("Siti Contoh")
    await person.says("Puskesmas Contoh")
    await person.says("Judul Pertama")
    await person.says("/mulai rancangan")
    await person.taps("Draf baru")
    await person.says("Judul Kedua")


async def test_every_draft_of_a_person_can_be_opened(app: App, alice: Person) -> None:
    await alice.says("/mulai semua")

    def write(connection: Connection) -> None:
        for number in range(1, 10):
            draft = conversations.create(connection, 1, EVERY_KIND.id, EVERY_KIND.version, "Semua", app.now())
            conversations.rename(connection, draft.conversation.id, f"Draf {number}")

    await app.database.write(write)
    await alice.says("draf lain")
    seen = [label for label in alice.labels if ". " in label]
    await alice.taps("8–10 ›")
    seen += [label for label in alice.labels if ". " in label]
    assert [label.partition(".")[0] for label in seen] == [str(number) for number in range(1, 11)]
    ninth = next(label for label in alice.labels if label.startswith("9."))
    await alice.says("9")
    assert f"Kita buka draf “{ninth.removeprefix('9. ')}”." in alice.text
