"""The dispatcher: handles the updates of one address in one transaction, from the inbox to the outbox."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection

from bot.chat import turns
from bot.chat.context import OVER, AppContext, ChatContext
from bot.chat.pending_prompt import PendingPrompt
from bot.features.accounts.same_account import merge_same_account
from bot.features.drafts.drafts import choose_draft
from bot.ports import RawUpdate
from bot.routing.bursts import in_order, is_cut, together
from bot.routing.commands import ROUTES, TYPED, asks_to_see, refuse, unknown_command
from bot.routing.menus import Menus, menus_of
from bot.routing.prompts import PRESSES, PROMPTS
from bot.routing.readiness import Fetched, NeedsFiles, WaitForMore, missing, with_file
from bot.routing.requested_command import command_in, command_of
from bot.routing.seen_question import question_of, seen_question
from bot.texts import say, word
from flows.conversation import Cursor, QuestionMessage, TurnInput
from flows.forms.model import LongText
from flows.language.command_words import nearly, verb_of
from flows.messages import (
    Address,
    Button,
    ButtonPress,
    FileInput,
    IncomingMessage,
    Input,
    Reply,
    TextInput,
)
from storage.drafts import files
from storage.messages import crash_counts, held_replies, inbox, outbox, rerouting
from storage.messages.work_journal import Journal, Work
from storage.people import addresses, contacts
from storage.records import Contact, NewReply, QueuedReply, Update

log = logging.getLogger(__name__)

UPDATE = "update"
"""The kind of work that is noted: an address, and the first update that waits there."""
Translate = Callable[[RawUpdate], IncomingMessage | None]


@dataclass(frozen=True, slots=True)
class Handled:
    """An outcome: the updates were handled; `replies` are to be sent."""

    replies: Sequence[QueuedReply]
    files: Collection[str] | None = None
    """Keys of stored files that an erasure has left unused; None without an erasure."""
    menus: Menus = field(default_factory=dict)
    """The new menus of contacts whose roles have changed."""


Outcome = Handled | WaitForMore | NeedsFiles


class Dispatcher:
    """The router of messages to prompts, routes and conversations."""

    def __init__(
        self,
        app: AppContext,
        translate: Mapping[str, Translate],
        journal: Journal,
        windowed: Collection[str] = (),
    ) -> None:
        self._app = app
        self._translate = translate
        self._journal = journal
        self._windowed = windowed
        """Channels that have a window: free messages only for a while after the person's last one."""

    def handle(
        self, connection: Connection, address: Address, fetched: Fetched, now: datetime, most: int | None = None
    ) -> Outcome | None:
        """Handle the updates of one address, at most `most`; return None if there are none."""
        updates = inbox.waiting(connection, address.channel, address.id, now)[:most]
        if not updates:
            return None
        first = Work(UPDATE, "\n".join((address.channel, address.id, updates[0].key)))
        if self._journal.has_given_up(first):
            return _given_up(connection, address, updates[0], now)
        with self._journal.entry(first):
            return self._handle(connection, address, updates, fetched, now)

    def _handle(
        self, connection: Connection, address: Address, updates: Sequence[Update], fetched: Fetched, now: datetime
    ) -> Outcome:
        messages = [(update, self._message(update)) for update in updates]
        outcome = missing(messages, fetched, now)
        if outcome is not None:
            return outcome
        taken = [with_file(message, fetched.get(update.id)) for update, message in messages if message is not None]
        inbox.done(connection, [update.id for update in updates])
        if not taken:  # a group, or an update that is no message: no contact is created
            return Handled(())
        ctx = self._context(connection, address, taken, now)
        self._take_all(ctx, in_order(taken) if len(taken) > 1 else taken)
        replies = outbox.add(connection, ctx.finish(), now)
        for learn in ctx.on_queued:
            learn(replies)
        if ctx.released_count and not replies:
            waited = outbox.claim(connection, address.channel, address.id, now)
            replies = [waited] if waited is not None else []
        menus = menus_of(connection, ctx.role_changes, self._app.admins)
        return Handled(replies, ctx.erased_files, menus)

    def _message(self, update: Update) -> IncomingMessage | None:
        raw = RawUpdate(channel=update.channel, key=update.key, address=update.address, body=update.body)
        return self._translate[update.channel](raw)

    def _context(
        self, connection: Connection, address: Address, messages: Sequence[IncomingMessage], now: datetime
    ) -> ChatContext:
        name = next((message.name for message in reversed(messages) if message.name), "")
        also = next((message.also for message in reversed(messages) if message.also and not message.moved_to), None)
        # Before, whoever was known by the other id alone is found; after, both ids are the person's.
        twin = None if also is None else addresses.link(connection, address, also)
        contact = contacts.at(connection, address, name, now)
        if also is not None and twin is None:
            twin = addresses.link(connection, address, also)
        released = self._hear(connection, address, contact, messages, now)
        if not contact.reachable and messages:
            contacts.set_reachable(connection, address, True)
        ctx = ChatContext(connection, self._app, contact, address, now, released)
        if contact.created_at == now and address in self._app.admins:
            ctx.role_changes.add(contact.id)
        if twin is not None:
            merge_same_account(ctx, twin)
        return ctx

    def _hear(
        self,
        connection: Connection,
        address: Address,
        contact: Contact,
        messages: Sequence[IncomingMessage],
        now: datetime,
    ) -> int:
        """Store when the person last wrote here and release their held replies; return how many."""
        spoken = [message.at for message in messages if message.moved_to is None and not message.gone]
        if not spoken:
            return 0
        last = min(max(spoken), now)
        if contact.is_elsewhere or addresses.is_news(contact.heard_at, last):
            addresses.note_written(connection, address, last, came_back=contact.is_elsewhere)
        if address.channel not in self._windowed:
            return 0
        return held_replies.release(connection, address.channel, address.id, now)

    def _take_all(self, ctx: ChatContext, messages: Sequence[IncomingMessage]) -> None:
        """Handle messages in order; a text cut by the app, or sent in several messages, is one answer."""
        left = list(reversed(messages))
        while left:
            pieces = [left.pop()]
            while left and _goes_on(ctx, pieces[-1], left[-1]):
                pieces.append(left.pop())
            self._take(ctx, together(pieces))

    # --- one message -----------------------------------------------------------------------------

    def _take(self, ctx: ChatContext, message: IncomingMessage) -> None:
        if message.moved_to is not None:
            addresses.move(ctx.connection, ctx.address, message.moved_to, message.also)
            return
        if message.gone is not None:
            _note_gone(ctx, message.gone)
            return
        if ctx.released_count and asks_to_see(message.input):
            return  # the released replies are the answer
        ctx.pressed, ctx.pressed_conversation = message.pressed, message.conversation
        _own(ctx, message.input)
        prompt = ctx.prompt
        if prompt is not None and prompt.kind in PRESSES and _follows(ctx, prompt, message):
            message = PRESSES[prompt.kind](message, prompt.argument)
        command, argument = command_in(ctx, message)
        known = ROUTES.get(command or "")
        if prompt is not None and prompt.kind in PROMPTS and command is None and _is_for(ctx, prompt, message):
            _take_prompted(ctx, prompt, message.input)
            return
        ctx.expect_nothing()
        if command is None:
            self._converse(ctx, message)
        elif known is not None and (isinstance(message.input, ButtonPress) or command in TYPED):
            if ctx.may(known.permission):
                known.run(ctx, argument)
            else:
                refuse(ctx, command or "", known.permission)
        elif (verb := verb_of(nearly(command) or command)) is not None:
            did = ButtonPress(verb=verb, argument=argument)
            self._converse(ctx, replace(message, input=did))
        else:
            unknown_command(ctx, command)

    def _converse(self, ctx: ChatContext, message: IncomingMessage) -> None:
        """Advance the conversation that a message belongs to, and repeat the question of the current one."""
        current = ctx.current()
        if current is None:
            if message.conversation is not None and ctx.open(message.conversation) is None:
                ctx.say_first(say("team.not_here"))
            choose_draft(ctx)
            return
        number = current.conversation.id
        given = message.input
        if isinstance(given, ButtonPress) and message.conversation not in (None, number):
            _press_elsewhere(ctx, message.conversation or 0, number)
            return
        seen = question_of(ctx, message, current.conversation)
        if seen is not None and seen.conversation != number and ctx.is_live(seen.conversation):
            turns.advance(ctx, seen.conversation, TurnInput(input=given, source=ctx.source, seen=seen.asked))
            turns.act(ctx, number, "repeat")
            return
        asked = None
        if seen is not None:  # an answer to a finished conversation is stored, and answers nothing here
            asked = seen.asked if seen.conversation == number else QuestionMessage(ask=seen.asked.ask, cursor=Cursor())
        turns.advance(ctx, number, TurnInput(input=given, source=ctx.source, seen=asked))


