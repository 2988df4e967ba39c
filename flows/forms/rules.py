"""The evaluation of conditions: a closed table of operators, never code in definitions."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flows.forms.model import Operator, Value, When


def applies(when: When | None, answers: Mapping[str, Value]) -> bool:
    """Return whether a condition holds; a question without an answer meets only `answered: false`."""
    if when is None:
        return True
    if when.all:
        return all(applies(part, answers) for part in when.all)
    if when.any:
        return any(applies(part, answers) for part in when.any)
    if when.negated is not None:
        return not applies(when.negated, answers)
    answer = answers.get(when.question or "")
    if when.operator is Operator.ANSWERED:
        return (answer is not None) is bool(when.value)
    return answer is not None and when.operator is not None and OPERATORS[when.operator](answer, when.value)


def _same(answer: Value, wanted: Value) -> bool:
    """Compare as JSON does: True is not 1."""
    return answer == wanted and isinstance(answer, bool) == isinstance(wanted, bool)


def _is_in(answer: Value, wanted: Value) -> bool:
    return isinstance(wanted, list) and any(_same(answer, json_value) for json_value in wanted)


def _includes(answer: Value, wanted: Value) -> bool:
    return isinstance(answer, list) and any(_same(json_value, wanted) for json_value in answer)


def _number(value: Value) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _at_least(answer: Value, wanted: Value) -> bool:
    left, right = _number(answer), _number(wanted)
    return left is not None and right is not None and left >= right


def _at_most(answer: Value, wanted: Value) -> bool:
    left, right = _number(answer), _number(wanted)
    return left is not None and right is not None and left <= right


def _before(answer: Value, wanted: Value) -> bool:
    left, right = _dates(answer, wanted)
    return left < right


def _after(answer: Value, wanted: Value) -> bool:
    left, right = _dates(answer, wanted)
    return left > right


def _dates(answer: Value, wanted: Value) -> tuple[str, str]:
    """Cut both dates to what they share: August 2025 is neither before nor after 26 August 2025."""
    left, right = str(answer), str(wanted)
    shared = min(len(left), len(right))
    return left[:shared], right[:shared]


OPERATORS: Mapping[Operator, Callable[[Value, Value], bool]] = {
    Operator.IS: _same,
    Operator.IS_NOT: lambda answer, wanted: not _same(answer, wanted),
    Operator.IN: _is_in,
    Operator.INCLUDES: _includes,
    Operator.ANSWERED: lambda answer, wanted: (answer is not None) is bool(wanted),
    Operator.AT_LEAST: _at_least,
    Operator.AT_MOST: _at_most,
    Operator.BEFORE: _before,
    Operator.AFTER: _after,
}
"""What each operator means; it sees the answer and the value written in the form."""
