"""Several people write in one draft: each in their own place, none over the other's words."""

from __future__ import annotations

import pytest

from flows.conversation import ConfirmReason, EventKind, PendingAnswer
from flows.messages import ButtonPress
from tests.fakes.co_writers import Company, Writer
from tests.fakes.every_kind import EVERY_KIND
from tests.fakes.simulator import Simulator

STORY = "Ada 12 ibu hamil kurang darah."
OTHER = "Dua belas ibu belum diperiksa."


@pytest.fixture
def company() -> Company:
    """Alice, at the first question of her draft; Erna and Joko have joined her."""
    return Company(EVERY_KIND, "Alice", "Erna", "Joko")


@pytest.fixture
def alice(company: Company) -> Writer:
    return company["Alice"]


@pytest.fixture
def erna(company: Company) -> Writer:
    return company["Erna"]


def goes_to(writer: Writer, question: str) -> Writer:
    """Open a question, as a button in the list would."""
    writer.gives(ButtonPress(verb="edit", argument=question))
    return writer


def answered(writer: Writer, question: str) -> list[object]:
    return [
        event.value
        for event in writer.conversation.events
        if event.kind is EventKind.ANSWERED and event.question == question
    ]


def test_everybody_goes_on_where_they_stood(alice: Writer, erna: Writer) -> None:
    goes_to(alice, "orang")
    goes_to(erna, "jenis").says("Digital")
    assert alice.question == "orang"
    goes_to(alice, "masalah").says(STORY)
    alice.presses("Tetap simpan")
    assert (alice.value("jenis"), alice.value("masalah")) == ("digital", STORY)
    erna.sync()
    assert erna.value("masalah") == STORY


def test_who_writes_alone_has_nothing_of_colleagues_to_see() -> None:
    alone = Simulator(EVERY_KIND)
    assert alone.conversation.upto == 0
    alone.says("Kelas Ibu bagi Ibu Hamil")
    assert alone.conversation.upto == 0


def test_who_is_shown_an_answer_may_write_another(alice: Writer, erna: Writer, company: Company) -> None:
    goes_to(erna, "judul").says("Judul Erna bagi Ibu")
    company.takes.clear()
    goes_to(alice, "judul")
    assert "Judul Erna bagi Ibu" in alice.text
    alice.says("Judul Alice bagi Ibu")
    assert alice.conversation.pending is None


@pytest.fixture
def both(company: Company, alice: Writer, erna: Writer) -> Writer:
    """Erna, who has answered what Alice had answered a moment before."""
    for writer in (alice, erna):
        goes_to(writer, "masalah")
    alice.says(STORY)
    erna.says(OTHER)
    return erna


def test_the_later_answer_stands_and_the_other_is_shown(both: Writer) -> None:
    assert both.value("masalah") == OTHER
    assert STORY in both.text
    assert "Alice baru saja menjawab “Masalah” juga" in both.text
    assert answered(both, "masalah") == [STORY, OTHER]


@pytest.mark.parametrize(
    ("label", "stands"),
    [("Punya saya", OTHER), ("Punya Alice", STORY), ("Gabungkan", f"{STORY}\n{OTHER}")],
)
def test_one_tap_says_whose_answer_is_used(both: Writer, alice: Writer, label: str, stands: str) -> None:
    both.presses(label)
    assert both.value("masalah") == stands
    assert both.conversation.pending is None
    assert both.question != "masalah"
    assert answered(both, "masalah")[:2] == [STORY, OTHER], "both are in the log"


def test_the_answer_that_is_taken_over_is_its_writers_again(both: Writer) -> None:
    both.presses("Punya Alice")
    answer = both.conversation.draft.answers["masalah"]
    assert both.conversation.events[answer.event - 1].source.contact == "Alice"


@pytest.mark.parametrize(
    ("label", "stands"),
    [("Punya saya", OTHER), ("Punya Alice", "Kata Joko lain lagi."), ("Gabungkan", f"{STORY}\n{OTHER}")],
)
def test_a_third_answer_meanwhile_gives_way_to_what_is_chosen_but_not_to_an_older_one(
    both: Writer, company: Company, label: str, stands: str
) -> None:
    goes_to(company["Joko"], "masalah").says("Kata Joko lain lagi.")
    company["Joko"].presses("Tetap simpan")
    both.presses(label)
    assert both.value("masalah") == stands


