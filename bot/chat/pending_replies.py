"""The replies of one transaction, and how they are merged into few messages."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flows.conversation import QuestionMessage
from flows.messages import MOST_ACTIONS, Button, Reply, Rich
from flows.texts import lines


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingReply:
    """A reply to be sent, with its conversation and the id of the message that it edits."""

    reply: Reply
    conversation: int | None = None
    asked: QuestionMessage | None = None
    edits: str | None = None


def merged(pending_replies: list[PendingReply]) -> list[PendingReply]:
    """Return the replies with acknowledgements joined to the next message; only the last question is asked."""
    result: list[PendingReply] = []
    before: Rich = ()
    offers: tuple[Button, ...] = ()
    for index, pending in enumerate(pending_replies):
        reply = pending.reply
        said = lines(before, _new(before, reply.said))
        said_only = not (reply.text or reply.attachments or reply.choices)
        if said_only or (reply.ask is not None and index < len(pending_replies) - 1):
            before, offers = said, offers + (reply.actions if said_only else ())
            continue
        actions = (*offers, *reply.actions)[:MOST_ACTIONS] if offers else reply.actions
        result.append(replace(pending, reply=replace(reply, said=said, actions=actions)))
        before, offers = (), ()
    if before:
        result.append(PendingReply(reply=Reply(text=before, actions=offers)))
    return result


def _new(before: Rich, said: Rich) -> Rich:
    """Return `said`, or nothing where `before` ends with the same words."""
    return () if said and said == before[-len(said) :] else said
