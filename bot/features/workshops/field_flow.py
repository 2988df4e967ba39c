"""Leads an admin through a workshop's fields: all of them for a new one, one to change it later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.chat.context import Visit
from bot.features.workshops import audience as circle
from bot.features.workshops import card, fields
from bot.features.workshops import title_and_time as time
from bot.features.workshops.field_prompt import Spot, read_kept, read_spot
from bot.features.workshops.field_prompt import ask as put
from bot.texts import say
from flows.language.choices import pick_label, whole_label
from flows.messages import Input, Said
from storage.outreach.workshops import Workshop


@dataclass(frozen=True, slots=True)
class Step:
    """Is how a field is asked for, and how what is typed or tapped is taken: None means that it was asked again."""

    ask: Callable[[Visit, Workshop, Spot], None]
    take: Callable[[Visit, Input, Workshop, Spot], Workshop | None]
    tap: Callable[[Visit, Workshop, Spot, str], Workshop | None] | None = None
    is_needless: Callable[[Workshop], bool] = lambda _: False
    is_picked: bool = False
    """Whether a typed number means a button, for it is never an answer."""


STEPS: Mapping[str, Step] = {
    "title": Step(time.ask_title, time.take_title),
    "when": Step(time.ask_when, time.take_when, time.tap_when),
    "place": Step(fields.ask_place, fields.take_place, fields.tap_place),
    "pin": Step(
        fields.ask_pin,
        fields.take_pin,
        fields.tap_pin,
        lambda one: not one.place or bool(one.link) or one.latitude is not None,
    ),
    "capacity": Step(fields.ask_capacity, fields.take_capacity, fields.tap_capacity),
    "circle": Step(circle.ask_circle, circle.take_circle, circle.tap_circle, is_picked=True),
    "plan": Step(fields.ask_plan, fields.take_plan, fields.tap_plan),
}
NEXT = {"when": "place", "place": "pin", "pin": "capacity", "capacity": "circle"}
"""What follows a field while a workshop is new."""
BESIDE = {"place": "pin"}
"""What follows it when it is changed later."""


def begin(visit: Visit, _: str) -> None:
    """Ask for a new workshop's title."""
    put(visit, Spot(0, "title", True), say("workshop.ask_title"))


def ask(visit: Visit, argument: str) -> None:
    """Ask for one field of a workshop."""
    found = _opened(visit, argument)
    if found is not None:
        one, spot, _ = found
        STEPS[spot.field].ask(visit, one, spot)


def take(visit: Visit, given: Input, _: str) -> None:
    """Take what an admin types or sends for a field; the words on a button are a tap on it."""
    kept = read_kept(visit.errand)
    if kept is not None and kept[0].number == 0:
        time.take_new(visit, given, kept[0])
        return
    found = _opened(visit, "" if kept is None else str(kept[0]))
    if found is None or kept is None:
        return
    one, (spot, buttons) = found[0], kept
    step = STEPS[spot.field]
    value = _meant(step, buttons, given)
    if value is None or step.tap is None:
        _go_on(visit, step.take(visit, given, one, spot), spot)
    else:
        _go_on(visit, step.tap(visit, one, spot, value), spot)


def _meant(step: Step, buttons: list[tuple[str, str]], given: Input) -> str | None:
    """Return what the button sets that a text means: by its words; by its number where no number is an answer."""
    if not isinstance(given, Said):
        return None
    read = pick_label if step.is_picked else whole_label
    place = read([label for label, _ in buttons], given.text)
    return None if place is None else buttons[place][1]


def tap(visit: Visit, argument: str) -> None:
    """Take what an admin taps for a field."""
    found = _opened(visit, argument)
    if found is None:
        return
    one, spot, value = found
    step = STEPS[spot.field]
    if step.tap is None or not value:
        step.ask(visit, one, spot)
    else:
        _go_on(visit, step.tap(visit, one, _kept(visit, spot), value), spot)


def _kept(visit: Visit, spot: Spot) -> Spot:
    """Return the spot with what the errand kept, that the tap has ended."""
    kept = read_kept(visit.left)
    return kept[0] if kept is not None and str(kept[0]) == str(spot) else spot


def _go_on(visit: Visit, one: Workshop | None, spot: Spot) -> None:
    """Ask for the next field of a new workshop; of an old one, show how it is now."""
    if one is None:
        return
    visit.expect_nothing()
    order = NEXT if spot.is_new else BESIDE
    after = order.get(spot.field)
    while after is not None and STEPS[after].is_needless(one):
        after = order.get(after)
    if after is None:
        card.show(visit, one)
    else:
        STEPS[after].ask(visit, one, replace(spot, field=after, said=""))


def _opened(visit: Visit, argument: str) -> tuple[Workshop, Spot, str] | None:
    """Return the workshop and field that are meant; say so where nothing can be changed any more."""
    read = read_spot(argument)
    spot, value = (None, "") if read is None else read
    one = card.opened(visit, "" if spot is None or spot.field not in STEPS else str(spot.number))
    return None if spot is None or one is None else (one, spot, value)
