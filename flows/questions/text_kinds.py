"""The kinds of question answered by words or buttons."""

from __future__ import annotations

from flows.forms.model import Date, LongText, ManyChoices, Money, Number, OneChoice, Text, Value, YesNo
from flows.language.choices import among, labels, pick, pick_many
from flows.language.dates import read_date, write_date
from flows.language.numbers import write_number
from flows.language.quantities import read_money, read_number, write_money
from flows.language.yes_no import read_yes_no
from flows.messages import Button, InputKind
from flows.parsed import Problem
from flows.questions.kind import TypedKind, as_it_is, as_number, as_texts, json_list
from flows.text_format import count_words, says_something, tidy
from flows.texts import word

WORDS_PER_MINUTE = 25
"""How fast people write on a phone while they think."""


class TextKind(TypedKind[Text]):
    """The kind for a line, stored as written."""

    def read(self, question: Text, text: str) -> str | Problem:
        """Return the line if it says something, however long: by how much it must be shortened is a hint."""
        line = text.strip()
        if not says_something(line):
            return Problem(text=word("kind.short_text", example=_for_instance(question.example)))
        return line


class LongTextKind(TypedKind[LongText]):
    """The kind for a story, stored as written, however long."""

    wants = InputKind.LONG_TEXT
    asks = "long_text"

    def read(self, question: LongText, text: str) -> str | Problem:
        """Return the story if it says something."""
        del question
        if says_something(text):
            return text.strip()
        return Problem(text=word("kind.long_text"))

    def last(self, question: LongText) -> float:
        """Estimate from the words people write, which are fewer than the limit allows."""
        words = 50.0 if question.max_words is None else min(0.4 * question.max_words, 120.0)
        return 0.5 + max(words, question.min_words) / WORDS_PER_MINUTE


class ChoiceKind(TypedKind[OneChoice]):
    """The kind for one of the listed choices."""

    wants = InputKind.CHOICE
    time = 0.2
    asks = "choice"

    def read(self, question: OneChoice, text: str) -> str | Problem:
        """Return the id of the choice meant."""
        return pick(question, text)

    def press(self, question: OneChoice, pressed: str) -> str | Problem:
        """Return the pressed choice."""
        return pressed if any(choice.id == pressed for choice in question.choices) else self.elsewise(question)

    def write(self, question: OneChoice, value: Value) -> str:
        """Return the label; a free answer as written."""
        return next((choice.label for choice in question.choices if choice.id == value), str(value))

    def offer(self, question: OneChoice) -> tuple[Button, ...]:
        """Return a button for each choice."""
        return tuple(Button(choice.label, "choose", choice.id) for choice in question.choices)


class ChoicesKind(TypedKind[ManyChoices]):
    """The kind for several of the listed choices; a press may carry several ids, joined by commas."""

    wants = InputKind.CHOICE
    time = 0.4
    asks = "choices"

    def read(self, question: ManyChoices, text: str) -> Value | Problem:
        """Return the ids meant."""
        return json_list(pick_many(question, text))

    def press(self, question: ManyChoices, pressed: str) -> Value | Problem:
        """Return the pressed choices."""
        return json_list(among(question, pressed.split(",")))

    def write(self, question: ManyChoices, value: Value) -> str:
        """Return the labels, joined."""
        return labels(question.choices, as_texts(value))

    def offer(self, question: ManyChoices) -> tuple[Button, ...]:
        """Return a button for each choice."""
        return tuple(Button(choice.label, "choose", choice.id) for choice in question.choices)


class NumberKind(TypedKind[Number]):
    """The kind for a number."""

    wants = InputKind.NUMBER
    time = 0.3

    def read(self, question: Number, text: str) -> int | float | Problem:
        """Return the number."""
        return read_number(question, text)

    def write(self, question: Number, value: Value) -> str:
        """Return the number with its unit."""
        return f"{write_number(as_number(value))} {question.unit}".strip()

    def elsewise(self, question: Number) -> Problem:
        """Ask for a number with the question's own example."""
        short = question.example if 0 < len(question.example) <= 20 else "64"
        return Problem(text=word("kind.needed", what=word("needed.number_like", example=short)))


class MoneyKind(TypedKind[Money]):
    """The kind for an amount in rupiah."""

    time = 0.3
    asks = "money"

    def read(self, question: Money, text: str) -> int | Problem:
        """Return the amount."""
        return read_money(question, text)

    def write(self, question: Money, value: Value) -> str:
        """Return the amount with Rp."""
        del question
        return write_money(int(as_number(value)))


class DateKind(TypedKind[Date]):
    """The kind for a month or a day."""

    time = 0.3
    asks = "date"

    def read(self, question: Date, text: str) -> str | Problem:
        """Return the date."""
        del question
        return read_date(text)

    def write(self, question: Date, value: Value) -> str:
        """Return the date in words."""
        del question
        return write_date(str(value))


class YesNoKind(TypedKind[YesNo]):
    """The kind for yes or no."""

    wants = InputKind.CHOICE
    time = 0.15
    asks = "yes_no"

    def read(self, question: YesNo, text: str) -> bool | Problem:
        """Return True for yes."""
        del question
        return read_yes_no(text)

    def press(self, question: YesNo, pressed: str) -> bool | Problem:
        """Return True for yes; takes the words of commands, too."""
        answers = {"ya": True, "yes": True, "tidak": False, "no": False}
        return answers[pressed] if pressed in answers else self.elsewise(question)

    def write(self, question: YesNo, value: Value) -> str:
        """Return Ya or Tidak."""
        del question
        return {True: "Ya", False: "Tidak"}[bool(value)] if isinstance(value, bool) else as_it_is(value)

    def offer(self, question: YesNo) -> tuple[Button, ...]:
        """Return both."""
        del question
        return Button("Ya", "choose", "ya"), Button("Tidak", "choose", "tidak")


def _for_instance(example: str) -> str:
    return word("kind.for_instance", example=tidy(example)) if example and count_words(example) <= 12 else ""
