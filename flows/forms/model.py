"""The model of a form's definition."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

Value = JsonValue
"""An answer as stored: text, number, True/False, a list of ids, or a table's rows."""

# Ids travel in button tokens, which Telegram limits to 64 bytes.
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,23}$")]
ChoiceId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]{0,23}$")]
ANSWER = "{answer}"
"""Where a lead takes the answer in."""
Prompt = Annotated[str, Field(min_length=5, max_length=200)]


class StrictModel(BaseModel):
    """A model that refuses unknown keys, so that a misspelt one is an error with its place."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Operator(StrEnum):
    """The comparisons that a condition may use."""

    IS = "is"
    IS_NOT = "is_not"
    IN = "in"
    INCLUDES = "includes"
    ANSWERED = "answered"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BEFORE = "before"
    AFTER = "after"


class When(StrictModel):
    """A condition for a question: `{question: jenis, is: digital}`, or `all`, `any`, `not` of such."""

    question: Slug | None = None
    operator: Operator | None = None
    value: Value = None
    all: tuple[When, ...] = ()
    any: tuple[When, ...] = ()
    negated: When | None = Field(None, alias="not")

    @model_validator(mode="before")
    @classmethod
    def _read_short_form(cls, given: object) -> object:
        if not isinstance(given, dict) or "question" not in given or "operator" in given:
            return given
        named = [key for key in given if key != "question"]
        if len(named) != 1 or named[0] not in list(Operator):
            raise ValueError(f"after `question:` comes exactly one of: {', '.join(Operator)}")
        return {"question": given["question"], "operator": named[0], "value": given[named[0]]}

    @model_validator(mode="after")
    def _has_one_meaning(self) -> Self:
        meanings = (self.question is not None, bool(self.all), bool(self.any), self.negated is not None)
        if sum(meanings) != 1:
            raise ValueError("a condition is one of: question, all, any, not")
        return self

    def questions(self) -> Iterator[str]:
        """Yield the ids of the questions this condition looks at."""
        if self.question is not None:
            yield self.question
        for part in (*self.all, *self.any, *((self.negated,) if self.negated else ())):
            yield from part.questions()


class Choice(StrictModel):
    """A listed answer."""

    id: ChoiceId
    label: Annotated[str, Field(min_length=1, max_length=120)]


class Ask(StrictModel):
    """The fields that every kind of question has."""

    id: Slug
    prompt: Prompt
    """The question itself: one sentence, plain text."""
    label: Annotated[str, Field(min_length=2, max_length=60)]
    """Its short name: in the list, in the document."""
    why: str = ""
    """One clause: why it is asked."""
    help: str = ""
    """How to answer well; shown on request."""
    lead: Annotated[str, Field(max_length=120, pattern=r"^([^{}]*\{answer\}[^{}]*)?$")] = ""
    """Begins the sentence of a short answer where the section is prose: "Program ini dimulai pada {answer}."."""
    example: str = ""
    """An answer written for this product; shown on request, marked as an example."""
    required: bool = False
    """Whether the quick pass asks it."""
    remember: bool = False
    """Whether the answer is carried into the same person's next draft."""
    printed: bool = True
    """Whether the answer stands in the document; False for a question that only steers."""
    when: When | None = None
    checks: tuple[Slug, ...] = ()
    """Quality checks beyond those every answer of its kind gets."""


class Text(Ask):
    """A question for a line: a name, a title."""

    kind: Literal["text"]
    max_characters: int = Field(200, gt=0)


class LongText(Ask):
    """A question for a story, counted in words."""

    kind: Literal["long_text"]
    min_words: int = Field(0, ge=0)
    max_words: int | None = Field(None, gt=0)


class OneChoice(Ask):
    """A question with one answer of several; a long list can be searched by typing."""

    kind: Literal["choice"]
    choices: Annotated[tuple[Choice, ...], Field(min_length=2)]
    free: bool = False
    """Whether an answer outside the list is taken as written."""


class ManyChoices(Ask):
    """A question with any number of answers of several."""

    kind: Literal["choices"]
    choices: Annotated[tuple[Choice, ...], Field(min_length=2)]
    minimum: int = Field(1, ge=0)
    maximum: int | None = Field(None, gt=0)


class Number(Ask):
    """A question for a number with its unit."""

    kind: Literal["number"]
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    whole: bool = False


class Money(Ask):
    """A question for an amount in rupiah."""

    kind: Literal["money"]


class Date(Ask):
    """A question for a month or a day: stored as `2025-08` or `2025-08-26`."""

    kind: Literal["date"]


class YesNo(Ask):
    """A question for yes or no."""

    kind: Literal["yes_no"]


