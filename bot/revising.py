"""Hands a coach's result to the writers."""

from __future__ import annotations

from bot.texts import say
from bot.visit import Visit
from flows.messages import Reply
from storage.records import Review, Submission


def deliver(visit: Visit, submission: Submission, review: Review) -> None:  # noqa: ARG001
    """Tell the writer that a review came."""
    if submission.contact is not None:
        reply = Reply(text=say("revising.came", who=visit.contact.name))
        visit.post(submission.contact, reply, submission.conversation)
