"""Routes of a coach."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.roles import Permission
from bot.chat.route import Route
from bot.features.reviews import actions as coaching
from bot.features.reviews import coach_thread as threads
from bot.features.reviews import queue
from bot.features.reviews import send_review as verdicts

ROUTES: Mapping[str, Route] = {
    "antrean": Route(Permission.REVIEW, queue.show_queue, is_typed=True),
    "daftar bagian": Route(Permission.REVIEW, coaching.overview, is_typed=True),
    "sisanya baik": Route(Permission.REVIEW, coaching.rest_word, is_typed=True),
    "kirim ulasan": Route(Permission.REVIEW, coaching.send_word, is_typed=True),
    "daftar_bagian": Route(Permission.REVIEW, coaching.overview),
    "rv_take": Route(Permission.REVIEW, queue.take),
    "rv_later": Route(Permission.REVIEW, queue.later),
    "rv_drop": Route(Permission.REVIEW, queue.drop),
    "rv_open": Route(Permission.REVIEW, coaching.open_section),
    "rv_full": Route(Permission.REVIEW, coaching.read_whole),
    "rv_good": Route(Permission.REVIEW, coaching.good),
    "rv_fix": Route(Permission.REVIEW, coaching.fix),
    "rv_more": Route(Permission.REVIEW, coaching.fix),
    "rv_ask": Route(Permission.REVIEW, coaching.ask),
    "rv_undo": Route(Permission.REVIEW, coaching.undo),
    "rv_put": Route(Permission.REVIEW, coaching.put),
    "rv_quick": Route(Permission.REVIEW, coaching.quick),
    "rv_about": Route(Permission.REVIEW, coaching.choose_about),
    "rv_on": Route(Permission.REVIEW, coaching.on_question),
    "rv_words": Route(Permission.REVIEW, coaching.choose_wording),
    "rv_word": Route(Permission.REVIEW, coaching.wording),
    "rv_rest": Route(Permission.REVIEW, coaching.rest),
    "rv_read": Route(Permission.REVIEW, coaching.read_on),
    "rv_sum": Route(Permission.REVIEW, coaching.summary),
    "rv_send": Route(Permission.REVIEW, verdicts.send),
    "rv_reply": Route(Permission.REVIEW, threads.reply),
    "rv_close": Route(Permission.REVIEW, threads.close),
}