@pytest.mark.parametrize(("said", "stands"), [("gabungkan", f"{STORY}\n{OTHER}"), ("punya saya", OTHER)])
def test_a_word_says_whose_answer_is_used(both: Writer, said: str, stands: str) -> None:
    both.says(said)
    assert both.value("masalah") == stands


def test_a_new_text_is_an_answer_of_its_own(both: Writer) -> None:
    both.says("Tidak ada yang memeriksa 12 ibu itu.")
    assert both.value("masalah") == "Tidak ada yang memeriksa 12 ibu itu."
    assert both.conversation.pending is None


def test_who_was_written_over_hears_of_it_once(both: Writer, alice: Writer) -> None:
    both.presses("Punya saya")
    assert "Erna menulis ulang “Masalah”" in alice.says("ulangi")
    assert "menulis ulang" not in alice.says("ulangi")


def test_who_was_written_over_at_once_hears_of_it(alice: Writer, erna: Writer) -> None:
    for writer in (alice, erna):
        goes_to(writer, "judul")
    alice.says("Judul Alice bagi Ibu")
    erna.says("Judul Erna bagi Ibu")
    assert "Erna menulis ulang “Judul”" in alice.says("ulangi")


def test_who_takes_the_others_answer_tells_nobody_of_a_change(both: Writer, alice: Writer) -> None:
    both.presses("Punya Alice")
    assert "menulis ulang" not in alice.says("ulangi")


def test_the_same_answer_twice_is_no_question(alice: Writer, erna: Writer, company: Company) -> None:
    for writer in (alice, erna):
        goes_to(writer, "masalah")
    alice.says(STORY)
    company.takes.clear()
    erna.says(STORY)
    assert erna.conversation.pending is None


def test_personal_data_is_asked_about_before_two_answers_are(alice: Writer, erna: Writer, company: Company) -> None:
    for writer in (alice, erna):
        goes_to(writer, "masalah")
    alice.says(STORY)
    company.takes.clear()
    erna.says("Ibu Siti, telepon 0812-3456-7890, kurang darah.")
    assert _doubt(erna) is ConfirmReason.PERSONAL
    erna.presses("Samarkan")
    assert _doubt(erna) is ConfirmReason.MET
    assert STORY in erna.text


def _doubt(writer: Writer) -> ConfirmReason | None:
    pending: PendingAnswer | None = writer.conversation.pending
    return None if pending is None else pending.doubt


# --- sections --------------------------------------------------------------------------------------


def test_who_answers_in_a_section_has_it(company: Company, alice: Writer) -> None:
    alice.says("Judul Alice bagi Ibu")
    assert company.takes == {EVERY_KIND.section_of("judul").id: "Alice"}


def test_an_answer_where_somebody_writes_waits_for_one_tap(company: Company, alice: Writer, erna: Writer) -> None:
    goes_to(erna, "masalah")
    alice.says("Judul Alice bagi Ibu")
    assert "Alice sedang mengisi bagian" in erna.says(OTHER)
    assert erna.value("masalah") is None
    erna.presses("Tetap simpan")
    assert erna.value("masalah") == OTHER
    goes_to(erna, "jenis").says("Digital")
    assert erna.value("jenis") == "digital", "one tap is enough for a section"


def test_an_answer_that_is_held_back_is_kept_as_a_note(company: Company, alice: Writer, erna: Writer) -> None:
    goes_to(erna, "masalah")
    alice.says("Judul Alice bagi Ibu")
    erna.says(OTHER)
    erna.presses("Bagian lain saja")
    assert erna.value("masalah") is None
    assert [event.raw for event in erna.conversation.events if event.kind is EventKind.NOTED] == [OTHER]


@pytest.mark.parametrize("aside", ["ok", "tidak tahu", "maksudnya apa?"])
def test_what_is_no_answer_is_not_held_back(alice: Writer, erna: Writer, aside: str) -> None:
    goes_to(erna, "masalah")
    alice.says("Judul Alice bagi Ibu")
    erna.says(aside)
    assert erna.conversation.pending is None


