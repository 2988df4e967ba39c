"""One person talks in several apps: joined by a code, and never with a stranger."""

from __future__ import annotations

import pytest

from bot.chat.app_names import asked
from storage.people import codes
from storage.people.codes import MOST_GUESSES
from tests.bot.features.accounts.three_apps import CODE, OTHER_TITLE, TITLE, Town, code_of
from tests.fakes.paper import Person

WAYS = [
    "pindah ke wa",
    "/pindah whatsapp",
    "Pindah WA",
    "lanjut di wa",
    "sambungkan ke whatsapp",
    "hubungkan dengan wa",
]


async def test_a_code_brings_the_same_draft_and_the_same_question_to_another_app(town: Town, alice: Person) -> None:
    said = await alice.says("pindah")
    assert "WhatsApp: whatsapp://tuntun?start=" in said
    assert "Web: web://tuntun?start=" in said
    assert "Telegram:" not in said
    code = CODE.search(said)
    assert code is not None
    phone = town.person("whatsapp")
    assert "Kode ini dibuat di Telegram oleh Alice." in await phone.says(f"mulai {code[0].lower()}")
    said = await phone.taps("Ya, satukan")
    assert said.startswith("Tersambung dengan draf Alice di Telegram")
    assert "Apa masalahnya?" in said
    assert len(phone.heard) == 1
    assert "WhatsApp sekarang tersambung" in alice.text
    await phone.says("Ada 12 ibu hamil kurang darah.")
    assert "Ada 12 ibu hamil" in await alice.says("pratinjau")
    assert await town.number(phone, "whatsapp") == await town.number(alice, "telegram")


@pytest.mark.parametrize("words", WAYS)
async def test_who_names_an_app_gets_its_door(town: Town, alice: Person, words: str) -> None:
    said = await alice.says(words)
    assert "whatsapp://" in said
    assert "web://" not in said


@pytest.mark.parametrize("words", ["pindah ke aplikasi lain", "lanjut di aplikasi lain", "pindah ke hp"])
async def test_who_names_no_app_gets_every_door(town: Town, alice: Person, words: str) -> None:
    said = await alice.says(words)
    assert "whatsapp://" in said
    assert "web://" in said
    assert "belum tersedia" not in said


async def test_who_names_an_app_that_is_not_there_hears_which_are(town: Town, alice: Person) -> None:
    said = await alice.says("pindah ke instagram")
    assert "Aplikasi itu belum tersedia. Yang bisa: Web dan WhatsApp." in said
    assert CODE.search(said) is not None


@pytest.mark.parametrize(
    "text", ["pindah ke wa ibu hamil", "lanjut di posyandu", "hubungi lewat wa", "lepas telegram lama", "line"]
)
def test_an_answer_that_only_begins_like_that_is_an_answer(text: str) -> None:
    assert asked(text) is None


async def test_both_go_on_in_turns_and_an_answer_in_either_belongs_to_what_stood_there(
    town: Town, alice: Person
) -> None:
    phone = town.person("whatsapp")
    await phone.says(await code_of(alice))
    await phone.says("ya")
    await phone.says("Ada 12 ibu hamil kurang darah.")
    await alice.says("Dua belas ibu belum diperiksa.")  # the question that stands before her was answered meanwhile
    said = await phone.says("pratinjau")
    assert TITLE in said
    assert "Dua belas ibu belum diperiksa." in said


async def test_where_both_sides_have_drafts_a_yes_keeps_all_of_both(town: Town, alice: Person) -> None:
    phone = town.person("whatsapp")
    await phone.says("/mulai semua")
    await phone.says(OTHER_TITLE)
    said = await phone.says(await code_of(alice))
    assert "Kode ini dibuat di Telegram oleh Alice." in said
    assert "Di sini ada 1 draf, di Telegram ada 1 draf." in said
    assert await town.number(phone, "whatsapp") != await town.number(alice, "telegram")
    said = await phone.says("ya")
    assert f"Sekarang ada 2 draf; yang terbuka “{TITLE}”." in said
    assert "Apa masalahnya?" in said
    assert await town.drafts(alice, "telegram") == [OTHER_TITLE, TITLE]
    assert await town.number(phone, "whatsapp") == await town.number(alice, "telegram")


