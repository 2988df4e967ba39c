"""The interface of a question kind, and what all kinds share."""

from __future__ import annotations

from typing import Generic, Protocol, TypeVar

from flows.conversation import AnswerSource
from flows.forms.model import Question, Value
from flows.messages import Button, ButtonPress, Input, InputKind, TextInput
from flows.parsed import Parsed, Problem
from flows.texts import word

Q = TypeVar("Q", bound=Question)


class QuestionKind(Protocol):
    """The interface of a question kind: reads, shows and offers answers."""

    @property
    def wants(self) -> InputKind:
        """Return the control that serves the answer best."""

    def understand(self, question: Question, given: Input) -> Parsed | Problem:
        """Return the answer in an input, or what would be right."""

    def show(self, question: Question, value: Value) -> str:
        """Return a value as people write it."""

    def buttons(self, question: Question) -> tuple[Button, ...]:
        """Return possible answers to press."""

    def minutes(self, question: Question) -> float:
        """Return how long answering takes on a phone."""


class TypedKind(Generic[Q]):
    """A kind for one question class: reads text, and asks for what is needed when given something else."""

    wants = InputKind.TEXT
    time = 0.5
    asks = "text"
    """The phrase (`needed.<asks>`) for what is needed instead of a photo, a sticker, a pin."""

    def __init__(self, model: type[Q]) -> None:
        self._model = model

    def understand(self, question: Question, given: Input) -> Parsed | Problem:
        """Return the answer in an input, or what would be right."""
        mine = self._own(question)
        match given:
            case TextInput(text=text):
                read = self.read(mine, text)
                return read if isinstance(read, Problem) else Parsed(value=read, raw=text)
            case ButtonPress(verb=verb, argument=argument):
                pressed = self.press(mine, argument or verb)
                if isinstance(pressed, Problem):
                    return pressed
                return Parsed(value=pressed, raw=argument or verb, how=AnswerSource.BUTTON)
            case _:
                return self.receive(mine, given)

    def show(self, question: Question, value: Value) -> str:
        """Return a value as people write it; what does not fit the kind any more is shown as it is."""
        try:
            return self.write(self._own(question), value)
        except (TypeError, ValueError, LookupError, AttributeError):
            return as_it_is(value)

    def buttons(self, question: Question) -> tuple[Button, ...]:
        """Return possible answers to press."""
        return self.offer(self._own(question))

    def minutes(self, question: Question) -> float:
        """Return how long answering takes on a phone."""
        return self.last(self._own(question))

    def read(self, question: Q, text: str) -> Value | Problem:
        """Return the value a text means."""
        raise NotImplementedError

    def press(self, question: Q, pressed: str) -> Value | Problem:
        """Return the value a button means."""
        del pressed
        return self.elsewise(question)

    def receive(self, question: Q, given: Input) -> Parsed | Problem:
        """Return the value in a file, a pin or something odd."""
        del given
        return self.elsewise(question)

    def write(self, question: Q, value: Value) -> str:
        """Return a value of this kind as people write it."""
        del question
        return as_it_is(value)

    def offer(self, question: Q) -> tuple[Button, ...]:
        """Return possible answers to press."""
        del question
        return ()

    def last(self, question: Q) -> float:
        """Return how many minutes answering lasts."""
        del question
        return self.time

    def elsewise(self, question: Q) -> Problem:
        """Say what is needed instead."""
        del question
        return Problem(text=word("kind.needed", what=word(f"needed.{self.asks}")))

    def _own(self, question: Question) -> Q:
        if not isinstance(question, self._model):
            raise TypeError(f"{question.id} is no {self._model.__name__}")
        return question


def json_list(found: list[str] | list[float] | Problem) -> Value | Problem:
    """Return a list as a value; a problem as it is."""
    return found if isinstance(found, Problem) else [*found]


def as_texts(value: Value) -> list[str]:
    """Return the texts of a stored list."""
    return [str(part) for part in value] if isinstance(value, list) else [str(value)]


def as_number(value: Value) -> int | float:
    """Return a stored number; TypeError if it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"no number: {value!r}")
    return value


def as_it_is(value: Value) -> str:
    """Return any value readable, whatever its kind."""
    match value:
        case None:
            return ""
        case bool():
            return "Ya" if value else "Tidak"
        case list():
            return ", ".join(map(as_it_is, value))
        case dict():
            return ", ".join(map(as_it_is, value.values()))
        case _:
            return str(value)
