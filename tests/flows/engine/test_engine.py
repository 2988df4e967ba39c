"""Talks to the engine as people do, mostly about a small form with every kind of question."""

from __future__ import annotations

import pytest

from flows.conversation import EventKind
from flows.forms.load import load_library
from flows.forms.model import Evidence, Table
from flows.messages import (
    ButtonPress,
    File,
    FileInput,
    FileKind,
    Input,
    LocationInput,
    TextInput,
    UnsupportedInput,
    plain,
)
from tests.fakes.every_kind import EVERY_KIND
from tests.fakes.simulator import Simulator
from tests.fakes.transcript import words_of

LIBRARY = load_library()
PHOTO = File(key="k", kind=FileKind.PHOTO, name="foto.jpg", mime="image/jpeg", size=9)
VOICE = File(key="v", kind=FileKind.VOICE, name="cerita.ogg", mime="audio/ogg", size=9)
EVERYTHING: list[Input] = [
    TextInput(text=""),
    TextInput(text="👍"),
    TextInput(text="x" * 500),
    TextInput(text="cerita " * 3000),
    TextInput(text="{0} **tebal** <b> #panic()"),
    FileInput(file=PHOTO, caption="antrean"),
    FileInput(file=VOICE),
    LocationInput(latitude=-2.5, longitude=121.0),
    UnsupportedInput(what="sticker"),
    UnsupportedInput(what="contact"),
    UnsupportedInput(what="poll"),
    UnsupportedInput(what="edited", text="maksud saya lain"),
    UnsupportedInput(what="dice"),
    UnsupportedInput(what="file", text="film.mp4", problem="too_large"),
    UnsupportedInput(what="file", problem="empty"),
    UnsupportedInput(what="file", problem="not_what_it_claims"),
    ButtonPress(verb="choose", argument="bukan_pilihan"),
    ButtonPress(verb="row_remove", argument="9"),
    ButtonPress(verb="tidak_dikenal"),
    ButtonPress(verb="add", argument="tidak_dikenal"),
    ButtonPress(verb="keep", argument="tidak_dikenal"),
    ButtonPress(verb="detach", argument="99"),
    ButtonPress(verb="undo", argument="99"),
]
EVERY_QUESTION = [question.id for _, question in EVERY_KIND.questions()]


def at(question: str) -> Simulator:
    """Return a person who stands at a question with a title, a kind and "yes, regularly" behind her."""
    person = Simulator(EVERY_KIND, known={"judul": "Kelas Ibu bagi Ibu Hamil"})
    for name, text in (("jenis", "Digital"), ("rutin", "ya")):
        person.gives(ButtonPress(verb="edit", argument=name))
        person.says(text)
    person.gives(ButtonPress(verb="edit", argument=question))
    return person


@pytest.mark.parametrize(("words", "over"), [(15, ""), (16, "dipendekkan 1 kata")])
def test_a_section_may_have_as_many_words_as_its_form_says(words: int, over: str) -> None:
    person = at("lanjut")
    said = person.says("kata " * words)
    assert ("dipendekkan" in said) is bool(over)
    assert over in said


def test_what_is_ticked_is_marked_until_it_is_tapped_again() -> None:
    person = at("tujuan")
    for label, marked in (("Setara", "✓ Setara"), ("Sehat", "✓ Sehat")):
        person.presses(label)
        assert marked in [button.label for button in person.last.choices]
    person.presses("✓ Setara")
    assert [button.label for button in person.last.choices][:2] == ["✓ Sehat", "Setara"]


@pytest.mark.parametrize("given", EVERYTHING, ids=lambda given: str(given)[:50])
@pytest.mark.parametrize("question", EVERY_QUESTION)
def test_every_input_to_every_question_is_answered_and_kept(question: str, given: Input) -> None:
    person = at(question)
    before = person.conversation.draft
    person.gives(given)
    draft = person.conversation.draft
    others = {name: answer for name, answer in before.answers.items() if name != question}
    assert {name: answer for name, answer in draft.answers.items() if name != question} == others
    assert person.heard
    assert plain(person.last.said) or plain(person.last.text)
    new = person.conversation.events
    if isinstance(given, FileInput):
        assert len(draft.proofs) == 1
    elif isinstance(given, TextInput):
        assert any(event.raw == given.text for event in new)
    elif isinstance(given, UnsupportedInput):
        assert any(event.raw and event.kind is EventKind.NOTED for event in new)


@pytest.mark.parametrize("form", ["rancangan", "kipp_2025", "pembuka"])
def test_no_question_of_the_library_is_longer_than_sixty_words(form: str) -> None:
    person = Simulator(LIBRARY[form])
    for _, question in LIBRARY[form].questions():
        person.gives(ButtonPress(verb="edit", argument=question.id))
        if person.question == question.id:
            assert words_of(person.last) <= 60, person.text


def test_a_form_greets_with_its_name_its_length_and_the_first_question() -> None:
    person = Simulator(LIBRARY["rancangan"])
    assert "8 pertanyaan" in person.text
    assert person.question == "nama_inovator"


def test_what_is_known_of_a_person_is_not_asked_again() -> None:
    person = Simulator(LIBRARY["rancangan"], known={"nama_inovator": "Siti", "unit_kerja": "Puskesmas Contoh"})
    assert "Nama inovator dan Unit kerja" in person.text
    assert person.question == "judul"


def test_an_answer_that_a_form_could_not_take_is_not_carried_over() -> None:
    person = Simulator(LIBRARY["kipp_2025"], known={"tipe_instansi": "kerajaan", "masalah": "x"})
    assert person.conversation.draft.answers == {}


