"""The context of message handlers: one contact's messages in one transaction, and the replies to be sent."""

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
from bot.chat.roles import Permission, Role, may
from bot.operations.prices import NO_PRICES, Prices
from bot.texts import say, word
from flows.conversation import (
    Conversation,
    Effect,
    EffectKind,
    Event,
    InputSource,
    QuestionMessage,
    Status,
    Turn,
)
from flows.engine.turn.turn_builder import draft_name
from flows.forms.model import Flow
from flows.messages import Address, Button, Reply, Rich
from storage.drafts import conversations
from storage.lifecycle import erasure, inheritance, mentions
from storage.people import audit, contacts
from storage.records import Contact, NewReply, QueuedReply, StoredConversation

OVER = frozenset({Status.DONE, Status.CANCELLED})
"""Conversations in which nothing is asked any more."""


@dataclass(slots=True, kw_only=True)
class LoadedConversation:
    """A conversation loaded in this transaction: stored version, current state, unsaved events."""

    stored: StoredConversation
    conversation: Conversation
    events: list[Event] = field(default_factory=list)


def no_blob(key: str) -> bytes:
    """Raise LookupError: the file reader used when no blob store is configured."""
    raise LookupError(f"no file has the key {key}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AppContext:
    """Application-wide dependencies and policy of message handlers."""

    forms: Forms
    zone: ZoneInfo
    perform: Mapping[EffectKind, Callable[[ChatContext, Effect], None]]
    """The handler of each kind of effect."""
    admins: frozenset[Address] = frozenset()
    """Addresses that are admins by setting."""
    approvals: int = 1
    """How many coaches must approve a draft."""
    review_patience: timedelta = timedelta(hours=48)
    """How long a draft may wait before its coaches are reminded; zero: they never are."""
    reminder_days: tuple[int, ...] = ()
    """After how many days of silence a person is reminded of their draft, each time once; none: never."""
    paid_channels: frozenset[str] = frozenset()
    """Channels on which each message costs money, so that few are wanted."""
    channels_without_zip: frozenset[str] = frozenset()
    """Channels that carry no ZIP."""
    untapped: frozenset[str] = frozenset()
    """Channels on which following a link takes no further tap."""
    profiles: Mapping[str, ChannelProfile] = field(default_factory=dict)
    """Rate and window of each channel, for planning a broadcast."""
    prices: Prices = NO_PRICES
    after_turn: Callable[[ChatContext, int, Turn], Turn] = lambda _ctx, _draft, turn: turn
    """Called with each turn before its replies are sent; returns the turn, perhaps with more replies."""
    links: Links = field(default_factory=Links)
    """The writer of links that carry a code."""
    home: str = ""
    """The public base URL of the web pages."""
    read: Callable[[str], bytes] = no_blob
    """Reads a stored file by its key."""


class ChatContext:
    """One contact's messages in order; `finish` saves the conversations and returns the replies for the outbox."""

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
        """How many held replies this message has released."""
        self.pressed: str | None = None
        """The message whose button was pressed; a reply may take its place."""
        self.cancelled_prompt: PendingPrompt | None = None
        """The prompt that was pending until the person turned to something else."""
        self.pressed_conversation: int | None = None
        """The conversation of the button that was pressed."""
        self.erased_files: Collection[str] | None = None
        """After an erasure: keys of files that nothing refers to any more; None without one."""
        self.role_changes: set[int] = set()
        """Contacts whose roles have changed."""
        self.on_queued: list[Callable[[Sequence[QueuedReply]], None]] = []
        """Callbacks that take the queued replies, with their outbox ids."""
        self._opened: dict[int, LoadedConversation] = {}
        self._pending: list[PendingReply] = []
        self._notifier = Notifier(connection, contact.id)

    @property
    def source(self) -> InputSource:
        """Return the author and channel that events of this message are logged with."""
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
        """Tell whether each message costs money here, so that few are sent."""
        return self.address.channel in self.app.paid_channels

    def day(self, moment: datetime) -> date:
        """Return the local date of a moment."""
        return moment.astimezone(self.app.zone).date()

    def audit(self, action: str, detail: str) -> None:
        """Write into the audit log what the person did."""
        audit.add(self.connection, self.contact.id, action, detail, self.now)

    # --- conversations ---------------------------------------------------------------------------

    def current(self) -> LoadedConversation | None:
        """Return the conversation the person is in, unless it is over."""
        number = self.contact.conversation
        loaded = self.open(number) if number is not None else None
        return None if loaded is None or loaded.conversation.status in OVER else loaded

    def open(self, number: int) -> LoadedConversation | None:
        """Return one of the person's own conversations, or one they write in; None for anybody else's."""
        if number not in self._opened:
            stored = conversations.load(self.connection, number, self.contact.id)
            if stored is None:
                return None
            self._opened[number] = LoadedConversation(stored=stored, conversation=stored.conversation)
        return self._opened[number]

    def add(self, stored: StoredConversation) -> None:
        """Load a conversation that was just created."""
        self._opened[stored.conversation.id] = LoadedConversation(stored=stored, conversation=stored.conversation)

    def close(self, number: int) -> None:
        """Save a conversation before another writer's access to it changes; `open` loads it again."""
        loaded = self._opened.pop(number, None)
        if loaded is not None and loaded.conversation is not loaded.stored.conversation:
            self._save(loaded)

    def form(self, loaded: LoadedConversation) -> Flow:
        """Return the form a conversation is written in, in its version."""
        return self.forms.flow(self.connection, loaded.conversation.flow, loaded.conversation.version)

    def switch(self, number: int | None) -> None:
        """Make a conversation the one the person is in."""
        contacts.update(self.connection, self.contact.id, conversation=number)
        self.contact = replace(self.contact, conversation=number)

    def close_all(self) -> None:
        """Save every loaded conversation, before contacts are merged or erased."""
        for number in [*self._opened]:
            self.close(number)

    def become(self, person: Contact) -> None:
        """Continue as another contact; call `close_all` first."""
        self._opened.clear()
        self.contact = person
        self._notifier.speak_for(person.id)
        self.role_changes.add(person.id)

    def join(self, unit: int) -> None:
        """Store the person's unit."""
        contacts.update(self.connection, self.contact.id, unit=unit)
        self.contact = replace(self.contact, unit=unit)

    # --- prompts ---------------------------------------------------------------------------------

    @property
    def prompt(self) -> PendingPrompt | None:
        """Return the pending prompt; None while the next message goes to the open draft."""
        return None if self.contact.errand is None else PENDING_PROMPT.validate_json(self.contact.errand)

    def expect(self, kind: str, argument: str = "") -> None:
        """Set the pending prompt: the next message answers it, unless that is a command or a button."""
        self._expect(PENDING_PROMPT.dump_json(PendingPrompt(kind=kind, argument=argument, since=self.now)).decode())

    def expect_nothing(self) -> None:
        """Clear the pending prompt: the next message goes to the open draft."""
        if self.contact.errand is not None:
            self.cancelled_prompt = self.prompt
            self._expect(None)

    def _expect(self, prompt: str | None) -> None:
        contacts.update(self.connection, self.contact.id, errand=prompt)
        self.contact = replace(self.contact, errand=prompt)

    # --- replies ---------------------------------------------------------------------------------

    def say(self, reply: Reply, conversation: int | None = None) -> None:
        """Queue a reply to the person; acknowledgements before a question are merged into its message.

        A reply with choices also sets the prompt that lets them be typed.
        """
        asked = None
        if conversation is not None and reply.ask is not None:
            self.expect_nothing()
            asked = QuestionMessage(ask=reply.ask, cursor=self._opened[conversation].conversation.cursor)
        if reply.yes_no:
            self.expect(typed_yes_no.CONFIRM, typed_yes_no.remembered(reply, conversation))
        elif reply.choices and reply.ask is None and self.contact.errand is None:
            self.expect(typed_choice.CHOICE, typed_choice.remembered(reply, conversation))
        self._pending.append(
            PendingReply(
                reply=reply, conversation=conversation, asked=asked, edits=self.pressed if reply.edits else None
            )
        )

    def say_first(self, text: Rich, *buttons: Button) -> None:
        """Put a text before the next reply, in the same message; its buttons come first there."""
        self._pending.append(PendingReply(reply=Reply(said=text, actions=buttons)))

    def notify(self, contact: int, reply: Reply, conversation: int | None = None) -> bool:
        """Queue a reply to another contact at their nearest address; return False if they have none."""
        return self._notifier.to(contact, reply, conversation)

    def notify_at(self, address: Address, contact: int, reply: Reply) -> None:
        """Queue a reply to a contact at one of their addresses."""
        self._notifier.at(address, contact, reply)

    def forget(self, neutral: mentions.Neutral) -> None:
        """Erase everything of the person; of this transaction only replies said from here on are kept."""
        transfers = inheritance.foreseen(self.connection, self.contact.id)
        self.erased_files = erasure.forget(self.connection, self.contact.id, self.now, neutral, self.app.admins)
        self._notifier = Notifier(self.connection)  # replies from here on have no originator
        for ownership_transfer in transfers:
            if ownership_transfer.heir is not None:
                self.notify(ownership_transfer.heir, Reply(text=say("team.inherited", name=ownership_transfer.name)))
        self._opened.clear()
        self._pending.clear()

    def is_live(self, number: int) -> bool:
        """Tell whether one of the person's conversations can still be answered."""
        loaded = self.open(number)
        return loaded is not None and loaded.conversation.status not in OVER

    def finish(self) -> list[NewReply]:
        """Save changed conversations and return the replies to queue; raise Conflict on a concurrent change."""
        for loaded in self._opened.values():
            if loaded.conversation is not loaded.stored.conversation:
                self._save(loaded)
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
            for pending in merged(self._pending)
        ]
        return own + self._notifier.replies

    def _save(self, loaded: LoadedConversation) -> None:
        stored, conversation = loaded.stored, loaded.conversation
        conversations.save(self.connection, conversation, loaded.events, stored.revision, self.now, stored.member)
        flow = self.forms.flow(self.connection, conversation.flow, conversation.version)
        if stored.is_shared:
            self._update_co_writers(loaded, flow)
        if (name := draft_name(flow, conversation.draft)) != stored.name:
            conversations.rename(self.connection, conversation.id, name)

    def _update_co_writers(self, loaded: LoadedConversation, flow: Flow) -> None:
        """Renew the person's section locks; notify the co-writers when the draft was cancelled."""
        number, status = loaded.conversation.id, loaded.conversation.status
        co_writers.renew(self.connection, flow, number, self.contact.id, loaded.events, self.now)
        if status is Status.CANCELLED and loaded.stored.conversation.status is not status:
            name = self.contact.name or word("team.somebody")
            for other in co_writers.others(self.connection, number, self.contact.id):
                self.notify(other, Reply(text=say("team.put_away", who=name, name=loaded.stored.name)))
