"""Makes one message of all that a visit says."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flows.conversation import QuestionMessage
from flows.messages import MOST_ACTIONS, Button, Reply, Rich
from flows.texts import lines


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingReply:
    """A reply of this turn, its conversation, and the message it may replace."""

    reply: Reply
    conversation: int | None = None
    asked: QuestionMessage | None = None
    edits: str | None = None


def merged(replies: list[PendingReply]) -> list[PendingReply]:
    """Make one message of several acknowledgements and questions: only the last question is asked."""
    result: list[PendingReply] = []
    before: Rich = ()
    offers: tuple[Button, ...] = ()
    for place, pending in enumerate(replies):
        reply = pending.reply
        said = lines(before, _new(before, reply.said))
        said_only = not (reply.text or reply.attachments or reply.choices)
        if said_only or (reply.ask is not None and place < len(replies) - 1):
            before, offers = said, offers + (reply.actions if said_only else ())
            continue
        actions = (*offers, *reply.actions)[:MOST_ACTIONS] if offers else reply.actions
        result.append(replace(pending, reply=replace(reply, said=said, actions=actions)))
        before, offers = (), ()
    if before:
        result.append(PendingReply(reply=Reply(text=before, actions=offers)))
    return result


def _new(before: Rich, said: Rich) -> Rich:
    """Return what was not said in the same words already."""
    return () if said and said == before[-len(said) :] else said
