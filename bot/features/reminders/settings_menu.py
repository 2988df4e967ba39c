"""The reminder settings of a person: show, postpone, stop, start."""

from __future__ import annotations

from datetime import datetime, time

from bot.chat.context import ChatContext
from bot.features.reminders import reminder_timers
from bot.features.reminders.schedule import NextReminder
from bot.features.reminders.snooze import LATER, MONDAY, day_button
from bot.language.moments import write_moment
from bot.texts import say, word
from flows.messages import Button, Reply, Rich
from flows.text_format import listed
from flows.texts import lines
from storage.outreach import reminders


def show(ctx: ChatContext) -> None:
    """Show whether reminders are on, when the next one comes, and the buttons to change that."""
    if not ctx.app.reminder_days:
        _say(ctx, say("nudges.never"), _resume_button())
    elif reminders.allowed_from(ctx.connection, ctx.contact.id) == reminders.NEVER:
        _say(ctx, say("nudges.off"), _start_button(), _resume_button())
    else:
        days = listed([str(day) for day in ctx.app.reminder_days])
        _say_with_next(ctx, say("nudges.on", days=days))


def later(ctx: ChatContext, when: str) -> None:
    """Postpone the next reminder to one of the days in LATER."""
    day = LATER[when](ctx.day(ctx.now))
    reminders.allow_from(ctx.connection, ctx.contact.id, datetime.combine(day, time(), ctx.app.zone))
    planned = _plan_next(ctx)
    if planned is None:
        _say(ctx, say("nudges.nothing"), _resume_button())
        return
    moment = write_moment(planned.due, ctx.app.zone)
    others = [day_button(other, ctx.day(ctx.now)) for other in LATER if other != when]
    _say(ctx, say("nudges.chosen", name=planned.draft.name, moment=moment), _resume_button(), *others)


def stop(ctx: ChatContext) -> None:
    """Turn the person's reminders off."""
    reminders.allow_from(ctx.connection, ctx.contact.id, reminders.NEVER)
    _plan_next(ctx)
    _say(ctx, say("nudges.stopped"), _resume_button(), _start_button())


def start(ctx: ChatContext) -> None:
    """Turn the person's reminders on."""
    reminders.allow_from(ctx.connection, ctx.contact.id, None)
    if ctx.app.reminder_days:
        _say_with_next(ctx, say("nudges.started"))
    else:
        show(ctx)


def _plan_next(ctx: ChatContext) -> NextReminder | None:
    return reminder_timers.arrange(ctx.connection, ctx.app, ctx.contact.id, ctx.now)


def _say_with_next(ctx: ChatContext, text: Rich) -> None:
    """Reply with the text and the time of the next reminder."""
    planned = _plan_next(ctx)
    if planned is None:
        _say(ctx, lines(text, say("nudges.nothing")), _stop_button(), _resume_button())
        return
    moment = write_moment(planned.due, ctx.app.zone)
    following = say("nudges.next", moment=moment, name=planned.draft.name)
    _say(ctx, lines(text, following), day_button(MONDAY, ctx.day(ctx.now)), _stop_button(), _resume_button())


def _say(ctx: ChatContext, text: Rich, *actions: Button) -> None:
    ctx.say(Reply(text=text, actions=actions))


def _resume_button() -> Button:
    return Button(word("nudges.button_go_on"), "open")


def _stop_button() -> Button:
    return Button(word("nudge.stop"), "nudge_stop")


def _start_button() -> Button:
    return Button(word("nudges.button_on"), "nudge_on")