def test_nothing_is_asked_unasked_where_somebody_writes(company: Company) -> None:
    flow = EVERY_KIND
    first = flow.sections[0].id
    company.takes[first] = "Alice"
    joko = company["Joko"]
    joko.gives(ButtonPress(verb="full"))
    assert joko.question is None or flow.section_of(joko.question).id != first


def test_what_is_empty_is_filled_in_first_where_nobody_else_writes(company: Company) -> None:
    company.takes["satu"] = "Alice"
    joko = company["Joko"]
    joko.gives(ButtonPress(verb="fill"))
    assert joko.question == "judul", "all that is mandatory stands where Alice writes"
    joko.gives(ButtonPress(verb="edit", argument="judul"))
    company.takes.clear()
    joko.says("Kelas Ibu bagi Ibu Hamil")
    goes_to(joko, "masalah").says(STORY)
    company.takes["satu"] = "Alice"
    joko.gives(ButtonPress(verb="fill"))
    assert joko.question is not None
    assert EVERY_KIND.section_of(joko.question).id == "dua"


def test_who_takes_a_section_begins_with_what_is_empty_in_it(company: Company, erna: Writer) -> None:
    goes_to(erna, "judul").says("Kelas Ibu bagi Ibu Hamil")
    goes_to(erna, "orang")
    company.takes.clear()
    erna.says("saya isi bagian 1")
    assert erna.question == "masalah"


@pytest.mark.parametrize("said", ["saya isi bagian {}", "bagian {} saya", "Ambil bagian {}."])
def test_a_section_is_taken_by_its_number(company: Company, erna: Writer, said: str) -> None:
    section = EVERY_KIND.sections[1]
    erna.says(said.format(section.number))
    assert company.takes == {section.id: "Erna"}
    assert erna.question is not None
    assert EVERY_KIND.section_of(erna.question) is section


def test_a_section_somebody_has_can_be_written_in_together(company: Company, alice: Writer, erna: Writer) -> None:
    alice.says("Judul Alice bagi Ibu")
    first = EVERY_KIND.sections[0]
    erna.gives(ButtonPress(verb="take", argument=first.id))
    assert f"“{first.title}” sedang diisi Alice" in erna.text
    erna.presses("Ikut mengisi")
    assert company.takes[first.id] == "Alice"
    erna.says(OTHER)
    assert erna.conversation.pending is None or erna.conversation.pending.doubt is not ConfirmReason.TAKEN


def test_who_writes_where_is_seen_in_the_list_and_in_the_section(alice: Writer, erna: Writer) -> None:
    alice.says("Judul Alice bagi Ibu")
    assert "· Alice sedang mengisi" in erna.says("daftar")
    erna.gives(ButtonPress(verb="section", argument=EVERY_KIND.sections[0].id))
    assert "Ditulis oleh Alice (Judul)." in erna.text
    erna.gives(ButtonPress(verb="preview", argument=EVERY_KIND.sections[0].id))
    assert "Judul (Alice)" in erna.text
    alice.gives(ButtonPress(verb="section", argument=EVERY_KIND.sections[0].id))
    assert "Ditulis oleh Anda (Judul)." in alice.text


# --- the last thing said is one's own -----------------------------------------------------------------


def test_undo_takes_back_ones_own_answer(alice: Writer, erna: Writer, company: Company) -> None:
    alice.says("Judul Alice bagi Ibu")
    company.takes.clear()
    goes_to(erna, "masalah").says(OTHER)
    alice.says("urungkan")
    assert (alice.value("judul"), alice.value("masalah")) == (None, OTHER)


def test_an_addition_goes_to_ones_own_text(alice: Writer, erna: Writer, company: Company) -> None:
    goes_to(alice, "masalah").says(STORY)
    company.takes.clear()
    goes_to(erna, "judul").says("Judul Erna bagi Ibu")
    erna.says("tambah: dan lagi 3 orang")
    assert erna.value("masalah") == STORY
    company.takes.clear()
    alice.says("tambah: dan lagi 3 orang")
    assert alice.value("masalah") == f"{STORY}\ndan lagi 3 orang"


