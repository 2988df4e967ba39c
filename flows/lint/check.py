"""Checks of a form's definition beyond its model: references, order, reach, style, examples."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from flows.drafts.question_groups import hangs_on
from flows.forms.model import (
    Date,
    Flow,
    Layout,
    Link,
    LongText,
    ManyChoices,
    Money,
    Number,
    OneChoice,
    Operator,
    Question,
    Section,
    Table,
    Text,
    Value,
    When,
    YesNo,
)
from flows.forms.rules import applies
from flows.lint.examples import example_problems
from flows.quality.checks import CHECKS
from flows.text_format import count_words

MESSAGE_WORDS = 60
"""Words of a question message that people still read on a phone."""
FILLED = {"title", "unit", "person"}
"""What a letter's statement may leave open."""
TRIED = 5_000
"""Combinations of answers that are tried to see whether a condition can ever hold."""


class Severity(StrEnum):
    """The severity of an issue: whether the form can be used."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """An issue in a form, with its place."""

    flow: str
    question: str
    """The question's id, a section's id, or "" for the form itself."""
    message: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        place = f"{self.flow}.{self.question}" if self.question else self.flow
        return f"{self.severity}: {place}: {self.message}"


MOST_TOGETHER = 6
"""Questions that people still answer in one message."""
ONE_MESSAGE = (Text, LongText, OneChoice, Number, Money, Date, YesNo, Link)
"""The kinds that a part of a message can answer."""

IN_A_SENTENCE = (Text, LongText, OneChoice, ManyChoices, Number, Money, Date)
"""The kinds whose answers can stand inside a sentence."""

Told = tuple[str, str]
"""A place and what is to be mended there."""


def check(flow: Flow, others: Collection[str]) -> list[Issue]:
    """Return all issues of a form, errors first; `others` are the ids of the forms it may lead to."""
    errors = [issue for rule in ERRORS for issue in rule(flow, others)]
    warnings = [issue for rule in WARNINGS for issue in rule(flow, others)]
    return [
        Issue(flow=flow.id, question=place, message=message, severity=severity)
        for severity, told in ((Severity.ERROR, errors), (Severity.WARNING, warnings))
        for place, message in dict.fromkeys(told)
    ]


# --- errors --------------------------------------------------------------------------------------


def _doubles(flow: Flow, _: Collection[str]) -> Iterator[Told]:
    yield from (("", f"two questions have the id {name}") for name in _twice(q.id for _, q in flow.questions()))
    yield from (("", f"two sections have the id {name}") for name in _twice(section.id for section in flow.sections))
    yield from (("", f"two letters have the id {name}") for name in _twice(letter.id for letter in flow.letters))
    for question in _everything(flow):
        if isinstance(question, OneChoice | ManyChoices):
            yield from (
                (question.id, f"two choices have the id {name}") for name in _twice(c.id for c in question.choices)
            )
            yield from (
                (question.id, f"two choices read {label!r}") for label in _twice(c.label for c in question.choices)
            )
        if isinstance(question, Table):
            yield from ((question.id, f"two columns have the id {n}") for n in _twice(c.id for c in question.columns))


def _references(flow: Flow, _: Collection[str]) -> Iterator[Told]:
    cover = flow.cover
    named = [str(name) for name in cover.model_dump(exclude_none=True).values()] if cover else []
    yield from (("", f"the cover names {name}, which is no question") for name in named if name and not flow.has(name))
    for place, when in _conditions(flow):
        for name in when.questions():
            if not flow.has(name):
                yield place, f"the condition looks at {name}, which is no question"


def _next_forms(flow: Flow, others: Collection[str]) -> Iterator[Told]:
    for lead in flow.leads:
        if lead.flow not in others or lead.flow == flow.id:
            yield "", f"leads to {lead.flow}, which is no other form"


def _migrations(flow: Flow, _: Collection[str]) -> Iterator[Told]:
    for migration in flow.migrations:
        if migration.from_version >= flow.version:
            yield "", f"moves from version {migration.from_version}, but this is version {flow.version}"
        for name in migration.renamed.values():
            if not flow.has(name):
                yield "", f"renames to {name}, which is no question"


def _letters(flow: Flow, _: Collection[str]) -> Iterator[Told]:
    for letter in flow.letters:
        unknown = set(re.findall(r"\{(\w*)\}", letter.statement)) - FILLED
        yield from ((letter.id, f"the statement has {{{name}}}, which nothing fills in") for name in sorted(unknown))


def _forward(flow: Flow, _: Collection[str]) -> Iterator[Told]:
    """A condition may look back only; else the path would depend on what was not asked yet."""
    earlier: set[str] = set()
    for section in flow.sections:
        yield from _later(section.id, section.when, earlier, flow)
        for question in section.questions:
            yield from _later(question.id, question.when, earlier, flow)
            earlier.add(question.id)


def _later(place: str, when: When | None, earlier: set[str], flow: Flow) -> Iterator[Told]:
    for name in when.questions() if when else ():
        if flow.has(name) and name not in earlier:
            yield place, f"the condition looks forward to {name}"


def _comparisons(flow: Flow, _: Collection[str]) -> Iterator[Told]:
    """An operator must suit the kind of question it looks at, and its value must be a possible answer."""
    for place, when in _conditions(flow):
        for part in _leaves(when):
            if part.question is None or not flow.has(part.question) or part.operator is None:
                continue
            question = flow.question(part.question)
            if not isinstance(question, SUITED.get(part.operator, object)):
                yield place, f"`{part.operator}` does not suit {question.id}, which is a {question.kind}"
            for value in _impossible(question, part):
                yield place, f"{question.id} never has the answer {value!r}"


SUITED: Mapping[Operator, type | tuple[type, ...]] = {
    Operator.INCLUDES: ManyChoices,
    Operator.AT_LEAST: (Number, Money),
    Operator.AT_MOST: (Number, Money),
    Operator.BEFORE: Date,
    Operator.AFTER: Date,
}
"""The kinds of question an operator can look at; the others suit all."""


def _impossible(question: Question, part: When) -> Iterator[Value]:
    wanted = part.value if isinstance(part.value, list) else [part.value]
    if part.operator not in (Operator.IS, Operator.IS_NOT, Operator.IN, Operator.INCLUDES):
        return
    if isinstance(question, ManyChoices) or (isinstance(question, OneChoice) and not question.free):
        ids = {choice.id for choice in question.choices}
        yield from (value for value in wanted if value not in ids)
    if isinstance(question, YesNo):
        yield from (value for value in wanted if not isinstance(value, bool))


def _names_of_checks(flow: Flow, _: Collection[str]) -> Iterator[Told]:
    for question in _everything(flow):
        yield from ((question.id, f"{name} is no check") for name in question.checks if name not in CHECKS)


def _bounds(flow: Flow, _: Collection[str]) -> Iterator[Told]:
    for question in _everything(flow):
        low, high = _low_and_high(question)
        if low is not None and high is not None and low > high:
            yield question.id, f"the least, {low:g}, is more than the most, {high:g}"
        if isinstance(question, ManyChoices) and question.minimum > len(question.choices):
            yield question.id, f"wants {question.minimum} of {len(question.choices)} choices"
    for section, question in flow.questions():
        if section.max_words and isinstance(question, LongText) and (question.max_words or 0) > section.max_words:
            yield question.id, f"may have {question.max_words} words in a section of {section.max_words}"


def _low_and_high(question: Question) -> tuple[float | None, float | None]:
    match question:
        case LongText():
            return question.min_words, question.max_words
        case ManyChoices() | Number():
            return question.minimum, question.maximum
        case Table():
            return question.min_rows, question.max_rows
        case _:
            return None, None


def _groups(flow: Flow, _: Collection[str]) -> Iterator[Told]:
    """What one message asks must stand side by side, be answerable by one message, and not decide what it asks."""
    for section in flow.sections:
        names = [question.id for question in section.questions]
        for name in _twice(name for group in section.together for name in group):
            yield section.id, f"asks {name} together twice"
        for group in section.together:
            unknown = [name for name in group if name not in names]
            if unknown:
                yield section.id, f"asks {unknown[0]} together, which is no question of this section"
            elif not 2 <= len(group) <= MOST_TOGETHER:
                yield section.id, f"asks {len(group)} questions together; from 2 to {MOST_TOGETHER} can be"
            elif group != tuple(names[names.index(group[0]) :][: len(group)]):
                yield section.id, f"asks {', '.join(group)} together, which do not stand side by side in this order"
            else:
                yield from _members(flow, group)


def _members(flow: Flow, group: tuple[str, ...]) -> Iterator[Told]:
    for number, question in enumerate(map(flow.question, group)):
        if not isinstance(question, ONE_MESSAGE):
            yield question.id, f"is asked together with others, but {question.kind} needs a message of its own"
        looks_at = set(question.when.questions()) & set(group) if question.when else set()
        if looks_at and not hangs_on(question.when, group[:number]):
            yield question.id, f"is asked together with {min(looks_at)}; its condition may only be `answered: true`"


def _leads(flow: Flow, _: Collection[str]) -> Iterator[Told]:
    """A lead begins a sentence, so its question must stand in running text and have an answer of words."""
    for section, question in flow.questions():
        if question.lead and section.layout is not Layout.PROSE:
            yield question.id, "has a lead, but its section is not prose"
        elif question.lead and not isinstance(question, IN_A_SENTENCE):
            yield question.id, f"has a lead, but a {question.kind} makes no sentence"


def _reach(flow: Flow, _: Collection[str]) -> Iterator[Told]:
    """A condition that no answers can meet makes a question that is never asked."""
    for section in flow.sections:
        for question in section.questions:
            parts = [part for part in (section.when, question.when) if part is not None]
            if parts and not _can_hold(flow, parts):
                yield question.id, "is never asked: no answers meet its condition"


def _can_hold(flow: Flow, parts: list[When]) -> bool:
    names = sorted({name for part in parts for name in part.questions() if flow.has(name)})
    domains = [_domain(flow.question(name)) for name in names]
    size = 1
    for domain in domains:
        size *= len(domain)
        if not domain or size > TRIED:
            return True  # not countable: benefit of the doubt
    return any(
        all(applies(part, dict(zip(names, values, strict=True))) for part in parts) for values in product(*domains)
    )


def _domain(question: Question) -> list[Value]:
    if isinstance(question, OneChoice) and not question.free:
        return [None, *(choice.id for choice in question.choices)]
    if isinstance(question, YesNo):
        return [None, True, False]
    return []


def _examples(flow: Flow, _: Collection[str]) -> Iterator[Told]:
    for question in _everything(flow):
        yield from ((question.id, message) for message in example_problems(question))


# --- warnings ------------------------------------------------------------------------------------


def _prompts(flow: Flow, _: Collection[str]) -> Iterator[Told]:
    for question in _everything(flow):
        if re.search(r"[.?!] +[A-Z]", question.prompt):
            yield question.id, "the prompt is more than one sentence"
        if not question.prompt.endswith(("?", ":")):
            yield question.id, "the prompt ends neither with ? nor with :"
        words = count_words(question.prompt) + count_words(question.why)
        if words > MESSAGE_WORDS:
            yield question.id, f"prompt and why have {words} words; people read {MESSAGE_WORDS}"


def _missing_examples(flow: Flow, _: Collection[str]) -> Iterator[Told]:
    for _section, question in flow.questions():
        if isinstance(question, LongText) and question.required and not question.example:
            yield question.id, "is mandatory and has no example"


def _word_sums(flow: Flow, _: Collection[str]) -> Iterator[Told]:
    for section in flow.sections:
        limits = [question.max_words or 0 for question in section.questions if isinstance(question, LongText)]
        if section.max_words and sum(limits) > section.max_words:
            yield section.id, f"its questions allow {sum(limits)} words, the section {section.max_words}"


def _mandatory(flow: Flow, _: Collection[str]) -> Iterator[Told]:
    if not any(question.required for _section, question in flow.questions()):
        yield "", "has no mandatory question: a quick pass would ask nothing"
    if flow.cover is None and not flow.leads:
        yield "", "has no cover"
    if flow.leads and all(lead.when is not None for lead in flow.leads):
        yield "", "has no lead without a condition: some answers may lead nowhere"


def _labels(flow: Flow, _: Collection[str]) -> Iterator[Told]:
    for section in flow.sections:
        for label in _twice(question.label for question in section.questions):
            yield section.id, f"two questions are called {label!r}"


# --- reading a form ------------------------------------------------------------------------------


def _everything(flow: Flow) -> Iterator[Question]:
    """Yield every question and every column of every table."""
    for _section, question in flow.questions():
        yield question
        if isinstance(question, Table):
            yield from question.columns


def _conditions(flow: Flow) -> Iterator[tuple[str, When]]:
    holders: list[Section | Question] = [*flow.sections, *_everything(flow)]
    yield from ((holder.id, holder.when) for holder in holders if holder.when is not None)
    yield from (("", lead.when) for lead in flow.leads if lead.when is not None)


def _leaves(when: When) -> Iterator[When]:
    if when.question is not None:
        yield when
    for part in (*when.all, *when.any, *((when.negated,) if when.negated else ())):
        yield from _leaves(part)


def _twice(names: Iterable[str]) -> list[str]:
    return sorted(name for name, times in Counter(names).items() if times > 1)


Rule = Callable[[Flow, Collection[str]], Iterator[Told]]

ERRORS: tuple[Rule, ...] = (
    _doubles,
    _references,
    _next_forms,
    _migrations,
    _letters,
    _forward,
    _comparisons,
    _names_of_checks,
    _bounds,
    _groups,
    _leads,
    _reach,
    _examples,
)
"""What makes a form unusable."""

WARNINGS: tuple[Rule, ...] = (_prompts, _missing_examples, _word_sums, _mandatory, _labels)
"""What makes a form worse than it could be."""