async def test_a_no_leaves_everything_apart_and_the_code_is_dead(town: Town, alice: Person) -> None:
    phone = town.person("whatsapp")
    await phone.says("/mulai semua")
    await phone.says(OTHER_TITLE)
    code = await code_of(alice)
    await phone.says(code)
    said = await phone.taps("Tidak, biarkan")
    assert "tidak ada yang disatukan" in said
    assert "Apa masalahnya?" in said
    assert await town.drafts(alice, "telegram") == [TITLE]
    assert await town.drafts(phone, "whatsapp") == [OTHER_TITLE]
    assert "sudah dibatalkan" in await town.person("web", "Bob").says(f"/mulai {code}")


# --- strangers -----------------------------------------------------------------------------------


async def test_a_code_is_good_once_and_for_ten_minutes(town: Town, alice: Person) -> None:
    phone, bob = town.person("whatsapp"), town.person("web", "Bob")
    first = await code_of(alice)
    await phone.says(first)
    await phone.says("ya")
    assert "sudah dipakai" in await bob.says(f"/start {first}")
    said = await phone.says(f"mulai {first}")
    assert "sudah tersambung" in said, "the same link followed twice"
    assert "Apa masalahnya?" in said
    second = await code_of(alice, "/pindah web")
    town.clock.passes(minutes=10)
    assert "sudah lewat 10 menit. Ketik pindah" in await bob.says(f"/start {second}")
    assert await town.number(bob, "web") != await town.number(alice, "telegram")
    assert TITLE not in await bob.says("pratinjau")


async def test_a_new_code_ends_the_old_one(town: Town, alice: Person) -> None:
    first = await code_of(alice)
    await code_of(alice)
    bob = town.person("web", "Bob")
    assert "dibatalkan atau diganti" in await bob.says(first)
    assert await town.number(bob, "web") != await town.number(alice, "telegram")


async def test_who_guesses_is_paused_and_then_not_even_a_right_code_helps(town: Town, alice: Person) -> None:
    bob = town.person("web", "Bob")
    code = await code_of(alice)
    for letter in "BCDFG"[:MOST_GUESSES]:
        assert "belum cocok" in await bob.says(f"{letter * 5}-{letter * 5}")
    for way in (code, f"/mulai {code}", f"kode {code}"):
        await bob.says(way)
        assert await town.number(bob, "web") != await town.number(alice, "telegram")
    assert "seperempat jam" in await bob.says(code)


async def test_a_forged_button_guesses_no_better_than_a_typed_code(town: Town, alice: Person) -> None:
    bob = town.person("web", "Bob")
    await bob.says("/mulai semua")
    code = await code_of(alice)
    for letter in "BCDFG"[:MOST_GUESSES]:
        await bob.gives(bob.update(token=f"..link_yes.{letter * 5}-{letter * 5}", pressed="1"))
    await bob.gives(bob.update(token=f"..link_yes.{code}", pressed="1"))
    assert "seperempat jam" in bob.text
    assert await town.number(bob, "web") != await town.number(alice, "telegram")


async def test_a_yes_to_a_code_of_another_purpose_gives_nothing(town: Town, alice: Person) -> None:
    bob = town.person("web", "Bob")
    await bob.says("/mulai semua")
    found = CODE.search(await alice.says("ajak"))
    assert found is not None
    await bob.gives(bob.update(token=f"..link_yes.{found[0]}", pressed="1"))
    assert await town.number(bob, "web") != await town.number(alice, "telegram")
    left = await town.app.database.read(codes.find, found[0])
    assert left is not None
    assert left.uses_left == 5


async def test_ones_own_code_in_the_same_app_is_not_used_up(town: Town, alice: Person) -> None:
    code = await code_of(alice)
    said = await alice.says(code)
    assert "milik Anda sendiri" in said
    assert "Apa masalahnya?" in said
    phone = town.person("whatsapp")
    await phone.says(code)
    assert "Tersambung" in await phone.says("ya")
