"""One message split into the answers to several questions: by number, label, line, or separator."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flows.forms.find_question import named_by
from flows.forms.model import Ask, LongText
from flows.questions.table_kind import BULLET
from flows.text_format import says_something

SEPARATORS = ("\t", ";", "|")
"""What stands between short answers and never inside one; there may be fewer answers than questions."""
LOOSE = (" / ", " – ", " - ")
"""What stands inside answers, too: it only counts when it gives one answer to each question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPart:
    """A part of a message that answers one question."""

    question: str
    text: str
    raw: str
    """The part as typed, with its number or label."""


Pieces = tuple[AnswerPart, ...]


def cut(questions: Sequence[Ask], text: str) -> Pieces | None:
    """Return a message's parts with the questions they answer; None where they cannot be told apart.

    A message that shows no parts answers the first question.
    """
    for shape in SHAPES:
        pieces = shape(questions, text)
        if pieces:
            return pieces
    return _whole(questions, text)


def marked(questions: Sequence[Ask], text: str) -> Pieces:
    """Return the parts that name their question by number or label; none where they do not."""
    return _labelled(questions, text) or _numbered(questions, text)


def unmarked(text: str) -> str:
    """Return an answer without the one number before it, which its question had in an earlier message."""
    marks = [*_INSIDE.finditer(text.strip())]
    is_one = len(marks) == 1 and marks[0].start() == 0 and len(_lines(text)) == 1
    return text.strip()[marks[0].end() :] if is_one else text


def _labelled(questions: Sequence[Ask], text: str) -> Pieces:
    """Cut at labels: "Nama: Siti, unit: Puskesmas Contoh"."""
    found: list[tuple[re.Match[str], Ask]] = []
    for match in _LABEL.finditer(text):
        question = named_by(questions, match["label"])
        if question is not None and question not in [ask for _, ask in found]:
            found.append((match, question))
    is_plain = len(found) == 1 and len(_lines(text)) > 1
    if not found or is_plain or says_something(text[: found[0][0].start()]):
        return ()
    ends = [*(match.start() for match, _ in found[1:]), len(text)]
    return tuple(
        _piece(question, text[match.end() : end].rstrip(" \n,;"), text[match.start() : end])
        for (match, question), end in zip(found, ends, strict=True)
    )


def _numbered(questions: Sequence[Ask], text: str) -> Pieces:
    """Cut at numbers that can only be the questions' own: in order, from the start, and none too many."""
    at_lines, inside = [*_AT_LINE.finditer(text)], [*_INSIDE.finditer(text)]
    marks = _counting(inside) if len(_counting(inside)) > len(at_lines) else at_lines
    numbers = [int(mark["number"]) for mark in marks]
    is_ordered = numbers == sorted(set(numbers)) and all(1 <= number <= len(questions) for number in numbers)
    is_plain = len(marks) == 1 and len(_lines(text)) > 1
    if not marks or is_plain or not is_ordered or says_something(text[: marks[0].start()]):
        return ()
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    return tuple(
        _piece(questions[number - 1], text[mark.end() : end].rstrip(" \n,;"), text[mark.start() : end])
        for number, mark, end in zip(numbers, marks, ends, strict=True)
    )


def _counting(marks: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    """Return the marks that count 1, 2, 3 ... from the start of a text."""
    counting: list[re.Match[str]] = []
    for mark in marks:
        if int(mark["number"]) == len(counting) + 1:
            counting.append(mark)
    return counting


def _in_lines(questions: Sequence[Ask], text: str) -> Pieces:
    """Cut at lines or paragraphs, one for each question; of short answers some may be missing."""
    paragraphs = [part for part in re.split(r"\n[ \t]*\n", text.strip()) if says_something(part)]
    if len(paragraphs) == len(questions):
        return _in_order(questions, paragraphs)
    lines = _lines(text)
    is_enough = len(lines) == len(questions) if _are_stories(questions) else 1 < len(lines) <= len(questions)
    return _in_order(questions, lines) if is_enough else ()


def _between(questions: Sequence[Ask], text: str) -> Pieces:
    """Cut one line of short answers where something stands between them."""
    if _are_stories(questions) or len(_lines(text)) != 1:
        return ()
    for separator in SEPARATORS:
        parts = text.split(separator)
        if 1 < len(parts) <= len(questions) + 1 and not any(map(says_something, parts[len(questions) :])):
            return _in_order(questions, parts[: len(questions)])
    for parts in (_by_comma(text), *(text.split(separator) for separator in LOOSE)):
        if len(parts) == len(questions):
            return _in_order(questions, parts)
    return ()


def _whole(questions: Sequence[Ask], text: str) -> Pieces | None:
    first = questions[0]
    is_parted = len(_lines(text)) > 1 or any(separator in text for separator in SEPARATORS)
    if not isinstance(first, LongText) and (is_parted or len(_by_comma(text)) > len(questions)):
        return None
    return (_piece(first, text.strip(), text),)


Shape = Callable[[Sequence[Ask], str], Pieces]
SHAPES: tuple[Shape, ...] = (_labelled, _numbered, _in_lines, _between)
"""The ways people part their answers, surest first."""


def _in_order(questions: Sequence[Ask], parts: Sequence[str]) -> Pieces:
    return tuple(
        _piece(question, _bare(question, part), part) for question, part in zip(questions, parts, strict=False)
    )


def _bare(question: Ask, part: str) -> str:
    """Return a part without a bullet, or a label that is its own question's."""
    bare = BULLET.sub("", part).strip()
    label = _LABEL.match(bare)
    return bare[label.end() :] if label is not None and named_by([question], label["label"]) else bare


def _piece(question: Ask, text: str, raw: str) -> AnswerPart:
    return AnswerPart(question=question.id, text=text.strip(), raw=raw.strip())


def _by_comma(text: str) -> list[str]:
    """Cut at commas, but not before an academic degree: "Siti Contoh, A.Md.Keb."."""
    parts: list[str] = []
    for part in _COMMA.split(text):
        if parts and _DEGREE.fullmatch(part.strip()):
            parts[-1] = f"{parts[-1]}, {part}"
        else:
            parts.append(part)
    return parts


def _are_stories(questions: Sequence[Ask]) -> bool:
    return any(isinstance(question, LongText) for question in questions)


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if says_something(line)]


def _marks(before: str, number: str = "[0-9]{1,2}") -> re.Pattern[str]:
    return re.compile(rf"{before}\(?(?P<number>{number})[.):](?:\s+|(?=[^\s\d]))", re.MULTILINE)


_AT_LINE = _marks(r"^[ \t]*")
_INSIDE = _marks(r"(?:^|(?<=\s)|(?<=[;,]))")
_LABEL = re.compile(
    r"(?:^|(?<=[\n,;]))[ \t]*(?:\(?[0-9]{1,2}[.)][ \t]*|[-*•][ \t]+)?"
    r"(?P<label>[^\W\d_][\w ()/-]{1,40}?)[ \t]*[:=](?!//)[ \t]*"
)
_COMMA = re.compile(r",(?:\s+|$)")
_DEGREE = re.compile(
    r"(?:[A-Za-z]{1,5}\.\s?){1,4}[A-Za-z]{0,6}\.?|[SM][A-Z]{1,3}|Ners|Ns|Apt|Bd|AMd\w*|AMK\w*"
    r"|S(?:Kep|Pd|Sos|Farm|Ked|Gz|Tr\w*)|M(?:Kes|Pd|Si|Keb|Kep)"
)
