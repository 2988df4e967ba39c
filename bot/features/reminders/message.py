"""The reminder message: the next step of a draft, with buttons to resume, postpone or stop."""

from __future__ import annotations

from datetime import datetime

from bot.chat.context import AppContext
from bot.features.reminders.schedule import NextReminder
from bot.features.reminders.snooze import MONDAY, day_button
from bot.texts import say, word
from flows.engine.moving.next_step import NextStep
from flows.messages import Button, Reply, Rich, TemplateNotice
from flows.texts import lines

SHORT = 2
"""Least minutes that a template names: a step without a question still takes reading and a tap."""


def reminder(app: AppContext, planned: NextReminder, now: datetime) -> Reply:
    """Return the reminder, which expires at `planned.until`."""
    name, step = planned.draft.name, planned.next
    return Reply(
        text=lines(_opening(planned), _step(step), gap="\n\n"),
        actions=(
            Button(word("nudge.go_on"), "open", str(planned.draft.conversation.id)),
            day_button(MONDAY, now.astimezone(app.zone).date()),
            Button(word("nudge.stop"), "nudge_stop"),
        ),
        notice=TemplateNotice(kind="reminder_draft", parameters=(name, _short(step), str(max(step.minutes, SHORT)))),
        until=planned.until,
    )


def _opening(planned: NextReminder) -> Rich:
    name = planned.draft.name
    if planned.is_asked:
        return say("nudge.asked", name=name)
    if planned.is_last:
        return say("nudge.last", name=name)
    return say("nudge.first" if planned.step == 1 else "nudge.again", name=name)


def _step(step: NextStep) -> Rich:
    return say(f"nudge.{_key(step)}", **_values(step))


def _short(step: NextStep) -> str:
    return word(f"nudge_short.{_key(step)}", **_values(step))


def _key(step: NextStep) -> str:
    return f"{step.kind}_one" if step.left == 1 and step.label else step.kind


def _values(step: NextStep) -> dict[str, object]:
    return {
        "label": step.label,
        "place": step.place,
        "left": step.left,
        "minutes": step.minutes,
        "who": step.who,
    }
