"""Messages outside the window: an approved template for each occasion, or the reply is held and its originator told."""

from __future__ import annotations

from datetime import datetime

import pytest
from pydantic import TypeAdapter
from sqlalchemy import Connection, select

from bot.features.drafts.documents import MIME
from flows.conversation import Status
from flows.messages import Address, Attachment, Button, Reply, TemplateNotice, TextSpan, plain
from storage.drafts import conversations, revisions
from storage.records import RevisionKind
from storage.tables import outbox as rows
from tests.fakes.whatsapp.connection import Line, address_of
from tests.fakes.whatsapp.rules import Refused
from tests.fakes.whatsapp.server import Person, Seen, TemplateText

REPLY = TypeAdapter(Reply)
CAROL = Address(channel="web", id="carol")
RESULT = Reply(
    text=(TextSpan("Bagian Dampak: mohon angka sesudah inovasi."),),
    actions=(Button("Perbaiki", "open"),),
    notice=TemplateNotice(
        kind="review_result", parameters=("Carol", "Kelas ibu hamil", "7 bagian baik, 2 perlu ditambah")
    ),
)
REMINDER = Reply(
    text=(TextSpan("Draf Anda menunggu."),),
    actions=(Button("Lanjut", "next"), Button("Senin", "nudge_later"), Button("Jangan", "nudge_stop")),
    notice=TemplateNotice(kind="reminder_draft", parameters=("Kelas ibu hamil", "menulis masalahnya", "5")),
)


async def away(line: Line, alice: Person, hours: float = 25) -> None:
    """Let Alice begin a draft and then be silent."""
    await line.says(alice, "/mulai rancangan")
    line.clock.passes(hours=hours)


def new(alice: Person, seen: int = 1) -> list[Seen]:
    return alice.messages[seen:]


# --- a template is approved -----------------------------------------------------------------------


async def test_a_coachs_word_is_announced_and_follows_the_tap(line: Line, alice: Person) -> None:
    line.has("review_result")
    await away(line, alice)
    await line.tells(alice, RESULT)
    (told,) = new(alice)
    assert told.kind == "template"
    assert "Carol, sudah membaca draf Kelas ibu hamil. Hasilnya: 7 bagian baik" in told.text
    await line.sweeps(days=2)
    assert len(new(alice)) == 1, "one announcement, however long it takes"
    await alice.presses_template("Lihat")
    await line.rest()
    (_, followed) = new(alice)
    assert "mohon angka sesudah inovasi" in followed.text
    assert followed.buttons == ("Perbaiki",)
    assert (await line.states())[-1] == "sent"
    assert line.fake.refused == []


@pytest.mark.parametrize("word", ["LIHAT", "lihat.", "View", "/lihat"])
async def test_a_typed_word_does_the_same_and_answers_no_question(line: Line, alice: Person, word: str) -> None:
    line.has("review_result")
    await away(line, alice)
    await line.tells(alice, RESULT)
    await line.says(alice, word)
    assert [seen.kind for seen in new(alice)] == ["template", "button"]
    (draft,) = await line.app.database.read(conversations.numbers)
    stored = await line.app.database.read(conversations.load, draft, await line.contact(address_of(alice)))
    assert stored is not None
    assert stored.conversation.draft.answers == {}


async def test_the_button_of_an_old_announcement_leads_to_the_draft(line: Line, alice: Person) -> None:
    line.has("review_result")
    await away(line, alice)
    await line.tells(alice, RESULT)
    await alice.presses_template("Lihat")
    await line.rest()
    line.clock.passes(seconds=30)
    await alice.presses_template("Lihat")
    await line.rest()
    assert "Siapa nama lengkap" in alice.messages[-1].text


async def test_another_answer_comes_behind_what_waited(line: Line, alice: Person) -> None:
    line.has("review_result")
    await away(line, alice)
    await line.tells(alice, RESULT)
    await line.says(alice, "Siti Contoh")
    kinds = [seen.text for seen in new(alice)]
    assert "mohon angka" in kinds[1]
    assert len(kinds) == 3


