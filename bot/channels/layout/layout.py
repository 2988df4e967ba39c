"""The layout of a reply within a channel's limits: it splits, numbers and shortens, and drops nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.channels.layout.callback_data import CallbackData, read_token, token
from bot.channels.layout.keyboard import IsTyped, Keyboard, Rows, is_told, is_word, list_keys, numbered, tightened
from bot.channels.layout.split import shorten, split, strip
from bot.ports import Limits
from bot.texts import word
from flows.messages import Address, Button, InputKind, KeyButton, OutgoingMessage, Reply, Rich, TextSpan, plain
from flows.texts import lines

__all__ = ["CallbackData", "lay_out", "read_token", "token"]

SHORT_LABEL = 18  # two such labels stand side by side on a 360 px phone without being cut


def lay_out(
    reply: Reply,
    limits: Limits,
    address: Address,
    conversation: int | None,
    edits: str | None = None,
    is_typed: IsTyped = is_word,
) -> tuple[OutgoingMessage, ...]:
    """Return the messages that carry a reply: one where it fits, buttons and question on the last."""
    reply = _carried(reply, limits)
    if limits.list_rows:
        limits = tightened(limits, reply)
    has_list = limits.list_rows > 0
    keys = list_keys(reply, limits, conversation, is_typed) if has_list else _keys(reply, limits, conversation)
    text = strip(_body(reply, keys.listed))
    if not text and keys.rows and not reply.attachments:
        text = (TextSpan(word("layout.choose")),)
    blank = OutgoingMessage(address=address, conversation=conversation, ask=reply.ask)
    messages = _messages(reply, limits, text, keys.rows, blank)
    if not messages:
        return ()
    first, *rest = messages
    if edits and reply.edits and limits.can_edit and first.attachment is None:
        first = replace(first, edits=edits)
    *before, last = replace(first, notice=reply.notice), *rest
    footer = reply.footer.strip()
    return (*before, replace(last, wants=reply.control, footer=footer if plain(last.text).endswith(footer) else ""))


def _carried(reply: Reply, limits: Limits) -> Reply:
    """Return the text that says where a file can be fetched that the channel can not send."""
    if limits.files is None:
        return reply
    linked = [attachment for attachment in reply.attachments if attachment.link and attachment.mime not in limits.files]
    if not linked:
        return reply
    kept = tuple(attachment for attachment in reply.attachments if attachment not in linked)
    told = [(TextSpan(f"{attachment.name}: {attachment.link}"),) for attachment in linked]
    return replace(reply, text=lines(reply.text, *told), attachments=kept)


def _messages(reply: Reply, limits: Limits, text: Rich, rows: Rows, blank: OutgoingMessage) -> list[OutgoingMessage]:
    if limits.list_rows:
        return _few_messages(reply, limits, text, rows, blank)
    if len(reply.attachments) == 1 and len(plain(text)) <= limits.caption:
        return [replace(blank, text=text, rows=rows, attachment=reply.attachments[0])]
    files = [replace(blank, attachment=attachment) for attachment in reply.attachments]
    parts = split(text, limits.text, limits.text_with_buttons if rows else limits.text)
    bubbles = [replace(blank, text=part) for part in parts]
    # The text stands below the files: what is last in a chat is what a person sees and presses.
    messages = files + bubbles
    if messages:
        messages[-1] = replace(messages[-1], rows=rows)
    return messages


def _few_messages(
    reply: Reply, limits: Limits, text: Rich, rows: Rows, blank: OutgoingMessage
) -> list[OutgoingMessage]:
    """Return as few messages as possible, for channels that cost: the last file carries text and buttons."""
    text = text or ((TextSpan(word("layout.choose")),) if rows else ())
    has_keys = bool(rows) or (limits.asks_place and reply.control is InputKind.LOCATION)
    together = reply.attachments and len(plain(text)) <= limits.caption and len(rows) <= limits.buttons
    files = [replace(blank, attachment=attachment) for attachment in reply.attachments]
    if together:
        files[-1] = replace(files[-1], text=text, rows=rows)
        return files
    bubbles = [
        replace(blank, text=part)
        for part in split(text, limits.text, limits.text_with_buttons if has_keys else limits.text)
    ]
    if bubbles:
        bubbles[-1] = replace(bubbles[-1], rows=rows)
    return files + bubbles


def _body(reply: Reply, listed: Sequence[str]) -> Rich:
    """Join feedback, message, long labels and footer, with a blank line between."""
    lines = (TextSpan("\n".join(listed)),) if listed else ()
    footer = (TextSpan(reply.footer),) if reply.footer else ()
    body: Rich = ()
    for block in (reply.said, reply.text, lines, footer):
        if plain(block).strip():
            body = (*body, TextSpan("\n\n"), *block) if body else block
    return body


def _keys(reply: Reply, limits: Limits, conversation: int | None) -> Keyboard:
    choices, actions = reply.choices, reply.actions
    # When not all fit, a third of the room stays for the way out: back, help, save.
    for_actions = min(len(actions), max(limits.buttons - len(choices), limits.buttons // 3))
    for_choices = min(len(choices), limits.buttons - for_actions)
    is_numbered = for_choices < len(choices) or any(len(choice.label) > limits.label for choice in choices)
    labels = [_label(number, choice, limits, is_numbered) for number, choice in enumerate(choices, 1)]
    is_listed = is_numbered and not is_told(reply)
    listed = [numbered(number, choice) for number, choice in enumerate(choices, 1)] if is_listed else []
    listed += [
        f"• {action.label}"
        for place, action in enumerate(actions)
        if place >= for_actions or len(action.label) > limits.label
    ]
    if for_choices < len(choices) or for_actions < len(actions):
        listed.append(word("layout.type_instead"))

    def pressable(label: str, button: Button, quiet: bool) -> KeyButton:
        return KeyButton(label, token(conversation, reply.ask, button), quiet)

    chosen = [pressable(label, choice, False) for label, choice in zip(labels[:for_choices], choices, strict=False)]
    acts = [pressable(shorten(action.label, limits.label), action, True) for action in actions[:for_actions]]
    all_short = all(len(key.label) <= SHORT_LABEL for key in chosen)
    rows = _rows(chosen, 2 if all_short else 1, limits) + _rows(acts, 2, limits)
    return Keyboard(rows, tuple(listed))


def _label(number: int, choice: Button, limits: Limits, is_numbered: bool) -> str:
    if not is_numbered:
        return choice.label
    mark = f"{number}. "
    return mark + shorten(numbered(number, choice).removeprefix(mark), limits.label - len(mark))


def _rows(keys: Sequence[KeyButton], width: int, limits: Limits) -> Rows:
    """Set buttons in rows of at most `width`; one with a long label stands alone."""
    rows: list[tuple[KeyButton, ...]] = []
    open_row: tuple[KeyButton, ...] = ()
    for key in keys:
        if len(key.label) > SHORT_LABEL:
            rows += [open_row, (key,)]
            open_row = ()
            continue
        open_row = (*open_row, key)
        if len(open_row) >= min(width, limits.per_row):
            rows.append(open_row)
            open_row = ()
    return tuple(row for row in (*rows, open_row) if row)
