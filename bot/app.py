"""Wires the program together, once, in one function."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.alarms import Alarms
from bot.announcements import report as sent_report
from bot.announcements.crier import Crier
from bot.announcements.roads import Road
from bot.board.binder import Binder
from bot.board.bundle import ZIP
from bot.board.desk import Desk
from bot.board.prints import beside
from bot.calls import Calls
from bot.clockwork import Clockwork
from bot.commands import menu
from bot.content import Content
from bot.dashboard.door import Dashboard
from bot.effects import EFFECTS
from bot.fetching import Fetching
from bot.forms import Forms
from bot.history import StoredHistory
from bot.keys import StoredKeys
from bot.links import Links
from bot.nudges import nudging
from bot.pacing import WHATSAPP, Pacer, Rates
from bot.people.learning import heed
from bot.people.menus import menus_of_all, show_menus
from bot.ports import Channel, RawUpdate, Receive
from bot.prices import read_prices
from bot.receipts import Receipts
from bot.receiver import Receiver
from bot.sender import Sender
from bot.service import Service
from bot.settings import Settings
from bot.timers import TIMERS
from bot.units.roster import embedded
from bot.units.roster_plan import plant
from bot.visit import House
from bot.workshops import page as workshop_page
from bot.workshops import prints as workshop_prints
from flows.load import load_library
from flows.messages import Address
from flows.model import Flow
from storage import measures, reach
from storage.database import Database
from storage.files import Shelf

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
Sleep = Callable[[float], Awaitable[None]]
UNLIMITED = Rates(per_second=math.inf, limit=None, per_chat=math.inf)
"""For channels of our own, which no vendor paces."""
RATES = {"telegram": Rates(), "whatsapp": WHATSAPP}


def utc_now() -> datetime:
    """Return the wall clock's time."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class App:
    """Is the whole program, ready to start."""

    database: Database
    forms: Forms
    shelf: Shelf
    channels: Mapping[str, Channel]
    receiver: Receiver
    sender: Sender
    clockwork: Clockwork
    crier: Crier
    binder: Binder
    pacers: Mapping[str, Pacer]
    admins: frozenset[Address]
    now: Clock
    pages: Sequence[BaseRoute]
    """What is shown beside the channels: the board."""

    async def start(self) -> None:
        """Open the database, send what is left over, and begin to take updates."""
        await self.database.open()
        await self.database.write(self.forms.pin)
        await self.database.write(plant, embedded(), self.now())
        await self.database.write(nudging.begin, self.now())
        await self.sender.start()
        await self.receiver.start()
        self.clockwork.start()
        self.crier.start()
        self.binder.start()
        for name, channel in self.channels.items():
            await channel.start(_counted(self.receiver.receive, self.pacers[name]))
        self.receiver.show(await self.database.read(menus_of_all, self.admins))

    async def stop(self) -> None:
        """End in order: nothing new comes in, what is under way is finished or kept."""
        await self.close()
        await self.finish()

    async def close(self) -> None:
        """Take nothing new; open pages are let go."""
        for channel in self.channels.values():
            await channel.stop()

    async def finish(self) -> None:
        """Finish or keep what is under way, then let the database go."""
        await self.crier.stop()
        await self.binder.stop()
        await self.clockwork.stop()
        await self.receiver.stop()
        await self.sender.stop()
        await self.database.close()

    async def idle(self) -> None:
        """Return when everything that came in is answered and sent."""
        await self.receiver.idle()
        await self.sender.idle()

    def web(self) -> Starlette:
        """Return the HTTP side: every channel's routes, health and figures."""
        routes: list[BaseRoute] = [route for channel in self.channels.values() for route in channel.routes()]
        if any(getattr(route, "path", "") == "/chat" for route in routes):
            routes.append(Route("/", lambda _: RedirectResponse("/chat")))
        routes += workshop_page.routes(self.database, self.now)
        routes += [*self.pages, Route("/healthz", self._healthz), Route("/metrics", self._metrics)]
        return Starlette(routes=routes)

    async def _healthz(self, _: Request) -> Response:
        await self.database.read(measures.measure)
        return PlainTextResponse("ok\n")

    async def _metrics(self, _: Request) -> Response:
        figures = await self.database.read(measures.measure)
        return PlainTextResponse("".join(f"tuntun_{name} {number}\n" for name, number in figures.items()))


