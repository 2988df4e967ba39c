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
from bot.chat.channel_profile import ChannelProfile
from bot.chat.context import AppContext
from bot.chat.forms import Forms
from bot.chat.links import Links
from bot.dashboard.routes import Dashboard
from bot.delivery.alarms import Alarms
from bot.delivery.rate_limit import WHATSAPP, RateLimiter, RateLimits
from bot.delivery.receipts import Receipts
from bot.delivery.sender import Sender, SenderHooks
from bot.delivery.vendor_calls import Calls
from bot.features.accounts.browser_keys import StoredKeys
from bot.features.broadcasts.worker import BroadcastWorker
from bot.features.people.profile import update_profile
from bot.features.progress import zip_order
from bot.features.progress.zip_files import ZIP
from bot.features.progress.zip_worker import ZipWorker
from bot.files.file_content import FileContent
from bot.files.file_sweeper import FileSweeper
from bot.files.quota import Quota
from bot.files.report_context import ReportContext
from bot.intake.file_fetcher import FileFetcher
from bot.intake.finish_erasure import erase
from bot.intake.receiver import Receiver, ReceiverHooks
from bot.operations.health import Health, Worker
from bot.operations.metrics import Metrics
from bot.operations.prices import read_prices
from bot.ports import Channel, Limits
from bot.render.worker_processes import Workers
from bot.routing.commands import is_typed, menu
from bot.routing.dispatcher import Dispatcher
from bot.routing.effects import EFFECTS
from bot.routing.menus import show_menus
from bot.routing.reports import REPORTS
from bot.routing.timers import TIMERS
from bot.scheduling.clock import Clock
from bot.scheduling.clock_watch import ClockWatch
from bot.scheduling.scheduler import Scheduler
from bot.settings import Settings
from flows.forms.load import load_library
from flows.forms.model import Flow
from storage.db.database import Database
from storage.drafts.blob_store import BlobStore
from storage.messages.work_journal import Journal
from storage.people import addresses
from storage.records import QueuedReply

Now = Callable[[], datetime]
Sleep = Callable[[float], Awaitable[None]]
UNLIMITED = RateLimits(per_second=math.inf, limit=None, per_chat=math.inf)
"""For channels of our own, which no vendor paces."""
RATES = {"telegram": RateLimits(), "whatsapp": WHATSAPP}
STREAMS = 500


def utc_now() -> datetime:
    """Return the wall clock's time."""
    return datetime.now(UTC)


