"""Tuntun as `tuntun run` wires it, with Telegram alone and unpaced: people here are faster than a vendor allows."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

from bot.app import build
from bot.channels.telegram.channel import TelegramChannel
from bot.settings import Settings
from bot.wiring import UNLIMITED
from storage.db.database import migrate


async def main(token: str, url: str, data: str) -> None:
    """Run until told to stop."""
    settings = Settings(data_dir=Path(data))
    channel = TelegramChannel(token, api_url=url)
    app = build(settings, channels=[channel], rates={channel.name: UNLIMITED})
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await app.start()
    await stop.wait()
    await app.stop()


if __name__ == "__main__":
    migrate(Settings(data_dir=Path(sys.argv[3])).url)
    asyncio.run(main(*sys.argv[1:]))
