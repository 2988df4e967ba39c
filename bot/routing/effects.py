"""The table of effects: the handler of each kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.chat import turns
from bot.chat.context import ChatContext
from bot.features.drafts.documents import make_documents
from bot.features.drafts.drafts import choose_draft
from bot.features.reviews import settle_points, writer_thread
from bot.features.reviews.submit import submit
from bot.features.teams.join import invite_effect
from bot.features.teams.overview import take_section
from flows.conversation import Effect, EffectKind


def _lead(ctx: ChatContext, effect: Effect) -> None:
    turns.begin(ctx, effect.argument)


def _list_drafts(ctx: ChatContext, _: Effect) -> None:
    choose_draft(ctx)


EFFECTS: Mapping[EffectKind, Callable[[ChatContext, Effect], None]] = {
    EffectKind.DISCUSS: writer_thread.discuss,
    EffectKind.INVITE: invite_effect,
    EffectKind.LEAD: _lead,
    EffectKind.LIST_DRAFTS: _list_drafts,
    EffectKind.MAKE_DOCUMENT: make_documents,
    EffectKind.REOPENED: settle_points.reopened,
    EffectKind.REPLIED: settle_points.replied,
    EffectKind.SETTLED: settle_points.settled,
    EffectKind.SUBMIT: submit,
    EffectKind.TAKE: take_section,
}
