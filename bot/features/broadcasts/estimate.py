"""The estimate of a broadcast before it is sent: recipients, channels, duration, cost."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.chat.app_names import app_name
from bot.chat.channel_profile import ChannelProfile
from bot.chat.context import AppContext
from bot.features.audience.recipients import people
from bot.texts import say, word
from flows.language.quantities import write_money
from flows.messages import Rich
from flows.texts import lines
from storage.outreach import broadcasts
from storage.outreach.audience import Audience
from storage.outreach.broadcasts import DeliveryState

NOTICE = "broadcast_notice"
"""The template that announces a held broadcast on a priced channel."""
CATEGORY = "utility"
"""The category in which Meta charges it, as `whatsapp_templates/broadcast_notice.yaml` asks for."""
MINUTE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What a broadcast would do if it went now."""

    wanted: tuple[int, ...]
    """Contacts who get a copy."""
    skipped: Mapping[int, str]
    """Contact -> why they get none: unsubscribed, unreachable."""
    free: Mapping[str, int]
    """Channel -> copies that go at once."""
    noticed: Mapping[str, int]
    """Channel -> copies that are held for the person's next message, and announced by a template."""

    @property
    def all(self) -> int:
        """Return the size of the audience."""
        return len(self.wanted) + len(self.skipped)


def forecast(connection: Connection, app: AppContext, audience: Audience, now: datetime) -> Estimate:
    """Return what a broadcast to an audience would do now."""
    contacts = people(connection, app.forms, audience, now)
    reachable = broadcasts.reachable_addresses(connection, contacts)
    skipped = {contact: DeliveryState.UNREACHABLE.value for contact in contacts if contact not in reachable}
    skipped |= dict.fromkeys(broadcasts.unsubscribed(connection, contacts), DeliveryState.UNSUBSCRIBED.value)
    wanted = tuple(contact for contact in contacts if contact not in skipped)
    free, noticed = Counter[str](), Counter[str]()
    for contact in wanted:
        address, heard_at = reachable[contact]
        window = app.profiles.get(address.channel, ChannelProfile()).window
        is_open = window is None or (heard_at is not None and now - heard_at < window)
        (free if is_open else noticed)[address.channel] += 1
    return Estimate(wanted=wanted, skipped=skipped, free=free, noticed=noticed)


def describe(app: AppContext, estimate: Estimate, now: datetime) -> Rich:
    """Return the estimate in words, numbers first."""
    skipped = Counter(estimate.skipped.values())
    return lines(
        say("forecast.head", count=estimate.all),
        *(_free(app, channel, count) for channel, count in estimate.free.items()),
        *(_noticed(app, channel, count, now) for channel, count in estimate.noticed.items()),
        *(say(f"forecast.{why}", count=count) for why, count in sorted(skipped.items(), reverse=True)),
    )


def lasting(seconds: float) -> str:
    """Return a duration in words: "12 detik", "3 menit"."""
    if seconds > MINUTE:
        return word("forecast.minutes", count=math.ceil(seconds / MINUTE))
    return word("forecast.seconds", count=max(1, math.ceil(seconds)))


def cost(app: AppContext, count: int, now: datetime) -> str:
    """Return the cost of so many templates: "sekitar Rp6.000"; "" if no price is known."""
    period = app.prices.on(now.astimezone(app.zone).date())
    if period is None or CATEGORY not in period.rupiah:
        return ""
    return word("forecast.cost", rupiah=write_money(math.ceil(count * period.rupiah[CATEGORY])))


def _free(app: AppContext, channel: str, count: int) -> Rich:
    profile = app.profiles.get(channel, ChannelProfile())
    if profile.window is not None:
        return say("forecast.window", count=count, channel=app_name(channel))
    if math.isinf(profile.per_second):
        return say("forecast.now", count=count, channel=app_name(channel))
    return say("forecast.paced", count=count, channel=app_name(channel), span=lasting(count / profile.per_second))


def _noticed(app: AppContext, channel: str, count: int, now: datetime) -> Rich:
    return say("forecast.notice", count=count, channel=app_name(channel), cost=cost(app, count, now))
