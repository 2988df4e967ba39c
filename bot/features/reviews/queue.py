"""Shows what waits for a coach, oldest first, and lets them take one: two never read the same unknowingly."""

from __future__ import annotations

from bot.chat.context import Visit
from bot.chat.row_ids import row_number
from bot.features.reviews.open_review import Case, open_case, read_case
from bot.features.reviews.overview import show_next
from bot.language.durations import waited
from bot.texts import say, word
from flows.messages import Button, Reply, Rich, Wants
from flows.text_format import listed
from flows.texts import lines
from storage.people import contacts
from storage.records import Review, Submission, SubmissionState, Waiting
from storage.reviews import reviews

MOST = 8
"""Drafts shown at once."""


def show_queue(visit: Visit, _: str = "", said: Rich = ()) -> None:
    """Show what the coach has begun, then what waits, oldest first."""
    begun = [case for one in reviews.open_of(visit.connection, visit.contact.id) if (case := _case(visit, one))]
    mine = {case.submission.id for case in begun}
    waiting = [one for one in reviews.queue(visit.connection, visit.contact.id) if one.submission.id not in mine]
    if not begun and not waiting:
        visit.say(Reply(said=said, text=say("queue.empty"), actions=(Button(word("drafts.resume"), "open"),)))
        return
    rows = [_begun(case) for case in begun] + [_line(visit, one) for one in waiting]
    numbered = [lines(say("queue.number", number=place, row="")) + row for place, row in enumerate(rows[:MOST], 1)]
    free = [one for one in waiting if len(one.reviews) < one.submission.needs]
    choices = [Button(case.stored.name, "rv_take", str(case.submission.id)) for case in begun]
    choices += [Button(one.name, "rv_take", str(one.submission.id)) for one in free]
    more = say("queue.more", count=len(rows) - MOST) if len(rows) > MOST else ()
    visit.say(
        Reply(
            said=said,
            text=lines(say("queue.head", count=len(rows)), *numbered, more),
            choices=_told_apart(choices[:MOST]),
            wants=Wants.CHOICE,
        )
    )


def take(visit: Visit, number: str) -> None:
    """Take a draft to review, or go on with it; tell who has it if somebody does."""
    handed = reviews.get(visit.connection, row_number(number))
    if handed is not None and handed.state is SubmissionState.WITHDRAWN:
        handed = reviews.of_draft(visit.connection, handed.conversation)[-1]
    if handed is None or not _may_read(visit, handed):
        show_queue(visit, "", say("queue.not_yours"))
        return
    known = any(one.coach == visit.contact.id for one in reviews.of_submission(visit.connection, handed.id))
    review = reviews.claim(visit.connection, handed.id, visit.contact.id, visit.now)
    case = None if review is None else open_case(visit, str(review.id))
    if case is None:
        show_queue(visit, "", _taken(visit, handed))
        return
    show_next(visit, case, None, _welcome(case, is_known=known))


def drop(visit: Visit, number: str) -> None:
    """Let others review what the coach has said nothing to."""
    case = open_case(visit, number)
    if case is None:
        refuse(visit)
        return
    gone = reviews.give_back(visit.connection, case.review.id)
    show_queue(visit, "", say("queue.dropped" if gone else "queue.kept", name=case.stored.name))


def later(visit: Visit, _: str) -> None:
    """Leave what came in the queue."""
    visit.say(Reply(text=say("queue.later"), actions=(Button(word("queue.open"), "antrean"),)))


def refuse(visit: Visit) -> None:
    """Say that a review is sent, or not this person's; nothing changes."""
    visit.say(Reply(text=say("queue.refused"), actions=(Button(word("queue.open"), "antrean"),)))


def _may_read(visit: Visit, handed: Submission) -> bool:
    """Tell whether a draft is in this coach's queue, on their desk, or was."""
    return handed.number in reviews.readable(visit.connection, visit.contact.id).get(handed.conversation, ())


def _taken(visit: Visit, handed: Submission) -> Rich:
    """Say why a draft can not be taken: who has it, or that it is decided."""
    others = reviews.held_by(visit.connection, handed.id)
    if any(one.coach == visit.contact.id for one in others):
        return say("queue.sent")
    if handed.state is not SubmissionState.WAITING or not others:
        return say("queue.decided")
    since = waited(visit.now - max(one.opened_at for one in others))
    return say("queue.taken", who=listed([_name(visit, one) for one in others]), since=since)


def _welcome(case: Case, *, is_known: bool) -> Rich:
    left = len(case.round.unread)
    if is_known:
        return say("queue.resumed", name=case.stored.name, left=left)
    if case.round.looks:
        return say("queue.again", name=case.stored.name, left=left, all=len(case.round.sections))
    return say("queue.yours", name=case.stored.name, writer=case.writer, all=left)


def _case(visit: Visit, review: Review) -> Case | None:
    return read_case(visit.connection, visit.forms, review)


def _begun(case: Case) -> Rich:
    every = len(case.round.to_judge)
    done = every - len(case.round.unread)
    return say("queue.begun", name=case.stored.name, unit=case.unit or case.writer, done=done, all=every)


def _line(visit: Visit, one: Waiting) -> Rich:
    since = waited(visit.now - one.submission.submitted_at)
    flow = visit.forms.flow(visit.connection, one.flow, one.version)
    row = say("queue.waits", name=one.name, unit=one.unit or one.writer, form=flow.short, since=since)
    if not one.reviews:
        return row
    return row + say("queue.read_by", who=listed([_name(visit, review) for review in one.reviews]))


def _name(visit: Visit, review: Review) -> str:
    found = None if review.coach is None else contacts.get(visit.connection, review.coach)
    return word("queue.somebody") if found is None else found.name


def _told_apart(choices: list[Button]) -> tuple[Button, ...]:
    """Number the buttons: two drafts may have one name."""
    return tuple(Button(f"{place}. {one.label}", one.verb, one.argument) for place, one in enumerate(choices, 1))
