"""The time until a fresh process answers, and its memory."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from statistics import median

from tests.bench.processes import OURS, FakeBotApi, Skipped, folder, free_port, peers_python, resident, running
from tests.bench.rows import Row, skipped

ROUNDS = 5
HELLO = ("/start rancangan",)


def starting(api: FakeBotApi) -> list[Row]:
    """Measure goals 10 and 11."""
    first: list[float] = []
    again: list[float] = []
    imports: list[float] = []
    ours: list[float] = []
    for number in range(ROUNDS):
        with folder() as data:
            for times in (first, again):
                seconds, memory = _answered(api, data, f"10{number}:start")
                times.append(seconds)
            ours.append(memory)  # of the second start: the first has also made the tables
        imports.append(_imported())
    return [_started(first, again, imports), _resident(api, ours)]


def _answered(api: FakeBotApi, data: Path, token: str) -> tuple[float, float]:
    """Run `tuntun run`; return the seconds until a waiting message was answered, and the megabytes it then holds."""
    settings = {
        "TUNTUN_TELEGRAM_TOKEN": token,
        "TUNTUN_TELEGRAM_API_URL": api.url,
        "TUNTUN_DATA_DIR": str(data),
        "TUNTUN_HTTP_PORT": str(free_port()),
    }
    began = time.perf_counter()
    with running(OURS.with_name("tuntun"), "run", settings=settings) as process:
        api.play(token, HELLO, 1, 1)
        seconds = time.perf_counter() - began
        api.await_bot(token)
        return seconds, resident(process.pid)


def _imported() -> float:
    began = time.perf_counter()
    subprocess.run([OURS, "-c", "import telegram.ext"], check=True)
    return time.perf_counter() - began


def _started(first: list[float], again: list[float], imports: list[float]) -> Row:
    ratio = median(mine / other for mine, other in zip(again, imports, strict=True))
    return Row(
        number="10",
        what="start to first answer / import telegram.ext",
        wanted="<= 4",
        measured=f"{ratio:.2f} ({median(again):.2f} / {median(imports):.2f} s)",
        met=ratio <= 4,
        bound=f"imports; the very first start, which makes the tables, takes {median(first):.2f} s",
    )


def _resident(api: FakeBotApi, ours: list[float]) -> Row:
    what = "resident memory / python-telegram-bot's echo"
    try:
        with running(peers_python(), "-m", "tests.bench.ptb_echo", "11:echo", api.url) as process:
            api.await_bot("11:echo")
            api.play("11:echo", HELLO, 1, 1)
            theirs = resident(process.pid)
    except Skipped as reason:
        return skipped("11", what, "<= 2", str(reason))
    ratio = median(ours) / theirs
    return Row(
        number="11",
        what=what,
        wanted="<= 2",
        measured=f"{ratio:.2f} ({median(ours):.0f} / {theirs:.0f} MB)",
        met=ratio <= 2,
        bound="what is imported: SQLAlchemy 26 MB, aiohttp and Telegram's client 20, pydantic and its settings 15",
    )
