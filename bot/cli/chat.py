"""`tuntun chat`: the whole program in a terminal, in a folder that is thrown away."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app import build
from bot.channels.terminal import TerminalChannel
from bot.settings import Settings
from flows.forms.load import load_library
from storage.db.database import migrate


async def rehearse(flow: str) -> None:
    """Run one form in the terminal, or the whole bot without one; documents are written into this folder."""
    library = load_library()
    if flow and flow not in library:
        raise LookupError(f"there is no form {flow}; there are {', '.join(library)}")
    with TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        migrate(settings.url)

        async def settled() -> None:
            await app.idle()

        terminal = TerminalChannel(sys.stdin, sys.stdout, begin=f"/mulai {flow}".strip(), settled=settled)
        app = build(settings, channels=[terminal], library=library)
        await app.start()
        await terminal.ended()
        await app.stop()
