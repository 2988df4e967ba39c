"""Routes of a coach."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.paging import as_page
from bot.chat.roles import Permission
from bot.chat.route import Route, bare_route, route
from bot.features.reviews import actions, coach_thread, queue, send_review
from bot.features.reviews.overview import show_sections, show_summary
from bot.features.reviews.readers import (
    read_as_shown,
    read_canned,
    read_current,
    read_review,
    read_section,
    read_target,
)
from bot.features.reviews.section_view import show_ways

ROUTES: Mapping[str, Route] = {
    "antrean": route(Permission.REVIEW, queue.show_queue, as_page, is_typed=True),
    "daftar bagian": route(Permission.REVIEW, show_sections, read_current, is_typed=True),
    "sisanya baik": route(Permission.REVIEW, actions.mark_rest_good, read_current, is_typed=True),
    "kirim ulasan": route(Permission.REVIEW, show_summary, read_current, is_typed=True),
    "daftar_bagian": route(Permission.REVIEW, show_sections, read_current),
    "rv_take": route(Permission.REVIEW, queue.take, queue.read_submission),
    "rv_later": bare_route(Permission.REVIEW, queue.later),
    "rv_drop": route(Permission.REVIEW, queue.drop, read_review),
    "rv_open": route(Permission.REVIEW, actions.open_section, read_section),
    "rv_full": route(Permission.REVIEW, actions.read_whole, read_section),
    "rv_good": route(Permission.REVIEW, actions.mark_good, read_section),
    "rv_fix": route(Permission.REVIEW, show_ways, read_section),
    "rv_more": route(Permission.REVIEW, show_ways, read_section),
    "rv_ask": route(Permission.REVIEW, actions.ask, read_section),
    "rv_undo": route(Permission.REVIEW, actions.undo, read_section),
    "rv_put": route(Permission.REVIEW, actions.put, read_section),
    "rv_quick": route(Permission.REVIEW, actions.add_canned, read_canned),
    "rv_about": route(Permission.REVIEW, actions.choose_about, read_section),
    "rv_on": route(Permission.REVIEW, show_ways, read_target),
    "rv_words": route(Permission.REVIEW, actions.choose_wording, read_section),
    "rv_word": route(Permission.REVIEW, actions.ask_wording, read_target),
    "rv_rest": route(Permission.REVIEW, actions.mark_rest_good, read_review),
    "rv_read": route(Permission.REVIEW, actions.read_on, read_review),
    "rv_sum": route(Permission.REVIEW, show_summary, read_review),
    "rv_send": route(Permission.REVIEW, send_review.send, read_as_shown),
    "rv_reply": route(Permission.REVIEW, coach_thread.reply, coach_thread.read_own_point),
    "rv_close": route(Permission.REVIEW, coach_thread.close, coach_thread.read_own_point),
}
