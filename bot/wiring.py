"""The parts of the program, each made when it is first asked for."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial

from starlette.routing import BaseRoute

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
from bot.features.broadcasts.worker import Crier
from bot.features.people.profile import heed
from bot.features.progress import zip_order
from bot.features.progress.zip_files import ZIP
from bot.features.progress.zip_worker import Binder
from bot.files.file_content import Content
from bot.files.file_sweeper import FileSweep
from bot.files.quota import Quota
from bot.files.report_context import Desk
from bot.intake.file_fetcher import Fetching
from bot.intake.finish_erasure import erase
from bot.intake.receiver import Receiver
from bot.operations.health import Health, Worker
from bot.operations.metrics import Metrics
from bot.ports import Channel, Limits
from bot.render.worker_processes import Workers
from bot.routing.commands import is_typed, menu
from bot.routing.dispatcher import Service
from bot.routing.effects import EFFECTS
from bot.routing.menus import show_menus
from bot.routing.reports import REPORTS
from bot.routing.timers import TIMERS
from bot.scheduling.clock_watch import ClockWatch
from bot.scheduling.scheduler import Clockwork
from bot.settings import Settings
from flows.forms.load import load_library
from flows.forms.model import Flow
from storage.db.database import Database
from storage.drafts.blob_store import Shelf
from storage.messages.work_journal import Journal
from storage.people import addresses as reach
from storage.records import QueuedReply

Clock = Callable[[], datetime]
Sleep = Callable[[float], Awaitable[None]]
UNLIMITED = Rates(per_second=math.inf, limit=None, per_chat=math.inf)
"""For channels of our own, which no vendor paces."""
RATES = {"telegram": Rates(), "whatsapp": WHATSAPP}
STREAMS = 500


def utc_now() -> datetime:
    """Return the wall clock's time."""
    return datetime.now(UTC)


