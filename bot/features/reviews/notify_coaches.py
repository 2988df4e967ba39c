"""Calls the coaches in charge when a draft is handed in: one message each, with the figures and the files."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.context import ChatContext, LoadedConversation
from bot.features.drafts.documents import MIME, attachments
from bot.features.reviews.overdue import watch
from bot.texts import say, word
from flows.conversation import Draft
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
"""Coaches named to the writer."""
MOST_SHOWN = 5
"""Changes named in the message; the page has all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifiedCoaches:
    """Says who was told, by name: who holds a review of it already, else who may take it."""

    coaches: tuple[str, ...] = ()
    holders: tuple[str, ...] = ()


def call_coaches(
    ctx: ChatContext,
    current: LoadedConversation,
    flow: Flow,
    revision: Revision,
    handed: Submission,
    last: Revision | None,
) -> NotifiedCoaches:
    """Tell those who review the draft already, else those in charge; return whom it reached."""
    holders = [review.coach for review in reviews.held_by(ctx.connection, handed.id) if review.coach is not None]
    people = holders or coaches.in_charge(ctx.connection, handed.conversation, handed.unit)
    events = current.conversation.events
    before = None if last is None else fold(events[: last.upto])
    reply = _call(ctx, current, flow, revision, handed, before, last, is_held=bool(holders))
    reached = [person for person in people if ctx.notify(person, reply, handed.conversation)]
    for coach in reached:
        watch(ctx.connection, ctx.app, coach, ctx.now)
    names = tuple(found.name for one in reached if (found := contacts.get(ctx.connection, one)))
    return NotifiedCoaches(holders=names) if holders else NotifiedCoaches(coaches=names[:MOST_NAMED])


def _call(
    ctx: ChatContext,
    current: LoadedConversation,
    flow: Flow,
    revision: Revision,
    handed: Submission,
    before: Draft | None,
    last: Revision | None,
    *,
    is_held: bool,
) -> Reply:
    draft, name = current.conversation.draft, draft_name(flow, current.conversation.draft)
    unit = unit_of(ctx, handed)
    key = "called.held" if is_held else "called.again" if last else "called.new"
    head = say(key, name=name, writer=ctx.contact.name, unit=unit, form=flow.short, number=revision.number)
    changed = () if before is None or last is None else _changed(flow, before, draft, last)
    take = Button(word("called.go_on" if is_held else "called.take"), "rv_take", str(handed.id))
    files = attachments(flow, draft, revision, ctx.day(revision.created_at), "")
    if last is not None:
        files = (*files, changes_page(revision, last.number))
    return Reply(
        text=lines(head, figures(flow, draft), changed, gap="\n\n"),
        attachments=files,
        actions=(take, Button(word("called.later"), "rv_later")),
        notice=TemplateNotice(kind="review_waiting", parameters=(name, unit, long_date(ctx.day(ctx.now)))),
    )


def figures(flow: Flow, draft: Draft) -> Rich:
    """Say in one line how far a draft is."""
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
    """Return the page that shows what changed since an earlier version."""
    return Attachment(
        name=word("called.changes_file", since=since, number=revision.number),
        mime=MIME["pdf"],
        document=f"changes.{since}.pdf",
        upto=revision.upto,
        revision=revision.number,
    )


def unit_of(ctx: ChatContext, handed: Submission) -> str:
    """Return the name of the unit a draft came from."""
    unit = None if handed.unit is None else units.get(ctx.connection, handed.unit)
    return word("called.no_unit") if unit is None else unit.name


def _changed(flow: Flow, before: Draft, draft: Draft, last: Revision) -> Rich:
    return say("called.changed", number=last.number, changes=show_changes(changes(flow, before, draft)[:MOST_SHOWN]))
