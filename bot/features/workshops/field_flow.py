"""Leads an admin through a workshop's fields: all of them for a new one, one to change it later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.chat.context import ChatContext
from bot.features.workshops import audience, card, fields, title_and_time
from bot.features.workshops.field_prompt import FieldKey, read_kept, read_spot
from bot.features.workshops.field_prompt import ask as put
from bot.texts import say
from flows.language.choices import pick_label, whole_label
from flows.messages import Input, TextInput
from storage.outreach.workshops import Workshop


@dataclass(frozen=True, slots=True)
class FieldStep:
    """Is how a field is asked for, and how what is typed or tapped is taken: None means that it was asked again."""

    ask: Callable[[ChatContext, Workshop, FieldKey], None]
    take: Callable[[ChatContext, Input, Workshop, FieldKey], Workshop | None]
    tap: Callable[[ChatContext, Workshop, FieldKey, str], Workshop | None] | None = None
    is_needless: Callable[[Workshop], bool] = lambda _: False
    is_picked: bool = False
    """Whether a typed number means a button, for it is never an answer."""


STEPS: Mapping[str, FieldStep] = {
    "title": FieldStep(title_and_time.ask_title, title_and_time.take_title),
    "when": FieldStep(title_and_time.ask_when, title_and_time.take_when, title_and_time.tap_when),
    "place": FieldStep(fields.ask_place, fields.take_place, fields.tap_place),
    "pin": FieldStep(
        fields.ask_pin,
        fields.take_pin,
        fields.tap_pin,
        lambda workshop: not workshop.place or bool(workshop.link) or workshop.latitude is not None,
    ),
    "capacity": FieldStep(fields.ask_capacity, fields.take_capacity, fields.tap_capacity),
    "circle": FieldStep(audience.ask_audience, audience.take_audience, audience.tap_audience, is_picked=True),
    "plan": FieldStep(fields.ask_plan, fields.take_plan, fields.tap_plan),
}
NEXT = {"when": "place", "place": "pin", "pin": "capacity", "capacity": "circle"}
"""What follows a field while a workshop is new."""
BESIDE = {"place": "pin"}
"""What follows it when it is changed later."""


def begin(ctx: ChatContext, _: str) -> None:
    """Ask for a new workshop's title."""
    put(ctx, FieldKey(0, "title", True), say("workshop.ask_title"))


def ask(ctx: ChatContext, argument: str) -> None:
    """Ask for one field of a workshop."""
    found = _opened(ctx, argument)
    if found is not None:
        workshop, spot, _ = found
        STEPS[spot.field].ask(ctx, workshop, spot)


def take(ctx: ChatContext, given: Input, _: str) -> None:
    """Take what an admin types or sends for a field; the words on a button are a tap on it."""
    kept = read_kept(ctx.prompt)
    if kept is not None and kept[0].number == 0:
        title_and_time.take_new(ctx, given, kept[0])
        return
    found = _opened(ctx, "" if kept is None else str(kept[0]))
    if found is None or kept is None:
        return
    workshop, (spot, buttons) = found[0], kept
    step = STEPS[spot.field]
    value = _meant(step, buttons, given)
    if value is None or step.tap is None:
        _go_on(ctx, step.take(ctx, given, workshop, spot), spot)
    else:
        _go_on(ctx, step.tap(ctx, workshop, spot, value), spot)


def _meant(step: FieldStep, buttons: list[tuple[str, str]], given: Input) -> str | None:
    """Return what the button sets that a text means: by its words; by its number where no number is an answer."""
    if not isinstance(given, TextInput):
        return None
    read = pick_label if step.is_picked else whole_label
    place = read([label for label, _ in buttons], given.text)
    return None if place is None else buttons[place][1]


def tap(ctx: ChatContext, argument: str) -> None:
    """Take what an admin taps for a field."""
    found = _opened(ctx, argument)
    if found is None:
        return
    workshop, spot, value = found
    step = STEPS[spot.field]
    if step.tap is None or not value:
        step.ask(ctx, workshop, spot)
    else:
        _go_on(ctx, step.tap(ctx, workshop, _kept(ctx, spot), value), spot)


def _kept(ctx: ChatContext, spot: FieldKey) -> FieldKey:
    """Return the spot with what the prompt kept, that the tap has ended."""
    kept = read_kept(ctx.cancelled_prompt)
    return kept[0] if kept is not None and str(kept[0]) == str(spot) else spot


def _go_on(ctx: ChatContext, workshop: Workshop | None, spot: FieldKey) -> None:
    """Ask for the next field of a new workshop; of an old one, show how it is now."""
    if workshop is None:
        return
    ctx.expect_nothing()
    order = NEXT if spot.is_new else BESIDE
    after = order.get(spot.field)
    while after is not None and STEPS[after].is_needless(workshop):
        after = order.get(after)
    if after is None:
        card.show(ctx, workshop)
    else:
        STEPS[after].ask(ctx, workshop, replace(spot, field=after, said=""))


def _opened(ctx: ChatContext, argument: str) -> tuple[Workshop, FieldKey, str] | None:
    """Return the workshop and field that are meant; say so where nothing can be changed any more."""
    read = read_spot(argument)
    spot, value = (None, "") if read is None else read
    workshop = card.opened(ctx, "" if spot is None or spot.field not in STEPS else str(spot.number))
    return None if spot is None or workshop is None else (workshop, spot, value)
