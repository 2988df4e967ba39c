"""A coach's open review with what it is read beside: the draft as submitted, earlier remarks, its own so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.chat.context import ChatContext
from bot.chat.forms import Forms
from bot.chat.payload import encode
from bot.chat.roles import Permission
from bot.features.reviews.payloads import SectionPayload, TargetPayload
from flows.conversation import Draft
from flows.drafts.event_log import fold
from flows.forms.model import Flow, Section
from flows.language.formatting import heading_of
from flows.review.review import Remark, RemarkKind, live, of_review, open_points, thread
from flows.review.round import PriorReview, Round
from storage.drafts import conversations, revisions
from storage.people import contacts, units
from storage.records import Review, Revision, StoredConversation, Submission
from storage.reviews import reviews


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenReview:
    """A review with its submission, draft, form and remarks, as its coach may see them."""

    review: Review
    submission: Submission
    revision: Revision
    stored: StoredConversation
    flow: Flow
    round: Round
    remarks: tuple[Remark, ...]
    """All remarks to the draft that this coach may see."""
    writer: str
    unit: str

    @property
    def id(self) -> int:
        """Return the review's id."""
        return self.review.id

    @property
    def draft(self) -> Draft:
        """Return the draft as it was submitted."""
        return self.round.draft

    def section(self, name: str) -> Section | None:
        """Return a section that has something to read, by its id; None when there is none."""
        return next((section for section in self.round.sections if section.id == name), None)

    def target(self, name: str) -> Target | None:
        """Return what a remark is about: a question by its id, a section by its id behind a colon; None for neither."""
        question = "" if name.startswith(":") or not self.flow.has(name) else name
        section = self.section(self.flow.section_of(question).id if question else name.removeprefix(":"))
        return None if section is None else Target(self, section, question)

    def argument(self, section: Section) -> str:
        """Return what a button carries that leads to a section."""
        return encode(SectionPayload(self.id, section.id))

    def earlier(self, section: Section) -> list[list[Remark]]:
        """Return the threads under a section's earlier points, oldest first: the open ones and the last review's."""
        before = self.round.seen(section)
        last = {remark.id for remark in before.judgements} if before else set()
        still = {remark.id for remark in self.round.open}
        roots = [remark for remark in self.remarks if remark.section == section.id and remark.id in last | still]
        return [thread(self.remarks, remark.id) for remark in roots if remark.kind is not RemarkKind.GOOD]


@dataclass(frozen=True, slots=True)
class Target:
    """What a remark is about: a section of an open review, or one question of it."""

    review: OpenReview
    section: Section
    question: str = ""
    """Its id; "": the whole section."""

    @property
    def title(self) -> str:
        """Return the section's heading."""
        return heading_of(self.section)

    @property
    def argument(self) -> str:
        """Return what a prompt for a remark carries."""
        return encode(TargetPayload(self.review.id, self.question or f":{self.section.id}"))


def own_open_review(ctx: ChatContext, number: int) -> OpenReview | None:
    """Return one of the coach's own reviews by its id; None when it is sent, another coach's, or they are no coach."""
    review = reviews.review(ctx.connection, number)
    if review is None or review.coach != ctx.contact.id or review.sent_at is not None:
        return None
    if not ctx.may(Permission.REVIEW):
        return None
    return load_review(ctx.connection, ctx.forms, review)


def reloaded(ctx: ChatContext, review: OpenReview) -> OpenReview:
    """Return an open review with the remarks that were added since it was loaded."""
    return own_open_review(ctx, review.id) or review


def load_review(connection: Connection, forms: Forms, review: Review) -> OpenReview | None:
    """Return a review with all that is read beside it; None when its draft is gone."""
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
            open=tuple(open_points(known, [sent_review.id for sent_review in sent])),
        ),
        remarks=known,
        writer=_name(connection, submission.contact if submission.contact is not None else stored.contact),
        unit=_unit(connection, submission.unit),
    )


class _Drafts:
    """A draft as it was in each of its revisions, folded once each."""

    def __init__(self, stored: StoredConversation, versions: dict[int, Revision]) -> None:
        self._events = stored.conversation.events
        self._versions = versions
        self._folded: dict[int, Draft] = {}

    def at(self, number: int) -> Draft:
        """Return the draft as it was in a revision, by the revision's number."""
        if number not in self._folded:
            self._folded[number] = fold(self._events[: self._versions[number].upto])
        return self._folded[number]


def _visible(remarks: Sequence[Remark], review: Review, sent: Sequence[Review]) -> tuple[Remark, ...]:
    """Return the remarks without those of other coaches' reviews that are not sent yet."""
    shown = {sent_review.id for sent_review in sent} | {review.id, None}
    return tuple(remark for remark in live(remarks) if remark.review in shown)


def _judgements(remarks: Sequence[Remark], review: Review, submission: Submission) -> list[Remark]:
    """Return the review's judgements; of those on an older revision, GOOD ones are left out."""
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
    """Return the earlier judgements that count for this coach: all where one approval is enough, else their own."""
    numbers = {handed_in.id: handed_in.number for handed_in in reviews.of_draft(connection, submission.conversation)}
    trusted = [earlier for earlier in sent if submission.needs == 1 or earlier.coach == review.coach]
    looks = []
    for earlier in (*trusted, review):
        said = of_review(remarks, earlier.id)
        for submission_id in sorted({remark.submission for remark in said} - {submission.id}):
            judged = tuple(remark for remark in said if remark.submission == submission_id)
            looks.append(
                PriorReview(number=numbers[submission_id], draft=drafts.at(numbers[submission_id]), judgements=judged)
            )
    return looks


def _name(connection: Connection, contact: int | None) -> str:
    person = None if contact is None else contacts.get(connection, contact)
    return "" if person is None else person.name


def _unit(connection: Connection, unit: int | None) -> str:
    known = None if unit is None else units.get(connection, unit)
    return "" if known is None else known.name
