"""Sends files where another answer is asked: kept, said, taken out or moved with a tap."""

from __future__ import annotations

import pytest

from flows.forms.load import load_library
from flows.messages import ButtonPress, File, FileInput, FileKind
from tests.fakes.simulator import Simulator

RANCANGAN = load_library()["rancangan"]
PHOTO = File(key="k", kind=FileKind.PHOTO, name="rekap.jpg", mime="image/jpeg", size=9)
PAPER = File(key="p", kind=FileKind.DOCUMENT, name="SK.pdf", mime="application/pdf", size=9)


def at(question: str, file: File = PHOTO) -> Simulator:
    """Return somebody who sent a file at this question."""
    person = Simulator(RANCANGAN)
    person.gives(ButtonPress(verb="edit", argument=question))
    person.gives(FileInput(file=file))
    return person


def sections(person: Simulator) -> list[str]:
    return [proof.section for proof in person.conversation.draft.proofs]


@pytest.mark.parametrize(("file", "what"), [(PHOTO, "Foto"), (PAPER, "Dokumen")])
def test_a_file_nobody_asked_for_is_kept_and_said(file: File, what: str) -> None:
    person = at("masalah", file)
    assert f"{what} ini saya simpan sebagai bukti untuk bagian “Masalah”." in person.text
    assert sections(person) == ["latar"]
    assert person.question == "masalah"


def test_one_tap_takes_it_out_again_and_another_brings_it_back() -> None:
    person = at("masalah")
    person.presses("Bukan bukti")
    assert sections(person) == []
    assert person.question == "masalah"
    person.presses("Urungkan")
    assert sections(person) == ["latar"]


def test_one_tap_shows_where_else_it_may_belong_and_undo_moves_it_back() -> None:
    person = at("masalah")
    person.presses("Bagian lain")
    assert "“rekap.jpg” ini bukti untuk bagian mana?" in person.text
    assert "Masalah" not in [button.label for button in person.last.choices], "it is there already"
    person.presses("Gagasan")
    assert "Bukti itu sekarang ada di bagian “Gagasan”." in person.text
    assert sections(person) == ["gagasan"]
    assert person.question == "masalah"
    person.presses("Urungkan")
    assert "Bukti itu kembali ke bagian semula." in person.text
    assert sections(person) == ["latar"]


def test_a_second_tap_on_the_same_buttons_changes_nothing_more() -> None:
    person = at("masalah")
    kept = person.last
    person.presses("Bagian lain")
    choosing = person.last
    person.presses("Gagasan")
    person.presses("Gagasan", of=choosing)
    assert len([event for event in person.conversation.events if event.kind == "moved"]) == 1
    person.presses("Bukan bukti", of=kept)
    person.presses("Bukan bukti", of=kept)
    assert sections(person) == []
    assert "Belum ada bukti" in person.text


def test_a_late_file_says_so_too() -> None:
    person = Simulator(RANCANGAN)
    person.gives(ButtonPress(verb="edit", argument="masalah"))
    ask = person.conversation.ask
    person.gives(ButtonPress(verb="edit", argument="ide"))
    person.gives(FileInput(file=PHOTO), seeing=ask)
    assert "bagian “Masalah”" in person.text
    person.presses("Bukan bukti")
    assert sections(person) == []
    assert person.question == "ide"


def test_an_answer_in_doubt_stays_in_doubt_while_a_file_is_taken_out() -> None:
    person = Simulator(RANCANGAN)
    person.gives(ButtonPress(verb="edit", argument="masalah"))
    person.says("Ibu dengan NIK 7324016505900001 kurang darah.")
    person.gives(FileInput(file=PHOTO))
    person.presses("Bukan bukti")
    assert sections(person) == []
    person.presses("Samarkan")
    assert person.value("masalah") == "Ibu dengan NIK [disamarkan] kurang darah."


def test_where_evidence_is_asked_for_nobody_is_asked_whether_it_is_evidence() -> None:
    person = at("bukti_masalah")
    assert "Bukan bukti" not in [button.label for button in person.last.actions]
