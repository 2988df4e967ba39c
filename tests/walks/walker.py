"""Is a person who says and presses anything, and knows what must hold after each turn."""

from __future__ import annotations

import re
from collections import Counter

from flows.conversation import AnswerSource, Conversation, EffectKind, Event, EventKind
from flows.drafts.event_log import fold
from flows.drafts.path import path, progress, sections
from flows.engine.asking.ask_table import PICK, column_of
from flows.engine.engine import ANSWERING
from flows.engine.turn.points import find
from flows.forms.model import Evidence, ManyChoices, OneChoice, Question, Table
from flows.language.command_words import addition, anew, bare, named, nearly, verb_of
from flows.messages import Button, ButtonPress, Input, Reply, TextInput, plain
from flows.quality.personal_data import masked
from flows.questions.kinds import show
from flows.texts import word
from tests.fakes.simulator import Simulator
from tests.walks.bubbles import check_bubbles
from tests.walks.diary import Entry

TAKING_BACK = frozenset({"undo", "row_remove", "theirs"})
OF_A_POINT = {bare(word(f"button.point_{verb}")) for verb in ("take", "keep", "later", "talk")}


class Walker:
    """Walks through a form, checking each step."""

    def __init__(self, on: Simulator, name: str = "Alice", diary: list[Entry] | None = None) -> None:
        self.on = on
        self.name = name
        self.diary: list[Entry] = [] if diary is None else diary
        self._told: dict[str, str] = {}
        self._orders: set[str] = set()
        """The labels of all buttons so far that are no answers: typed, they may do what they did then."""
        self.diary.append(Entry(name=name, heard=on.heard))
        self._check_replies()

    def says(self, text: str, *, seeing: int | None = None) -> None:
        """Type a text, perhaps while an older question is still on the screen."""
        before = self.on.conversation
        asked = next((reply for reply in reversed(self.on.replies) if reply.ask is not None), self.on.last)
        labels = self._orders | {bare(button.label) for button in (*_buttons(self.on.last), *_buttons(asked))}
        self._gives(TextInput(text=text), seeing)
        new = self.on.conversation.events[len(before.events) :]
        if bare(text) in labels or verb_of(text) is not None or named(text) is not None:
            return
        if before.cursor.column == PICK and text.strip().isdecimal():  # the number of a row
            return
        if before.points and bare(text) in OF_A_POINT:  # a point's button, whether there was room for it or not
            return
        if nearly(text) is not None and not any(event.raw for event in new):
            return
        behind = addition(text) or anew(text)
        wanted = masked(behind[1] if behind is not None else text).strip()
        pending = self.on.conversation.pending
        kept = [event.raw for event in new] + ([masked(pending.raw)] if pending is not None else [])
        is_several = before.cursor.together or (seeing is not None and self.on.asked[seeing].cursor.together)
        was_doubted = before.pending is not None and not self.on.conversation.pending
        if is_several:  # each part is kept by its own question; what stood between them is not
            assert was_doubted or _words(wanted) <= _words(" ".join(masked(raw) for raw in kept)), f"{text!r} is lost"
        else:
            assert was_doubted or any(wanted in masked(raw) for raw in kept), f"{text!r} is lost"

    def presses(self, button: Button, of: Reply) -> None:
        """Press a button of any message so far."""
        before = self.on.conversation
        ask = of.ask
        self._gives(ButtonPress(verb=button.verb, argument=button.argument, ask=ask), ask, button.label)
        answers, now = before.draft.answers, self.on.conversation.draft.answers
        if button.verb == "back":
            assert now == answers, "going back blanks or changes an answer"
        if ask is not None and ask < before.ask - 1 and (button.verb == "choose" or button.verb in ANSWERING):
            seen, question = self.on.asked[ask], before.cursor.question
            if seen.cursor.question != question:
                assert {name: answer.value for name, answer in now.items() if name in answers} == {
                    name: answer.value for name, answer in answers.items()
                }, "a tap on an old button changes an answer"

    def gives(self, given: Input, *, seeing: int | None = None) -> None:
        """Give anything else."""
        self._gives(given, seeing)

    def is_free(self, question: str) -> bool:
        """Tell whether nobody else writes where a question stands."""
        return True

    def looks_through(self) -> None:
        """Look at the preview of every section: each answer can be read in it."""
        flow = self.on.flow
        for section in () if flow.leads else sections(flow, self.on.conversation.draft):
            self._gives(ButtonPress(verb="preview", argument=section.id), None)
            read, draft = plain(self.on.last.text), self.on.conversation.draft
            shown = set(path(flow, draft))
            for question in section.questions:
                if question.id in shown and question.printed and not isinstance(question, Evidence):
                    value = draft.value(question.id)
                    assert value is None or show(question, value) in read, f"{question.id} is not in the preview"

    def finishes(self) -> None:
        """Answer all that is still asked, with the form's own examples; the end must come."""
        for _ in range(400):
            if self.on.conversation.pending is not None:
                self.says("simpan apa adanya" if self.on.conversation.pending.doubt == "personal" else "ya")
            elif self.on.question is not None:
                self.answers_well()
            elif find(self.on.conversation, self.on.conversation.cursor.point) is not None:
                self._gives(ButtonPress(verb="point_done", argument=str(self.on.conversation.cursor.point)), None)
            elif self.on.conversation.points:
                self._gives(ButtonPress(verb="point_open"), None)
            else:
                return
        raise AssertionError(f"no end: {self.on.text}")

    def answers_well(self) -> None:
        """Answer the open question with its own example."""
        question = self.on.flow.question(self.on.question or "")
        cursor = self.on.conversation.cursor
        if cursor.together:
            told = [self.on.flow.question(name) for name in cursor.together]
            self.says(
                "\n".join(
                    f"{number}. {other_question.example or _first_label(other_question)}"
                    for number, other_question in enumerate(told, 1)
                )
            )
        elif isinstance(question, Evidence):
            self._gives(ButtonPress(verb="done"), None)
        elif not isinstance(question, Table):
            self.says(question.example or _first_label(question))
        elif (column := column_of(question, cursor.column)) is None:
            self._gives(ButtonPress(verb="row_rest" if cursor.column else "row_done"), None)
        else:
            self.says(column.example)

    def _gives(self, given: Input, seeing: int | None, label: str = "") -> None:
        before = self.on.conversation
        entry = Entry(name=self.name, given=given, label=label, seeing=seeing)
        self.diary.append(entry)
        self.on.gives(given, seeing=seeing)
        entry.heard = self.on.heard
        new = self.on.conversation.events[len(before.events) :]
        self._check_replies(silent=isinstance(given, ButtonPress))
        self._check_hints(new)
        self._check_points(before)
        self._check_answers(before, given)
        for event in new:
            if event.kind is EventKind.UNDONE:
                self._check_undone(before.events, event)

    def _check_replies(self, *, silent: bool = False) -> None:
        if not self.on.heard:
            assert silent or self.on.turn.effects, "something was said and nothing answered"
        for reply in self.on.heard:
            buttons = _buttons(reply)
            self._orders |= {bare(button.label) for button in buttons if button.verb != "choose"}
            assert plain(reply.said).strip() or plain(reply.text).strip(), "an empty bubble"
            assert self.on.turn.effects or reply.ask is not None or buttons, f"a dead end: {reply}"
            assert len(reply.actions) <= 4, [action.label for action in reply.actions]
            assert len({button.label for button in buttons}) == len(buttons), [button.label for button in buttons]
            for some in (reply.choices, reply.actions):  # a list may hold what an action names anew
                meanings = {(button.verb, button.argument) for button in some}
                assert len(meanings) == len(some), f"two buttons do the same: {[button.label for button in some]}"
            assert {*reply.yes_no} <= {*buttons}, "a yes without its button"
            check_bubbles(reply)
            if reply.ask is not None:
                self._check_question(reply)
        way = progress(self.on.flow, self.on.conversation)
        assert 0 <= way.section <= way.sections
        assert way.questions_left >= 0
        assert (way.minutes_left > 0) is (way.questions_left > 0)

    def _check_answers(self, before: Conversation, given: Input) -> None:
        """An answer goes only where its writer takes it back."""
        gone = before.draft.answers.keys() - self.on.conversation.draft.answers.keys()
        if not gone or (isinstance(given, ButtonPress) and given.verb in TAKING_BACK):
            return
        assert isinstance(given, TextInput), f"{gone} vanished"
        labels = {
            bare(button.label) for reply in self.on.replies for button in _buttons(reply) if button.verb in TAKING_BACK
        }
        is_number = bare(given.text).isdecimal()
        assert verb_of(given.text) in TAKING_BACK or bare(given.text) in labels or is_number, f"{gone} vanished"

    def _check_question(self, reply: Reply) -> None:
        conversation = self.on.conversation
        if conversation.cursor.question is None or conversation.pending is not None:
            return
        assert conversation.cursor.question in path(self.on.flow, conversation.draft), "what is asked does not apply"
        point = next(
            (other_point for other_point in conversation.points if other_point.id == conversation.cursor.point), None
        )
        is_table = isinstance(self.on.flow.question(conversation.cursor.question), Table)
        if point is not None and not conversation.cursor.adding and not is_table:
            assert point.text in plain(reply.text), "the remark is not shown"
            if point.wording in plain(reply.text) and point.wording:
                return
        for name in conversation.cursor.together:
            assert self.on.flow.question(name).prompt in plain(reply.text), f"{name} is not asked"
        question = self.on.flow.question(conversation.cursor.question)
        column = column_of(question, conversation.cursor.column) if isinstance(question, Table) else None
        prompt = question.prompt if column is None else column.prompt
        between_rows = isinstance(question, Table) and column is None
        assert between_rows or prompt in plain(reply.text), f"{prompt} is not asked"

    def _check_points(self, before: Conversation) -> None:
        now = self.on.conversation
        assert _points(now) == _points(before), "a coach's point is lost, or doubled"
        changed = {point.id for point in before.points} ^ {point.id for point in now.points}
        told = [effect for effect in self.on.effects if effect.kind in (EffectKind.SETTLED, EffectKind.REOPENED)]
        last = {int(effect.argument.split()[0]): effect.kind for effect in told}
        for number in changed:
            is_open = number in [point.id for point in now.points]
            assert last[number] is (EffectKind.REOPENED if is_open else EffectKind.SETTLED), "the coach is not told"

    def _check_hints(self, new: tuple[Event, ...]) -> None:
        for event in new:
            if event.kind is EventKind.HINTED:
                assert self._told.get(event.question) != event.value, "a hint is told twice"
                self._told[event.question] = str(event.value)

    def _check_undone(self, before: tuple[Event, ...], undoing: Event) -> None:
        undone = next(event for event in before if event.number == undoing.value)
        later = [event for event in before[undone.number :] if event.question == undone.question]
        if undone.kind is EventKind.ANSWERED and not any(
            other_event.kind is EventKind.ANSWERED for other_event in later
        ):
            was = fold(
                other_event
                for other_event in before
                if other_event.number < undone.number or other_event.kind is EventKind.UNDONE
            )
            assert undone.how is not AnswerSource.CARRIED
            assert self.on.value(undone.question) == was.value(undone.question), "undo does not restore what was"


def _points(conversation: Conversation) -> list[int]:
    return sorted(
        [point.id for point in conversation.points] + [settled_point.point.id for settled_point in conversation.settled]
    )


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


def _buttons(reply: Reply) -> tuple[Button, ...]:
    return (*reply.choices, *reply.actions)


def _first_label(question: Question) -> str:
    return question.choices[0].label if isinstance(question, OneChoice | ManyChoices) else "Contoh jawaban"
