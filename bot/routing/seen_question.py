"""The question that a person saw when they wrote or pressed."""

from __future__ import annotations

from bot.chat.context import ChatContext
from flows.conversation import Conversation, QuestionMessage
from flows.messages import ButtonPress, IncomingMessage
from storage.messages import outbox
from storage.records import SeenQuestion


def question_of(ctx: ChatContext, message: IncomingMessage, conversation: Conversation) -> SeenQuestion | None:
    """Return the question a message is about; None if that is simply the one that was asked last."""
    if isinstance(message.input, ButtonPress) and message.input.ask in (None, conversation.ask):
        return None
    seen = seen_question(ctx, message)
    is_last = seen is not None and (seen.conversation, seen.asked.ask) == (conversation.id, conversation.ask)
    return None if is_last else seen


def seen_question(ctx: ChatContext, message: IncomingMessage) -> SeenQuestion | None:
    """Return the question the person saw when sending a message; None if that cannot be known."""
    if message.conversation is not None and message.ask is not None:
        asked = _asked(ctx, message.conversation, message.ask)
        return None if asked is None else SeenQuestion(conversation=message.conversation, asked=asked)
    channel, number = ctx.address.channel, ctx.address.id
    if message.reply_to is not None:
        replied_to = outbox.asked_by_message(ctx.connection, channel, number, message.reply_to)
        if replied_to is not None:
            return replied_to
    return outbox.seen(ctx.connection, channel, number, message.at, message.position)


def _asked(ctx: ChatContext, conversation: int, ask: int) -> QuestionMessage | None:
    loaded = ctx.open(conversation)
    if loaded is not None and loaded.conversation.ask == ask:
        return QuestionMessage(ask=ask, cursor=loaded.conversation.cursor)
    return outbox.asked(ctx.connection, conversation, ask, ctx.contact.id) if loaded is not None else None