def test_the_quick_pass_asks_the_mandatory_questions_and_fill_asks_the_rest() -> None:
    person = Simulator(EVERY_KIND)
    person.says("Kelas Ibu bagi Ibu Hamil")
    person.says("Ada 12 ibu hamil (register 2025).")
    assert person.question is None
    assert "Intinya sudah lengkap" in person.text
    person.presses("Lengkapi yang lain")
    assert person.question == "jenis"


def test_what_was_skipped_is_asked_again_when_a_person_fills_the_rest() -> None:
    person = Simulator(EVERY_KIND)
    person.presses("Isi lengkap sekaligus")
    while person.question is not None:
        person.says("lewati")
    assert "Yang masih perlu diisi: “Judul” dan “Masalah”" in person.text
    person.presses("Isi yang kosong")
    assert person.question == "judul"
    person.says("Kelas Ibu bagi Ibu Hamil")
    assert person.question == "masalah"
    person.says("Ada 12 ibu hamil (register 2025).")
    assert "pertanyaan yang dilewati" in person.text
    person.presses("Isi yang dilewati")
    assert person.question == "jenis"
    person.says("Non digital")
    assert person.question == "tujuan"


def test_evidence_that_was_not_sent_leaves_a_draft_complete() -> None:
    person = Simulator(LIBRARY["rancangan"])
    person.presses("Isi lengkap sekaligus")
    while person.question is not None:
        question = LIBRARY["rancangan"].question(person.question)
        if isinstance(question, Evidence):
            person.says("belum ada")
        elif isinstance(question, Table) and person.value(question.id):
            person.says("sudah")
        else:
            person.says(question.example or "Menyusul")
    assert "Semua pertanyaan sudah dijawab" in person.text


def test_every_button_of_the_opening_leads_to_a_form() -> None:
    person = Simulator(LIBRARY["pembuka"])
    person.presses("Masih ide")
    assert [(effect.kind, effect.argument) for effect in person.effects] == [("lead", "rancangan")]


@pytest.mark.parametrize("word", ["draf", "kirim", "pratinjau"])
def test_the_opening_has_no_draft_to_print(word: str) -> None:
    person = Simulator(LIBRARY["pembuka"])
    person.says(word)
    assert person.effects == []
    assert person.last.ask is not None


def test_a_refused_choice_offers_what_it_may_have_meant() -> None:
    person = Simulator(LIBRARY["kipp_2025"])
    person.gives(ButtonPress(verb="edit", argument="kategori"))
    person.says("kesehatan gigi")
    assert "Pelayanan kesehatan" in [button.label for button in person.last.choices]
    person.presses("Pelayanan kesehatan")
    assert person.value("kategori") == "kesehatan"


def test_a_word_that_is_one_of_the_choices_is_an_answer() -> None:
    flow = EVERY_KIND.model_copy(deep=True)
    person = Simulator(flow)
    person.gives(ButtonPress(verb="edit", argument="jenis"))
    person.says("digital")
    assert person.value("jenis") == "digital"


@pytest.mark.parametrize("polite", ["ok", "Terima kasih", "baik bu", "siap"])
def test_politeness_is_no_name_and_no_story(polite: str) -> None:
    for question in ("judul", "masalah"):
        person = Simulator(EVERY_KIND)
        person.gives(ButtonPress(verb="edit", argument=question))
        person.says(polite)
        assert person.value(question) is None
        assert person.question == question


def test_asking_back_is_answered_with_help() -> None:
    person = Simulator(LIBRARY["rancangan"])
    person.gives(ButtonPress(verb="edit", argument="masalah"))
    person.says("maksudnya apa ya bu?")
    assert "Sebut asal angkanya" in person.text
    assert person.value("masalah") is None


def test_not_knowing_a_number_skips_its_question() -> None:
    person = at("orang")
    person.says("belum tahu")
    assert "orang" in person.conversation.draft.skipped
    assert person.conversation.draft.notes[-1].raw == "belum tahu"


def test_an_answer_over_its_limit_is_kept_and_the_person_is_told() -> None:
    person = Simulator(EVERY_KIND)
    person.gives(ButtonPress(verb="edit", argument="masalah"))
    person.says("kata " * 3000)
    assert "3.000 kata" in person.text
    assert "2.980 kata" in person.text
    assert len(str(person.value("masalah")).split()) == 3000
    person.presses("Pendekkan sekarang")
    assert person.question == "masalah"


def test_a_section_over_its_limit_is_told_as_a_whole() -> None:
    person = at("lanjut")
    person.says("satu dua tiga empat lima enam tujuh delapan sembilan sepuluh")
    person.gives(ButtonPress(verb="edit", argument="pesan"))
    person.says("satu dua tiga empat lima enam tujuh delapan")
    assert "dibatasi 15 kata, jadi nanti dipendekkan 3 kata" in person.text


def test_a_discarded_draft_needs_a_second_yes_and_no_old_one() -> None:
    person = Simulator(EVERY_KIND)
    person.says("batal")
    person.presses("Buang draf ini")
    old = person.last
    person.says("Kelas Ibu bagi Ibu Hamil")
    person.presses("Ya, buang", of=old)
    assert person.conversation.status == "draft"
    person.presses("Ya, buang")
    assert person.conversation.status == "cancelled"


def test_sending_asks_again_when_something_changed_since() -> None:
    person = Simulator(EVERY_KIND)
    person.says("kirim")
    old = person.last
    person.says("Kelas Ibu bagi Ibu Hamil")
    person.presses("Ya, ajukan", of=old)
    assert person.effects == []
    person.presses("Ya, ajukan")
    assert [effect.kind for effect in person.effects] == ["submit"]


def test_a_tired_person_reads_how_much_is_saved() -> None:
    person = Simulator(LIBRARY["rancangan"])
    person.says("Siti Contoh")
    person.says("capek")
    assert "1 dari 8 pertanyaan inti" in person.text
    assert person.last.actions
