"""Answers a message with choices by typing: its number, its word, or part of it; anything else is an answer."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.app import App
from bot.chat import typed_choice
from bot.routing.prompts import PRESSES
from bot.texts import say
from flows.language.choices import pick_label, whole_label
from flows.messages import Address, Button, ButtonPress, IncomingMessage, Reply, TextInput
from storage.drafts import conversations
from tests.fakes.paper import Person

SECTIONS = ("Identitas", "1. Masalah", "2. Gagasan", "3. Tujuan", "7. Asas pelayanan publik")
FORM = ("Tentang inovasi", "1.1 Latar Belakang", "1.2 Tujuan, Outcome dan Output yang …", "3.1 Difusi dan Replikasi")
PLAIN = ("Urungkan jawaban terakhir", "Simpan dulu", "Buang draf ini")


@pytest.mark.parametrize(
    ("labels", "typed", "meant"),
    [
        (SECTIONS, "1", "1. Masalah"),
        (SECTIONS, "nomor 2", "2. Gagasan"),
        (SECTIONS, "3.", "3. Tujuan"),
        (SECTIONS, "4", None),
        (SECTIONS, "identitas", "Identitas"),
        (SECTIONS, "1. masalah", "1. Masalah"),
        (SECTIONS, "asas", "7. Asas pelayanan publik"),
        (FORM, "1.2", "1.2 Tujuan, Outcome dan Output yang …"),
        (FORM, "3", "3.1 Difusi dan Replikasi"),
        (FORM, "1", None),
        (FORM, "latar bel", "1.1 Latar Belakang"),
        (PLAIN, "2", "Simpan dulu"),
        (PLAIN, "0", None),
        (PLAIN, "buang", "Buang draf ini"),
        (PLAIN, "12 ibu hamil", None),
        (SECTIONS, "Masalah kami adalah air bersih", None),
        (SECTIONS, "64 %", None),
        (SECTIONS, "", None),
        (("○ Ide", "○ Ide lain"), "ide", "○ Ide"),
        (("○ Ide baru", "○ Ide lain"), "ide", None),
        (SECTIONS, "yang kedua", "2. Gagasan"),
        (PLAIN, "opsi 3", "Buang draf ini"),
        (("Puskesmas", "Kecamatan"), "pkm", "Puskesmas"),
        (("RSUD Contoh", "Kecamatan"), "rs", "RSUD Contoh"),
        (("Dua unit", "Satu unit"), "dua", "Dua unit"),
    ],
)
def test_a_number_a_word_and_a_part_of_one_mean_one_choice(
    labels: tuple[str, ...], typed: str, meant: str | None
) -> None:
    place = pick_label(labels, typed)
    assert (None if place is None else labels[place]) == meant


@pytest.mark.parametrize(
    ("typed", "place"),
    [("7 hari, 1 hari, 2 jam", 0), ("tanpa pengingat.", 1), ("3 hari, 1 hari, 2 jam", None), ("2", None), ("", None)],
)
def test_where_a_number_is_an_answer_only_the_whole_label_is_a_press(typed: str, place: int | None) -> None:
    assert whole_label(("7 hari, 1 hari, 2 jam", "Tanpa pengingat"), typed) == place


@pytest.mark.parametrize(
    ("typed", "verb"),
    [("draf", None), ("Tim", None), ("serahkan", "team_hand"), ("serahkan draf", "team_hand"), ("2", "team_hand")],
)
def test_a_command_means_no_button_that_merely_has_its_word(typed: str, verb: str | None) -> None:
    choices = (Button("Ajak rekan", "ajak", "52"), Button("Serahkan draf", "team_hand", "52"), Button("Tim baru", "x"))
    reply = Reply(text=say("drafts.choose"), choices=choices)
    message = IncomingMessage(
        address=Address(channel="paper", id="1"), input=TextInput(text=typed), at=datetime.now(UTC)
    )
    read = PRESSES[typed_choice.CHOICE](message, typed_choice.remembered(reply, None)).input
    assert (read.verb if isinstance(read, ButtonPress) else None) == verb


async def title(app: App) -> object:
    stored = await app.database.read(conversations.load, 1)
    assert stored is not None
    return stored.conversation.draft.value("judul")


async def at_the_title(alice: Person) -> None:
    await alice.says("/mulai rancangan")
    for text in ("Siti Contoh", "Puskesmas Contoh"):
        await alice.says(text)


@pytest.mark.parametrize("typed", ["2", "gagasan", "2. Gagasan", "gag"])
async def test_a_typed_section_of_the_list_opens_it_and_is_no_answer(app: App, alice: Person, typed: str) -> None:
    await at_the_title(alice)
    await alice.says("daftar")
    assert (await alice.says(typed)).startswith("2. Gagasan")
    assert await title(app) is None


async def test_what_is_no_choice_answers_the_open_question_as_ever(app: App, alice: Person) -> None:
    await at_the_title(alice)
    await alice.says("daftar")
    await alice.says("Gagasan baru bagi ibu hamil di desa pesisir")
    assert await title(app) == "Gagasan baru bagi ibu hamil di desa pesisir"


async def test_only_the_last_message_is_meant(app: App, alice: Person) -> None:
    await at_the_title(alice)
    await alice.says("daftar")
    await alice.says("lanjut mengisi")
    await alice.says("Gagasan")
    assert await title(app) == "Gagasan"


async def test_a_draft_is_chosen_by_its_number(app: App, alice: Person) -> None:
    await at_the_title(alice)
    await alice.says("Rumah Tunggu Kelahiran")
    await alice.says("/mulai kipp_2025")
    said = await alice.says("draf lain")
    assert "2. Rumah Tunggu Kelahiran" in said
    assert "Apa yang paling mengganjal" in await alice.says("2")
