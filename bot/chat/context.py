"""The context of a handler: one contact's messages in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.chat import co_writers, typed_choice, typed_yes_no
from bot.chat.channel_profile import ChannelProfile
from bot.chat.effective_roles import roles_at
from bot.chat.forms import Forms
from bot.chat.links import Links
from bot.chat.notifier import Notifier
from bot.chat.pending_prompt import PENDING_PROMPT, PendingPrompt
from bot.chat.pending_replies import PendingReply, merged
from bot.chat.prices import NO_PRICES, Prices
from bot.chat.roles import Permission, Role, may
from bot.texts import say, word
from flows.conversation import (
    Conversation,
    Cursor,
    Effect,
    EffectKind,
    Event,
    InputSource,
    QuestionMessage,
    Status,
    Team,
    Turn,
    TurnInput,
)
from flows.engine import engine
from flows.engine.turn.turn_builder import draft_name
from flows.forms.model import Flow, Question, Value
from flows.messages import Address, Button, ButtonPress, FileInput, Input, Reply, Rich
from flows.review.round import reopened
from storage.drafts import conversations, files
from storage.lifecycle import erasure, inheritance, mentions
from storage.people import audit, contacts, units
from storage.records import Contact, NewReply, QueuedReply, StoredConversation

OVER = frozenset({Status.DONE, Status.CANCELLED})
"""Conversations in which nothing is asked any more."""


@dataclass(slots=True, kw_only=True)
class LoadedConversation:
    """A conversation loaded in this transaction: its stored version, its current state, its unsaved events."""

    stored: StoredConversation
    conversation: Conversation
    events: list[Event] = field(default_factory=list)


def no_blob(key: str) -> bytes:
    """Stand for a shelf that is empty."""
    raise LookupError(f"no file has the key {key}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AppContext:
    """Application-wide dependencies and policy of message handlers."""

    forms: Forms
    zone: ZoneInfo
    perform: Mapping[EffectKind, Callable[[ChatContext, Effect], None]]
    """What is done for each wish of the engine."""
    admins: frozenset[Address] = frozenset()
    """Who is an admin by setting."""
    approvals: int = 1
    """How many coaches must approve a draft."""
    review_patience: timedelta = timedelta(hours=48)
    """How long a draft may wait before its coaches are reminded; nothing: they never are."""
    reminder_days: tuple[int, ...] = ()
    """After how many days of silence a person is reminded of their draft, each time once; none: never."""
    paid_channels: frozenset[str] = frozenset()
    """Channels on which each message costs money, so that few are wanted."""
    channels_without_zip: frozenset[str] = frozenset()
    """Channels that carry no ZIP."""
    untapped: frozenset[str] = frozenset()
    """Channels on which whoever follows a link presses nothing."""
    profiles: Mapping[str, ChannelProfile] = field(default_factory=dict)
    """What a plan to write to many must know of each channel."""
    prices: Prices = NO_PRICES
    after_turn: Callable[[ChatContext, int, Turn], Turn] = lambda _ctx, _number, turn: turn
    """Looks at what a turn brought before it is said, and may say more to it."""
    links: Links = field(default_factory=Links)
    """Where people can follow a code."""
    home: str = ""
    """The address of our pages."""
    read: Callable[[str], bytes] = no_blob
    """Reads a stored file by its key."""


class ChatContext:
    """Takes one person's messages in order; `finish` saves and returns what goes into the outbox."""

    def __init__(
        self,
        connection: Connection,
        app: AppContext,
        contact: Contact,
        address: Address,
        now: datetime,
        released: int = 0,
    ) -> None:
        self.connection = connection
        self.app = app
        self.forms = app.forms
        self.contact = contact
        self.address = address
        self.now = now
        self.released_count = released
        """How many messages waited for the person's word and go now."""
        self.pressed: str | None = None
        """The message whose button was pressed; a reply may take its place."""
        self.cancelled_prompt: PendingPrompt | None = None
        """What the person's message would have been for, had they not pressed something instead."""
        self.pressed_conversation: int | None = None
        """The conversation of the button that was pressed."""
        self.erased_files: Collection[str] | None = None
        """Once everything of the person is removed: the files nobody needs any more."""
        self.role_changes: set[int] = set()
        """Whose roles have changed."""
        self.on_queued: list[Callable[[Sequence[QueuedReply]], None]] = []
        """Who wants to know under which numbers the outbox keeps what is said."""
        self._opened: dict[int, LoadedConversation] = {}
        self._pending_replies: list[PendingReply] = []
        self._notifier = Notifier(connection, contact.id)

    @property
    def source(self) -> InputSource:
        """Return who is speaking, for the log."""
        return InputSource(contact=str(self.contact.id), channel=self.address.channel)

    @property
    def roles(self) -> frozenset[Role]:
        """Return what the person is here: what they were invited to be, and admin if the settings name this address."""
        return roles_at(self.connection, self.contact, self.address, self.app.admins)

    def may(self, permission: Permission) -> bool:
        """Tell whether one of the person's roles allows this."""
        return may(self.roles, permission)

    @property
    def is_brief(self) -> bool:
        """Tell whether few messages are wanted here."""
        return self.address.channel in self.app.paid_channels

    def day(self, moment: datetime) -> date:
        """Return the day a moment belongs to where the people are."""
        return moment.astimezone(self.app.zone).date()

    def audit(self, action: str, detail: str) -> None:
        """Write into the audit log what the person did."""
        audit.add(self.connection, self.contact.id, action, detail, self.now)

    # --- conversations ---------------------------------------------------------------------------

    def current(self) -> LoadedConversation | None:
        """Return the conversation the person is in, unless it is over."""
        number = self.contact.conversation
        found = self.open(number) if number is not None else None
        return None if found is None or found.conversation.status in OVER else found

    def open(self, number: int) -> LoadedConversation | None:
        """Return one of the person's own conversations, or one they write in; None for anybody else's."""
        if number not in self._opened:
            stored = conversations.load(self.connection, number, self.contact.id)
            if stored is None:
                return None
            self._opened[number] = LoadedConversation(stored=stored, conversation=stored.conversation)
        return self._opened[number]

    def close(self, number: int) -> None:
        """Save a conversation before somebody else's place or right in it changes; it is read anew when opened."""
        found = self._opened.pop(number, None)
        if found is not None and found.conversation is not found.stored.conversation:
            self._save(found)

    def form(self, found: LoadedConversation) -> Flow:
        """Return the form a conversation is written in, in its version."""
        return self.forms.flow(self.connection, found.conversation.flow, found.conversation.version)

    def switch(self, number: int | None) -> None:
        """Make a conversation the one the person is in."""
        contacts.update(self.connection, self.contact.id, conversation=number)
        self.contact = replace(self.contact, conversation=number)

    def close_all(self) -> None:
        """Save every conversation before people change."""
        for number in [*self._opened]:
            self.close(number)

    def become(self, person: Contact) -> None:
        """Go on as another contact; close everything before that."""
        self._opened.clear()
        self.contact = person
        self._notifier.speak_for(person.id)
        self.role_changes.add(person.id)

    def join(self, unit: int) -> None:
        """Remember the person's unit."""
        contacts.update(self.connection, self.contact.id, unit=unit)
        self.contact = replace(self.contact, unit=unit)

    # --- prompts ---------------------------------------------------------------------------------

    @property
    def prompt(self) -> PendingPrompt | None:
        """Return what the next message is for, when it is for no draft."""
        return None if self.contact.errand is None else PENDING_PROMPT.validate_json(self.contact.errand)

    def expect(self, kind: str, argument: str = "") -> None:
        """Take the person's next message for this prompt, unless they turn to something else."""
        self._expect(PENDING_PROMPT.dump_json(PendingPrompt(kind=kind, argument=argument, since=self.now)).decode())

    def expect_nothing(self) -> None:
        """Take what the person writes for the open draft again."""
        if self.contact.errand is not None:
            self.cancelled_prompt = self.prompt
            self._expect(None)

    def _expect(self, errand: str | None) -> None:
        contacts.update(self.connection, self.contact.id, errand=errand)
        self.contact = replace(self.contact, errand=errand)

    # --- drafts ----------------------------------------------------------------------------------

    def begin(self, flow_id: str, known: Mapping[str, Value] | None = None) -> None:
        """Start a draft in a form and make it the current one."""
        flow = self.forms.newest(flow_id)
        stored = conversations.create(self.connection, self.contact.id, flow.id, flow.version, flow.short, self.now)
        self._opened[stored.conversation.id] = LoadedConversation(stored=stored, conversation=stored.conversation)
        self.switch(stored.conversation.id)
        carried = {**self._remembered(), **(known or {})}
        turn = engine.start(
            flow, stored.conversation.id, self.now, source=self.source, known=carried, brief=self.is_brief
        )
        self.take(stored.conversation.id, turn)

    def _remembered(self) -> dict[str, Value]:
        """Return what the person answered before to questions that every form asks."""
        values: dict[str, Value] = {}
        for listed in conversations.of_contact(self.connection, self.contact.id)[:5]:
            found = self.open(listed.id)
            if found is None:
                continue
            flow = self.forms.flow(self.connection, listed.flow, listed.version)
            for name, answer in found.conversation.draft.answers.items():
                if flow.has(name) and flow.question(name).remember:
                    values.setdefault(name, answer.value)
        unit = None if self.contact.unit is None else units.get(self.connection, self.contact.unit)
        if unit is not None:
            values.setdefault("unit_kerja", unit.name)
        return values

    def question(self, number: int, cursor: Cursor) -> Question | None:
        """Return the question a cursor stands at in one of the person's own conversations."""
        found = self.open(number)
        if found is None or cursor.question is None:
            return None
        flow = self.form(found)
        return flow.question(cursor.question) if flow.has(cursor.question) else None

    def own(self, given: Input) -> None:
        """Remember a file as the person's, so that it goes when they ask to be forgotten."""
        if isinstance(given, FileInput):
            files.add(self.connection, given.file, self.contact.id, self.now)

    # --- turns -----------------------------------------------------------------------------------

    def advance(self, number: int, given: TurnInput) -> None:
        """Give an input to a conversation."""
        self.take(number, self.turn(number, given))

    def turn(self, number: int, given: TurnInput) -> Turn:
        """Return what an input to a conversation leads to; nothing is kept of it yet."""
        found = self._opened[number]
        flow = self.form(found)
        given = replace(given, brief=self.is_brief, team=self.team(found))
        return reopened(engine.advance(flow, found.conversation, given, self.now))

    def team(self, found: LoadedConversation) -> Team | None:
        """Return who else writes in a draft; None for a draft of one person."""
        if not found.stored.is_shared:
            return None
        return co_writers.team_of(self.connection, found.stored, self.contact.id, self.now)

    def act(self, number: int, verb: str, argument: str = "") -> None:
        """Do in a conversation what a button would."""
        self.advance(number, TurnInput(input=ButtonPress(verb=verb, argument=argument), source=self.source))

    def take(self, number: int, turn: Turn) -> None:
        """Keep what a turn changed and says, and perform what it asks for."""
        found = self._opened[number]
        found.conversation = turn.conversation
        found.events.extend(turn.events)
        turn = self.app.after_turn(self, number, turn)
        for reply in turn.replies:
            self.say(reply, number)
        for effect in turn.effects:
            self.app.perform[effect.kind](self, effect)

    # --- sayings ---------------------------------------------------------------------------------

    def say(self, reply: Reply, conversation: int | None = None) -> None:
        """Say something; several turns' acknowledgements and one question become one message."""
        asked = None
        if conversation is not None and reply.ask is not None:
            self.expect_nothing()
            asked = QuestionMessage(ask=reply.ask, cursor=self._opened[conversation].conversation.cursor)
        if reply.yes_no:
            self.expect(typed_yes_no.CONFIRM, typed_yes_no.remembered(reply, conversation))
        elif reply.choices and reply.ask is None and self.contact.errand is None:
            self.expect(typed_choice.CHOICE, typed_choice.remembered(reply, conversation))
        self._pending_replies.append(
            PendingReply(
                reply=reply, conversation=conversation, asked=asked, edits=self.pressed if reply.edits else None
            )
        )

    def say_first(self, text: Rich, *buttons: Button) -> None:
        """Say something before the next message, in the same bubble; its buttons come first there."""
        self._pending_replies.append(PendingReply(reply=Reply(said=text, actions=buttons)))

    def notify(self, contact: int, reply: Reply, conversation: int | None = None) -> bool:
        """Say something to somebody else, where they are found best; tell whether they can be reached at all."""
        return self._notifier.to(contact, reply, conversation)

    def notify_at(self, place: Address, contact: int, reply: Reply) -> None:
        """Say something to a person at one of their places."""
        self._notifier.at(place, contact, reply)

    def forget(self, neutral: mentions.Neutral) -> None:
        """Remove everything of the person; nothing of this visit is saved but what is said."""
        passed = inheritance.foreseen(self.connection, self.contact.id)
        self.erased_files = erasure.forget(self.connection, self.contact.id, self.now, neutral, self.app.admins)
        self._notifier = Notifier(self.connection)  # what is said from here on is said by nobody
        for ownership_transfer in passed:
            if ownership_transfer.heir is not None:
                self.notify(ownership_transfer.heir, Reply(text=say("team.inherited", name=ownership_transfer.name)))
        self._opened.clear()
        self._pending_replies.clear()

    def is_live(self, number: int) -> bool:
        """Tell whether one of the person's conversations can still be answered."""
        found = self.open(number)
        return found is not None and found.conversation.status not in OVER

    def finish(self) -> list[NewReply]:
        """Save what changed; raise Conflict when somebody else was quicker."""
        for found in self._opened.values():
            if found.conversation is not found.stored.conversation:
                self._save(found)
        own = [
            NewReply(
                address=self.address,
                reply=pending.reply,
                contact=self.contact.id if self.erased_files is None else None,
                conversation=pending.conversation,
                asked=pending.asked,
                edits=pending.edits,
                follows=bool(pending.reply.attachments),
            )
            for pending in merged(self._pending_replies)
        ]
        return own + self._notifier.replies

    def _save(self, found: LoadedConversation) -> None:
        stored, conversation = found.stored, found.conversation
        conversations.save(self.connection, conversation, found.events, stored.revision, self.now, stored.member)
        flow = self.forms.flow(self.connection, conversation.flow, conversation.version)
        if stored.is_shared:
            self._keep_company(found, flow)
        if (name := draft_name(flow, conversation.draft)) != stored.name:
            conversations.rename(self.connection, conversation.id, name)

    def _keep_company(self, found: LoadedConversation, flow: Flow) -> None:
        """Note where the person writes; tell the others when the draft was put away."""
        number, status = found.conversation.id, found.conversation.status
        co_writers.renew(self.connection, flow, number, self.contact.id, found.events, self.now)
        if status is Status.CANCELLED and found.stored.conversation.status is not status:
            name = self.contact.name or word("team.somebody")
            for other in co_writers.others(self.connection, number, self.contact.id):
                self.notify(other, Reply(text=say("team.put_away", who=name, name=found.stored.name)))
