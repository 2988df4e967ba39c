"""Opens what a coach has on the desk: the draft as it was handed in, what was said before, what is said so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.chat.context import ChatContext
from bot.chat.forms import Forms
from bot.chat.roles import Permission
from bot.chat.row_ids import row_number
from flows.conversation import Draft
from flows.drafts.event_log import fold
from flows.forms.model import Flow, Section
from flows.review.review import Remark, RemarkKind, live, of_review, open_points, thread
from flows.review.round import PriorReview, Round
from storage.drafts import conversations, revisions
from storage.people import contacts, units
from storage.records import Review, Revision, StoredConversation, Submission
from storage.reviews import reviews


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenReview:
    """Is a review with all that the coach needs to see."""

    review: Review
    submission: Submission
    revision: Revision
    stored: StoredConversation
    flow: Flow
    round: Round
    remarks: tuple[Remark, ...]
    """All that was ever said to the draft and may be seen by this coach."""
    writer: str
    unit: str

    @property
    def draft(self) -> Draft:
        """Return the draft as it was handed in."""
        return self.round.draft

    def section(self, name: str) -> Section | None:
        """Return a section that can be read, by its id."""
        return next((section for section in self.round.sections if section.id == name), None)

    def earlier(self, section: Section) -> list[list[Remark]]:
        """Return the threads under earlier points of a section, oldest first: what is open, or was said last time."""
        before = self.round.seen(section)
        last = {remark.id for remark in before.judgements} if before else set()
        still = {remark.id for remark in self.round.open}
        roots = [remark for remark in self.remarks if remark.section == section.id and remark.id in last | still]
        return [thread(self.remarks, remark.id) for remark in roots if remark.kind is not RemarkKind.GOOD]


def open_case(ctx: ChatContext, number: str) -> OpenReview | None:
    """Return one of the coach's own reviews that is not sent; None for anybody else's, and for who is no coach."""
    review = reviews.review(ctx.connection, row_number(number))
    if review is None or review.coach != ctx.contact.id or review.sent_at is not None:
        return None
    if not ctx.may(Permission.REVIEW):
        return None
    return read_case(ctx.connection, ctx.forms, review)


def read_case(connection: Connection, forms: Forms, review: Review) -> OpenReview | None:
    """Return all that belongs to a review; None when the draft is gone."""
    submission = reviews.get(connection, review.submission)
    stored = None if submission is None else conversations.load(connection, submission.conversation)
    if submission is None or stored is None:
        return None
    flow = forms.flow(connection, stored.conversation.flow, stored.conversation.version)
    versions = {revision.number: revision for revision in revisions.of_draft(connection, submission.conversation)}
    sent = reviews.sent_of(connection, submission.conversation)
    known = _visible(reviews.remarks_of(connection, submission.conversation), review, sent)
    drafts = _Drafts(stored, versions)
    looks = _looks(connection, review, submission, sent, known, drafts)
    return OpenReview(
        review=review,
        submission=submission,
        revision=versions[submission.number],
        stored=stored,
        flow=flow,
        round=Round(
            flow=flow,
            draft=drafts.at(submission.number),
            looks=tuple(looks),
            judgements=tuple(_judgements(known, review, submission)),
            open=tuple(open_points(known, [other_review.id for other_review in sent])),
        ),
        remarks=known,
        writer=_name(connection, submission.contact if submission.contact is not None else stored.contact),
        unit=_unit(connection, submission.unit),
    )


class _Drafts:
    """Folds a draft's versions, each once."""

    def __init__(self, stored: StoredConversation, versions: dict[int, Revision]) -> None:
        self._events = stored.conversation.events
        self._versions = versions
        self._folded: dict[int, Draft] = {}

    def at(self, number: int) -> Draft:
        """Return the draft as it was in a version."""
        if number not in self._folded:
            self._folded[number] = fold(self._events[: self._versions[number].upto])
        return self._folded[number]


def _visible(remarks: Sequence[Remark], review: Review, sent: Sequence[Review]) -> tuple[Remark, ...]:
    """Leave out what other coaches have not sent yet."""
    shown = {other_review.id for other_review in sent} | {review.id, None}
    return tuple(remark for remark in live(remarks) if remark.review in shown)


def _judgements(remarks: Sequence[Remark], review: Review, submission: Submission) -> list[Remark]:
    """Return what this review says; praise for an older version holds only where nothing changed since."""
    said = of_review(remarks, review.id)
    return [remark for remark in said if remark.submission == submission.id or remark.kind is not RemarkKind.GOOD]


def _looks(
    connection: Connection,
    review: Review,
    submission: Submission,
    sent: Sequence[Review],
    remarks: Sequence[Remark],
    drafts: _Drafts,
) -> list[PriorReview]:
    """Return earlier judgements on which this coach may build: all where one approval is enough, else their own."""
    numbers = {
        other_submission.id: other_submission.number
        for other_submission in reviews.of_draft(connection, submission.conversation)
    }
    trusted = [other_review for other_review in sent if submission.needs == 1 or other_review.coach == review.coach]
    looks = []
    for other_review in (*trusted, review):
        said = of_review(remarks, other_review.id)
        for handed in sorted({remark.submission for remark in said} - {submission.id}):
            judged = tuple(remark for remark in said if remark.submission == handed)
            looks.append(PriorReview(number=numbers[handed], draft=drafts.at(numbers[handed]), judgements=judged))
    return looks


def _name(connection: Connection, contact: int | None) -> str:
    found = None if contact is None else contacts.get(connection, contact)
    return "" if found is None else found.name


def _unit(connection: Connection, unit: int | None) -> str:
    found = None if unit is None else units.get(connection, unit)
    return "" if found is None else found.name