async def test_a_reminder_says_all_and_its_button_means_what_the_replys_means(line: Line, alice: Person) -> None:
    line.has("reminder_draft")
    await away(line, alice)
    await line.tells(alice, REMINDER)
    (told,) = new(alice)
    assert told.buttons == ("Lanjut", "Ingatkan nanti", "Jangan ingatkan")
    assert told.ids == ("..next.", "..nudge_later.", "..nudge_stop.")
    assert (await line.states())[-1] == "sent"
    await alice.presses_template("Lanjut")
    await line.rest()
    assert "Siapa nama lengkap" in alice.messages[-1].text
    assert len(new(alice)) == 2


async def test_a_draft_comes_as_the_templates_file_and_the_rest_with_the_word(line: Line, alice: Person) -> None:
    line.has("draft_ready")
    await line.says(alice, "/mulai rancangan")
    await line.says(alice, "Siti Contoh")
    before = len(alice.messages)
    line.clock.passes(hours=25)
    number = (await line.app.database.read(conversations.numbers))[0]
    files = await line.app.database.write(_files, number, line.clock())
    reply = Reply(
        text=(TextSpan("Draf versi 1 siap."),),
        attachments=files,
        notice=TemplateNotice(kind="draft_ready", parameters=("Gizi", "1")),
    )
    await line.tells(alice, reply, number)
    (told,) = alice.messages[before:]
    assert (told.kind, told.document.rsplit(".")[-1]) == ("template", "docx")
    assert told.content
    await alice.presses_template("Lihat")
    await line.rest()
    (_, second) = alice.messages[before:]
    assert (second.document.rsplit(".")[-1], "versi 1" in second.text) == ("pdf", True)


async def test_the_other_language_goes_where_only_that_is_approved(line: Line, alice: Person) -> None:
    line.has("review_result", "en")
    line.has("review_result", "id", status="PENDING")
    await away(line, alice)
    await line.tells(alice, RESULT)
    assert "Your coach Carol has read" in new(alice)[0].text


async def test_a_one_time_code_can_be_copied(line: Line, alice: Person) -> None:
    line.has("link_code")
    await away(line, alice)
    notice = TemplateNotice(kind="link_code", parameters=("482913",))
    await line.tells(alice, Reply(text=(TextSpan("Kode Anda 482913."),), notice=notice))
    (told,) = new(alice)
    assert (told.text, told.ids) == ("482913 adalah kode verifikasi Anda.", ("482913",))


async def test_words_too_long_for_a_template_are_cut_and_lines_become_one(line: Line, alice: Person) -> None:
    line.has("review_result")
    await away(line, alice)
    long = TemplateNotice(kind="review_result", parameters=("Carol\n\tdari dinas", "Judul " * 300, ""))
    await line.tells(alice, Reply(text=RESULT.text, notice=long))
    (told,) = new(alice)
    assert "Carol dari dinas" in told.text
    assert line.fake.refused == []


async def test_inside_the_day_the_words_go_freely(line: Line, alice: Person) -> None:
    line.has("review_result")
    await away(line, alice, hours=2)
    await line.tells(alice, RESULT)
    assert [seen.kind for seen in new(alice)] == ["button"]


# --- none is approved -----------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["PENDING", "REJECTED", "PAUSED", "DISABLED", ""])
async def test_without_an_approved_template_the_message_waits_and_its_sender_hears_so(
    line: Line, alice: Person, status: str
) -> None:
    if status:
        line.has("review_result", status=status)
    await away(line, alice)
    carol = await line.contact(CAROL, "Carol")
    await line.tells(alice, RESULT, by=carol)
    await line.tells(alice, REMINDER, by=carol)
    await line.sweeps(seconds=61)
    assert new(alice) == []
    (heard,) = await told(line)
    assert heard.startswith("2 pesan Anda belum sampai ke Alice. Di WhatsApp saya baru boleh menulis setelah")
    await line.sweeps(hours=3)
    assert len(await told(line)) == 1, "nobody hears of it twice"
    await line.says(alice, "lihat")
    await line.sweeps(seconds=6)
    assert [seen.kind for seen in new(alice)] == ["button", "button"]
    assert line.fake.refused == []


