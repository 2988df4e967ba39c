"""The real program as a process of its own, to be killed and started again."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

START_SECONDS = 120.0
TUNTUN = (sys.executable, "-m", "bot")
"""The command line."""


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """Return the environment of the program with one data folder."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("TUNTUN_")}
    own = {f"TUNTUN_{name.upper()}": value for name, value in settings.items()}
    return others | {"TUNTUN_DATA_DIR": str(folder)} | own


class Program:
    """Is `tuntun run` with one data folder; `module`: another program that does the same."""

    def __init__(self, folder: Path, module: str = "bot", **settings: str) -> None:
        self.folder = folder
        self._module = module
        self._environment = environment(folder, **{"http_port": "0", **settings})
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> str:
        """Start it, and return the address it prints."""
        process = await self.launch()
        assert process.stdout is not None
        async with asyncio.timeout(START_SECONDS):
            said = (await process.stdout.readline()).decode()
        assert "http://" in said, (self.folder / "log.txt").read_text()
        return said.split()[-1]

    async def launch(self) -> asyncio.subprocess.Process:
        """Start it, whether or not it lives long enough to print anything."""
        with (self.folder / "log.txt").open("ab") as log:
            command = (sys.executable, "-m", self._module, "run")
            self._process = await asyncio.create_subprocess_exec(
                *command, env=self._environment, stdout=asyncio.subprocess.PIPE, stderr=log
            )
        return self._process

    async def logs(self, words: str) -> None:
        """Return when its log holds these words."""
        while words not in (self.folder / "log.txt").read_text():  # noqa: ASYNC110 - a file tells nobody
            await asyncio.sleep(0.02)

    @property
    def pid(self) -> int:
        """Return the number of its process."""
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """Kill it at once, as a power cut of the process."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()

    async def ended(self) -> None:
        """Return when it is dead."""
        if self._process is not None:
            await self._process.wait()
