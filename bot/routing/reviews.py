"""Lists what a coach can ask for: words to type, and buttons under a draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.chat.context import Visit
from bot.features.reviews import actions as coaching
from bot.features.reviews import coach_thread as threads
from bot.features.reviews import queue
from bot.features.reviews import send_review as verdicts

Run = Callable[[Visit, str], None]

SPOKEN: Mapping[str, Run] = {
    "antrean": queue.show_queue,
    "daftar bagian": coaching.overview,
    "sisanya baik": coaching.rest_word,
    "kirim ulasan": coaching.send_word,
}
"""What can also be typed."""

PRESSED: Mapping[str, Run] = {
    "daftar_bagian": coaching.overview,
    "rv_take": queue.take,
    "rv_later": queue.later,
    "rv_drop": queue.drop,
    "rv_open": coaching.open_section,
    "rv_full": coaching.read_whole,
    "rv_good": coaching.good,
    "rv_fix": coaching.fix,
    "rv_more": coaching.fix,
    "rv_ask": coaching.ask,
    "rv_undo": coaching.undo,
    "rv_put": coaching.put,
    "rv_quick": coaching.quick,
    "rv_about": coaching.choose_about,
    "rv_on": coaching.on_question,
    "rv_words": coaching.choose_wording,
    "rv_word": coaching.wording,
    "rv_rest": coaching.rest,
    "rv_read": coaching.read_on,
    "rv_sum": coaching.summary,
    "rv_send": verdicts.send,
    "rv_reply": threads.reply,
    "rv_close": threads.close,
}
"""What is only pressed."""
