"""An admin narrows the circle of a broadcast step by step, and always sees how many are left."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection

from bot.app import App
from bot.channels.layout.callback_data import token
from bot.chat.context import AppContext, ChatContext
from bot.features.audience.filters import FILTERS
from bot.features.audience.recipients import END, people
from bot.features.broadcasts.preview import prepare
from flows.forms.load import load_library
from flows.messages import Address, Button, Reply, plain
from storage.outreach import broadcasts, workshops
from storage.outreach.audience import Audience, Stage
from storage.outreach.workshops import NewWorkshop, Rsvp
from storage.people import contacts
from tests.bot.features.broadcasts.conftest import offer
from tests.fakes.paper import Clock, Person


async def circle(app: App) -> Audience:
    found = await app.database.read(broadcasts.get, 1)
    assert found is not None
    return found.audience


async def chosen(app: App, audience: Audience) -> list[str]:
    def names(connection: Connection) -> list[str]:
        found = people(connection, app.forms, audience, app.now())
        return [contact.name for number in found if (contact := contacts.get(connection, number)) is not None]

    return await app.database.read(names)


async def begun(dan: Person) -> None:
    await dan.says("/siaran")
    await dan.says("Lokakarya besok.")


async def test_each_facet_shows_numbers_first_and_a_tap_turns_it_on_and_off(
    app: App, office: list[Person], dan: Person
) -> None:
    assert office
    await begun(dan)
    await dan.taps("Peran")
    assert dan.labels == ["inovator (4)", "pendamping (0)", "admin (0)", "Kembali (4 orang)"]
    await dan.taps("inovator (4)")
    assert dan.labels[0] == "✓ inovator (4)"
    assert dan.text.startswith("Penerima: inovator.")
    await dan.taps("✓ inovator (4)")
    assert dan.text.startswith("Penerima: semua orang.")
    await dan.taps("Kembali (4 orang)")
    await dan.taps("Keadaan rancangan")
    assert dan.labels[:2] == ["belum mulai (3)", "sedang menulis (1)"]
    await dan.taps("sedang menulis (1)")
    await dan.taps("Kembali (1 orang)")
    assert dan.text.startswith("1 orang\nPenerima: sedang menulis.")
    assert "✓ Keadaan rancangan: sedang menulis" in dan.labels
    assert await chosen(app, await circle(app)) == ["Alice"]


async def test_whoever_stopped_at_a_section_is_found_by_it(
    app: App, office: list[Person], bob: Person, dan: Person
) -> None:
    assert office
    await begun(dan)
    await dan.taps("Berhenti di bagian")
    assert dan.labels == ["Identitas, Rancangan inovasi (1)", "Kembali (4 orang)"]
    await dan.taps(dan.labels[0])
    assert dan.text.startswith("Penerima: berhenti di Identitas, Rancangan inovasi.")
    assert await chosen(app, await circle(app)) == ["Alice"]
    await bob.says("/mulai rancangan")
    assert await chosen(app, Audience(sections=("rancangan/identitas",))) == ["Alice", "Bob"]
    assert await chosen(app, Audience(sections=("rancangan/latar", f"rancangan/{END}"))) == []
    assert await chosen(app, Audience(sections=("rancangan/identitas",), form="kipp_2025")) == []


async def test_units_are_typed_several_at_once_and_what_is_unknown_is_offered(
    app: App, office: list[Person], dan: Person
) -> None:
    assert office
    await begun(dan)
    await dan.taps("Unit")
    await dan.says("pkm wotu, dinkes")
    assert dan.labels[0] == "✓ Puskesmas Wotu (1)"
    assert len((await circle(app)).units) == 2
    await dan.says("wotuu")
    assert dan.text == "Yang mirip dengan “wotuu” ini. Ketuk salah satu."
    await dan.says("zzz")
    assert dan.text == "Belum ada yang mirip dengan “zzz”. Coba sebagian namanya saja."
    await dan.taps("Kembali (1 orang)")
    assert dan.text.startswith("1 orang\nPenerima: Puskesmas Wotu atau Dinas Kesehatan.")


async def test_units_and_people_can_be_left_out_by_name_and_let_in_again(
    app: App, office: list[Person], dan: Person
) -> None:
    assert office
    await begun(dan)
    await dan.taps("Kecualikan")
    await dan.says("Puskesmas Wotu; bob")
    assert dan.labels == ["✓ Puskesmas Wotu", "✓ Bob", "Kembali (2 orang)"]
    assert await chosen(app, await circle(app)) == ["Carol", "Dan"]
    await dan.taps("✓ Bob")
    assert dan.text.startswith("Penerima: tanpa Puskesmas Wotu.")


async def test_last_activity_is_counted_back_from_when_it_is_sent(
    app: App, office: list[Person], bob: Person, dan: Person, clock: Clock
) -> None:
    assert office
    clock.passes(days=10)
    await bob.says("/start")
    await begun(dan)
    await dan.taps("Terakhir aktif")
    assert dan.labels[:3] == ["aktif 7 hari terakhir (2)", "aktif 30 hari terakhir (4)", "diam lebih dari 7 hari (2)"]
    await dan.taps("diam lebih dari 7 hari (2)")
    await dan.taps("aktif 7 hari terakhir (2)")
    assert await circle(app) == Audience(active_days=7)
    assert await chosen(app, Audience(silent_days=7)) == ["Alice", "Carol"]
    clock.passes(days=8)
    assert await chosen(app, Audience(silent_days=7)) == ["Alice", "Bob", "Carol", "Dan"]
    both = Audience(silent_days=7, silent_since=app.now() - timedelta(days=15))
    assert await chosen(app, both) == ["Alice", "Carol"]


async def test_answers_to_a_workshop_narrow_it(app: App, office: list[Person], dan: Person) -> None:
    assert office

    def meet(connection: Connection) -> None:
        now = app.now()
        new = NewWorkshop("Klinik", now + timedelta(days=3), now + timedelta(days=4), "K-1")
        workshop = workshops.create(connection, new, 1, now)
        everybody = people(connection, app.forms, Audience(), now)
        workshops.invite(connection, workshop.id, everybody[:3])
        workshops.answer(connection, workshop.id, everybody[0], Rsvp.YES, now)
        workshops.answer(connection, workshop.id, everybody[1], Rsvp.NO, now)

    await app.database.write(meet)
    await begun(dan)
    await dan.taps("Lokakarya")
    await dan.taps(offer(dan, "Klinik"))
    assert dan.text.startswith("Penerima: diundang ke Klinik.")
    await dan.taps(offer(dan, "hadir"))
    await dan.taps(offer(dan, "tidak hadir"))
    assert dan.text.startswith("Penerima: hadir atau tidak hadir ke Klinik.")
    assert await chosen(app, await circle(app)) == ["Alice", "Bob"]
    await dan.taps(offer(dan, "✓ tidak hadir"))
    await dan.taps(offer(dan, "✓ hadir"))
    await dan.taps(offer(dan, "belum menjawab"))
    assert await chosen(app, await circle(app)) == ["Carol"], "Dan was not invited"
    await dan.taps(offer(dan, "Tanpa syarat"))
    assert await circle(app) == Audience()


@pytest.mark.parametrize("argument", ["role dewa", "draft x", "less x1", "unit one", "meet 99", "days silent 9", "x y"])
async def test_a_forged_button_changes_nothing(app: App, office: list[Person], dan: Person, argument: str) -> None:
    assert office
    await begun(dan)
    await dan.gives(dan.update(token=f"..siaran_put.1 {argument}", pressed="1"))
    assert dan.text.startswith("Siaran itu sudah berangkat atau sudah dihapus")
    assert await circle(app) == Audience()


def test_every_section_of_every_form_fits_into_a_button() -> None:
    for flow in load_library().values():
        for section in flow.sections:
            assert token(None, None, Button("x", "siaran_put", f"99999 stop {flow.id}/{section.id}"))
    assert max(map(len, FILTERS)) <= 5


async def test_others_open_a_prepared_announcement_for_the_admin_to_confirm(app: App, office: list[Person]) -> None:
    assert office
    app_context = AppContext(forms=app.forms, zone=ZoneInfo("Asia/Makassar"), perform={})
    writers = Audience(progress=(Stage.WRITING,), roles=("inovator",))

    def opened(connection: Connection) -> Reply:
        where = Address(channel="paper", id="Dan")
        ctx = ChatContext(connection, app_context, contacts.at(connection, where, "Dan", app.now()), where, app.now())
        prepare(ctx, "Ayo lanjutkan **draf** Anda.", writers)
        return ctx.finish()[-1].reply

    said = await app.database.write(opened)
    assert plain(said.text).startswith("Siaran: Ayo lanjutkan draf Anda.\n1 penerima:")
    assert [button.verb for button in said.choices] == ["siaran_send", "siaran_plan", "siaran_try"]