def build(
    settings: Settings,
    *,
    channels: Sequence[Channel] | None = None,
    library: Mapping[str, Flow] | None = None,
    rates: Mapping[str, Rates] = RATES,
    now: Clock = utc_now,
    sleep: Sleep = asyncio.sleep,
) -> App:
    """Build the program from its settings; tests give channels, forms, rates and the clock of their own."""
    database = Database(settings.url)
    shelf = Shelf(settings.data_dir / "files")
    forms = Forms(load_library() if library is None else library, settings.place)
    alarms = Alarms(database, settings.admin_addresses, push=lambda replies: sender.push(replies), now=now)  # noqa: PLW0108
    chosen = _channels(settings, database, shelf, alarms, now) if channels is None else channels
    table = {channel.name: channel for channel in chosen}
    desk = _desk(settings, forms, now)
    links = Links(table, settings.public_url)
    printed = {**beside(desk), **sent_report.prints(settings.zone), **workshop_prints.prints(links, settings.zone, now)}
    content = Content(database, shelf, forms, settings.zone, printed)
    pacers = {name: Pacer(rates.get(name, UNLIMITED)) for name in table}
    calls = Calls(database, pacers, content=content.of, now=now)
    sender = Sender(
        database,
        table,
        pacers,
        calls=calls,
        alarm=alarms.tell,
        departed=lambda: receiver.look(),  # noqa: PLW0108
        now=now,
        sleep=sleep,
    )
    translate = {name: channel.translate for name, channel in table.items()}
    windowed = {name for name, channel in table.items() if channel.limits.window is not None}
    house = _house(settings, forms, shelf, table, rates, links)
    service = Service(house, translate, windowed)
    receiver = Receiver(
        database,
        service,
        fetch=Fetching(table, shelf).fetch,
        push=sender.push,
        is_calling=calls.is_calling,
        settled=calls.settled,
        apologise=sender.apologise,
        excuse=sender.excuse,
        remove=shelf.remove,
        show=partial(show_menus, table),
        now=now,
        sleep=sleep,
    )
    clockwork = Clockwork(database, house, TIMERS, push=sender.push, now=now, sleep=sleep)
    crier = Crier(database, house, pacers, push=sender.push, now=now, sleep=sleep)
    binder = Binder(database, shelf, desk, push=sender.push, sleep=sleep)
    return App(
        database,
        forms,
        shelf,
        table,
        receiver,
        sender,
        clockwork,
        crier,
        binder,
        pacers,
        settings.admin_addresses,
        now,
        Dashboard(database, house, content, public_url=settings.public_url, now=now).routes(),
    )


def _road(channel: Channel, rates: Rates) -> Road:
    limits = channel.limits
    return Road(per_second=rates.per_second, window=limits.window, can_edit=limits.can_edit)


def _desk(settings: Settings, forms: Forms, now: Clock) -> Desk:
    return Desk(
        forms=forms,
        zone=settings.zone,
        admins=settings.admin_addresses,
        now=now,
        bundles=settings.data_dir / "bundles",
    )


def _house(
    settings: Settings,
    forms: Forms,
    shelf: Shelf,
    channels: Mapping[str, Channel],
    rates: Mapping[str, Rates],
    links: Links,
) -> House:
    return House(
        links=links,
        forms=forms,
        zone=settings.zone,
        home=settings.home,
        perform=EFFECTS,
        admins=settings.admin_addresses,
        approvals=settings.approvals,
        review_patience=timedelta(hours=settings.review_reminder_hours),
        nudge_days=settings.nudges,
        heed=heed,
        read=shelf.read,
        priced=frozenset(name for name, channel in channels.items() if channel.limits.is_priced),
        untapped=frozenset(name for name, channel in channels.items() if not channel.limits.taps_links),
        unpacked=frozenset(name for name, channel in channels.items() if not channel.limits.carries(ZIP)),
        roads={name: _road(channel, rates.get(name, UNLIMITED)) for name, channel in channels.items()},
        prices=read_prices(settings.whatsapp_prices),
    )


def _counted(receive: Receive, pacer: Pacer) -> Receive:
    """Let what comes in count, where a vendor limits both ways together."""

    async def counted(updates: Sequence[RawUpdate]) -> None:
        pacer.came(len(updates))
        await receive(updates)

    return counted


def _channels(settings: Settings, database: Database, shelf: Shelf, alarms: Alarms, now: Clock) -> list[Channel]:
    from bot.channels.web.channel import WebChannel

    web = WebChannel(
        StoredHistory(database, now), shelf, StoredKeys(database, now), public_url=settings.public_url, now=now
    )
    channels: list[Channel] = [web]
    if settings.telegram_token:
        from bot.channels.telegram import TelegramChannel

        telegram = TelegramChannel(
            settings.telegram_token,
            api_url=settings.telegram_api_url,
            mode=settings.telegram_mode,
            secret=settings.telegram_secret,
            public_url=settings.public_url,
            menu=menu(),
            now=now,
        )
        channels.append(telegram)
    if settings.whatsapp_token:
        silent = frozenset(channel.name for channel in channels if not channel.limits.calls)
        channels.append(_whatsapp(settings, database, Receipts(database, alarms.tell, now, silent), alarms, now))
    return channels


def _whatsapp(settings: Settings, database: Database, receipts: Receipts, alarms: Alarms, now: Clock) -> Channel:
    from bot.channels.whatsapp import WhatsAppChannel

    return WhatsAppChannel(
        settings.whatsapp_token,
        settings.whatsapp_phone_id,
        app_secret=settings.whatsapp_app_secret,
        verify_token=settings.whatsapp_verify_token,
        reach=lambda address: database.read(reach.reach, address),
        note=receipts.note,
        alarm=alarms.tell,
        account=settings.whatsapp_account_id,
        api_url=settings.whatsapp_api_url,
        now=now,
    )
