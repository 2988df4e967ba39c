"""Leads an admin through a workshop's fields: all of them for a new one, one to change it later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot import workshop_card as card
from bot import workshop_circle as circle
from bot import workshop_fields as fields
from bot import workshop_time as time
from bot.texts import say
from bot.visit import Visit
from bot.workshop_asking import Spot, read_spot
from bot.workshop_asking import ask as put
from flows.messages import Input
from storage.workshops import Workshop


@dataclass(frozen=True, slots=True)
class Step:
    """Is how a field is asked for, and how what is typed or tapped is taken: None means that it was asked again."""

    ask: Callable[[Visit, Workshop, Spot], None]
    take: Callable[[Visit, Input, Workshop, Spot], Workshop | None]
    tap: Callable[[Visit, Workshop, Spot, str], Workshop | None] | None = None
    is_needless: Callable[[Workshop], bool] = lambda _: False


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
    "circle": Step(circle.ask_circle, circle.take_circle, circle.tap_circle),
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


def take(visit: Visit, given: Input, argument: str) -> None:
    """Take what an admin types or sends for a field."""
    read = read_spot(argument)
    if read is not None and read[0].number == 0:
        time.take_new(visit, given, read[0])
        return
    found = _opened(visit, argument)
    if found is not None:
        one, spot, _ = found
        _go_on(visit, STEPS[spot.field].take(visit, given, one, spot), spot)


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
    kept = None if visit.left is None else read_spot(visit.left.argument)
    return replace(spot, said=kept[0].said) if kept is not None and str(kept[0]) == str(spot) else spot


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
