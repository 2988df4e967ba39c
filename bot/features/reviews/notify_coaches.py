"""Notifying coaches of a submission: one message each, with its figures and files."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.context import ChatContext
from bot.features.drafts.documents import MIME, attachments
from bot.features.reviews.overdue import watch
from bot.texts import say, word
from flows.conversation import Conversation, Draft
from flows.drafts import path
from flows.drafts.event_log import fold
from flows.engine.turn.turn_builder import draft_name
from flows.forms.model import Flow
from flows.language.formatting import long_date
from flows.language.numbers import write_number
from flows.messages import Attachment, Button, Reply, Rich, TemplateNotice
from flows.quality.meter import all_hints, section_words
from flows.review.diff import changes, show_changes
from flows.review.round import Round
from flows.texts import lines
from storage.people import coaches, contacts, units
from storage.records import Revision, Submission
from storage.reviews import reviews

MOST_NAMED = 3
"""Coaches named to the writer: the list is to fit into a sentence."""
MOST_SHOWN = 5
"""Changes named in the message; the attached page has all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmittedDraft:
    """A submission with its draft, for the messages about it."""

    conversation: Conversation
    flow: Flow
    revision: Revision
    submission: Submission
    last: Revision | None
    """The revision that the coaches know, if any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifiedCoaches:
    """The names of the coaches who were notified: `holders` when they review it already, else `coaches`."""

    coaches: tuple[str, ...] = ()
    holders: tuple[str, ...] = ()


def notify_coaches(ctx: ChatContext, submitted: SubmittedDraft) -> NotifiedCoaches:
    """Notify the coaches who review the draft already, else those in charge; return who was reached."""
    submission = submitted.submission
    holders = [review.coach for review in reviews.held_by(ctx.connection, submission.id) if review.coach is not None]
    people = holders or coaches.in_charge(ctx.connection, submission.conversation, submission.unit)
    reply = _message(ctx, submitted, is_held=bool(holders))
    reached = [coach for coach in people if ctx.notify(coach, reply, submission.conversation)]
    for coach in reached:
        watch(ctx.connection, ctx.app, coach, ctx.now)
    names = tuple(contact.name for coach in reached if (contact := contacts.get(ctx.connection, coach)))
    return NotifiedCoaches(holders=names) if holders else NotifiedCoaches(coaches=names[:MOST_NAMED])


def _message(ctx: ChatContext, submitted: SubmittedDraft, *, is_held: bool) -> Reply:
    flow, revision, last, draft = submitted.flow, submitted.revision, submitted.last, submitted.conversation.draft
    name, unit = draft_name(flow, draft), unit_of(ctx, submitted.submission)
    key = "called.held" if is_held else "called.again" if last else "called.new"
    head = say(key, name=name, writer=ctx.contact.name, unit=unit, form=flow.short, number=revision.number)
    take = Button(word("called.go_on" if is_held else "called.take"), "rv_take", str(submitted.submission.id))
    files = attachments(flow, draft, revision, ctx.day(revision.created_at), "")
    if last is not None:
        files = (*files, changes_page(revision, last.number))
    return Reply(
        text=lines(head, figures(flow, draft), _changed(submitted, last) if last else (), gap="\n\n"),
        attachments=files,
        actions=(take, Button(word("called.later"), "rv_later")),
        notice=TemplateNotice(kind="review_waiting", parameters=(name, unit, long_date(ctx.day(ctx.now)))),
    )


def figures(flow: Flow, draft: Draft) -> Rich:
    """Return one line on how complete a draft is."""
    whole = Round(flow=flow, draft=draft)
    shown = whole.sections
    gaps = path.gaps(flow, draft)
    lacking = {flow.section_of(name).id for name in gaps}
    return say(
        "called.figures",
        full=sum(section.id not in lacking and not whole.is_empty(section) for section in shown),
        all=len(shown),
        words=write_number(sum(section_words(section, draft) for section in shown)),
        hints=len(all_hints(flow, draft)),
        gaps=len(gaps),
    )


def changes_page(revision: Revision, since: int) -> Attachment:
    """Return the attachment that shows what changed since a revision, by its number."""
    return Attachment(
        name=word("called.changes_file", since=since, number=revision.number),
        mime=MIME["pdf"],
        document=f"changes.{since}.pdf",
        upto=revision.upto,
        revision=revision.number,
    )


def unit_of(ctx: ChatContext, submission: Submission) -> str:
    """Return the name of a submission's unit."""
    unit = None if submission.unit is None else units.get(ctx.connection, submission.unit)
    return word("called.no_unit") if unit is None else unit.name


def _changed(submitted: SubmittedDraft, last: Revision) -> Rich:
    before = fold(submitted.conversation.events[: last.upto])
    found = changes(submitted.flow, before, submitted.conversation.draft)
    return say("called.changed", number=last.number, changes=show_changes(found[:MOST_SHOWN]))
