"""The whole program, built in one function, started and ended in order."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect
from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Route

from bot.chat.forms import Forms
from bot.delivery.rate_limit import RateLimiter, RateLimits
from bot.delivery.sender import Sender
from bot.features.broadcasts.worker import BroadcastWorker
from bot.features.progress.zip_worker import ZipWorker
from bot.features.reminders import reminder_timers
from bot.features.units.roster import embedded
from bot.features.units.roster_plan import seed
from bot.features.workshops import calendar_page
from bot.files.file_sweeper import FileSweeper
from bot.http.requests import gone
from bot.intake.receiver import Receiver
from bot.ports import Channel, RawUpdate, Receive
from bot.routing.dispatcher import suspects
from bot.routing.menus import menus_of_all
from bot.scheduling.clock_watch import ClockWatch
from bot.scheduling.scheduler import Scheduler
from bot.settings import Settings
from bot.wiring import RATES, Now, Sleep, Wiring, utc_now
from flows.forms.model import Flow
from flows.messages import Address
from storage.db.database import Database
from storage.drafts.blob_store import BlobStore
from storage.messages import crash_counts
from storage.messages.work_journal import Journal


@dataclass(frozen=True, slots=True)
class App:
    """The whole program, ready to start."""

    database: Database
    forms: Forms
    blob_store: BlobStore
    journal: Journal
    channels: Mapping[str, Channel]
    receiver: Receiver
    sender: Sender
    scheduler: Scheduler
    broadcast_worker: BroadcastWorker
    zip_worker: ZipWorker
    sweep: FileSweeper
    clock_watch: ClockWatch
    rate_limiters: Mapping[str, RateLimiter]
    admins: frozenset[Address]
    now: Now
    pages: Sequence[BaseRoute]
    """The routes beside the channels: dashboard, health, metrics."""

    async def start(self) -> None:
        """Open the database, requeue what a dead run left, and start every worker and channel."""
        await self.database.open()
        left = await asyncio.to_thread(self.journal.open)
        self.journal.give_up(await self.database.write(crash_counts.count, left, self.now()))
        await self.database.write(self.forms.pin)
        await self.database.write(seed, embedded(), self.now())
        await self.database.write(reminder_timers.begin, self.now())
        await self.clock_watch.start()
        await self.sender.start()
        await self.receiver.start(suspects(left))
        self.scheduler.start()
        self.broadcast_worker.start()
        self.zip_worker.start()
        await self.sweep.start()
        for name, channel in self.channels.items():
            await channel.start(_counted(self.receiver.receive, self.rate_limiters[name]))
        self.receiver.show(await self.database.read(menus_of_all, self.admins))

    async def stop(self) -> None:
        """Stop the channels, then finish or store the work under way."""
        await self.close()
        await self.finish()

    async def close(self) -> None:
        """Stop the channels; open pages are closed."""
        for channel in self.channels.values():
            await channel.stop()

    async def finish(self) -> None:
        """Finish or store the work under way, then close the database."""
        await self.clock_watch.stop()
        await self.sweep.stop()
        await self.broadcast_worker.stop()
        await self.zip_worker.stop()
        await self.scheduler.stop()
        await self.receiver.stop()
        await self.sender.stop()
        await self.database.close()
        self.journal.close()

    async def idle(self) -> None:
        """Return when everything that came in is answered and sent."""
        await self.receiver.idle()
        await self.sender.idle()

    def web(self) -> Starlette:
        """Return the HTTP application: every channel's routes, the dashboard, health and metrics."""
        routes: list[BaseRoute] = [route for channel in self.channels.values() for route in channel.routes()]
        if any(getattr(route, "path", "") == "/chat" for route in routes):
            routes.append(Route("/", lambda _: RedirectResponse("/chat")))
        routes += calendar_page.routes(self.database, self.now)
        return Starlette(routes=[*routes, *self.pages], exception_handlers={ClientDisconnect: gone})


def build(
    settings: Settings,
    *,
    channels: Sequence[Channel] | None = None,
    library: Mapping[str, Flow] | None = None,
    rates: Mapping[str, RateLimits] = RATES,
    now: Now = utc_now,
    sleep: Sleep = asyncio.sleep,
) -> App:
    """Build the program from its settings; tests give channels, forms, rates and a clock of their own."""
    return assemble(Wiring(settings=settings, channels=channels, library=library, rates=rates, now=now, sleep=sleep))


def assemble(parts: Wiring) -> App:
    """Build the program from its parts."""
    return App(
        parts.database,
        parts.forms,
        parts.blob_store,
        parts.journal,
        parts.table,
        parts.receiver,
        parts.sender,
        parts.scheduler,
        parts.broadcast_worker,
        parts.zip_worker,
        parts.sweep,
        parts.clock_watch,
        parts.rate_limiters,
        parts.settings.admin_addresses,
        parts.now,
        parts.pages,
    )


def _counted(receive: Receive, rate_limiter: RateLimiter) -> Receive:
    """Return a `receive` that counts updates for a vendor whose rate limit covers both directions."""

    async def counted(updates: Sequence[RawUpdate]) -> None:
        rate_limiter.came(len(updates))
        await receive(updates)

    return counted
