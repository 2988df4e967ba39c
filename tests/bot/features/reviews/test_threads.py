"""Threads under a point: the coach reads the writer's reply, answers it, and resolves the point."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection

from bot.app import App
from bot.channels.layout.callback_data import token
from bot.chat.context import AppContext, ChatContext
from bot.features.reviews.coach_thread import notify_coach
from bot.routing.effects import EFFECTS
from flows.messages import Address, Button
from flows.review.review import RemarkKind, open_points, thread
from storage.people import contacts
from storage.reviews import reviews
from storage.reviews.reviews import NewRemark
from tests.bot.features.reviews.conftest import Appoint, HandIn
from tests.bot.features.reviews.nine_sections import VAGUE
from tests.fakes.paper import Person


@pytest.fixture
async def draft(alice: Person, carol: Person, hand_in: HandIn) -> int:
    """A draft that came back with one question."""
    number = await hand_in(alice, dampak_isi=VAGUE)
    await carol.taps("Ulas sekarang")
    await carol.says("Berapa orang tepatnya?")
    await carol.taps("Sisanya baik")
    await carol.taps("Kirim")
    return number


async def test_the_coach_hears_an_answer_with_its_remark_and_can_reply_or_close(
    app: App, draft: int, alice: Person, carol: Person
) -> None:
    replies: list[str] = []

    def write(connection: Connection) -> None:
        who = contacts.at(connection, Address(channel="paper", id="Alice"), "Alice", app.now())
        handed = reviews.of_draft(connection, draft)[-1]
        point = next(remark for remark in reviews.remarks_of(connection, draft) if remark.kind is RemarkKind.ASK)
        reply = NewRemark(kind=RemarkKind.REPLY, contact=who.id, text="120 orang.").under(point)
        said = reviews.add_remark(connection, handed, reply, app.now())
        app_context = AppContext(forms=app.forms, zone=ZoneInfo("Asia/Makassar"), perform=EFFECTS)
        ctx = ChatContext(connection, app_context, who, Address(channel="paper", id="Alice"), app.now())
        notify_coach(ctx, said)
        for new in ctx.finish():
            assert new.address.id == "Carol"
            replies.append("".join(span.text for span in new.reply.text))
            assert [(action.label, action.verb) for action in new.reply.actions] == [
                ("Balas", "rv_reply"),
                ("Sudah beres", "rv_close"),
            ]

    await app.database.write(write)
    assert replies == ["Alice menjawab di “6 Dampak”\nCatatan Anda: “Berapa orang tepatnya?”\nJawaban: “120 orang.”"]


async def press(person: Person, verb: str, argument: str) -> None:
    await person.gives(person.update(token=token(1, None, Button("x", verb, argument)), pressed="1"))


async def point_of(app: App, draft: int) -> str:
    said = await app.database.read(reviews.remarks_of, draft)
    return str(next(remark.id for remark in said if remark.kind is RemarkKind.ASK))


async def test_a_coachs_reply_reaches_the_writer_and_stays_in_the_record(
    app: App, draft: int, alice: Person, carol: Person
) -> None:
    number = await point_of(app, draft)
    await press(carol, "rv_reply", number)
    assert "Apa balasan Anda di “6 Dampak”?" in carol.text
    await carol.says("Yang tahun 2025 saja.")
    assert "Balasan terkirim" in carol.text
    assert "Carol membalas di “6 Dampak”" in alice.text
    assert "Yang tahun 2025 saja." in alice.text
    said = await app.database.read(reviews.remarks_of, draft)
    assert [remark.text for remark in thread(said, int(number))] == ["Berapa orang tepatnya?", "Yang tahun 2025 saja."]


async def test_a_coach_closes_their_own_remark(app: App, draft: int, alice: Person, carol: Person) -> None:
    number = await point_of(app, draft)
    await press(carol, "rv_close", number)
    assert "ditutup" in carol.text
    assert "sudah beres" in alice.text

    def left(connection: Connection) -> int:
        sent = [review.id for review in reviews.sent_of(connection, draft)]
        return len(open_points(reviews.remarks_of(connection, draft), sent))

    assert await app.database.read(left) == 0


async def test_nobody_else_replies_or_closes(
    app: App, draft: int, erin: Person, bob: Person, carol: Person, appoint: Appoint
) -> None:
    number = await point_of(app, draft)
    before = await app.database.read(reviews.remarks_of, draft)
    await bob.says("/mulai rancangan")
    for person in (erin, bob):
        for verb in ("rv_reply", "rv_close"):
            await press(person, verb, number)
            assert person.heard
            assert "Berapa orang" not in person.text
    await press(carol, "rv_reply", number)
    await appoint(carol)
    await carol.says("Balasan dari bekas pendamping")
    assert await app.database.read(reviews.remarks_of, draft) == before
