"""Fits a reply to every channel as it would be sent, and lets what the vendors refuse be refused."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from pydantic import JsonValue

from bot.channels import CHANNELS
from bot.channels.layout.keyboard import units
from bot.channels.layout.layout import lay_out, token
from bot.channels.telegram.channel import to_html
from bot.channels.whatsapp import payload
from bot.ports import Limits
from flows.messages import Address, OutgoingMessage, Reply, plain
from tests.fakes.telegram.rules import CAPTION_MOST, TEXT_MOST, check_markup, parse
from tests.fakes.whatsapp.rules import check_message

CONVERSATION, ASK = 999_999, 9_999
"""Numbers as long as they may become."""
LIMITS = {name: row.limits for name, row in CHANNELS.items()}


def check_bubbles(reply: Reply) -> None:
    """Assert that a reply fits into the messages of each channel, and that nothing of it is lost there."""
    _check(reply if reply.ask is None else replace(reply, ask=ASK))


@lru_cache(maxsize=50_000)  # most replies of many walks differ in their number only
def _check(reply: Reply) -> None:
    for name, limits in LIMITS.items():
        messages = lay_out(reply, limits, Address(channel=name, id="1"), CONVERSATION)
        assert messages, f"nothing to send on {name}"
        for message in messages:
            _check_limits(name, limits, message)
        _check_text(name, reply, messages)
        _check_buttons(name, reply, messages)
        assert len([outgoing_message for outgoing_message in messages if outgoing_message.attachment]) == len(
            reply.attachments
        )
        for message in messages:
            _check_vendor(name, message)


def _check_limits(name: str, limits: Limits, message: OutgoingMessage) -> None:
    length = len(plain(message.text))
    room = limits.caption if message.attachment else limits.text_with_buttons if message.rows else limits.text
    assert length <= room, f"{length} characters on {name}"
    keys = [key for row in message.rows for key in row]
    assert len(keys) <= max(limits.buttons, limits.list_rows), f"{len(keys)} buttons on {name}"
    labels = [key.label for key in keys]
    assert all(labels), f"a button without a label on {name}"
    assert len({*labels}) == len(labels), f"two buttons look the same on {name}: {labels}"
    if limits.list_rows:
        assert len({key.token for key in keys}) == len(keys), f"two rows of a list mean the same on {name}: {labels}"
    most = max(limits.label, limits.list_label)
    for row in message.rows:
        assert 0 < len(row) <= limits.per_row
        for key in row:
            assert units(key.label) <= most, f"{key.label!r} is too long for {name}"
            assert len(key.token.encode()) <= limits.token, f"{key.token!r} is too long for {name}"


def _check_text(name: str, reply: Reply, messages: tuple[OutgoingMessage, ...]) -> None:
    """Every letter is sent, in order."""
    sent, at = _letters("".join(plain(message.text) for message in messages)), 0
    for piece in (plain(reply.said), plain(reply.text), reply.footer):
        found = sent.find(_letters(piece), at)
        assert found >= 0, f"{piece[:80]!r} is not whole on {name}"
        at = found + len(_letters(piece))


def _check_buttons(name: str, reply: Reply, messages: tuple[OutgoingMessage, ...]) -> None:
    """What offers a button can be pressed, or read and typed."""
    tokens = {key.token for message in messages for row in message.rows for key in row}
    sent = _letters("".join(plain(message.text) for message in messages)).lower()
    chosen = {(choice.verb, choice.argument) for choice in reply.choices}
    others = [action for action in reply.actions if (action.verb, action.argument) not in chosen]
    for button in (*reply.choices, *others):
        is_there = token(CONVERSATION, reply.ask, button) in tokens
        is_read = _letters(button.label.rstrip("… ")).lower() in sent
        assert is_there or is_read, f"[{button.label}] is not to be found on {name}"


def _check_vendor(name: str, message: OutgoingMessage) -> None:
    """Let the vendor's own rules judge the message as it is written."""
    if name == "telegram":
        most = CAPTION_MOST if message.attachment else TEXT_MOST
        parse(to_html(message.text), "HTML", most, "message is too long", "message text is empty")
        rows: list[JsonValue] = [
            [{"text": key.label, "callback_data": key.token} for key in row] for row in message.rows
        ]
        check_markup({"inline_keyboard": rows} if rows else None)
    elif name == "whatsapp" and message.attachment is None:
        content = payload.pressable(message) if message.rows else payload.typed(message)
        check_message(payload.addressed(content, "628111", "", "1"))


def _letters(text: str) -> str:
    return "".join(text.split())
