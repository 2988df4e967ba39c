"""Knows what follows from each of WhatsApp's error codes."""

from __future__ import annotations

import logging
from enum import StrEnum

from bot.ports import Alarm, SendError

log = logging.getLogger(__name__)

NAME = "whatsapp"

PAIR_SECONDS = 6.0  # one message to one person in this time
BACK_OFF_SECONDS = 2.0  # the throughput is counted by the second
LIMIT_SECONDS = 60.0  # the app's and the account's calls are counted by the hour
ALARM_SECONDS = 60.0  # somebody has to do something first; looking once a minute is enough


class Verdict(StrEnum):
    """Says what to do after a refusal."""

    RETRY = "retry"
    PERSON = "person"
    """Hold this person's messages for a while; others may go on."""
    ALL = "all"
    """Hold everything for a moment."""
    LIMIT = "limit"
    """Hold everything for longer."""
    ALARM = "alarm"
    """Stop sending and tell the admin; what is to be sent is kept."""
    WORD = "word"
    """Wait for the person's next word."""
    UNREACHABLE = "unreachable"
    """The person can not be reached there."""
    TEMPLATE = "template"
    """This template may not be used: wait for the person's next word, and tell the admin."""
    NEVER = "never"
    """Never send this again."""


VERDICTS: dict[int, Verdict] = {
    1: Verdict.RETRY,
    2: Verdict.RETRY,
    131000: Verdict.RETRY,
    131016: Verdict.RETRY,
    131056: Verdict.PERSON,  # (business account, consumer account) pair rate limit
    130429: Verdict.ALL,  # throughput of the number
    131057: Verdict.ALL,  # the number is being upgraded; takes a minute
    4: Verdict.LIMIT,
    80007: Verdict.LIMIT,
    0: Verdict.ALARM,  # token
    10: Verdict.ALARM,  # permission
    190: Verdict.ALARM,  # token expired
    368: Verdict.ALARM,  # policy
    131005: Verdict.ALARM,  # permission
    131031: Verdict.ALARM,  # account locked
    131042: Verdict.ALARM,  # payment
    131045: Verdict.ALARM,  # number not registered
    131048: Verdict.ALARM,  # too many people marked the number as spam
    133010: Verdict.ALARM,  # number not registered
    131047: Verdict.WORD,  # more than 24 hours
    131026: Verdict.UNREACHABLE,  # no WhatsApp, blocked, old app, terms not accepted
    100: Verdict.NEVER,
    131008: Verdict.NEVER,
    131009: Verdict.NEVER,
    131051: Verdict.NEVER,
    131053: Verdict.NEVER,
    131049: Verdict.WORD,  # a template, held back for the ecosystem's health
    131050: Verdict.WORD,  # a template, to somebody who wants no marketing
    130472: Verdict.WORD,  # a template, to somebody in one of Meta's experiments
    131062: Verdict.NEVER,  # this kind needs a number, not a user id
    131063: Verdict.NEVER,
    131064: Verdict.NEVER,
    132000: Verdict.TEMPLATE,  # number of parameters
    132001: Verdict.TEMPLATE,  # missing, or not approved in this language
    132005: Verdict.TEMPLATE,  # filled it is too long
    132007: Verdict.TEMPLATE,  # policy
    132012: Verdict.TEMPLATE,  # form of the parameters
    132015: Verdict.TEMPLATE,  # paused
    132016: Verdict.TEMPLATE,  # disabled
}
"""An error code -> what to do. Meta: build on codes, not on titles or HTTP statuses."""

CAUSES = {368: "account", 131031: "account", 131042: "payment", 131045: "account", 131048: "spam", 133010: "account"}
"""An error code -> the phrase that tells the admins; all others of the kind are about the token and its rights."""


def verdict_of(code: int | None, status: int = 400) -> Verdict:
    """Return what follows from a code, or from the HTTP status where the code is not known."""
    if code in VERDICTS:
        return VERDICTS[code]
    if code is not None and 200 <= code < 300:  # permissions
        return Verdict.ALARM
    if status >= 500 or status == 429:
        return Verdict.RETRY
    return Verdict.ALARM if status in (401, 403) else Verdict.NEVER


def send_error(code: int | None, reason: str, status: int = 400) -> SendError:
    """Return a refusal with what follows from it; what an admin must know is logged as an error."""
    verdict, said = verdict_of(code, status), f"({code}) {reason}"
    match verdict:
        case Verdict.RETRY:
            return SendError(said)
        case Verdict.PERSON:
            return SendError(said, retry_after=PAIR_SECONDS)
        case Verdict.ALL:
            return SendError(said, retry_after=BACK_OFF_SECONDS, everybody=True)
        case Verdict.LIMIT:
            return SendError(said, retry_after=LIMIT_SECONDS, everybody=True)
        case Verdict.ALARM:
            log.error("WhatsApp takes nothing from this number until somebody has looked: %s; replies wait", said)
            cause = CAUSES.get(code or 0, "token")
            alarm = Alarm(channel=NAME, cause=cause, detail=reason, stops=True)
            return SendError(said, retry_after=ALARM_SECONDS, everybody=True, alarm=alarm)
        case Verdict.TEMPLATE:
            return SendError(said, waits=True, alarm=Alarm(channel=NAME, cause="template", detail=said))
        case Verdict.WORD:
            return SendError(said, waits=True)
        case Verdict.UNREACHABLE:
            return SendError(said, permanent=True, unreachable=True)
        case Verdict.NEVER:
            log.error("WhatsApp refuses a message: %s", said)
            return SendError(said, permanent=True)
