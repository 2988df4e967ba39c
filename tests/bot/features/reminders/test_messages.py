"""Every reminder says that the draft is safe and what the one next step is, shortly, and blames nobody."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from bot.channels.whatsapp.templates import definitions
from bot.chat.context import AppContext
from bot.chat.forms import Forms
from bot.features.reminders.message import reminder
from bot.features.reminders.schedule import NextReminder
from flows.conversation import Conversation
from flows.engine.moving.next_step import NextStep, NextStepKind
from flows.messages import Reply, plain
from storage.records import StoredConversation
from tests.bot.features.reminders.conftest import MAKASSAR

NOW = datetime(2026, 3, 4, 11, 30, tzinfo=UTC)
NAME = "Kelas Ibu Hamil Bergerak bersama Kader di Posyandu Wotu"
BLAME = re.compile(r"belum|lupa|terlambat|tertunda|sayang|jangan|harus|segera|\btidak\b|ayo|!", re.IGNORECASE)


def said(kind: NextStepKind, left: int, step: int, *, last: bool = False, asked: bool = False) -> Reply:
    app_context = AppContext(forms=Forms({}), zone=MAKASSAR, perform={})
    draft = StoredConversation(
        conversation=Conversation(id=7, flow="rancangan", version=1),
        revision=1,
        contact=1,
        name=NAME,
        created_at=NOW,
        updated_at=NOW,
    )
    named = kind in (NextStepKind.QUESTION, NextStepKind.POINT, NextStepKind.GAP)
    following = NextStep(
        kind=kind,
        label="Keluaran yang diharapkan" if named else "",
        place="Bagian 1.2 (2 dari 9) · Tujuan, Outcome dan Output yang Diharapkan",
        left=left,
        minutes=12,
        who="Carol dan Erin",
    )
    planned = NextReminder(draft=draft, step=step, is_last=last, is_asked=asked, next=following, due=NOW, until=NOW)
    return reminder(app_context, planned, NOW)


@pytest.mark.parametrize("kind", NextStepKind)
@pytest.mark.parametrize("left", [1, 4])
@pytest.mark.parametrize(
    ("step", "last", "asked"), [(1, False, False), (2, False, False), (3, True, False), (1, False, True)]
)
def test_it_is_short_names_the_draft_and_one_step_and_blames_nobody(
    kind: NextStepKind, left: int, step: int, last: bool, asked: bool
) -> None:
    reply = said(kind, left, step, last=last, asked=asked)
    text = plain(reply.text)
    assert NAME in text
    assert len(text.split()) <= 60
    assert len([span for span in reply.text if span.bold]) == 1, "one step stands out"
    assert not BLAME.search(text), text
    assert [button.label for button in reply.actions] == ["Lanjut", "Ingatkan Senin", "Jangan ingatkan"]
    assert (reply.actions[0].verb, reply.actions[0].argument) == ("open", "7")


@pytest.mark.parametrize("kind", NextStepKind)
@pytest.mark.parametrize("left", [1, 4])
def test_its_template_reads_as_a_sentence(kind: NextStepKind, left: int) -> None:
    notice = said(kind, left, 1).notice
    assert notice is not None
    text = definitions()["reminder_draft"].languages["id"].filled(notice.parameters)
    assert re.search(r"Langkah berikutnya: [^:]+, sekitar (2|12) menit\.", text)
    assert "{" not in text
