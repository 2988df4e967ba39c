"""A conversation: its event log, the draft folded from it, each writer's cursor, and what a turn takes and gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from flows.forms.model import Value
from flows.messages import File, Input, Reply


class EventKind(StrEnum):
    """The kinds of event in a draft's log."""

    ANSWERED = "answered"
    SKIPPED = "skipped"
    UNDONE = "undone"
    """`value` is the number of the event taken back."""
    NOTED = "noted"
    """An input that was no answer, kept word for word in `raw`."""
    ATTACHED = "attached"
    """Evidence for a section: `value` holds the file or link, `question` the section's id."""
    DETACHED = "detached"
    """`value` is the number of the evidence taken away."""
    MOVED = "moved"
    """Evidence belongs to another section: `value` is its number, `question` the section's id."""
    HINTED = "hinted"
    """The person was told a hint; `value` is the check's name. It is not told again for this question."""
    KEPT = "kept"
    """The person looked at the hints of a question and keeps the answer."""
    REOPENED = "reopened"
    """What was skipped is asked again; `value` lists the questions."""
    SETTLED = "settled"
    """A coach's point was dealt with without a new answer: `value` is its number, `raw` what was said to it."""


class AnswerSource(StrEnum):
    """The means by which an answer came."""

    TYPED = "typed"
    BUTTON = "button"
    UPLOAD = "upload"
    CARRIED = "carried"
    COACH = "coach"


@dataclass(frozen=True, slots=True, kw_only=True)
class InputSource:
    """The contact who gives an input, and the channel it came through."""

    contact: str = ""
    channel: str = ""


NOBODY = InputSource()
"""The source of an input in a conversation without a channel, as in tests and upgrades."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the append-only log; the draft is the fold of its events."""

    number: int
    """1, 2, 3 ... within the conversation."""
    at: datetime
    kind: EventKind
    question: str
    value: Value = None
    raw: str = ""
    """What the person typed, word for word, where `value` is only what was understood."""
    how: AnswerSource = AnswerSource.TYPED
    source: InputSource = InputSource()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The current answer to a question, and the number of the event that set it."""

    value: Value
    raw: str
    event: int
    at: datetime
    how: AnswerSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A piece of evidence for a section: a file or a link."""

    event: int
    section: str
    file: File | None = None
    link: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The fold of a log: the answers as they stand after its last event."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    skipped: frozenset[str] = frozenset()
    proofs: tuple[Proof, ...] = ()
    kept: Mapping[str, int] = field(default_factory=dict)
    """Question -> the answer's event whose hints the person decided to leave; 0 where there is no answer."""
    hinted: Mapping[str, str] = field(default_factory=dict)
    """Question -> the check whose hint the person was told last."""
    notes: tuple[Event, ...] = ()
    """Inputs that were no answers."""

    def value(self, question: str) -> Value:
        """Return a question's answer, or None."""
        answer = self.answers.get(question)
        return None if answer is None else answer.value


class Status(StrEnum):
    """The state of a draft."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    REVISE = "revise"
    APPROVED = "approved"
    CANCELLED = "cancelled"
    DONE = "done"
    """A flow that only leads to another has led there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """What the last message asked a writer: a question, a cell of a table, or (question None) the end."""

    question: str | None = None
    row: int | None = None
    column: str | None = None
    adding: bool = False
    """The next text is added to the answer instead of replacing it."""
    chosen: tuple[str, ...] = ()
    """What is ticked so far, for a question with several choices."""
    together: tuple[str, ...] = ()
    """The questions one message asked, where it asked several; `question` is the first of them."""
    point: int | None = None
    """The coach's point the message showed; without `question`, the message was about nothing else."""

    def asks_like(self, other: Cursor) -> bool:
        """Return whether two cursors ask the same thing, whatever is ticked."""
        here = (self.question, self.row, self.column, self.together, self.point)
        return here == (other.question, other.row, other.column, other.together, other.point)


