"""Sends a review: back to the writers with its points, or approved, with the final document."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.context import Visit
from bot.features.drafts.documents import final_files
from bot.features.reviews.deliver import deliver
from bot.features.reviews.notify_writers import tell_writers
from bot.features.reviews.open_review import Case, open_case
from bot.features.reviews.overview import counts, newest, show_summary
from bot.features.reviews.queue import refuse
from bot.texts import say, word
from flows.conversation import Status
from flows.messages import Button, Notice, Reply, Rich, Wants
from flows.review.review import Remark, RemarkKind, Verdict
from flows.review.round import settled_by
from flows.text_format import listed
from flows.texts import lines
from storage.drafts import conversations
from storage.people import contacts
from storage.records import Submission, SubmissionState
from storage.reviews import reviews


def send(visit: Visit, argument: str) -> None:
    """Send a review as it was shown: "review last-judgement"."""
    number, _, seen = argument.partition(" ")
    case = open_case(visit, number)
    if case is None:
        refuse(visit)
        return
    verdict = case.round.verdict
    if verdict is None or seen != str(newest(case)):
        show_summary(visit, case)
        return
    _settle(visit, case, case.round.open if verdict is Verdict.APPROVE else settled_by(case.round))
    handed = reviews.send(visit.connection, case.review.id, verdict, visit.now)
    review = reviews.review(visit.connection, case.review.id)
    if handed is None or review is None:
        refuse(visit)
    elif verdict is Verdict.RETURN:
        _become(visit, case, Status.REVISE)
        deliver(visit, handed, review)
        _tell_coach(visit, say("sending.returned", writer=case.writer, counts=counts(case)))
    elif handed.state is SubmissionState.APPROVED:
        _approve(visit, case, handed)
    else:
        _await_others(visit, case, handed)


def _settle(visit: Visit, case: Case, points: tuple[Remark, ...]) -> None:
    """Close the earlier points of what is good now."""
    for point in points:
        reviews.say(
            visit.connection,
            case.submission,
            RemarkKind.RESOLVED,
            point.section,
            visit.now,
            contact=visit.contact.id,
            review=case.review.id,
            question=point.question,
            answers=point.id,
        )


def _become(visit: Visit, case: Case, status: Status) -> None:
    stored = case.stored
    conversation = replace(stored.conversation, status=status)
    if status is Status.APPROVED:
        conversation = replace(conversation, points=(), settled=())
    conversations.save(visit.connection, conversation, (), stored.revision, visit.now)


def _approve(visit: Visit, case: Case, handed: Submission) -> None:
    """Hand the final document to the writer and the coach."""
    if reviews.of_draft(visit.connection, handed.conversation)[-1].id == handed.id:
        _become(visit, case, Status.APPROVED)
    who = coaches_of(visit, handed)
    files = final_files(case.flow, case.draft, case.revision, visit.day(visit.now), who)
    text = say("sending.approved_writer", coaches=who, name=case.stored.name, number=handed.number)
    reply = Reply(
        text=lines(text, _closing(visit, case), gap="\n\n"),
        attachments=files,
        actions=(Button(word("document.go_on"), "open", str(handed.conversation)),),
        wants=Wants.CHOICE,
        notice=_notice(visit, case, word("sending.approved_short")),
    )
    tell_writers(visit, handed.conversation, reply)
    done = Reply(
        text=say("sending.approved_coach", name=case.stored.name, writer=case.writer),
        attachments=files,
        actions=(Button(word("queue.open"), "antrean"),),
        wants=Wants.CHOICE,
    )
    visit.say(done, handed.conversation)


def _await_others(visit: Visit, case: Case, handed: Submission) -> None:
    """Tell both sides who is missing after the first of two approvals."""
    reading = [one for one in reviews.held_by(visit.connection, handed.id) if one.verdict is None]
    whom = _names(visit, [one.coach for one in reading])
    missing = word("sending.missing_named", who=whom) if whom else word("sending.missing")
    text = say("sending.first_writer", who=visit.contact.name, name=case.stored.name, missing=missing)
    notice = _notice(visit, case, word("sending.first_short"))
    reply = Reply(text=lines(text, _closing(visit, case), gap="\n\n"), notice=notice)
    tell_writers(visit, handed.conversation, reply)
    _tell_coach(visit, say("sending.first_coach", missing=missing))


def coaches_of(visit: Visit, handed: Submission) -> str:
    """Return the names of the coaches who approved, as the document says them."""
    found = reviews.of_submission(visit.connection, handed.id)
    return _names(visit, [one.coach for one in found if one.verdict is Verdict.APPROVE])


def _names(visit: Visit, people: list[int | None]) -> str:
    found = [contacts.get(visit.connection, one) for one in people if one is not None]
    return listed([one.name for one in found if one is not None])


def _closing(visit: Visit, case: Case) -> Rich:
    closing = reviews.closing(visit.connection, case.submission.conversation, case.review.id)
    return say("sending.closing", text=closing.text) if closing and closing.text else ()


def _notice(visit: Visit, case: Case, result: str) -> Notice:
    return Notice(kind="review_result", parameters=(visit.contact.name, case.stored.name, result))


def _tell_coach(visit: Visit, text: Rich) -> None:
    visit.say(Reply(text=text, actions=(Button(word("queue.open"), "antrean"),)))