async def test_what_waits_holds_up_nothing_that_has_a_template(line: Line, alice: Person) -> None:
    line.has("reminder_draft")
    await away(line, alice)
    await line.tells(alice, RESULT)
    await line.tells(alice, REMINDER)
    assert [seen.text[:4] for seen in new(alice)] == ["Draf"]
    await line.says(alice, "lihat")
    assert "mohon angka" in alice.messages[-1].text


async def test_a_template_with_other_gaps_than_ours_is_not_used(line: Line, alice: Person) -> None:
    line.fake.template(TemplateText("tuntun_review_result", "id", gaps=2, buttons=1))
    await away(line, alice)
    await line.tells(alice, RESULT)
    assert new(alice) == []
    assert line.fake.refused == []


async def test_a_webhook_of_approval_opens_the_way_and_one_of_a_pause_closes_it(line: Line, alice: Person) -> None:
    text = line.has("review_result", status="PENDING")
    await away(line, alice)
    await line.fake.business.decides(text.name, "id", "APPROVED")
    await line.tells(alice, RESULT)
    assert len(new(alice)) == 1
    await line.fake.business.decides(text.name, "id", "PAUSED")
    await line.tells(alice, RESULT)
    assert len(new(alice)) == 1
    assert line.fake.refused == []


async def test_a_template_that_was_paused_unheard_makes_the_message_wait(line: Line, alice: Person) -> None:
    text = line.has("review_result")
    await away(line, alice)
    await line.tells(alice, RESULT)
    text.status = "PAUSED"
    await line.tells(alice, RESULT)
    await line.tells(alice, RESULT)
    assert [call.answer["error"]["code"] for call in line.fake.refused] == [132015], "it is asked once"  # type: ignore[index,call-overload]
    assert (await line.states())[-2:] == ["queued", "queued"]


async def test_an_announcement_that_fails_later_leaves_the_message_waiting_and_is_told(
    line: Line, alice: Person
) -> None:
    line.has("review_result")
    await away(line, alice)
    line.fake.reports = False
    carol = await line.contact(CAROL, "Carol")
    await line.tells(alice, RESULT, by=carol)
    sent = [*line.fake.world.sent.values()][-1]
    await line.fake.hooks.bring(line.fake.status(sent, "failed", Refused(131049, "healthy ecosystem")))
    await line.sweeps(seconds=61)
    assert "belum sampai ke Alice" in (await told(line))[0]
    await line.says(alice, "lihat")
    assert "mohon angka" in alice.messages[-1].text


async def test_a_reminder_that_fails_later_goes_with_the_next_word(line: Line, alice: Person) -> None:
    line.has("reminder_draft")
    await away(line, alice)
    line.fake.reports = False
    await line.tells(alice, REMINDER)
    sent = [*line.fake.world.sent.values()][-1]
    await line.fake.hooks.bring(line.fake.status(sent, "failed", Refused(130472, "experiment")))
    assert (await line.states())[-1] == "queued"
    await line.says(alice, "lihat")
    assert alice.messages[-1].text.startswith("Draf Anda menunggu.")


async def told(line: Line) -> list[str]:
    """Return what Carol was told."""
    return await line.app.database.read(_told)


def _told(connection: Connection) -> list[str]:
    found = connection.execute(
        select(rows.c.reply).where(rows.c.channel == CAROL.channel).order_by(rows.c.id)
    ).scalars()
    return [plain(REPLY.validate_json(item).text) for item in found]


def _files(connection: Connection, number: int, now: datetime) -> tuple[Attachment, ...]:
    """Give a draft its first number; return its two files."""
    upto = len(conversations.events(connection, number))
    revision = revisions.add(connection, number, upto, RevisionKind.DRAFT, Status.DRAFT, now)
    return tuple(
        Attachment(
            name=f"draf.{kind}", mime=MIME[kind], document=f"proposal.{kind}", upto=upto, revision=revision.number
        )
        for kind in ("docx", "pdf")
    )