def _given_up(connection: Connection, address: Address, update: Update, now: datetime) -> Handled:
    """Bury an update that crashed the program too often, and ask the person to send it again."""
    log.error("an update of %s is given up: the program ended %d times over it", address.channel, crash_counts.MOST)
    inbox.bury(connection, update.id, "the program ended over it")
    apology = NewReply(address=address, reply=Reply(text=say("fault.ours")))
    return Handled(outbox.add(connection, [apology], now))


def suspects(left: Collection[Work]) -> set[Address]:
    """Return the addresses whose updates are handled one at a time, since one of them crashed the program."""
    subjects = [work.subject.split("\n", 2) for work in left if work.kind == UPDATE]
    return {Address(channel=channel, id=number) for channel, number, _ in subjects}


def _note_gone(ctx: ChatContext, is_gone: bool) -> None:
    """Store whether the address is reachable; requeue the replies of an unreachable one to another."""
    contacts.set_reachable(ctx.connection, ctx.address, not is_gone)
    if is_gone:
        rerouting.requeue_all(ctx.connection, ctx.address, ctx.now)


def _take_prompted(ctx: ChatContext, prompt: PendingPrompt, given: Input) -> None:
    """Run the prompt that a message answers, if the person still has its permission; refuse otherwise."""
    route = PROMPTS[prompt.kind]
    if ctx.may(route.permission):
        route.run(ctx, given, prompt.argument)
    else:
        ctx.expect_nothing()
        refuse(ctx, route.command, route.permission)


