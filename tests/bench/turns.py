"""The cost of a turn: processor time beside other programs, turns per core, writes to the disk.

Rounds are interleaved: in each, every program in turn serves the same people with the same texts.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from flows.forms.load import load_library
from tests.bench.processes import OURS, FakeBotApi, Skipped, cpu, folder, peers_python, redis, running
from tests.bench.rows import Row, skipped
from tests.bench.script import script

FORM = "rancangan"
ROUNDS = 7
PEOPLE = 8
"""Whole interviews in a round of one person at a time."""
VENDORS = 110
"""Messages a second that Telegram and WhatsApp take together."""
ECHO, DIALOG, TUNTUN = "echo", "dialog", "tuntun"


GOALS = (
    (
        "1",
        ECHO,
        "python-telegram-bot's echo",
        1,
        0.85,
        "two HTTP requests (a third), the form (a fifth), and caches gone cold while a person reads",
    ),
    (
        "1",
        ECHO,
        "python-telegram-bot's echo",
        16,
        0.6,
        "Python: HTTP and event loop (a third), the form (a fifth), SQL and commit (a quarter)",
    ),
    (
        "2",
        DIALOG,
        "aiogram-dialog on Redis",
        1,
        0.7,
        "the same as goal 1; Redis's own processor time is not counted",
    ),
    (
        "2",
        DIALOG,
        "aiogram-dialog on Redis",
        16,
        0.7,
        "the same as goal 1; Redis's own processor time is not counted",
    ),
)
"""Goal, whom we are compared with, what it is called, updates in flight, the goal, what bounds it."""


@dataclass
class Program:
    """A running bot, with the milliseconds of processor time an update took in each round."""

    token: str
    pid: int
    cost: dict[int, list[float]] = field(default_factory=dict)


def turns(api: FakeBotApi) -> list[Row]:
    """Measure goals 1, 2 and 3."""
    with ExitStack() as stack:
        programs, missing = _started(stack, api)
        texts = script(load_library()[FORM])
        for number in range(ROUNDS + 1):
            for at_once in (1, 16):
                for program in programs.values():
                    used = play(program, api, texts, max(PEOPLE if number else 2, at_once), at_once)
                    if number:  # the first one warms up
                        program.cost.setdefault(at_once, []).append(used)
    return [*_against(programs, missing), _carried(programs[TUNTUN])]


def play(program: Program, api: FakeBotApi, texts: Sequence[str], people: int, at_once: int) -> float:
    """Let people be served; return the milliseconds of processor time for an update."""
    before = cpu(program.pid)
    played = api.play(program.token, texts, people, at_once)
    updates = people * len(texts)
    if played["answered"] != updates:
        raise RuntimeError(f"{program.token}: {played['answered']} of {updates} messages were answered")
    return 1000 * (cpu(program.pid) - before) / updates


def _started(stack: ExitStack, api: FakeBotApi) -> tuple[dict[str, Program], dict[str, str]]:
    """Start all programs; say which could not be, and why."""
    programs: dict[str, Program] = {}
    missing: dict[str, str] = {}
    starts: dict[str, Callable[[str], Sequence[str | Path]]] = {
        TUNTUN: lambda token: (OURS, "-m", "tests.bench.ours", token, api.url, stack.enter_context(folder())),
        ECHO: lambda token: (peers_python(), "-m", "tests.bench.ptb_echo", token, api.url),
        DIALOG: lambda token: (
            peers_python(), "-m", "tests.bench.aiogram_dialog_form", token, api.url, stack.enter_context(redis())
        ),
    }  # fmt: skip
    for number, (name, command) in enumerate(starts.items(), 1):
        token = f"{number}:{name}"
        try:
            process = stack.enter_context(running(*command(token)))
        except Skipped as reason:
            missing[name] = str(reason)
            continue
        api.await_bot(token)
        programs[name] = Program(token, process.pid)
    return programs, missing


def _against(programs: dict[str, Program], missing: dict[str, str]) -> Iterator[Row]:
    for number, name, who, at_once, goal, bound in GOALS:
        what = f"CPU of a durable turn / {who}, {at_once} in flight"
        if name in missing:
            yield skipped(number, what, f"<= {goal}", missing[name])
            continue
        ours, theirs = programs[TUNTUN].cost[at_once], programs[name].cost[at_once]
        ratio = median(mine / other for mine, other in zip(ours, theirs, strict=True))
        measured = f"{ratio:.2f} ({median(ours):.2f} / {median(theirs):.2f} ms)"
        yield Row(number=number, what=what, wanted=f"<= {goal}", measured=measured, met=ratio <= goal, bound=bound)


def _carried(program: Program) -> Row:
    rate = 1000 / median(program.cost[16])
    return Row(
        number="3",
        what=f"turns/s of one core, 16 in flight / the vendors' {VENDORS}",
        wanted=">= 4",
        measured=f"{rate / VENDORS:.1f} ({rate:.0f}/s)",
        met=rate >= 4 * VENDORS,
        bound="processor time; our pacing, which keeps to the vendors' limits, is off in goals 1, 2, 3 and 5",
    )


# --- waiting for the disk ------------------------------------------------------------------------


def syncs(api: FakeBotApi) -> list[Row]:
    """Measure goal 5: every fsync and fdatasync of the process, as the kernel sees them, for each turn."""
    goals = ((1, 1.0), (16, 0.25), (64, 0.1))
    try:
        with _traced(api) as (program, count):
            texts = script(load_library()[FORM])
            play(program, api, texts, 2, 2)
            return [_synced(program, api, texts, count, at_once, goal) for at_once, goal in goals]
    except Skipped as reason:
        return [
            skipped("5", f"syncs for a turn, {at_once} in flight", f"<= {goal}", str(reason)) for at_once, goal in goals
        ]


@contextmanager
def _traced(api: FakeBotApi) -> Iterator[tuple[Program, Callable[[], int]]]:
    strace = shutil.which("strace")
    if strace is None:
        raise Skipped("no strace")
    with folder() as data:
        log = data / "syncs"
        trace = (strace, "-D", "-f", "-qq", "--seccomp-bpf", "-e", "trace=fsync,fdatasync", "-o", log)
        with running(*trace, OURS, "-m", "tests.bench.ours", "5:syncs", api.url, data) as process:
            api.await_bot("5:syncs")
            yield Program("5:syncs", process.pid), lambda: log.read_text().count("sync(")


def _synced(
    program: Program, api: FakeBotApi, texts: Sequence[str], count: Callable[[], int], at_once: int, goal: float
) -> Row:
    people = max(PEOPLE, 2 * at_once)
    before = count()
    play(program, api, texts, people, at_once)
    share = (count() - before) / (people * len(texts))
    return Row(
        number="5",
        what=f"syncs for a turn, {at_once} in flight",
        wanted=f"<= {goal:g}",
        measured=f"{share:.3f}",
        met=share <= goal * 1.02,  # some hundred turns share two more, when SQLite copies its journal
        bound="one commit for a message and its answer, plus SQLite's copying of its journal"
        if at_once == 1
        else "what arrives while the commit before is under way",
    )