class ConfirmReason(StrEnum):
    """The reasons why an answer needs a yes before it is saved."""

    TOUCHES = "touches"
    """Other answers depend on it."""
    PERSONAL = "personal"
    """It holds personal data."""
    TAKEN = "taken"
    """Somebody else writes in this section just now; `value` is the input itself."""
    MET = "met"
    """Saved, but somebody else answered at the same time: `value` is the number of their event."""
    SHORTER = "shorter"
    """It would take the place of a much longer text: perhaps it only answers the coach's remark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingAnswer:
    """An answer that is saved only after the writer confirms it."""

    doubt: ConfirmReason
    cursor: Cursor
    value: Value
    raw: str
    how: AnswerSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A coach's remark that the writers still have to act on."""

    id: int
    """The remark's number."""
    section: str
    question: str = ""
    """"": the whole section."""
    who: str
    """The coach, as the writers know them."""
    text: str
    wording: str = ""
    """Another wording for the answer, where the coach suggests one."""
    is_question: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledPoint:
    """A point that is closed, and the event that closed it; undoing the event reopens the point."""

    point: Point
    event: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """One writer's position in a draft of one version of a form; the members of a team share its log."""

    id: int
    flow: str
    version: int
    status: Status = Status.DRAFT
    cursor: Cursor = Cursor()
    ask: int = 0
    """The number of the last question message."""
    quick: bool = False
    """Whether only the mandatory questions are asked for now."""
    back_to: str | None = None
    """Where to go on after an earlier answer was changed."""
    pending: PendingAnswer | None = None
    upto: int = 0
    """How many events the log had when a member of a team was last asked; 0 for who writes alone."""
    beside: str = ""
    """The section in which this person writes although somebody else has taken it."""
    points: tuple[Point, ...] = ()
    """What a coach asked for and is not dealt with, in the form's order; while there are any, they are the way."""
    settled: tuple[SettledPoint, ...] = ()
    """What was dealt with since the last review."""
    focus: int | None = None
    """The point this person is led through; a free change elsewhere comes back to it."""
    events: tuple[Event, ...] = ()
    draft: Draft = Draft()
    """The fold of `events`, carried along so that a turn does not fold the whole log again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionMessage:
    """The cursor behind a numbered question message, by which a late answer finds its question."""

    ask: int
    cursor: Cursor


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """The writers of a shared draft, as one of them sees it; contacts are named as in the log."""

    me: str
    is_owner: bool
    members: tuple[str, ...]
    """Who writes in it now, its owner first."""
    names: Mapping[str, str]
    """What everybody is called who writes in it now or ever did."""
    takes: Mapping[str, str]
    """Section -> who writes there just now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnInput:
    """An input with its source and the question that its sender saw."""

    input: Input
    source: InputSource = InputSource()
    seen: QuestionMessage | None = None
    """The question the person saw when giving it; None: the one that is open."""
    brief: bool = False
    """Whether few messages are wanted, because each costs money."""
    team: Team | None = None
    """Who else writes in the draft; None: nobody."""


class EffectKind(StrEnum):
    """The kinds of work that a turn asks the program to do."""

    MAKE_DOCUMENT = "make_document"
    LEAD = "lead"
    """Start the flow named in `argument`."""
    SUBMIT = "submit"
    LIST_DRAFTS = "list_drafts"
    SETTLED = "settled"
    """A coach's point was dealt with: `argument` is its number and how (`RemarkKind`)."""
    REOPENED = "reopened"
    """A point's number: what dealt with it was taken back."""
    REPLIED = "replied"
    """Tell the coach what was said to the point in `argument`: `text` or `file`."""
    DISCUSS = "discuss"
    """Show what was said to the point in `argument`, and take a reply."""
    INVITE = "invite"
    TAKE = "take"
    """Note that the person writes in the section named in `argument`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """A request to the program for something the pure core cannot do."""

    kind: EffectKind
    argument: str = ""
    text: str = ""
    file: File | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The result of one input: the new conversation, its new events, replies and effects."""

    conversation: Conversation
    events: tuple[Event, ...] = ()
    replies: tuple[Reply, ...] = ()
    effects: tuple[Effect, ...] = field(default=())
