"""Routes of a coach."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.roles import Permission
from bot.chat.route import Route
from bot.features.reviews import actions, coach_thread, queue, send_review

ROUTES: Mapping[str, Route] = {
    "antrean": Route(Permission.REVIEW, queue.show_queue, is_typed=True),
    "daftar bagian": Route(Permission.REVIEW, actions.overview, is_typed=True),
    "sisanya baik": Route(Permission.REVIEW, actions.rest_word, is_typed=True),
    "kirim ulasan": Route(Permission.REVIEW, actions.send_word, is_typed=True),
    "daftar_bagian": Route(Permission.REVIEW, actions.overview),
    "rv_take": Route(Permission.REVIEW, queue.take),
    "rv_later": Route(Permission.REVIEW, queue.later),
    "rv_drop": Route(Permission.REVIEW, queue.drop),
    "rv_open": Route(Permission.REVIEW, actions.open_section),
    "rv_full": Route(Permission.REVIEW, actions.read_whole),
    "rv_good": Route(Permission.REVIEW, actions.good),
    "rv_fix": Route(Permission.REVIEW, actions.fix),
    "rv_more": Route(Permission.REVIEW, actions.fix),
    "rv_ask": Route(Permission.REVIEW, actions.ask),
    "rv_undo": Route(Permission.REVIEW, actions.undo),
    "rv_put": Route(Permission.REVIEW, actions.put),
    "rv_quick": Route(Permission.REVIEW, actions.quick),
    "rv_about": Route(Permission.REVIEW, actions.choose_about),
    "rv_on": Route(Permission.REVIEW, actions.on_question),
    "rv_words": Route(Permission.REVIEW, actions.choose_wording),
    "rv_word": Route(Permission.REVIEW, actions.wording),
    "rv_rest": Route(Permission.REVIEW, actions.rest),
    "rv_read": Route(Permission.REVIEW, actions.read_on),
    "rv_sum": Route(Permission.REVIEW, actions.summary),
    "rv_send": Route(Permission.REVIEW, send_review.send),
    "rv_reply": Route(Permission.REVIEW, coach_thread.reply),
    "rv_close": Route(Permission.REVIEW, coach_thread.close),
}
