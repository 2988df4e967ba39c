"""Performs what the engine asks of the shell."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.chat.context import Visit
from bot.features.drafts.documents import make_documents
from bot.features.drafts.drafts import choose_draft
from bot.features.reviews import deliver as revising
from bot.features.reviews import writer_thread as discussing
from bot.features.reviews.submit import submit
from bot.features.teams.join import invite_effect
from bot.features.teams.overview import take_section
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
