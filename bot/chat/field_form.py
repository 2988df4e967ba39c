"""A form that is filled in field by field: all fields in order for a new object, one of them to change an old one.

A button carries the field's key and a value, "7 place + later"; the prompt also what was said before and the buttons.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.chat.context import ChatContext
from bot.chat.payload import row_number
from bot.chat.route import Reader
from flows.language.choices import pick_label, whole_label
from flows.messages import Button, Input, Reply, Rich, TextInput
from flows.text_format import tidy

T = TypeVar("T")
C = TypeVar("C")
LabelledValue = tuple[str, str]
"""A button's label, and the value it sets."""


@dataclass(frozen=True, slots=True)
class FieldKey:
    """The field that is asked for; written "7 place +"."""

    number: int
    """Of the object; 0: it is not stored yet."""
    field: str
    is_new: bool
    """Whether the other fields follow."""

    def __str__(self) -> str:
        return f"{self.number} {self.field} {'+' if self.is_new else '-'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldQuestion(Generic[C]):
    """A question for a field, or the same once more with the reason why; its changes are stored before it."""

    text: Rich
    buttons: tuple[LabelledValue, ...] = ()
    actions: tuple[LabelledValue, ...] = ()
    """Buttons beside the answers, in place of the way out."""
    said: str = ""
    """What the next message may complete; only the prompt keeps it."""
    changes: C | None = None
    edits: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Generic[T]):
    """An answer to a field: the object as it is, what was said before, and the message (None for a tap)."""

    ctx: ChatContext
    value: T
    is_new: bool
    said: str
    given: Input | None = None

    @property
    def text(self) -> str:
        """Return the words of the message; "" if it has none."""
        return tidy(self.given.text) if isinstance(self.given, TextInput) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField(Generic[T, C]):
    """A field; what takes an answer returns the changes that complete the field, or asks again."""

    ask: Callable[[ChatContext, T], FieldQuestion[C]]
    take: Callable[[Entry[T]], C | FieldQuestion[C]]
    tap: Callable[[Entry[T], str], C | FieldQuestion[C]] | None = None
    is_needless: Callable[[T], bool] = lambda _: False
    is_picked: bool = False
    """Whether a typed number means a button, for it is never an answer."""
    next_new: str = ""
    """The field that follows while the object is new."""
    next_changed: str = ""
    """The field that follows when this one is changed later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldForm(Generic[T, C]):
    """The fields of a kind of objects, with what stores and shows an object."""

    prompt: str
    """The kind of prompt that takes typed answers."""
    verb: str
    """The verb of the buttons that set a value."""
    fields: Mapping[str, FormField[T, C]]
    reads: Reader[T]
    """Reads the object by its number; answers and returns None if it can not be changed."""
    change: Callable[[ChatContext, T, C], T]
    show: Callable[[ChatContext, T], None]
    way_out: Callable[[FieldKey], tuple[Button, ...]]
    take_unsaved: Callable[[ChatContext, Input, FieldKey, str], tuple[FieldKey, FieldQuestion[C]]]
    """Takes an answer while the object is not stored, with what was said before; returns what to ask next."""

    def put(self, ctx: ChatContext, key: FieldKey, ask: FieldQuestion[C]) -> None:
        """Ask a question for a field."""
        ctx.expect(self.prompt, json.dumps([str(key), ask.said, *ask.buttons, *ask.actions]))
        choices = tuple(self._button(key, *button) for button in ask.buttons)
        actions = tuple(self._button(key, *button) for button in ask.actions) or self.way_out(key)
        ctx.say(Reply(text=ask.text, choices=choices, actions=actions, edits=ask.edits))

    def show_field(self, ctx: ChatContext, argument: str) -> None:
        """Ask for the field that a button names."""
        opened = self._opened(ctx, argument)
        if opened is not None:
            value, key, _ = opened
            self.put(ctx, key, self.fields[key.field].ask(ctx, value))

    def take(self, ctx: ChatContext, given: Input, argument: str) -> None:
        """Take the message that answers the prompt; the words of a button are a tap on it."""
        written, said, *buttons = json.loads(argument)
        unsaved = _read_key(written)
        if unsaved is not None and unsaved[0].number == 0:
            self.put(ctx, *self.take_unsaved(ctx, given, unsaved[0], said))
            return
        opened = self._opened(ctx, written)
        if opened is None:
            return
        value, key, _ = opened
        field = self.fields[key.field]
        entry = Entry(ctx=ctx, value=value, is_new=key.is_new, said=said, given=given)
        read = pick_label if field.is_picked and not said else whole_label
        place = read([label for label, _ in buttons], given.text) if isinstance(given, TextInput) else None
        if place is None or field.tap is None:
            self._settle(entry, key, field.take(entry))
        else:
            self._settle(entry, key, field.tap(entry, buttons[place][1]))

    def tap(self, ctx: ChatContext, argument: str) -> None:
        """Take the value that a button carries."""
        opened = self._opened(ctx, argument)
        if opened is None:
            return
        value, key, chosen = opened
        field = self.fields[key.field]
        if field.tap is None or not chosen:
            self.put(ctx, key, field.ask(ctx, value))
            return
        entry = Entry(ctx=ctx, value=value, is_new=key.is_new, said=self._said(ctx, key))
        self._settle(entry, key, field.tap(entry, chosen))

    def _settle(self, entry: Entry[T], key: FieldKey, answer: C | FieldQuestion[C]) -> None:
        """Store the changes, then ask again, or for the field that follows; after the last, show the object."""
        ctx, value = entry.ctx, entry.value
        if isinstance(answer, FieldQuestion):
            if answer.changes is not None:
                self.change(ctx, value, answer.changes)
            self.put(ctx, key, answer)
            return
        value = self.change(ctx, value, answer)
        ctx.expect_nothing()
        after = self._after(key.field, is_new=key.is_new)
        while after and self.fields[after].is_needless(value):
            after = self._after(after, is_new=key.is_new)
        if after:
            self.put(ctx, FieldKey(key.number, after, key.is_new), self.fields[after].ask(ctx, value))
        else:
            self.show(ctx, value)

    def _after(self, name: str, *, is_new: bool) -> str:
        return self.fields[name].next_new if is_new else self.fields[name].next_changed

    def _said(self, ctx: ChatContext, key: FieldKey) -> str:
        """Return what the prompt kept that a tap on its own button has ended."""
        prompt = ctx.cancelled_prompt
        if prompt is None or prompt.kind != self.prompt:
            return ""
        written, said, *_ = json.loads(prompt.argument)
        return str(said) if written == str(key) else ""

    def _opened(self, ctx: ChatContext, argument: str) -> tuple[T, FieldKey, str] | None:
        """Return the object, the field and the value that are meant; None after an answer."""
        key, chosen = _read_key(argument) or (None, "")
        value = self.reads(ctx, "" if key is None or key.field not in self.fields else str(key.number))
        return None if key is None or value is None else (value, key, chosen)

    def _button(self, key: FieldKey, label: str, value: str) -> Button:
        return Button(label, self.verb, f"{key} {value}".strip())


def _read_key(written: str) -> tuple[FieldKey, str] | None:
    """Return the key that a button carries, and the value it sets; None if it is forged."""
    number, field, mark, value = (*written.split(" ", 3), "", "", "")[:4]
    if not (number.isdecimal() and field):
        return None
    return FieldKey(row_number(number), field, mark == "+"), value
