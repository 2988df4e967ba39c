"""The quality of answers: hints for each answer and for the whole draft, a meter for each section."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flows.conversation import Draft
from flows.drafts.path import path
from flows.forms.model import Evidence, Flow, Link, Location, LongText, Question, Section, Table, Text
from flows.quality.checks import ALWAYS, CHECKS, Check, Subject
from flows.quality.claims import sentences, years
from flows.questions.kinds import show
from flows.text_format import count_words
from flows.texts import word

__all__ = ["CHECKS", "Check", "Hint", "Meter", "all_hints", "bar", "draft_hints", "hints", "meter", "section_words"]

_COUNTED = re.compile(r"(?<![\w.,/-])([0-9]+(?:[.][0-9]{3})*) ([a-z]{3,} [a-z]{3,})\b")
_TOTAL = re.compile(r"\b(?:dari|jumlah|total|terdapat|ada|seluruh|semua)\s(?:[a-z]+\s)?$", re.IGNORECASE)
_CELLS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """What is missing in an answer and why it pays to add it; never blocks."""

    check: str
    text: str
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Meter:
    """The completeness of a section: `score` from 0 to 1, the missing questions, the hints."""

    score: float
    missing: tuple[str, ...]
    hints: tuple[Hint, ...]


def hints(flow: Flow, question: Question, draft: Draft) -> tuple[Hint, ...]:
    """Return the hints for one answer, strongest first; none without an answer."""
    value = draft.value(question.id)
    if value is None:
        return ()
    wanted = {*question.checks, *ALWAYS.get(question.kind, ())}
    if flow.has(question.id) and flow.section_of(question.id).max_words is not None:
        wanted.discard("over_limit")  # the form counts by section: the answer's own limit is only its share
    if not wanted:
        return ()
    subject = Subject(question=question, value=value, text=_text(question, draft))
    said = ((name, CHECKS[name](subject)) for name in CHECKS if name in wanted)
    return tuple(Hint(check=name, text=text, question=question.id) for name, text in said if text)


def draft_hints(flow: Flow, draft: Draft) -> tuple[Hint, ...]:
    """Return the hints that need the whole draft: sections over their limit, without evidence, figures that differ."""
    way = set(path(flow, draft))
    found: list[Hint] = []
    for section in flow.sections:
        asked = [question for question in section.questions if question.id in way]
        found += _over(section, asked, draft)
        found += _unproved(section, asked, draft)
    return (*found, *_differing(flow, way, draft))


def all_hints(flow: Flow, draft: Draft) -> tuple[Hint, ...]:
    """Return every hint that the person did not put aside, in the form's order."""
    way = path(flow, draft)
    own = [hint for name in way for hint in hints(flow, flow.question(name), draft)]
    every = [hint for hint in (*own, *draft_hints(flow, draft)) if not _is_kept(draft, hint.question)]
    place = {name: number for number, name in enumerate(way)}
    return tuple(sorted(every, key=lambda hint: place.get(hint.question, len(place))))


def meter(flow: Flow, section: Section, draft: Draft) -> Meter:
    """Measure a section: a mandatory answer counts double, an answer with hints half."""
    way = set(path(flow, draft))
    asked = [question for question in section.questions if question.id in way and question.printed]
    found = tuple(hint for question in asked for hint in hints(flow, question, draft))
    hinted = {hint.question for hint in found if not _is_kept(draft, hint.question)}
    done = [question for question in asked if _is_done(section, question, draft)]
    whole = sum(_weight(question) for question in asked)
    got = sum(_weight(question) * (0.5 if question.id in hinted else 1.0) for question in done)
    missing = tuple(question.id for question in asked if question not in done)
    return Meter(score=got / whole if whole else 0.0, missing=missing, hints=found)


def bar(measured: Meter) -> str:
    """Draw a meter in five cells; only a decoration beside words."""
    full = int(measured.score * _CELLS + 1e-9)
    if measured.score > 0:
        full = max(full, 1)
    return "▰" * full + "▱" * (_CELLS - full)


def section_words(section: Section, draft: Draft) -> int:
    """Count the words of a section's answers, as its limit does."""
    return sum(_words(question, draft) for question in section.questions if question.printed)


def _words(question: Question, draft: Draft) -> int:
    if draft.value(question.id) is None or isinstance(question, Evidence | Link | Location):
        return 0
    return count_words(_text(question, draft))


def _text(question: Question, draft: Draft) -> str:
    value = draft.value(question.id)
    return value if isinstance(question, Text | LongText) and isinstance(value, str) else show(question, value)


def _weight(question: Question) -> int:
    return 2 if question.required else 1


def _is_done(section: Section, question: Question, draft: Draft) -> bool:
    if isinstance(question, Evidence) and any(proof.section == section.id for proof in draft.proofs):
        return True
    return question.id in draft.answers


def _is_kept(draft: Draft, question: str) -> bool:
    answer = draft.answers.get(question)
    return draft.kept.get(question) == (0 if answer is None else answer.event)


def _over(section: Section, asked: list[Question], draft: Draft) -> Iterator[Hint]:
    """Hint at the longest answer of a section that is over its limit, unless it is over its own."""
    words = sum(_words(question, draft) for question in asked)
    if section.max_words is None or words <= section.max_words:
        return
    longest = max(asked, key=lambda question: _words(question, draft))
    limit = section.max_words
    text = word("hint.section_over", section=section.title, words=words, limit=limit, over=words - limit)
    yield Hint(check="section_over", text=text, question=longest.id)


def _unproved(section: Section, asked: list[Question], draft: Draft) -> Iterator[Hint]:
    proofs = [question for question in asked if isinstance(question, Evidence)]
    told = any(isinstance(question, LongText | Table) and question.id in draft.answers for question in asked)
    if not proofs or not told or any(_is_done(section, question, draft) for question in proofs):
        return
    text = word("hint.no_evidence")
    yield Hint(check="no_evidence", text=text, question=proofs[0].id)


def _differing(flow: Flow, way: set[str], draft: Draft) -> Iterator[Hint]:
    """Find a count of the same people in the same year that differs between two sections: "312 ibu hamil" (2022)."""
    seen: dict[tuple[str, str], dict[str, tuple[str, str]]] = {}
    for section, question in flow.questions():
        if question.id not in way or not isinstance(question, LongText) or question.id not in draft.answers:
            continue
        for year, what, number in _counts(_text(question, draft)):
            seen.setdefault((year, what), {}).setdefault(number, (section.id, question.id))
    for (year, what), numbers in seen.items():
        places = {section for section, _ in numbers.values()}
        if len(numbers) == 2 and len(places) == 2:
            (first, _), (second, (_, question_id)) = numbers.items()
            text = word("hint.figures_differ", what=what, year=year, first=first, second=second)
            yield Hint(check="figures_differ", text=text, question=question_id)


def _counts(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield year, what is counted, number: only totals ("dari 312 ibu hamil") in sentences of a single year."""
    for sentence in sentences(text):
        named = years(sentence)
        if len(named) != 1:
            continue
        for match in _COUNTED.finditer(sentence):
            if _TOTAL.search(sentence[: match.start()]):
                yield named[0], match[2], match[1]