@dataclass(kw_only=True)
class Wiring:
    """What the program is made of: the settings and what a test brings, and each part made of others.

    `clock` gives seconds that only ever grow: those of the system, or of the clock that a test moves.
    """

    settings: Settings
    channels: Sequence[Channel] | None = None
    library: Mapping[str, Flow] | None = None
    rates: Mapping[str, Rates] = field(default_factory=lambda: RATES)
    workers: Workers = field(default_factory=Workers)
    streams: int = STREAMS
    now: Clock = utc_now
    clock: Callable[[], float] = time.monotonic
    sleep: Sleep = asyncio.sleep

    # --- what is stored --------------------------------------------------------------------------

    @cached_property
    def database(self) -> Database:
        """Return the database."""
        return Database(self.settings.url)

    @cached_property
    def journal(self) -> Journal:
        """Return the journal of what is under way."""
        return Journal(self.settings.data_dir / "work")

    @cached_property
    def shelf(self) -> Shelf:
        """Return the store of what people sent."""
        return Shelf(self.settings.data_dir / "files")

    @cached_property
    def sent(self) -> Shelf:
        """Return the store of what the web chat showed."""
        return Shelf(self.settings.data_dir / "sent")

    @cached_property
    def quota(self) -> Quota:
        """Return the limits on files that people send."""
        return Quota(self.shelf.room)

    @cached_property
    def forms(self) -> Forms:
        """Return the forms."""
        return Forms(load_library() if self.library is None else self.library, self.settings.place)

    # --- channels --------------------------------------------------------------------------------

    @cached_property
    def table(self) -> Mapping[str, Channel]:
        """Return the channels by name."""
        return {channel.name: channel for channel in (self._own() if self.channels is None else self.channels)}

    @cached_property
    def pacers(self) -> Mapping[str, Pacer]:
        """Return the pace of each channel."""
        return {name: Pacer(self.rates.get(name, UNLIMITED)) for name in self.table}

    @cached_property
    def links(self) -> Links:
        """Return the writer of links."""
        return Links(self.table, self.settings.public_url)

    def _own(self) -> list[Channel]:
        channels = [self._web()]
        if self.settings.telegram_token:
            channels.append(self._telegram())
        if self.settings.whatsapp_token:
            silent = frozenset(channel.name for channel in channels if not channel.limits.calls)
            channels.append(self._whatsapp(Receipts(self.database, self.alarms.tell, self.now, silent)))
        return channels

    def _web(self) -> Channel:
        from bot.channels.web.channel import WebChannel

        return WebChannel(
            StoredHistory(self.database, self.now),
            self.shelf,
            StoredKeys(self.database, self.now),
            self.sent,
            self.quota,
            workers=self.workers,
            documents=lambda: self.content,
            public_url=self.settings.public_url,
            streams=self.streams,
            now=self.now,
            clock=self.clock,
        )

    def _telegram(self) -> Channel:
        from bot.channels.telegram.channel import TelegramChannel

        return TelegramChannel(
            self.settings.telegram_token,
            api_url=self.settings.telegram_api_url,
            mode=self.settings.telegram_mode,
            secret=self.settings.telegram_secret,
            public_url=self.settings.public_url,
            menu=menu(),
            now=self.now,
        )

    def _whatsapp(self, receipts: Receipts) -> Channel:
        from bot.channels.whatsapp.channel import WhatsAppChannel

        return WhatsAppChannel(
            self.settings.whatsapp_token,
            self.settings.whatsapp_phone_id,
            app_secret=self.settings.whatsapp_app_secret,
            verify_token=self.settings.whatsapp_verify_token,
            reach=lambda address: self.database.read(reach.reach, address),
            note=receipts.note,
            alarm=self.alarms.tell,
            account=self.settings.whatsapp_account_id,
            api_url=self.settings.whatsapp_api_url,
            now=self.now,
        )

    # --- files that are drawn --------------------------------------------------------------------

    @cached_property
    def desk(self) -> Desk:
        """Return what reports are drawn from."""
        return Desk(
            forms=self.forms,
            links=self.links,
            zone=self.settings.zone,
            admins=self.settings.admin_addresses,
            now=self.now,
            bundles=self.settings.data_dir / "bundles",
        )

    @cached_property
    def content(self) -> Content:
        """Return the bytes of attachments."""
        return Content(self.database, self.shelf, self.workers, self.journal, self.desk, REPORTS)

    # --- out and in ------------------------------------------------------------------------------

    @cached_property
    def alarms(self) -> Alarms:
        """Return the alarms to admins."""
        return Alarms(self.database, self.settings.admin_addresses, push=self._push, now=self.now)

    def _push(self, replies: Sequence[QueuedReply]) -> None:
        """Push through the sender, which needs the alarms itself: it is made later."""
        self.sender.push(replies)

    def _look(self) -> None:
        """Look through the receiver, which needs the sender: it is made later."""
        self.receiver.look()

    @cached_property
    def calls(self) -> Calls:
        """Return the calls to vendors."""
        return Calls(self.database, self.pacers, content=self.content.of, now=self.now)

    @cached_property
    def sender(self) -> Sender:
        """Return the worker over the outbox."""
        return Sender(
            self.database,
            self.table,
            self.pacers,
            calls=self.calls,
            is_typed=is_typed,
            alarm=self.alarms.tell,
            departed=self._look,
            now=self.now,
            sleep=self.sleep,
        )

    @cached_property
    def house(self) -> House:
        """Return what every visit needs."""
        settings = self.settings
        limits = {name: channel.limits for name, channel in self.table.items()}
        return House(
            links=self.links,
            forms=self.forms,
            zone=settings.zone,
            home=settings.home,
            perform=EFFECTS,
            admins=settings.admin_addresses,
            approvals=settings.approvals,
            review_patience=timedelta(hours=settings.review_reminder_hours),
            nudge_days=settings.nudges,
            heed=heed,
            read=self.shelf.read,
            priced=frozenset(name for name, one in limits.items() if one.is_priced),
            untapped=frozenset(name for name, one in limits.items() if not one.taps_links),
            unpacked=frozenset(name for name, one in limits.items() if not one.carries(ZIP)),
            roads={name: self._road(name, one) for name, one in limits.items()},
            prices=read_prices(settings.whatsapp_prices),
        )

    def _road(self, name: str, limits: Limits) -> Road:
        per_second = self.rates.get(name, UNLIMITED).per_second
        return Road(per_second=per_second, window=limits.window, can_edit=limits.can_edit)

    @cached_property
    def service(self) -> Service:
        """Return what decides about messages."""
        translate = {name: channel.translate for name, channel in self.table.items()}
        windowed = {name for name, channel in self.table.items() if channel.limits.window is not None}
        return Service(self.house, translate, self.journal, windowed)

    @cached_property
    def receiver(self) -> Receiver:
        """Return the worker over the inbox."""
        return Receiver(
            self.database,
            self.service,
            fetch=Fetching(self.table, self.shelf, self.quota, self.workers).fetch,
            push=self.sender.push,
            is_calling=self.calls.is_calling,
            settled=self.calls.settled,
            apologise=self.sender.apologise,
            excuse=self.sender.excuse,
            remove=self.shelf.remove,
            erase=partial(erase, self.database, self.binder, self.sender),
            show=partial(show_menus, self.table),
            alarm=self.alarms.tell,
            now=self.now,
            sleep=self.sleep,
        )

    # --- by the clock ----------------------------------------------------------------------------

    @cached_property
    def clockwork(self) -> Clockwork:
        """Return the worker over timers."""
        push = self.sender.push
        return Clockwork(self.database, self.house, TIMERS, self.journal, push=push, now=self.now, sleep=self.sleep)

    @cached_property
    def crier(self) -> Crier:
        """Return the worker over broadcasts."""
        push = self.sender.push
        return Crier(self.database, self.house, self.pacers, push=push, now=self.now, sleep=self.sleep)

    @cached_property
    def binder(self) -> Binder:
        """Return the worker over ZIP orders."""
        return Binder(self.database, self.content, self.desk, push=self.sender.push, sleep=self.sleep)

    @cached_property
    def sweep(self) -> FileSweep:
        """Return the sweep of files."""
        return FileSweep(self.database, self.shelf, self.sent, now=self.now, sleep=self.sleep)

    @cached_property
    def clock_watch(self) -> ClockWatch:
        """Return what notices a clock that is set back."""
        claimed = [zip_order.KIND]
        return ClockWatch(self.database, now=self.now, clock=self.clock, claimed=claimed, sleep=self.sleep)

    # --- pages -----------------------------------------------------------------------------------

    @cached_property
    def pages(self) -> Sequence[BaseRoute]:
        """Return what is shown beside the channels: the board, health and figures."""
        settings, alive = self.settings, self._alive()
        public_url = settings.public_url
        board = Dashboard(self.database, self.house, self.content, self.workers, public_url=public_url, now=self.now)
        health = Health(self.database, settings.data_dir, workers=alive, channels=self.table, now=self.now)
        metrics = Metrics(self.database, settings.metrics_token)
        return [*board.routes(), *health.routes(), *metrics.routes()]

    def _alive(self) -> Mapping[str, Worker]:
        return {
            "receiver": self.receiver,
            "sender": self.sender,
            "clockwork": self.clockwork,
            "crier": self.crier,
            "binder": self.binder,
        }
