"""What follows from each of WhatsApp's error codes."""

from __future__ import annotations

import logging
from enum import StrEnum

from bot.ports import Alarm, Consequence, SendError

log = logging.getLogger(__name__)

NAME = "whatsapp"

PAIR_SECONDS = 6.0  # one message to one person in this time
BACK_OFF_SECONDS = 2.0  # the throughput is counted by the second
LIMIT_SECONDS = 60.0  # the app's and the account's calls are counted by the hour
ALARM_SECONDS = 60.0  # somebody has to do something first; looking once a minute is enough


class ErrorPolicy(StrEnum):
    """What to do after a refusal."""

    RETRY = "retry"
    PERSON = "person"
    """Pause this contact; others may go on."""
    ALL = "all"
    """Pause the channel for a moment."""
    LIMIT = "limit"
    """Pause the channel for longer."""
    ALARM = "alarm"
    """Pause the channel and alarm the admins."""
    WORD = "word"
    """Hold the reply for the contact's next message."""
    UNREACHABLE = "unreachable"
    """The person can not be reached there."""
    TEMPLATE = "template"
    """Hold the reply, and alarm the admins: this template may not be used."""
    NEVER = "never"
    """Never send this again."""


VERDICTS: dict[int, ErrorPolicy] = {
    1: ErrorPolicy.RETRY,
    2: ErrorPolicy.RETRY,
    131000: ErrorPolicy.RETRY,
    131016: ErrorPolicy.RETRY,
    131056: ErrorPolicy.PERSON,  # (business account, consumer account) pair rate limit
    130429: ErrorPolicy.ALL,  # throughput of the number
    131057: ErrorPolicy.ALL,  # the number is being upgraded; takes a minute
    4: ErrorPolicy.LIMIT,
    80007: ErrorPolicy.LIMIT,
    0: ErrorPolicy.ALARM,  # token
    10: ErrorPolicy.ALARM,  # permission
    190: ErrorPolicy.ALARM,  # token expired
    368: ErrorPolicy.ALARM,  # policy
    131005: ErrorPolicy.ALARM,  # permission
    131031: ErrorPolicy.ALARM,  # account locked
    131042: ErrorPolicy.ALARM,  # payment
    131045: ErrorPolicy.ALARM,  # number not registered
    131048: ErrorPolicy.ALARM,  # too many people marked the number as spam
    133010: ErrorPolicy.ALARM,  # number not registered
    131047: ErrorPolicy.WORD,  # more than 24 hours
    131026: ErrorPolicy.UNREACHABLE,  # no WhatsApp, blocked, old app, terms not accepted
    100: ErrorPolicy.NEVER,
    131008: ErrorPolicy.NEVER,
    131009: ErrorPolicy.NEVER,
    131051: ErrorPolicy.NEVER,
    131053: ErrorPolicy.NEVER,
    131049: ErrorPolicy.WORD,  # a template, held back for the ecosystem's health
    131050: ErrorPolicy.WORD,  # a template, to somebody who wants no marketing
    130472: ErrorPolicy.WORD,  # a template, to somebody in one of Meta's experiments
    131062: ErrorPolicy.NEVER,  # this kind needs a number, not a user id
    131063: ErrorPolicy.NEVER,
    131064: ErrorPolicy.NEVER,
    132000: ErrorPolicy.TEMPLATE,  # number of parameters
    132001: ErrorPolicy.TEMPLATE,  # missing, or not approved in this language
    132005: ErrorPolicy.TEMPLATE,  # filled it is too long
    132007: ErrorPolicy.TEMPLATE,  # policy
    132012: ErrorPolicy.TEMPLATE,  # form of the parameters
    132015: ErrorPolicy.TEMPLATE,  # paused
    132016: ErrorPolicy.TEMPLATE,  # disabled
}
"""An error code -> what to do. Meta: build on codes, not on titles or HTTP statuses."""

CAUSES = {368: "account", 131031: "account", 131042: "payment", 131045: "account", 131048: "spam", 133010: "account"}
"""An error code -> the phrase that tells the admins; all others of the kind are about the token and its rights."""


def verdict_of(code: int | None, status: int = 400) -> ErrorPolicy:
    """Return the policy for a code, or for the HTTP status of an unknown code."""
    if code in VERDICTS:
        return VERDICTS[code]
    if code is not None and 200 <= code < 300:  # permissions
        return ErrorPolicy.ALARM
    if status >= 500 or status == 429:
        return ErrorPolicy.RETRY
    return ErrorPolicy.ALARM if status in (401, 403) else ErrorPolicy.NEVER


def send_error(code: int | None, reason: str, status: int = 400) -> SendError:
    """Return the SendError for a refusal; what admins must know is logged as an error."""
    verdict, said = verdict_of(code, status), f"({code}) {reason}"
    match verdict:
        case ErrorPolicy.RETRY:
            return SendError(said)
        case ErrorPolicy.PERSON:
            return SendError(said, retry_after=PAIR_SECONDS)
        case ErrorPolicy.ALL:
            return SendError(said, Consequence.CHANNEL_DOWN, retry_after=BACK_OFF_SECONDS)
        case ErrorPolicy.LIMIT:
            return SendError(said, Consequence.CHANNEL_DOWN, retry_after=LIMIT_SECONDS)
        case ErrorPolicy.ALARM:
            log.error("WhatsApp takes nothing from this number until somebody has looked: %s; replies wait", said)
            cause = CAUSES.get(code or 0, "token")
            alarm = Alarm(channel=NAME, cause=cause, detail=reason, stops=True)
            return SendError(said, Consequence.CHANNEL_DOWN, retry_after=ALARM_SECONDS, alarm=alarm)
        case ErrorPolicy.TEMPLATE:
            return SendError(said, Consequence.HOLD, alarm=Alarm(channel=NAME, cause="template", detail=said))
        case ErrorPolicy.WORD:
            return SendError(said, Consequence.HOLD)
        case ErrorPolicy.UNREACHABLE:
            return SendError(said, Consequence.UNREACHABLE)
        case ErrorPolicy.NEVER:
            log.error("WhatsApp refuses a message: %s", said)
            return SendError(said, Consequence.NEVER)