@dataclass(kw_only=True)
class Wiring:
    """The program's parts: the settings, what a test brings, and each part made of others when it is first read."""

    settings: Settings
    channels: Sequence[Channel] | None = None
    library: Mapping[str, Flow] | None = None
    rates: Mapping[str, RateLimits] = field(default_factory=lambda: RATES)
    workers: Workers = field(default_factory=Workers)
    streams: int = STREAMS
    now: Now = utc_now
    clock: Callable[[], float] | None = None
    sleep: Sleep = asyncio.sleep

    @property
    def monotonic(self) -> Callable[[], float]:
        """Return seconds that only grow: the given, the system's, or those of the clock that a test moves."""
        return self.clock or (time.monotonic if self.now is utc_now else lambda: self.now().timestamp())

    @property
    def _clock(self) -> Clock:
        return Clock(self.now, self.sleep)

    # --- what is stored --------------------------------------------------------------------------

    @cached_property
    def database(self) -> Database:
        """Return the database."""
        return Database(self.settings.url)

    @cached_property
    def journal(self) -> Journal:
        """Return the journal of work under way."""
        return Journal(self.settings.data_dir / "work")

    @cached_property
    def blob_store(self) -> BlobStore:
        """Return the store of what people sent."""
        return BlobStore(self.settings.data_dir / "files")

    @cached_property
    def sent_files(self) -> BlobStore:
        """Return the store of files that the web chat showed."""
        return BlobStore(self.settings.data_dir / "sent")

    @cached_property
    def quota(self) -> Quota:
        """Return the limits on files that people send."""
        return Quota(self.blob_store.room)

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
    def rate_limiters(self) -> Mapping[str, RateLimiter]:
        """Return the rate limiter of each channel."""
        return {name: RateLimiter(self.rates.get(name, UNLIMITED)) for name in self.table}

    @cached_property
    def links(self) -> Links:
        """Return the maker of deep links."""
        return Links(self.table, self.settings.public_url)

    def _own(self) -> list[Channel]:
        channels = [self._web()]
        if self.settings.telegram_token:
            channels.append(self._telegram())
        if self.settings.whatsapp_token:
            silent = frozenset(channel.name for channel in channels if not channel.limits.has_notifications)
            channels.append(self._whatsapp(Receipts(self.database, self.alarms.tell, self.now, silent)))
        return channels

    def _web(self) -> Channel:
        from bot.channels.web.channel import WebChannel, WebOptions
        from bot.channels.web.stores import WebStores

        stores = WebStores(
            history=StoredHistory(self.database, self.now),
            files=self.blob_store,
            keys=StoredKeys(self.database, self.now),
            sent=self.sent_files,
            quota=self.quota,
            documents=lambda: self.content,
        )
        options = WebOptions(public_url=self.settings.public_url, streams=self.streams)
        return WebChannel(stores, options, self.workers, now=self.now, clock=self.monotonic)

    def _telegram(self) -> Channel:
        from bot.channels.telegram.channel import TelegramChannel, Webhook

        settings = self.settings
        webhook = Webhook(settings.public_url, settings.telegram_secret)
        return TelegramChannel(
            settings.telegram_token,
            api_url=settings.telegram_api_url,
            webhook=webhook if settings.telegram_mode == "webhook" else None,
            menu=menu(),
            now=self.now,
        )

    def _whatsapp(self, receipts: Receipts) -> Channel:
        from bot.channels.whatsapp.channel import WhatsAppAccess, WhatsAppChannel

        settings = self.settings
        access = WhatsAppAccess(
            token=settings.whatsapp_token,
            phone_id=settings.whatsapp_phone_id,
            app_secret=settings.whatsapp_app_secret,
            verify_token=settings.whatsapp_verify_token,
            account_id=settings.whatsapp_account_id,
            api_url=settings.whatsapp_api_url,
        )
        return WhatsAppChannel(
            access,
            reach=lambda address: self.database.read(addresses.reach, address),
            note=receipts.note,
            alarm=self.alarms.tell,
            now=self.now,
        )

    # --- files that are drawn --------------------------------------------------------------------

    @cached_property
    def report_context(self) -> ReportContext:
        """Return what reports are drawn from."""
        return ReportContext(
            forms=self.forms,
            links=self.links,
            zone=self.settings.zone,
            admins=self.settings.admin_addresses,
            now=self.now,
            bundles=self.settings.data_dir / "bundles",
        )

    @cached_property
    def content(self) -> FileContent:
        """Return the bytes of attachments."""
        return FileContent(self.database, self.blob_store, self.workers, self.journal, self.report_context, REPORTS)

    # --- out and in ------------------------------------------------------------------------------

    @cached_property
    def alarms(self) -> Alarms:
        """Return the alarms to admins."""
        return Alarms(self.database, self.settings.admin_addresses, push=self._push, now=self.now)

    def _push(self, replies: Sequence[QueuedReply]) -> None:
        """Push to the sender, which is made later: it needs the alarms itself."""
        self.sender.push(replies)

    def _look(self) -> None:
        """Make the receiver look; it is made later: it needs the sender."""
        self.receiver.look()

    @cached_property
    def calls(self) -> Calls:
        """Return the calls to vendors."""
        return Calls(self.database, self.rate_limiters, content=self.content.read, now=self.now)

    @cached_property
    def sender(self) -> Sender:
        """Return the worker over the outbox."""
        hooks = SenderHooks(is_typed=is_typed, alarm=self.alarms.tell, departed=self._look)
        return Sender(self.database, self.table, self.rate_limiters, self.calls, hooks, self._clock)

    @cached_property
    def app(self) -> AppContext:
        """Return what handlers need of the program."""
        settings = self.settings
        limits = {name: channel.limits for name, channel in self.table.items()}
        return AppContext(
            links=self.links,
            forms=self.forms,
            zone=settings.zone,
            home=settings.home,
            perform=EFFECTS,
            admins=settings.admin_addresses,
            approvals=settings.approvals,
            review_patience=timedelta(hours=settings.review_reminder_hours),
            reminder_days=settings.reminder_days,
            after_turn=update_profile,
            read=self.blob_store.read,
            paid_channels=frozenset(name for name, other_limits in limits.items() if other_limits.is_priced),
            untapped=frozenset(name for name, other_limits in limits.items() if not other_limits.taps_links),
            channels_without_zip=frozenset(
                name for name, other_limits in limits.items() if not other_limits.carries(ZIP)
            ),
            profiles={name: self._profile(name, other_limits) for name, other_limits in limits.items()},
            prices=read_prices(settings.whatsapp_prices),
        )

    def _profile(self, name: str, limits: Limits) -> ChannelProfile:
        per_second = self.rates.get(name, UNLIMITED).per_second
        return ChannelProfile(per_second=per_second, window=limits.window, can_edit=limits.can_edit)

    @cached_property
    def dispatcher(self) -> Dispatcher:
        """Return the dispatcher of messages."""
        translate = {name: channel.translate for name, channel in self.table.items()}
        windowed = {name for name, channel in self.table.items() if channel.limits.window is not None}
        return Dispatcher(self.app, translate, self.journal, windowed)

    @cached_property
    def receiver(self) -> Receiver:
        """Return the worker over the inbox."""
        hooks = ReceiverHooks(
            fetch=FileFetcher(self.table, self.blob_store, self.quota, self.workers).fetch,
            remove=self.blob_store.remove,
            erase=partial(erase, self.database, self.zip_worker, self.sender),
            show=partial(show_menus, self.table),
            alarm=self.alarms.tell,
        )
        return Receiver(self.database, self.dispatcher, self.sender, self.calls, hooks, self._clock)

    # --- by the clock ----------------------------------------------------------------------------

    @cached_property
    def scheduler(self) -> Scheduler:
        """Return the worker over timers."""
        return Scheduler(self.database, self.app, TIMERS, self.journal, self.sender.push, self._clock)

    @cached_property
    def broadcast_worker(self) -> BroadcastWorker:
        """Return the worker over broadcasts."""
        push = self.sender.push
        return BroadcastWorker(self.database, self.app, self.rate_limiters, push=push, now=self.now, sleep=self.sleep)

    @cached_property
    def zip_worker(self) -> ZipWorker:
        """Return the worker over ZIP orders."""
        return ZipWorker(self.database, self.content, self.report_context, push=self.sender.push, sleep=self.sleep)

    @cached_property
    def sweep(self) -> FileSweeper:
        """Return the sweep of files."""
        return FileSweeper(self.database, self.blob_store, self.sent_files, now=self.now, sleep=self.sleep)

    @cached_property
    def clock_watch(self) -> ClockWatch:
        """Return the watch for a clock that is set back."""
        claimed = [zip_order.KIND]
        return ClockWatch(self.database, now=self.now, clock=self.monotonic, claimed=claimed, sleep=self.sleep)

    # --- pages -----------------------------------------------------------------------------------

    @cached_property
    def pages(self) -> Sequence[BaseRoute]:
        """Return the routes beside the channels: dashboard, health, metrics."""
        settings, alive = self.settings, self._alive()
        public_url = settings.public_url
        board = Dashboard(self.database, self.app, self.content, self.workers, public_url=public_url, now=self.now)
        health = Health(self.database, settings.data_dir, workers=alive, channels=self.table, now=self.now)
        metrics = Metrics(self.database, settings.metrics_token)
        return [*board.routes(), *health.routes(), *metrics.routes()]

    def _alive(self) -> Mapping[str, Worker]:
        return {
            "receiver": self.receiver,
            "sender": self.sender,
            "scheduler": self.scheduler,
            "broadcast_worker": self.broadcast_worker,
            "zip_worker": self.zip_worker,
        }