def _is_for(ctx: ChatContext, prompt: PendingPrompt, message: IncomingMessage) -> bool:
    """Tell whether a message answers the prompt: it follows it and is no verb."""
    if isinstance(message.input, TextInput) and verb_of(message.input.text) is not None:
        return False
    return _follows(ctx, prompt, message)


def _follows(ctx: ChatContext, prompt: PendingPrompt, message: IncomingMessage) -> bool:
    """Tell whether a message may answer a prompt: no button, not older, no reply to a question."""
    if isinstance(message.input, ButtonPress) or message.at < prompt.since.replace(microsecond=0):
        return False
    return message.reply_to is None or seen_question(ctx, message) is None


def _own(ctx: ChatContext, given: Input) -> None:
    """Record a file's owner, so that an erasure removes it."""
    if isinstance(given, FileInput):
        files.add(ctx.connection, given.file, ctx.contact.id, ctx.now)


def _goes_on(ctx: ChatContext, message: IncomingMessage, following: IncomingMessage) -> bool:
    """Tell whether the next message continues the text: cut by the app, or an answer in several messages."""
    if not (_is_plain(message) and _is_plain(following)):
        return False
    if is_cut(message):
        return True
    current = ctx.current()
    if current is None or (message.conversation, message.reply_to) != (following.conversation, following.reply_to):
        return False
    seen = question_of(ctx, message, current.conversation)
    if seen != question_of(ctx, following, current.conversation):
        return False
    if seen is None:
        return isinstance(turns.question_at(ctx, current, current.conversation.cursor), LongText)
    loaded = ctx.open(seen.conversation)
    return loaded is not None and isinstance(turns.question_at(ctx, loaded, seen.asked.cursor), LongText)


def _is_plain(message: IncomingMessage) -> bool:
    """Tell whether a message is a text without a command or verb."""
    said = message.input
    return isinstance(said, TextInput) and command_of(message)[0] is None and verb_of(said.text) is None


def _press_elsewhere(ctx: ChatContext, pressed: int, current: int) -> None:
    """Answer a tap on a button of another draft: change nothing, offer to open that draft."""
    other = ctx.open(pressed)
    here = ctx.open(current)
    if other is not None and here is not None and other.conversation.status not in OVER:
        text = say("drafts.other_draft", name=other.stored.name, current=here.stored.name)
        ctx.say_first(text, Button(word("drafts.open", name=other.stored.name), "open", str(pressed)))
    elif other is None:
        ctx.say_first(say("team.not_here"))
    turns.act(ctx, current, "repeat")
