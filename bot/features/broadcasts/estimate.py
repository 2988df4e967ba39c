"""Foresees what a broadcast will do before it is sent: to how many, over what, how long, at what cost."""

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
from bot.features.broadcasts.recipients import people
from bot.texts import say, word
from flows.language.quantities import write_money
from flows.messages import Rich
from flows.texts import lines
from storage.outreach import broadcasts
from storage.outreach.audience import Audience
from storage.outreach.broadcasts import DeliveryState

NOTICE = "broadcast_notice"
"""The template that says on a priced channel that a broadcast waits."""
CATEGORY = "utility"
"""What Meta charges it as, as `whatsapp_templates/broadcast_notice.yaml` asks for."""
MINUTE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """Is what a broadcast would do if it went now."""

    wanted: tuple[int, ...]
    """Who gets a copy."""
    skipped: Mapping[int, str]
    """Who gets none, and why: unsubscribed, unreachable."""
    free: Mapping[str, int]
    """Channel -> copies that go at once."""
    noticed: Mapping[str, int]
    """Channel -> copies that wait for the person's word, who hears of them by a template."""

    @property
    def all(self) -> int:
        """Return how many people are in the circle."""
        return len(self.wanted) + len(self.skipped)


def forecast(connection: Connection, app: AppContext, audience: Audience, now: datetime) -> Estimate:
    """Return what a broadcast to a circle would do now."""
    circle = people(connection, app.forms, audience, now)
    doors = broadcasts.reachable_addresses(connection, circle)
    skipped = {one: DeliveryState.UNREACHABLE.value for one in circle if one not in doors}
    skipped |= dict.fromkeys(broadcasts.unsubscribed(connection, circle), DeliveryState.UNSUBSCRIBED.value)
    wanted = tuple(one for one in circle if one not in skipped)
    free, noticed = Counter[str](), Counter[str]()
    for one in wanted:
        address, heard_at = doors[one]
        window = app.profiles.get(address.channel, ChannelProfile()).window
        is_open = window is None or (heard_at is not None and now - heard_at < window)
        (free if is_open else noticed)[address.channel] += 1
    return Estimate(wanted=wanted, skipped=skipped, free=free, noticed=noticed)


def told(app: AppContext, found: Estimate, now: datetime) -> Rich:
    """Say what was foreseen, numbers first."""
    skipped = Counter(found.skipped.values())
    return lines(
        say("forecast.head", count=found.all),
        *(_free(app, channel, count) for channel, count in found.free.items()),
        *(_noticed(app, channel, count, now) for channel, count in found.noticed.items()),
        *(say(f"forecast.{why}", count=count) for why, count in sorted(skipped.items(), reverse=True)),
    )


def lasting(seconds: float) -> str:
    """Say how long something takes: "12 detik", "3 menit"."""
    if seconds > MINUTE:
        return word("forecast.minutes", count=math.ceil(seconds / MINUTE))
    return word("forecast.seconds", count=max(1, math.ceil(seconds)))


def cost(app: AppContext, count: int, now: datetime) -> str:
    """Say what so many templates cost: "sekitar Rp6.000"; "" where no price is written down."""
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
