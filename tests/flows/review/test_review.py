"""Folds remarks into what the writers still have to deal with, and what was said under each."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flows.review.review import Remark, RemarkKind, open_points, thread

AT = datetime(2026, 8, 26, tzinfo=UTC)
K = RemarkKind


def remark(number: int, kind: RemarkKind, *, answers: int | None = None, review: int | None = 1) -> Remark:
    return Remark(
        id=number,
        submission=1,
        review=review,
        contact=2,
        section="dampak",
        question="",
        kind=kind,
        answers=answers,
        at=AT,
    )


def said(*kinds: RemarkKind) -> list[Remark]:
    """Return a coach's point and what was said to it."""
    return [
        remark(1, K.FIX),
        *(remark(number, kind, answers=1, review=None) for number, kind in enumerate(kinds, 2)),
    ]


@pytest.mark.parametrize(
    ("kinds", "is_open", "shown"),
    [
        ((), True, []),
        ((K.REPLY,), True, [K.REPLY]),
        ((K.RESOLVED,), False, [K.RESOLVED]),
        ((K.ACCEPTED,), False, [K.ACCEPTED]),
        ((K.DECLINED,), False, [K.DECLINED]),
        ((K.REPLY, K.RESOLVED, K.REOPENED), True, [K.REPLY]),
        ((K.RESOLVED, K.REOPENED, K.DECLINED), False, [K.DECLINED]),
    ],
)
def test_a_point_is_open_until_the_writers_have_dealt_with_it(
    kinds: tuple[RemarkKind, ...], is_open: bool, shown: list[RemarkKind]
) -> None:
    remarks = said(*kinds)
    assert [remark.id for remark in open_points(remarks, [1])] == [1] * is_open
    assert [remark.kind for remark in thread(remarks, 1)] == [K.FIX, *shown]


def test_only_points_of_reviews_that_were_sent_are_open() -> None:
    remarks = [
        remark(1, K.GOOD),
        remark(2, K.ASK),
        remark(3, K.SUGGEST),
        remark(4, K.FIX, review=2),
        remark(5, K.REPLY, answers=2),
    ]
    assert [remark.id for remark in open_points(remarks, [1])] == [2, 3]
    assert [remark.id for remark in open_points(remarks, [1, 2])] == [2, 3, 4]
    assert open_points(remarks, []) == []
