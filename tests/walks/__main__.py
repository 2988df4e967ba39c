"""Walks every form at random until the time is up: `python -m tests.walks [--seconds S | --walks N] [--seed SEED]`.

Prints each fault once: the seed, the shortest walk that still shows it, and where it comes from. The same seed walks
the same ways again. Exits with 1 if anything was found.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from tests.walks.versions import FORMS
from tests.walks.walk import find
from tests.walks.world import MODES

SECONDS = 60.0
DRAWN = 50
"""Of so many walks, one draws its DOCX and PDF."""


def main(arguments: Sequence[str]) -> int:
    """Walk, print what is found, and count; Ctrl-C ends it early."""
    asked = _asked(arguments)
    run = Run(ways=[(form, mode) for form in asked.forms for mode in asked.modes], seed=asked.seed)
    ends = time.monotonic() + (asked.seconds or SECONDS)
    with suppress(KeyboardInterrupt):
        while run.walks < asked.walks if asked.walks else time.monotonic() < ends:
            run.walk()
    run.sums_up()
    return 1 if run.finds else 0


@dataclass
class Run:
    """Is what came of the walks so far."""

    ways: Sequence[tuple[str, str]]
    seed: str
    walks: int = 0
    turns: int = 0
    finds: Counter[str] = field(default_factory=Counter)

    def walk(self) -> None:
        """Walk once more, and tell of a fault that is new."""
        form, mode = self.ways[self.walks % len(self.ways)]
        seed = f"{self.seed}-{self.walks // len(self.ways)}"
        found, turns = find(form, mode, seed, draws=self.walks % DRAWN == 0)
        self.walks, self.turns = self.walks + 1, self.turns + turns
        if found is not None:
            if found.fault not in self.finds:
                print(f"{'=' * 100}\n{found.told()}", flush=True)
            self.finds[found.fault] += 1

    def sums_up(self) -> None:
        """Print how far it came, and how often each fault was found."""
        print(f"seed {self.seed}: {self.walks} walks, {self.turns} turns, {len(self.finds)} faults")
        for fault, times in self.finds.items():
            print(f"  {times} × {fault}")


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.walks")
    until = parser.add_mutually_exclusive_group()
    until.add_argument("--seconds", type=float, default=0, help=f"how long to walk ({SECONDS:.0f})")
    until.add_argument("--walks", type=int, default=0, help="how many walks, in all forms and modes together")
    parser.add_argument("--seed", default=secrets.token_hex(4), help="walk the ways of an earlier run again")
    parser.add_argument("--forms", nargs="+", choices=FORMS, default=[*FORMS], metavar="FORM")
    parser.add_argument("--modes", nargs="+", choices=MODES, default=[*MODES], metavar="MODE")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
