"""The menu of a contact's reminders: show, snooze, stop, start."""

from __future__ import annotations

from datetime import datetime, time

from bot.chat.context import ChatContext
from bot.features.reminders import jobs
from bot.features.reminders.schedule import NextReminder
from bot.features.reminders.snooze import LATER, MONDAY, day_button
from bot.language.moments import write_moment
from bot.texts import say, word
from flows.messages import Button, Reply, Rich
from flows.text_format import listed
from flows.texts import lines
from storage.outreach import reminders


def show(ctx: ChatContext, _: str) -> None:
    """Say whether reminders come, when the next one does, and how to change that."""
    if not ctx.app.reminder_days:
        _say(ctx, say("nudges.never"), _go_on())
    elif reminders.allowed_from(ctx.connection, ctx.contact.id) == reminders.NEVER:
        _say(ctx, say("nudges.off"), _on(), _go_on())
    else:
        days = listed([str(day) for day in ctx.app.reminder_days])
        _tell(ctx, say("nudges.on", days=days))


def later(ctx: ChatContext, when: str) -> None:
    """Put the next reminder off: to tomorrow, to Monday, by two weeks."""
    when = when if when in LATER else MONDAY
    day = LATER[when](ctx.day(ctx.now))
    reminders.allow_from(ctx.connection, ctx.contact.id, datetime.combine(day, time(), ctx.app.zone))
    planned = _arranged(ctx)
    if planned is None:
        _say(ctx, say("nudges.nothing"), _go_on())
        return
    moment = write_moment(planned.due, ctx.app.zone)
    others = [day_button(choice, ctx.day(ctx.now)) for choice in LATER if choice != when]
    _say(ctx, say("nudges.chosen", name=planned.draft.name, moment=moment), _go_on(), *others)


def stop(ctx: ChatContext, _: str) -> None:
    """Remind the person no more."""
    reminders.allow_from(ctx.connection, ctx.contact.id, reminders.NEVER)
    _arranged(ctx)
    _say(ctx, say("nudges.stopped"), _go_on(), _on())


def start(ctx: ChatContext, _: str) -> None:
    """Remind the person again."""
    reminders.allow_from(ctx.connection, ctx.contact.id, None)
    if ctx.app.reminder_days:
        _tell(ctx, say("nudges.started"))
    else:
        show(ctx, "")


def _arranged(ctx: ChatContext) -> NextReminder | None:
    return jobs.arrange(ctx.connection, ctx.app, ctx.contact.id, ctx.now)


def _tell(ctx: ChatContext, text: Rich) -> None:
    """Say something with when the next reminder comes."""
    planned = _arranged(ctx)
    if planned is None:
        _say(ctx, lines(text, say("nudges.nothing")), _stop(), _go_on())
        return
    moment = write_moment(planned.due, ctx.app.zone)
    following = say("nudges.next", moment=moment, name=planned.draft.name)
    _say(ctx, lines(text, following), day_button(MONDAY, ctx.day(ctx.now)), _stop(), _go_on())


def _say(ctx: ChatContext, text: Rich, *actions: Button) -> None:
    ctx.say(Reply(text=text, actions=actions))


def _go_on() -> Button:
    return Button(word("nudges.button_go_on"), "open")


def _stop() -> Button:
    return Button(word("nudge.stop"), "nudge_stop")


def _on() -> Button:
    return Button(word("nudges.button_on"), "nudge_on")
