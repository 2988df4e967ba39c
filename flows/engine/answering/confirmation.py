"""Settles an answer that waits for a yes: saved as it is, made unreadable in part, or not used."""

from __future__ import annotations

from dataclasses import replace

from flows.conversation import Doubt, EventKind, Pending, Turn
from flows.engine.answering.answer import save
from flows.engine.answering.answer_table import take_cell
from flows.engine.asking.ask_question import ask
from flows.engine.moving.navigation import go_on
from flows.engine.turn import points
from flows.engine.turn.turn_builder import Scene
from flows.forms.model import Table, Value
from flows.language.command_words import bare, verb_of
from flows.language.yes_no import NOT_NOW, read_consent
from flows.messages import Said
from flows.quality.personal_data import masked

AGREES = {
    Doubt.PERSONAL: ("mask", "confirm"),
    Doubt.TOUCHES: ("confirm", "cancel"),
    Doubt.SHORTER: ("append", "cancel"),
    Doubt.TAKEN: ("beside", "aside"),
}
"""What a yes and a no do while an answer is in doubt."""
MEANT = {
    Doubt.PERSONAL: {"samarkan": "mask", "disamarkan": "mask", "tulis ulang": "cancel", "simpan apa adanya": "confirm"},
    Doubt.TOUCHES: {"ganti": "confirm", "tidak jadi": "cancel"},
    Doubt.SHORTER: {
        "tambah": "append",
        "tambahkan": "append",
        "ditambahkan": "append",
        "ganti": "confirm",
        "ganti semua": "confirm",
        "tidak jadi": "cancel",
    },
    Doubt.TAKEN: {"tetap simpan": "beside", "simpan": "beside", "bagian lain": "aside", "tidak jadi": "aside"},
    Doubt.MET: {"punya saya": "mine", "pakai punya saya": "mine", "gabung": "both", "gabungkan": "both"},
}
"""What a typed word means there."""

WORD_FOR_WORD = frozenset({Doubt.TAKEN, Doubt.MET})
"""Doubts at which any other text is an answer written anew."""
SHORT = 6
"""Words: up to here a text is rather a word about the doubt than a new answer."""


def meant(scene: Scene, text: str) -> str | None:
    """Return the verb a short text means to the open doubt; None if there is none or it says something else."""
    pending = scene.conversation.pending
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
    if is_yes is False and pending.doubt is Doubt.PERSONAL and NOT_NOW & set(said.split()):
        return None  # "nanti" is no leave to save what is personal
    return None if is_yes is None else yes if is_yes else no


def _consent(said: str, deed: str) -> bool | None:
    """Tell whether a text is a yes or a no; one that names the deed is so by its first word, whatever follows."""
    words = said.split()
    is_yes = read_consent(said, deed)
    if is_yes is None and words and set(deed.split()) & set(words):
        return read_consent(words[0], deed)
    return is_yes


def is_unclear(scene: Scene, text: str) -> bool:
    """Tell whether a short text leaves an open doubt as it was: too short to be the answer itself."""
    pending = scene.conversation.pending
    return pending is not None and len(text.split()) <= SHORT < len(pending.raw.split())


def confirm(scene: Scene, _: str) -> Turn:
    """Save what was in doubt as it is."""
    pending = scene.conversation.pending
    return ask(scene) if pending is None else _settle(scene, pending, pending.value, pending.raw)


def mask(scene: Scene, _: str) -> Turn:
    """Save what was in doubt with personal data made unreadable."""
    pending = scene.conversation.pending
    if pending is None:
        return ask(scene)
    value = masked(pending.value) if isinstance(pending.value, str) else pending.value
    return _settle(scene, pending, value, masked(pending.raw))


def _settle(scene: Scene, pending: Pending, value: Value, raw: str) -> Turn:
    scene = scene.at(pending.cursor)
    question = scene.question
    if question is None:
        return ask(scene)
    if isinstance(question, Table):
        return take_cell(scene, question, Said(text=raw), sure=True)
    if pending.doubt is Doubt.PERSONAL and points.is_rather_added(scene, question, value, pending.how):
        return ask(scene.doubting(replace(pending, doubt=Doubt.SHORTER, value=value, raw=raw)))
    return save(scene, question, value, raw=raw, how=pending.how)


def append(scene: Scene, _: str) -> Turn:
    """Add what was in doubt to the answer that is there."""
    pending = scene.conversation.pending
    if pending is None or pending.doubt is not Doubt.SHORTER:
        return ask(scene)
    return _settle(scene, replace(pending, cursor=replace(pending.cursor, adding=True)), pending.value, pending.raw)


def cancel(scene: Scene, _: str) -> Turn:
    """Drop what was in doubt: the old answer stays, or the person writes anew."""
    pending = scene.conversation.pending
    if pending is None:
        return ask(scene)
    scene = dropped(scene)
    if pending.doubt is Doubt.MET:
        return go_on(scene, pending.cursor.question)
    if pending.doubt is Doubt.PERSONAL:
        return ask(scene.tell("doubt.rewrite"))
    return go_on(scene.tell("doubt.cancelled"), pending.cursor.question)


def dropped(scene: Scene) -> Scene:
    """Keep what was in doubt as a note, with personal data made unreadable; nothing is in doubt any more."""
    pending = scene.conversation.pending
    if pending is None:
        return scene
    if pending.doubt is Doubt.MET:  # both answers are in the log already, and whoever writes a third knows of them
        return scene.at(pending.cursor).beside_colleagues()
    raw = masked(pending.raw)
    scene = scene.at(pending.cursor)
    return scene.record(EventKind.NOTED, pending.cursor.question or "", raw=raw)
