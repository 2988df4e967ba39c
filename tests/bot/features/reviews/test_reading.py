"""Reading a draft as its coach: prepared remarks, what can be typed, where it says how to go on."""

from __future__ import annotations

from bot.app import App
from flows.forms.load import load_library
from storage.reviews import reviews
from tests.bot.features.reviews.conftest import Appoint, HandIn
from tests.bot.features.reviews.nine_sections import GOOD, VAGUE
from tests.fakes.paper import Person


async def test_the_quick_remark_is_bound_to_the_question_it_is_about(
    app: App, alice: Person, carol: Person, appoint: Appoint, hand_in: HandIn
) -> None:
    number = await hand_in(alice, dampak_isi=VAGUE)
    await carol.taps("Ulas sekarang")
    await carol.taps("✎ Perlu perbaikan")
    await carol.taps("Tambahkan angka")
    (said,) = await app.database.read(reviews.remarks_of, number)
    assert (said.section, said.question) == ("dampak", "dampak_isi")
    assert GOOD not in said.text


async def test_a_coach_can_type_what_the_list_shows(alice: Person, carol: Person, hand_in: HandIn) -> None:
    await hand_in(alice)
    await carol.taps("Ulas sekarang")
    await carol.taps("Daftar bagian")
    await carol.says("3")
    assert "3 Cara kerja · 18" in carol.text
    await carol.taps("Daftar bagian")
    await carol.says("Tujuan")
    assert "2 Tujuan · 18" in carol.text
    await carol.taps("Daftar bagian")
    await carol.says("Kurang jelas.")
    assert "Catatan ini untuk bagian mana?" in carol.text
    await carol.says("6 dampak")
    assert "“6 Dampak”, perlu perbaikan: Kurang jelas." in carol.text


async def test_a_typed_number_is_the_sections_own_and_not_its_place(
    alice: Person, carol: Person, hand_in: HandIn
) -> None:
    await hand_in(alice, load_library()["rancangan"], masalah=VAGUE)
    await carol.taps("Ulas sekarang")
    await carol.taps("Daftar bagian")
    assert carol.labels[:3] == ["Identitas", "1 Masalah", "2 Gagasan"]
    await carol.says("2")
    assert "2 Gagasan ·" in carol.text


async def test_how_to_answer_stands_in_the_message_and_not_at_the_head_of_the_page(
    alice: Person, carol: Person, hand_in: HandIn
) -> None:
    await hand_in(alice)
    await carol.taps("Ulas sekarang")
    await carol.taps("Baca satu per satu")
    assert "Sisa 8 bagian lain. Catatan cukup diketik." in carol.text
    assert not carol.messages[-1].footer
