"""Wires the program together, once, in one function."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect
from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Route

from bot.channels.web_history import StoredHistory
from bot.chat.channel_profile import Road
from bot.chat.context import House
from bot.chat.forms import Forms
from bot.chat.links import Links
from bot.chat.prices import read_prices
from bot.dashboard.routes import Dashboard
from bot.delivery.alarms import Alarms
from bot.delivery.rate_limit import WHATSAPP, Pacer, Rates
from bot.delivery.receipts import Receipts
from bot.delivery.sender import Sender
from bot.delivery.vendor_calls import Calls
from bot.features.accounts.browser_keys import StoredKeys
from bot.features.broadcasts import report as sent_report
from bot.features.broadcasts.worker import Crier
from bot.features.people.profile import heed
from bot.features.progress import zip_order
from bot.features.progress.report_context import Desk
from bot.features.progress.report_files import beside
from bot.features.progress.zip_files import ZIP
from bot.features.progress.zip_worker import Binder
from bot.features.reminders import jobs as nudging
from bot.features.units.roster import embedded
from bot.features.units.roster_plan import plant
from bot.features.workshops import calendar_page as workshop_page
from bot.features.workshops import files as workshop_prints
from bot.files.file_content import Content
from bot.files.file_sweeper import FileSweep
from bot.files.quota import Quota
from bot.http.requests import gone
from bot.intake.file_fetcher import Fetching
from bot.intake.finish_erasure import erase
from bot.intake.receiver import Receiver
from bot.operations.health import Health, Worker
from bot.operations.metrics import Metrics
from bot.ports import Channel, RawUpdate, Receive
from bot.render.worker_processes import Workers
from bot.routing.commands import menu
from bot.routing.dispatcher import Service, suspects
from bot.routing.effects import EFFECTS
from bot.routing.menus import menus_of_all, show_menus
from bot.routing.timers import TIMERS
from bot.scheduling.clock_watch import ClockWatch
from bot.scheduling.scheduler import Clockwork
from bot.settings import Settings
from flows.forms.load import load_library
from flows.forms.model import Flow
from flows.messages import Address
from storage.db.database import Database
from storage.drafts.files import Shelf
from storage.messages import crash_counts as crashes
from storage.messages.work_journal import Journal
from storage.people import addresses as reach

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
    journal: Journal
    channels: Mapping[str, Channel]
    receiver: Receiver
    sender: Sender
    clockwork: Clockwork
    crier: Crier
    binder: Binder
    sweep: FileSweep
    clock_watch: ClockWatch
    pacers: Mapping[str, Pacer]
    admins: frozenset[Address]
    now: Clock
    pages: Sequence[BaseRoute]
    """What is shown beside the channels: the board, health and figures."""

    async def start(self) -> None:
        """Open the database, send what is left over, and begin to take updates."""
        await self.database.open()
        left = await asyncio.to_thread(self.journal.open)
        self.journal.give_up(await self.database.write(crashes.count, left, self.now()))
        await self.database.write(self.forms.pin)
        await self.database.write(plant, embedded(), self.now())
        await self.database.write(nudging.begin, self.now())
        await self.clock_watch.start()
        await self.sender.start()
        await self.receiver.start(suspects(left))
        self.clockwork.start()
        self.crier.start()
        self.binder.start()
        await self.sweep.start()
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
        await self.clock_watch.stop()
        await self.sweep.stop()
        await self.crier.stop()
        await self.binder.stop()
        await self.clockwork.stop()
        await self.receiver.stop()
        await self.sender.stop()
        await self.database.close()
        self.journal.close()

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
        return Starlette(routes=[*routes, *self.pages], exception_handlers={ClientDisconnect: gone})


def build(
    settings: Settings,
    *,
    channels: Sequence[Channel] | None = None,
    library: Mapping[str, Flow] | None = None,
    rates: Mapping[str, Rates] = RATES,
    workers: Workers | None = None,
    streams: int = 500,
    now: Clock = utc_now,
    clock: Callable[[], float] | None = None,
    sleep: Sleep = asyncio.sleep,
) -> App:
    """Build the program from its settings; tests give channels, forms, rates, workers and a clock of their own.

    `clock` gives seconds that only ever grow: those of the system, or of the clock that a test moves.
    """
    if clock is None:
        clock = time.monotonic if now is utc_now else lambda: now().timestamp()
    database = Database(settings.url)
    workers, journal = workers or Workers(), Journal(settings.data_dir / "work")
    shelf, sent = Shelf(settings.data_dir / "files"), Shelf(settings.data_dir / "sent")
    quota = Quota(shelf.room)
    forms = Forms(load_library() if library is None else library, settings.place)
    alarms = Alarms(database, settings.admin_addresses, push=lambda replies: sender.push(replies), now=now)  # noqa: PLW0108

    def web() -> Channel:
        from bot.channels.web.channel import WebChannel

        return WebChannel(
            StoredHistory(database, now),
            shelf,
            StoredKeys(database, now),
            sent,
            quota,
            workers=workers,
            documents=lambda: content,
            public_url=settings.public_url,
            streams=streams,
            now=now,
            clock=clock,
        )

    chosen = _channels(settings, database, web, alarms, now) if channels is None else channels
    table = {channel.name: channel for channel in chosen}
    desk = _desk(settings, forms, now)
    links = Links(table, settings.public_url)
    printed = {**beside(desk), **sent_report.prints(settings.zone), **workshop_prints.prints(links, settings.zone, now)}
    content = Content(database, shelf, workers, journal, forms, settings.zone, printed)
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
    service = Service(house, translate, journal, windowed)
    binder = Binder(database, content, desk, push=sender.push, sleep=sleep)
    receiver = Receiver(
        database,
        service,
        fetch=Fetching(table, shelf, quota, workers).fetch,
        push=sender.push,
        is_calling=calls.is_calling,
        settled=calls.settled,
        apologise=sender.apologise,
        excuse=sender.excuse,
        remove=shelf.remove,
        erase=partial(erase, database, binder, sender),
        show=partial(show_menus, table),
        alarm=alarms.tell,
        now=now,
        sleep=sleep,
    )
    clockwork = Clockwork(database, house, TIMERS, journal, push=sender.push, now=now, sleep=sleep)
    crier = Crier(database, house, pacers, push=sender.push, now=now, sleep=sleep)
    alive: dict[str, Worker] = {
        "receiver": receiver,
        "sender": sender,
        "clockwork": clockwork,
        "crier": crier,
        "binder": binder,
    }
    health = Health(database, settings.data_dir, workers=alive, channels=table, now=now)
    board = Dashboard(database, house, content, workers, public_url=settings.public_url, now=now)
    metrics = Metrics(database, settings.metrics_token)
    return App(
        database,
        forms,
        shelf,
        journal,
        table,
        receiver,
        sender,
        clockwork,
        crier,
        binder,
        FileSweep(database, shelf, sent, now=now, sleep=sleep),
        ClockWatch(database, now=now, clock=clock, claimed=[zip_order.KIND], sleep=sleep),
        pacers,
        settings.admin_addresses,
        now,
        [*board.routes(), *health.routes(), *metrics.routes()],
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


def _channels(
    settings: Settings, database: Database, web: Callable[[], Channel], alarms: Alarms, now: Clock
) -> list[Channel]:
    channels = [web()]
    if settings.telegram_token:
        from bot.channels.telegram.channel import TelegramChannel

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
    from bot.channels.whatsapp.channel import WhatsAppChannel

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
