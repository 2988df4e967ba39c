"""Performs what the engine asks of the shell."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.documents import make_documents
from bot.drafts import choose_draft
from bot.reviews import discussing, revising
from bot.reviews.submitting import submit
from bot.teams.joining import invite_effect
from bot.teams.team import take_section
from bot.visit import Visit
from flows.conversation import Effect, EffectKind


def _lead(visit: Visit, effect: Effect) -> None:
    visit.begin(effect.argument)


def _list_drafts(visit: Visit, _: Effect) -> None:
    choose_draft(visit, "")


EFFECTS: Mapping[EffectKind, Callable[[Visit, Effect], None]] = {
    EffectKind.DISCUSS: discussing.show_wished,
    EffectKind.INVITE: invite_effect,
    EffectKind.LEAD: _lead,
    EffectKind.LIST_DRAFTS: _list_drafts,
    EffectKind.MAKE_DOCUMENT: make_documents,
    EffectKind.REOPENED: revising.reopened,
    EffectKind.REPLIED: revising.replied,
    EffectKind.SETTLED: revising.settled,
    EffectKind.SUBMIT: submit,
    EffectKind.TAKE: take_section,
}
