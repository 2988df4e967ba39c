"""An app is taken away from a person again: it is a stranger's from then on, and the last one stays."""

from __future__ import annotations

from flows.messages import Address, plain
from storage.messages import web_transcripts
from storage.people import addresses, audit
from tests.bot.features.accounts.three_apps import TITLE, Town, code_of, joined
from tests.fakes.paper import Person


async def test_an_app_is_taken_away_from_the_other_side(town: Town, alice: Person) -> None:
    phone, page = await joined(town, alice, "whatsapp", "web")
    said = await alice.says("putus")
    order = [said.index(app) for app in ("Telegram (di sini)", "Web: terakhir dipakai", "WhatsApp: terakhir dipakai")]
    assert order == sorted(order), "where she wrote last comes first"
    await alice.taps("WhatsApp")
    assert "tetap ada di" in await alice.taps("Lepaskan WhatsApp")
    assert "Obrolan ini sudah dilepaskan" in phone.text
    assert TITLE not in await phone.says("pratinjau")
    assert await phone.taps("Contoh") is not None  # a button of the draft that is not theirs any more
    assert TITLE not in "".join(plain(outgoing_message.text) for outgoing_message in phone.heard)
    assert TITLE in await page.says("pratinjau")
    assert await town.number(phone, "whatsapp") != await town.number(alice, "telegram")


async def test_an_app_takes_itself_away(town: Town, alice: Person) -> None:
    (phone,) = await joined(town, alice, "whatsapp")
    await phone.says("lepas wa")
    said = await phone.says("ya")
    assert "tetap ada di Telegram" in said
    assert "WhatsApp sudah dilepaskan" in alice.text
    assert "Halo" in await phone.says("halo")
    assert await town.drafts(alice, "telegram") == [TITLE]
    assert await town.drafts(phone, "whatsapp") != [TITLE]


async def test_who_did_not_mean_it_undoes_it_from_the_message_about_it(town: Town, alice: Person) -> None:
    bob = town.person("web", "Bob")
    await bob.says(await code_of(alice))
    await bob.says("ya")
    assert await town.number(bob, "web") == await town.number(alice, "telegram")
    await alice.taps("Bukan saya, lepaskan")
    assert await town.number(bob, "web") != await town.number(alice, "telegram")
    assert TITLE not in await bob.says("pratinjau")


async def test_the_last_app_stays(town: Town, alice: Person) -> None:
    number = await town.number(alice, "telegram")
    said = await alice.says("putus")
    assert "hanya tersambung dengan Telegram" in said
    await alice.gives(
        alice.update(token=f"..link_cut.{addresses.key_of(Address(channel='telegram', id='Alice'))}", pressed="1")
    )
    assert await town.number(alice, "telegram") == number
    assert TITLE in await alice.says("pratinjau")


async def test_a_yes_of_long_ago_asks_again(town: Town, alice: Person) -> None:
    (phone,) = await joined(town, alice, "whatsapp")
    await phone.says("lepas telegram")
    asked = phone.last
    town.clock.passes(hours=2)
    assert "Lepaskan Telegram?" in await phone.taps("Lepaskan Telegram", on=asked)
    assert await town.number(phone, "whatsapp") == await town.number(alice, "telegram")


async def test_what_was_joined_and_parted_is_on_record(town: Town, alice: Person) -> None:
    (phone,) = await joined(town, alice, "whatsapp")
    await phone.says("lepas whatsapp")
    await phone.says("ya")
    acts = [audit_entry.action for audit_entry in await town.app.database.read(audit.last, 9)]
    assert {"link code made", "contacts merged", "linked", "unlinked"} <= set(acts)


async def test_whoever_leaves_all_devices_keeps_the_app_they_say_it_in(town: Town, alice: Person) -> None:
    phone, page = await joined(town, alice, "whatsapp", "web")
    other = town.person("web", "Alice di kantor")
    await other.says(await code_of(alice, "pindah ke aplikasi lain"))
    await other.says("ya")
    await town.app.database.write(web_transcripts.add, "Alice", "bot", "1", TITLE, town.clock())
    code = await code_of(other)
    said = await alice.says("keluar dari semua perangkat")
    assert said.count("Web: terakhir dipakai 26 Agustus 2026") == 2
    assert "2 peramban itu tidak bisa lagi" in said
    assert "Telegram dan WhatsApp" in await alice.says("ya")
    for browser in (page, other):
        assert await town.number(browser, "web") != await town.number(alice, "telegram")
        assert TITLE not in await browser.says("pratinjau")
    assert await town.app.database.read(web_transcripts.since, "Alice", 0) == []
    assert await town.number(phone, "whatsapp") == await town.number(alice, "telegram")
    assert "dibatalkan" in await town.person("web", "Bob").says(code)


async def test_in_a_browser_that_leaves_all_others_out_and_shows_how_an_old_link_is_closed(
    town: Town, alice: Person
) -> None:
    page, other = town.person("web"), town.person("web", "Alice di kantor")
    for browser in (page, other):
        await browser.says(await code_of(alice, "pindah ke aplikasi lain"))
        await browser.says("ya")
    await page.says("keluar dari semua perangkat")
    said = await page.taps("Ya, keluar")
    assert "/chat/kunci" in said
    assert await town.number(page, "web") == await town.number(alice, "telegram")
    assert await town.number(other, "web") != await town.number(alice, "telegram")


async def test_a_yes_of_long_ago_leaves_no_browser_out(town: Town, alice: Person) -> None:
    (page,) = await joined(town, alice, "web")
    await alice.says("keluar semua perangkat")
    town.clock.passes(hours=2)
    assert "Keluar dari semuanya?" in await alice.taps("Ya, keluar")
    assert await town.number(page, "web") == await town.number(alice, "telegram")


async def test_who_has_no_browser_hears_so(town: Town, alice: Person) -> None:
    await joined(town, alice, "whatsapp")
    assert "Tidak ada peramban yang tersambung" in await alice.says("keluar dari semua perangkat")