class Link(Ask):
    """A question for a web address."""

    kind: Literal["link"]


class Location(Ask):
    """A question for a place: stored as `[latitude, longitude]`."""

    kind: Literal["location"]


Cell = Annotated[
    Text | LongText | OneChoice | Number | Money | Date | YesNo | Link,
    Field(discriminator="kind"),
]


class Table(Ask):
    """A question for rows, asked one cell at a time: stored as a list of `{column id: value}`."""

    kind: Literal["table"]
    columns: Annotated[tuple[Cell, ...], Field(min_length=2, max_length=8)]
    row: Annotated[str, Field(min_length=2, max_length=30)] = "baris"
    """What one row is called: "indikator", "tahap"."""
    min_rows: int = Field(1, ge=0)
    max_rows: int = Field(10, gt=0)


class Evidence(Ask):
    """A question for photos, documents, voice notes or links that support its section."""

    kind: Literal["evidence"]


Question = Annotated[
    Text | LongText | OneChoice | ManyChoices | Number | Money | Date | YesNo | Link | Location | Table | Evidence,
    Field(discriminator="kind"),
]


class Layout(StrEnum):
    """The ways a section's answers stand in the document."""

    IDENTITY = "identity"
    """A two-column table of label and answer."""
    HEADED = "headed"
    """Each answer under a heading of its own."""
    PROSE = "prose"
    """The answers as one running text, as forms with one box per section want it."""


class Section(StrictModel):
    """A part of a form, with its questions."""

    id: Slug
    number: str = ""
    """As the form numbers it: "1", "2.1"; empty for the identity page."""
    title: Annotated[str, Field(min_length=2, max_length=80)]
    group: str = ""
    """The form's heading above several sections."""
    asks: str = ""
    """What the official form asks here, in one sentence; shown with /bantuan."""
    layout: Layout = Layout.HEADED
    max_words: int | None = Field(None, gt=0)
    """The form's limit over all answers of the section."""
    when: When | None = None
    together: tuple[tuple[Slug, ...], ...] = ()
    """Neighbouring questions that one message may ask, where each message costs money."""
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]


class Cover(StrictModel):
    """The questions whose answers stand on the cover and in letters."""

    title: Slug
    unit: Slug
    person: Slug
    position: Slug | None = None
    nip: Slug | None = None
    """The person's employee number; only letters need it."""
    head: Slug | None = None
    """The name of the unit's head, who signs."""
    head_nip: Slug | None = None


class Letter(StrictModel):
    """A letter made from the same answers."""

    id: Slug
    title: Annotated[str, Field(min_length=5, max_length=120)]
    statement: Annotated[str, Field(min_length=20)]
    """The one statement that is signed; `{title}`, `{unit}`, `{person}` are filled in."""


class NextForm(StrictModel):
    """The form that follows a flow which only finds the right one."""

    flow: Slug
    when: When | None = None
    because: str
    """One sentence for the person: why this form."""


class Migration(StrictModel):
    """The questions renamed since an older version."""

    from_version: int
    renamed: dict[Slug, Slug] = {}


class Flow(StrictModel):
    """A form, in one version."""

    id: Slug
    version: int = Field(ge=1)
    title: Annotated[str, Field(min_length=5, max_length=120)]
    short: Annotated[str, Field(min_length=3, max_length=40)]
    """As on a button."""
    year: int | None = None
    """The year of the official form; printed on the document."""
    source: str = ""
    """Whose form it is."""
    about: str = ""
    """Two sentences for the person who chooses a form."""
    place: str = ""
    """Where documents are dated."""
    cover: Cover | None = None
    letters: tuple[Letter, ...] = ()
    leads: tuple[NextForm, ...] = ()
    migrations: tuple[Migration, ...] = ()
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]

    def questions(self) -> Iterator[tuple[Section, Question]]:
        """Yield every question with its section, in the form's order."""
        for section in self.sections:
            for question in section.questions:
                yield section, question

    def question(self, name: str) -> Question:
        """Return the question with this id; KeyError if the form has none."""
        return self._index()[name][1]

    def section_of(self, name: str) -> Section:
        """Return the section that holds this question; KeyError if the form has none."""
        return self._index()[name][0]

    def has(self, name: str) -> bool:
        """Return whether the form has this question."""
        return name in self._index()

    def _index(self) -> dict[str, tuple[Section, Question]]:
        index: dict[str, tuple[Section, Question]] | None = self.__dict__.get("_by_id")
        if index is None:
            index = {question.id: (section, question) for section, question in self.questions()}
            self.__dict__["_by_id"] = index
        return index
