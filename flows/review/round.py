"""A round: the sections that a coach still has to judge; an unchanged section that was good stays good."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from flows.conversation import Draft, EventKind, Status, Turn
from flows.drafts import path
from flows.forms.model import Flow, LongText, Section, Text
from flows.messages import Reply
from flows.quality.meter import Hint, all_hints
from flows.review.review import POINTS, Remark, SectionMark, Verdict, mark, verdict
from flows.review.word_diff import WordDiff, traces
from flows.texts import lines, say

CHANGING = frozenset(
    {EventKind.ANSWERED, EventKind.SKIPPED, EventKind.UNDONE, EventKind.ATTACHED, EventKind.DETACHED, EventKind.MOVED}
)
"""What makes a draft another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorReview:
    """The judgements of an earlier version, and the draft as it was."""

    number: int
    """The version."""
    draft: Draft
    judgements: tuple[Remark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One reading of a draft: the submitted draft, the earlier reviews, the remarks so far."""

    flow: Flow
    draft: Draft
    looks: tuple[PriorReview, ...] = ()
    """Oldest first."""
    judgements: tuple[Remark, ...] = ()
    open: tuple[Remark, ...] = ()
    """Points of earlier reviews that are not dealt with."""

    @property
    def sections(self) -> tuple[Section, ...]:
        """Return the sections that have something to read."""
        way = set(path.path(self.flow, self.draft))
        return tuple(
            section
            for section in path.sections(self.flow, self.draft)
            if any(question.id in way and question.printed for question in section.questions)
        )

    @property
    def to_judge(self) -> tuple[Section, ...]:
        """Return the sections that are to be judged now."""
        return tuple(section for section in self.sections if not self._stays_good(section))

    @property
    def unread(self) -> tuple[Section, ...]:
        """Return the sections to judge that nothing was said to yet."""
        return tuple(section for section in self.to_judge if self.mark(section) is SectionMark.UNREAD)

    @property
    def verdict(self) -> Verdict | None:
        """Return what the reading comes to so far."""
        return verdict(self.judgements, [section.id for section in self.to_judge])

    def mark(self, section: Section) -> SectionMark:
        """Return where a section stands in this reading."""
        return mark(self.judgements, section.id)

    def points(self, section: Section | None = None) -> tuple[Remark, ...]:
        """Return what this reading asks for, of one section or of all in the form's order."""
        place = {other_section.id: number for number, other_section in enumerate(self.flow.sections)}
        found = [
            remark
            for remark in self.judgements
            if remark.kind in POINTS and (section is None or remark.section == section.id)
        ]
        return tuple(sorted(found, key=lambda remark: place.get(remark.section, len(place))))

    def seen(self, section: Section) -> PriorReview | None:
        """Return the last version in which a section was judged."""
        return next(
            (
                prior_review
                for prior_review in reversed(self.looks)
                if mark(prior_review.judgements, section.id) is not SectionMark.UNREAD
            ),
            None,
        )

    def changed(self, section: Section) -> tuple[WordDiff, ...]:
        """Return what changed in a section since it was judged last."""
        before = self.seen(section)
        return () if before is None else traces(self.flow, section, before.draft, self.draft)

    def hints(self, section: Section) -> tuple[Hint, ...]:
        """Return what the quality checks say to a section."""
        names = {question.id for question in section.questions}
        return tuple(hint for hint in all_hints(self.flow, self.draft) if hint.question in names)

    def gaps(self, section: Section) -> tuple[str, ...]:
        """Return the labels of a section's mandatory questions without an answer."""
        names = {question.id for question in section.questions}
        return tuple(self.flow.question(name).label for name in path.gaps(self.flow, self.draft) if name in names)

    def is_empty(self, section: Section) -> bool:
        """Return whether nothing was answered in a section."""
        shown = (question.id for question in section.questions if question.printed)
        return not any(name in self.draft.answers for name in shown)

    def is_calm(self, section: Section) -> bool:
        """Return whether nothing in a section calls for attention: a first reading, no gap, no hint."""
        return self.seen(section) is None and not self.gaps(section) and not self.hints(section)

    def following(self, here: Section | None = None) -> Section | None:
        """Return what to read next: what calls for attention first; a calm one only behind another calm one."""
        left = self.unread
        pressing = [section for section in left if not self.is_calm(section)]
        if pressing or here is None or not self.is_calm(here):
            return _behind(self.flow, pressing, here)
        return _behind(self.flow, left, here)

    def _stays_good(self, section: Section) -> bool:
        before = self.seen(section)
        if before is None or mark(before.judgements, section.id) is not SectionMark.GOOD or self.changed(section):
            return False
        return not any(point.section == section.id for point in self.open)


def settled_by(reading: Round) -> tuple[Remark, ...]:
    """Return the earlier points that a reading closes: those of sections that are good now."""
    good = {section.id for section in reading.sections if reading.mark(section) is SectionMark.GOOD}
    return tuple(point for point in reading.open if point.section in good)


def words_of(section: Section, draft: Draft) -> Iterator[Text | LongText]:
    """Yield the questions of a section whose answers are texts that one could word differently."""
    for question in section.questions:
        if isinstance(question, Text | LongText) and question.id in draft.answers:
            yield question


def reopened(turn: Turn) -> Turn:
    """Return the turn; where it changes a draft that was approved, a new round is open, and the person is told."""
    changes = any(event.kind in CHANGING for event in turn.events)
    if turn.conversation.status is not Status.APPROVED or not changes:
        return turn
    first, *rest = turn.replies or (Reply(),)
    told = replace(first, said=lines(first.said, say("round.reopened")))
    return replace(turn, conversation=replace(turn.conversation, status=Status.DRAFT), replies=(told, *rest))


def _behind(flow: Flow, sections: Sequence[Section], here: Section | None) -> Section | None:
    """Return the first of some sections behind one, else the first of all."""
    place = {section.id: number for number, section in enumerate(flow.sections)}
    start = -1 if here is None else place[here.id]
    return next(
        (other_section for other_section in sections if place[other_section.id] > start), next(iter(sections), None)
    )
