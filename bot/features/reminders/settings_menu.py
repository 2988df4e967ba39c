"""Lets a person see their reminders, put them off, end them and have them again."""

from __future__ import annotations

from datetime import datetime, time

from bot.chat.context import Visit
from bot.features.reminders import jobs as nudging
from bot.features.reminders.schedule import Plan
from bot.features.reminders.snooze import LATER, MONDAY, day_button
from bot.language.moments import write_moment
from bot.texts import say, word
from flows.messages import Button, Reply, Rich
from flows.text_format import listed
from flows.texts import lines
from storage.outreach import reminders as nudges


def show(visit: Visit, _: str) -> None:
    """Say whether reminders come, when the next one does, and how to change that."""
    if not visit.house.nudge_days:
        _say(visit, say("nudges.never"), _go_on())
    elif nudges.allowed_from(visit.connection, visit.contact.id) == nudges.NEVER:
        _say(visit, say("nudges.off"), _on(), _go_on())
    else:
        days = listed([str(day) for day in visit.house.nudge_days])
        _tell(visit, say("nudges.on", days=days))


def later(visit: Visit, when: str) -> None:
    """Put the next reminder off: to tomorrow, to Monday, by two weeks."""
    when = when if when in LATER else MONDAY
    day = LATER[when](visit.day(visit.now))
    nudges.allow_from(visit.connection, visit.contact.id, datetime.combine(day, time(), visit.house.zone))
    planned = _arranged(visit)
    if planned is None:
        _say(visit, say("nudges.nothing"), _go_on())
        return
    moment = write_moment(planned.due, visit.house.zone)
    others = [day_button(one, visit.day(visit.now)) for one in LATER if one != when]
    _say(visit, say("nudges.chosen", name=planned.draft.name, moment=moment), _go_on(), *others)


def stop(visit: Visit, _: str) -> None:
    """Remind the person no more."""
    nudges.allow_from(visit.connection, visit.contact.id, nudges.NEVER)
    _arranged(visit)
    _say(visit, say("nudges.stopped"), _go_on(), _on())


def start(visit: Visit, _: str) -> None:
    """Remind the person again."""
    nudges.allow_from(visit.connection, visit.contact.id, None)
    if visit.house.nudge_days:
        _tell(visit, say("nudges.started"))
    else:
        show(visit, "")


def _arranged(visit: Visit) -> Plan | None:
    return nudging.arrange(visit.connection, visit.house, visit.contact.id, visit.now)


def _tell(visit: Visit, text: Rich) -> None:
    """Say something with when the next reminder comes."""
    planned = _arranged(visit)
    if planned is None:
        _say(visit, lines(text, say("nudges.nothing")), _stop(), _go_on())
        return
    moment = write_moment(planned.due, visit.house.zone)
    following = say("nudges.next", moment=moment, name=planned.draft.name)
    _say(visit, lines(text, following), day_button(MONDAY, visit.day(visit.now)), _stop(), _go_on())


def _say(visit: Visit, text: Rich, *actions: Button) -> None:
    visit.say(Reply(text=text, actions=actions))


def _go_on() -> Button:
    return Button(word("nudges.button_go_on"), "open")


def _stop() -> Button:
    return Button(word("nudge.stop"), "nudge_stop")


def _on() -> Button:
    return Button(word("nudges.button_on"), "nudge_on")
