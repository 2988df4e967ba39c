"""The form of a workshop's fields: all of them for a new one, one to change it later."""

from __future__ import annotations

from bot.chat.context import ChatContext
from bot.chat.field_form import FieldForm, FieldKey, FieldQuestion, FormField
from bot.features.workshops import audience, card, fields, title_and_time
from bot.texts import say, word
from flows.messages import Button
from storage.outreach.workshops import Workshop, WorkshopChanges

FIELD = "ws_field"
"""The prompt for one of a workshop's fields."""


def begin(ctx: ChatContext) -> None:
    """Ask for a new workshop's title."""
    FORM.put(ctx, FieldKey(0, "title", is_new=True), FieldQuestion(text=say("workshop.ask_title")))


def _change(ctx: ChatContext, workshop: Workshop, changes: WorkshopChanges) -> Workshop:
    return card.change(ctx, workshop, **changes)


def _way_out(key: FieldKey) -> tuple[Button, ...]:
    """Return the button that leaves the form; there is none while a stored workshop is new."""
    if not key.number:
        return (card.back_button(),)
    return () if key.is_new else (Button(word("workshop.leave"), "ws_show", str(key.number)),)


FORM: FieldForm[Workshop, WorkshopChanges] = FieldForm(
    prompt=FIELD,
    verb="ws_set",
    fields={
        "title": FormField(ask=title_and_time.ask_title, take=title_and_time.take_title),
        "when": FormField(
            ask=title_and_time.ask_when,
            take=title_and_time.take_when,
            tap=title_and_time.tap_when,
            next_new="place",
        ),
        "place": FormField(
            ask=fields.ask_place,
            take=fields.take_place,
            tap=fields.tap_place,
            next_new="pin",
            next_changed="pin",
        ),
        "pin": FormField(
            ask=fields.ask_pin,
            take=fields.take_pin,
            tap=fields.tap_pin,
            is_needless=fields.needs_no_pin,
            next_new="capacity",
        ),
        "capacity": FormField(
            ask=fields.ask_capacity,
            take=fields.take_capacity,
            tap=fields.tap_capacity,
            next_new="circle",
        ),
        "circle": FormField(
            ask=audience.ask_audience,
            take=audience.take_audience,
            tap=audience.tap_audience,
            is_picked=True,
        ),
        "plan": FormField(ask=fields.ask_plan, take=fields.take_plan, tap=fields.tap_plan),
    },
    reads=card.open_workshop,
    change=_change,
    show=card.show,
    way_out=_way_out,
    take_unsaved=title_and_time.take_unsaved,
)
