"""Alarms to the admins, over a channel that works, once an hour; nothing is lost."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter
from sqlalchemy import Connection, select

from bot.app import build
from bot.channels.whatsapp.channel import PATH
from bot.channels.whatsapp.errors import CAUSES
from bot.settings import Settings
from bot.texts import catalogue
from flows.messages import Address, Reply, TemplateNotice, TextSpan, plain
from storage.tables import outbox
from tests.fakes.paper import Clock
from tests.fakes.web.server import serving
from tests.fakes.whatsapp.connection import Line
from tests.fakes.whatsapp.rules import Refused
from tests.fakes.whatsapp.server import FakeWhatsApp, Person

DAN = Address(channel="web", id="dan")
REPLY = TypeAdapter(Reply)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Name an admin who writes on the web, and one who never wrote."""
    return settings.model_copy(update={"admins": "web:dan,web:somebody,whatsapp:628999"})


async def told(line: Line) -> list[str]:
    """Return what Dan was told."""
    await line.rest()
    return await line.app.database.read(_told)


def _told(connection: Connection) -> list[str]:
    found = connection.execute(select(outbox.c.reply).where(outbox.c.channel == DAN.channel).order_by(outbox.c.id))
    return [plain(REPLY.validate_json(scalar).text) for scalar in found.scalars()]


def test_every_cause_has_its_words() -> None:
    for cause in {*CAUSES.values(), "token", "template", "notice"}:
        assert catalogue().say(f"alarm.{cause}", detail="x")


async def test_an_expired_token_is_told_once_an_hour_and_everything_goes_once_it_is_replaced(
    line: Line, alice: Person, settings: Settings, clock: Clock
) -> None:
    await line.contact(DAN, "Dan")
    bob = line.fake.user("628444", "Bob")
    line.fake.token = "EAAJB-a-new-token"
    for person in (alice, bob):
        await person.says("/mulai rancangan")
    for _ in range(6):
        await line.sweeps(minutes=13)
    heard = await told(line)
    assert [text.split("**")[0][:30] for text in heard] == ["WhatsApp menolak semua pesan: "] * 2
    assert sorted(await line.states()) == ["queued", "queued", "sent", "sent"]
    assert (alice.messages, bob.messages) == ([], [])
    await line.app.stop()
    renewed = settings.model_copy(update={"whatsapp_token": line.fake.token})
    program = build(renewed, now=clock, sleep=clock.sleep, rates={})
    await program.start()
    async with serving(program.web().routes) as base:
        line.fake.hooks.url = base + PATH
        line.app = program
        await line.sweeps(minutes=2)
        assert [len(person.messages) for person in (alice, bob)] == [1, 1]
        assert "Siapa nama lengkap" in alice.messages[0].text
        await line.says(alice, "Siti Contoh")
        assert len(alice.messages) == 2
        assert set(await line.states()) == {"sent"}
        await program.stop()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (131031, "memeriksa akun"),
        (131042, "pembayaran"),
        (131048, "spam"),
        (131005, "token"),
    ],
)
async def test_each_cause_is_told_in_its_own_words(line: Line, alice: Person, code: int, words: str) -> None:
    await line.contact(DAN, "Dan")
    line.fake.fail_next(code, "as Meta says")
    await line.says_unheard(alice, "/mulai rancangan")
    (heard,) = await told(line)
    assert words in heard
    await line.sweeps(seconds=61)
    assert len(alice.messages) == 1


async def test_a_failure_that_is_reported_later_is_told_too(line: Line, alice: Person) -> None:
    await line.contact(DAN, "Dan")
    line.fake.reports = False
    await line.says(alice, "/mulai rancangan")
    (sent,) = line.fake.world.sent.values()
    await line.fake.hooks.bring(line.fake.status(sent, "failed", Refused(131042, "Business eligibility payment issue")))
    (heard,) = await told(line)
    assert "pembayaran" in heard
    await line.sweeps(seconds=61)
    assert len(alice.messages) == 2


@pytest.mark.parametrize("event", ["REJECTED", "PAUSED", "DISABLED"])
async def test_a_template_that_falls_out_is_told_with_metas_reason(line: Line, alice: Person, event: str) -> None:
    await line.contact(DAN, "Dan")
    text = line.has("review_result")
    await line.fake.business.decides(text.name, "id", event, "TAG_CONTENT_MISMATCH")
    (heard,) = await told(line)
    assert f"tuntun_review_result (id): {event}, TAG_CONTENT_MISMATCH" in heard
    await line.fake.business.decides("tuntun_review_result", "id", event, "TAG_CONTENT_MISMATCH")
    assert len(await told(line)) == 1


async def test_a_template_rejected_while_a_coach_writes_loses_nothing(line: Line, alice: Person) -> None:
    await line.contact(DAN, "Dan")
    text = line.has("review_result")
    await line.says(alice, "/mulai rancangan")
    line.clock.passes(hours=25)
    text.status = "REJECTED"  # nobody told us
    notice = TemplateNotice(kind="review_result", parameters=("Carol", "Gizi", "baik"))
    await line.app.channels["whatsapp"].start(line.app.receiver.receive)
    await line.tells(alice, Reply(text=(TextSpan("Catatan Carol."),), notice=notice))
    assert len(alice.messages) == 1
    assert "tuntun_review_result" in (await told(line))[0]
    await line.says(alice, "lihat")
    assert alice.messages[-1].text == "Catatan Carol."


async def test_the_accounts_own_notices_are_told(line: Line) -> None:
    await line.contact(DAN, "Dan")
    await line.fake.hooks.tell("account_update", {"event": "VOLUME_BASED_PRICING_TIER_UPDATE"})
    await line.fake.hooks.tell("business_capability_update", {"event": "MORE"})
    assert await told(line) == []
    await line.fake.hooks.tell("account_update", {"event": "ACCOUNT_VIOLATION"})
    (heard,) = await told(line)
    assert "account_update ACCOUNT_VIOLATION" in heard


async def test_templates_of_others_are_nobodys_business(line: Line) -> None:
    await line.contact(DAN, "Dan")
    value = {"event": "REJECTED", "message_template_name": "orders", "message_template_language": "id", "reason": "X"}
    await line.fake.hooks.tell("message_template_status_update", dict(value))
    await line.fake.hooks.tell("message_template_status_update", {"event": 5})
    await line.fake.hooks.tell("message_template_status_update", "odd")  # type: ignore[arg-type]
    assert await told(line) == []


async def test_an_admin_who_is_only_on_whatsapp_is_not_told_there_that_it_does_not_go(line: Line) -> None:
    dan = line.fake.user("628999", "Dan")
    await line.says(dan, "mulai")
    line.fake.fail_next(190, "Session has expired", 401, times=50)
    before = len(dan.messages)
    await line.says_unheard(dan, "1")
    for _ in range(4):
        await line.sweeps(minutes=70)
    line.fake.forgive()
    await line.sweeps(minutes=2)
    assert "Siapa nama lengkap" in dan.messages[-1].text
    assert len(dan.messages) == before + 1


async def test_an_admin_who_is_only_on_whatsapp_hears_of_a_template_there(fake: FakeWhatsApp, line: Line) -> None:
    dan = fake.user("628999", "Dan")
    await line.says(dan, "mulai")
    text = line.has("review_result")
    await fake.business.decides(text.name, "id", "PAUSED")
    await line.rest()
    assert "tuntun_review_result" in dan.messages[-1].text
