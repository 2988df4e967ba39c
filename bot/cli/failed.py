"""`tuntun failed`: the updates that were given up."""

from __future__ import annotations

from bot.render.text_table import tabled
from bot.settings import Settings
from bot.wiring import utc_now
from storage.db.database import Database
from storage.messages import failed_updates
from storage.messages.failed_updates import FailedUpdate

HEAD = ("number", "came at (UTC)", "channel", "tries", "why")
GONE = "(dropped: it was kept for 30 days)"


async def failed_lines(settings: Settings) -> list[str]:
    """Return a table of the failed updates, without what people wrote."""
    async with Database(settings.url) as database:
        found = await database.read(failed_updates.listed)
    return list(tabled(HEAD, [_row(failed_update) for failed_update in found])) if found else ["no update was given up"]


async def failed_shown(settings: Settings, number: int) -> list[str]:
    """Return a failed update with its body, which is what a person wrote."""
    async with Database(settings.url) as database:
        failed_update = await database.read(failed_updates.get, number)
    if failed_update is None:
        raise LookupError(f"no update {number} was given up")
    return [*tabled(HEAD, [_row(failed_update)]), "", failed_update.error, "", failed_update.body or GONE]


async def failed_retried(settings: Settings, number: int) -> str:
    """Requeue a failed update for the running program."""
    async with Database(settings.url) as database:
        if not await database.write(failed_updates.retry, number, utc_now()):
            raise LookupError(f"no update {number} was given up, or nothing of it is left")
    return f"update {number} waits to be handled again"


def _row(failed_update: FailedUpdate) -> tuple[str, ...]:
    why = failed_update.error.partition("(")[0]
    return (
        str(failed_update.id),
        f"{failed_update.received_at:%Y-%m-%d %H:%M}",
        failed_update.channel,
        str(failed_update.attempts),
        why,
    )
