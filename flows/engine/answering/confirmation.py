"""The outcome of a pending answer: saved as it is, saved with personal data masked, or dropped."""

from __future__ import annotations

from dataclasses import replace

from flows.conversation import ConfirmReason, EventKind, PendingAnswer, Turn
from flows.engine.answering.answer import save
from flows.engine.answering.answer_table import take_cell
from flows.engine.asking.ask_question import ask
from flows.engine.moving.navigation import go_on
from flows.engine.turn import points
from flows.engine.turn.turn_builder import TurnBuilder
from flows.forms.model import Table, Value
from flows.language.command_words import bare, verb_of
from flows.language.yes_no import NOT_NOW, read_consent
from flows.messages import TextInput
from flows.quality.personal_data import masked

AGREES = {
    ConfirmReason.PERSONAL: ("mask", "confirm"),
    ConfirmReason.TOUCHES: ("confirm", "cancel"),
    ConfirmReason.SHORTER: ("append", "cancel"),
    ConfirmReason.TAKEN: ("beside", "aside"),
}
"""What a yes and a no do while an answer is in doubt."""
MEANT = {
    ConfirmReason.PERSONAL: {
        "samarkan": "mask",
        "disamarkan": "mask",
        "tulis ulang": "cancel",
        "simpan apa adanya": "confirm",
    },
    ConfirmReason.TOUCHES: {"ganti": "confirm", "tidak jadi": "cancel"},
    ConfirmReason.SHORTER: {
        "tambah": "append",
        "tambahkan": "append",
        "ditambahkan": "append",
        "ganti": "confirm",
        "ganti semua": "confirm",
        "tidak jadi": "cancel",
    },
    ConfirmReason.TAKEN: {"tetap simpan": "beside", "simpan": "beside", "bagian lain": "aside", "tidak jadi": "aside"},
    ConfirmReason.MET: {"punya saya": "mine", "pakai punya saya": "mine", "gabung": "both", "gabungkan": "both"},
}
"""What a typed word means there."""

WORD_FOR_WORD = frozenset({ConfirmReason.TAKEN, ConfirmReason.MET})
"""Doubts at which any other text is an answer written anew."""
SHORT = 6
"""Words: up to here a text is rather a word about the doubt than a new answer."""


def meant(builder: TurnBuilder, text: str) -> str | None:
    """Return the verb that a short text means for the pending answer; None if there is none."""
    pending = builder.conversation.pending
    if pending is None:
        return None
    said = bare(text)
    if said in MEANT[pending.doubt]:
        return MEANT[pending.doubt][said]
    if pending.doubt not in AGREES or len(said.split()) > SHORT or verb_of(said) is not None:
        return None
    yes, no = AGREES[pending.doubt]
    deed = " ".join(word for word, verb in MEANT[pending.doubt].items() if verb == yes)
    is_yes = _consent(said, "" if pending.doubt in WORD_FOR_WORD else deed)
    if is_yes is False and pending.doubt is ConfirmReason.PERSONAL and NOT_NOW & set(said.split()):
        return None  # "nanti" is no leave to save what is personal
    return None if is_yes is None else yes if is_yes else no


def _consent(said: str, deed: str) -> bool | None:
    """Return whether a text is a yes or a no; None if neither. A text that names the deed counts by its first word."""
    words = said.split()
    is_yes = read_consent(said, deed)
    if is_yes is None and words and set(deed.split()) & set(words):
        return read_consent(words[0], deed)
    return is_yes


def is_unclear(builder: TurnBuilder, text: str) -> bool:
    """Return whether a short text decides nothing on the pending answer, and is too short to be one itself."""
    pending = builder.conversation.pending
    return pending is not None and len(text.split()) <= SHORT < len(pending.raw.split())


def confirm(builder: TurnBuilder, _: str) -> Turn:
    """Save the pending answer as it is."""
    pending = builder.conversation.pending
    return ask(builder) if pending is None else _settle(builder, pending, pending.value, pending.raw)


def mask(builder: TurnBuilder, _: str) -> Turn:
    """Save the pending answer with personal data masked."""
    pending = builder.conversation.pending
    if pending is None:
        return ask(builder)
    value = masked(pending.value) if isinstance(pending.value, str) else pending.value
    return _settle(builder, pending, value, masked(pending.raw))


def _settle(builder: TurnBuilder, pending: PendingAnswer, value: Value, raw: str) -> Turn:
    builder = builder.at(pending.cursor)
    question = builder.question
    if question is None:
        return ask(builder)
    if isinstance(question, Table):
        return take_cell(builder, question, TextInput(text=raw), sure=True)
    if pending.doubt is ConfirmReason.PERSONAL and points.is_rather_added(builder, question, value, pending.how):
        return ask(builder.with_pending(replace(pending, doubt=ConfirmReason.SHORTER, value=value, raw=raw)))
    return save(builder, question, value, raw=raw, how=pending.how)


def append(builder: TurnBuilder, _: str) -> Turn:
    """Add the pending answer to the stored one."""
    pending = builder.conversation.pending
    if pending is None or pending.doubt is not ConfirmReason.SHORTER:
        return ask(builder)
    return _settle(builder, replace(pending, cursor=replace(pending.cursor, adding=True)), pending.value, pending.raw)


def cancel(builder: TurnBuilder, _: str) -> Turn:
    """Drop the pending answer: the old one stays, or the writer answers anew."""
    pending = builder.conversation.pending
    if pending is None:
        return ask(builder)
    builder = dropped(builder)
    if pending.doubt is ConfirmReason.MET:
        return go_on(builder, pending.cursor.question)
    if pending.doubt is ConfirmReason.PERSONAL:
        return ask(builder.tell("doubt.rewrite"))
    return go_on(builder.tell("doubt.cancelled"), pending.cursor.question)


def dropped(builder: TurnBuilder) -> TurnBuilder:
    """Keep the pending answer as a note, with personal data masked; nothing is pending any more."""
    pending = builder.conversation.pending
    if pending is None:
        return builder
    if (
        pending.doubt is ConfirmReason.MET
    ):  # both answers are in the log already, and whoever writes a third knows of them
        return builder.at(pending.cursor).beside_colleagues()
    raw = masked(pending.raw)
    builder = builder.at(pending.cursor)
    return builder.record(EventKind.NOTED, pending.cursor.question or "", raw=raw)