def test_only_the_owner_puts_a_draft_away(alice: Writer, erna: Writer) -> None:
    assert "Hanya pemilik" in erna.gives(ButtonPress(verb="discard"))
    erna.gives(ButtonPress(verb="discard_yes", argument=str(len(erna.conversation.events))))
    assert erna.conversation.status == "draft"
    assert "juga bagi Erna dan Joko" in alice.gives(ButtonPress(verb="discard"))
    alice.presses("Ya, buang")
    assert alice.conversation.status == "cancelled"


# --- tables ------------------------------------------------------------------------------------------


def rows(writer: Writer) -> list[str]:
    """Return the first cell of each row of the table."""
    writer.sync()
    value = writer.value("kegiatan")
    assert isinstance(value, list)
    return [str(row.get("nama")) for row in value if isinstance(row, dict)]


@pytest.fixture
def table(company: Company) -> Company:
    """Alice and Erna, both asked for the table's second row."""
    goes_to(company["Alice"], "kegiatan").says("Kelas ibu")
    company.takes.clear()
    for name in ("Alice", "Erna"):
        goes_to(company[name], "kegiatan").gives(ButtonPress(verb="row_add"))
    return company


def test_two_new_rows_at_once_become_two_rows(table: Company) -> None:
    table["Alice"].says("Kunjungan")
    table.takes.clear()
    table["Erna"].says("Arisan")
    assert rows(table["Alice"]) == ["Kelas ibu", "Kunjungan", "Arisan"]
    table["Erna"].says("Berjalan lancar sekali.")
    table.takes.clear()
    table["Alice"].says("Kurang lancar.")
    value = table["Alice"].value("kegiatan")
    assert isinstance(value, list)
    assert [row.get("cerita") for row in value if isinstance(row, dict)] == [
        None,
        "Kurang lancar.",
        "Berjalan lancar sekali.",
    ]


def test_a_row_that_finds_no_room_is_kept_as_a_note(table: Company) -> None:
    alice, erna = table["Alice"], table["Erna"]
    alice.says("Kunjungan")
    alice.gives(ButtonPress(verb="row_rest"))
    alice.gives(ButtonPress(verb="row_add"))
    alice.says("Senam")
    table.takes.clear()
    erna.says("Arisan bulanan")
    assert rows(erna) == ["Kelas ibu", "Kunjungan", "Senam"]
    assert erna.conversation.events[-1].raw == "Arisan bulanan"


def test_a_row_that_moved_is_still_the_same_row(table: Company) -> None:
    alice, erna = table["Alice"], table["Erna"]
    erna.says("Arisan")
    table.takes.clear()
    goes_to(alice, "kegiatan").gives(ButtonPress(verb="row_remove", argument="1"))
    assert rows(alice) == ["Arisan"]
    table.takes.clear()
    erna.says("Berjalan lancar.")
    assert rows(erna) == ["Arisan"]
    value = erna.value("kegiatan")
    assert isinstance(value, list)
    assert [row.get("cerita") for row in value if isinstance(row, dict)] == ["Berjalan lancar."]


def test_a_row_is_chosen_anew_when_the_table_has_changed(table: Company) -> None:
    alice, erna = table["Alice"], table["Erna"]
    erna.says("Arisan")
    table.takes.clear()
    goes_to(erna, "kegiatan").gives(ButtonPress(verb="row_list"))
    goes_to(alice, "kegiatan").gives(ButtonPress(verb="row_remove", argument="1"))
    erna.gives(ButtonPress(verb="row_remove", argument="1", ask=erna.conversation.ask))
    assert rows(erna) == ["Arisan"]
    assert "baru saja diubah rekan Anda" in erna.text


def test_a_question_that_a_colleague_took_out_meanwhile_can_be_skipped(alice: Writer, erna: Writer) -> None:
    goes_to(erna, "jenis").presses("Digital")
    goes_to(alice, "alamat")
    goes_to(erna, "jenis").presses("Non digital")
    alice.says("lewati")
    assert "“Alamat web” dilewati" in alice.text
    assert alice.question is not None
