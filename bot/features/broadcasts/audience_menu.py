"""The audience menu of a broadcast."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.context import ChatContext
from bot.chat.payload import decode
from bot.features.audience import menu
from bot.features.audience.filters import FILTERS, TYPED
from bot.features.broadcasts.readers import say_gone, unsent_broadcast
from flows.messages import Button, Input, Reply, TextInput
from storage.outreach import broadcasts
from storage.outreach.audience import Audience
from storage.outreach.broadcasts import Broadcast

NAMES = "siaran_named"
"""The prompt for names: of units, or of who is left out."""


@dataclass(frozen=True, slots=True)
class FilterPayload:
    """What a button of the menu carries: "7 role inovator", and without a value "7 role"."""

    broadcast: int
    name: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """A broadcast that nobody has got yet, a filter, and perhaps one of its values."""

    broadcast: Broadcast
    name: str
    value: str


def filter_choice(ctx: ChatContext, argument: str) -> FilterChoice | None:
    """Return what a button of the menu means (a Reader)."""
    payload = decode(FilterPayload, argument)
    if payload is None or payload.name not in FILTERS:
        say_gone(ctx)
        return None
    broadcast = unsent_broadcast(ctx, str(payload.broadcast))
    return None if broadcast is None else FilterChoice(broadcast, payload.name, payload.value)


def show_audience(ctx: ChatContext, broadcast: Broadcast) -> None:
    """Show how many a broadcast is for, and the filters."""
    _show(ctx, broadcast, menu.overview(ctx, broadcast.audience))


def show_filter(ctx: ChatContext, choice: FilterChoice) -> None:
    """Show the values of a filter."""
    _show(ctx, choice.broadcast, menu.filter_screen(ctx, choice.broadcast.audience, choice.name))


def toggle(ctx: ChatContext, choice: FilterChoice) -> None:
    """Set a value of a filter, or unset it."""
    audience = menu.toggled(ctx, choice.broadcast.audience, choice.name, choice.value)
    if audience is None:
        say_gone(ctx)
    else:
        _save(ctx, choice.broadcast, audience, menu.filter_screen(ctx, audience, choice.name))


def take_names(ctx: ChatContext, given: Input, choice: FilterChoice) -> None:
    """Take the names of units or people that an admin types."""
    if choice.name not in TYPED:
        say_gone(ctx)
        return
    text = given.text if isinstance(given, TextInput) else ""
    _save(ctx, choice.broadcast, *menu.with_names(ctx, choice.broadcast.audience, choice.name, text))


def _save(ctx: ChatContext, broadcast: Broadcast, audience: Audience, screen: menu.Screen) -> None:
    broadcasts.change(ctx.connection, broadcast.id, audience=audience)
    _show(ctx, broadcast, screen)


def _show(ctx: ChatContext, broadcast: Broadcast, screen: menu.Screen) -> None:
    if screen.typed:
        ctx.expect(NAMES, f"{broadcast.id} {screen.typed}")
    choices = tuple(_button(broadcast, *choice) for choice in screen.choices)
    action = _button(broadcast, *screen.action)
    ctx.say(Reply(text=screen.text, choices=choices, actions=(action,), edits=screen.edits))


def _button(broadcast: Broadcast, label: str, step: str) -> Button:
    number = str(broadcast.id)
    if step == menu.DONE:
        return Button(label, "siaran_test", number)
    if not step:
        return Button(label, "siaran_circle", number)
    return Button(label, "siaran_put" if " " in step else "siaran_by", f"{number} {step}")
