"""Every kind of button that stood on a phone, in each app, is pressed and understood."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass

import pytest

from tests.recordings.people import pressables, question_of, verb_of
from tests.recordings.town import Phones, Town, messages_of, people_of

UNKNOWN = ("Tombol itu sudah lama", "belum saya kenal", "Maaf, ada gangguan")
"""What an answer says that knows nothing of a button, or no more."""
LAST = (
    "discard_yes",
    "forget",
    "link_cut",
    "link_twin",
    "link_yes",
    "role_take",
    "team_leave_yes",
    "team_hand_yes",
)
"""What takes something away, and with it what other buttons are about."""
SAME = ("open", "drafts", "show", "greet", "repeat")
"""What leads where an unknown word leads too: to the drafts."""
NO_VERB = "tidak_ada"
TURNS = 4
"""Times that the recording is opened: of the buttons under one message often only one can be meant."""


@dataclass(frozen=True)
class Pressed:
    """A button on somebody's phone."""

    app: str
    verb: str
    person: str
    message: str
    label: str
    token: str
    is_newest: bool
    """Whether no later question of its draft stands on the phone."""

    @property
    def kind(self) -> tuple[str, str]:
        """Return which button it is, wherever it stands."""
        return self.app, self.verb

    @property
    def is_answer(self) -> bool:
        """Tell whether it belongs to one question message."""
        return question_of(self.token) is not None


def buttons(phones: Phones) -> list[Pressed]:
    """Return every button on every phone."""
    found = []
    for name, phone in people_of(phones):
        asked: dict[str, int] = {}
        for message in messages_of(phone):
            for _, token in pressables(message):
                if (question := question_of(token)) is not None:
                    asked[question[0]] = max(question[1], asked.get(question[0], 0))
        for message in messages_of(phone):
            for label, token in pressables(message):
                question = question_of(token)
                is_newest = question is None or asked[question[0]] == question[1]
                app, number = str(phone["app"]), str(message["id"])
                found.append(Pressed(app, verb_of(token), name, number, label, token, is_newest))
    return found


def turns(phones: Phones) -> list[list[Pressed]]:
    """Return one button of each kind, spread so that nobody presses many in one turn."""
    candidates: dict[tuple[str, str], list[Pressed]] = {}
    for button in buttons(phones):
        if not button.verb:
            continue  # a template's own words, which are read as if they were typed
        candidates.setdefault(button.kind, []).append(button)
    busy, found = Counter[str](), [list[Pressed]() for _ in range(TURNS)]
    for _, those in sorted(candidates.items(), key=lambda item: (len({button.person for button in item[1]}), item[0])):
        chosen = min(those, key=lambda pressed: (not pressed.is_newest, busy[pressed.person]))
        found[busy[chosen.person] % TURNS].append(chosen)
        busy[chosen.person] += 1
    return [
        sorted(turn, key=lambda pressed: (not pressed.is_answer, pressed.verb in LAST, pressed.verb)) for turn in found
    ]


@pytest.mark.parametrize("turn", range(TURNS))
async def test_every_button_is_understood(
    town: Town, phones: Phones, turn: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    wrong = []
    for pressed in turns(phones)[turn]:
        said = await town.people[pressed.person].presses(pressed.message, pressed.label, pressed.token)
        is_known = said and not any(words in said for words in UNKNOWN)
        if is_known and not pressed.is_answer and pressed.verb not in SAME:
            unknown = pressed.token.replace(f".{pressed.verb}.", f".{NO_VERB}.")
            is_known = said != await town.people[pressed.person].presses(pressed.message, pressed.label, unknown)
        if not is_known:
            wrong.append(f"{pressed.app} {pressed.verb}: {pressed.person}, {pressed.label!r} ({pressed.token}): {said}")
    assert wrong == []
    assert [record.getMessage() for record in caplog.records] == []
