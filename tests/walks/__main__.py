"""Walks every form at random until the time is up: `python -m tests.walks [--seconds S | --walks N] [--seed SEED]`.

Prints each fault once: the seed, the shortest walk that still shows it, and where it comes from. The same seed walks
the same ways again. Exits with 1 if anything was found.
"""

from __future__ import annotations

import argparse
import itertools
import secrets
import sys
import time
from collections.abc import Sequence

from tests.walks.versions import FORMS
from tests.walks.walk import Find, find
from tests.walks.world import MODES

SECONDS = 60.0
DRAWN = 50
"""Of so many walks, one draws its DOCX and PDF."""


def main(arguments: Sequence[str]) -> int:
    """Walk, print what is found, and count."""
    asked = _asked(arguments)
    ways = [(form, mode) for form in asked.forms for mode in asked.modes]
    ends = time.monotonic() + (asked.seconds or SECONDS)
    finds: dict[str, list[Find]] = {}
    turns = walks = 0
    for walks in itertools.count():
        if walks >= asked.walks if asked.walks else time.monotonic() >= ends:
            break
        form, mode = ways[walks % len(ways)]
        found, taken = find(form, mode, f"{asked.seed}-{walks // len(ways)}", draws=walks % DRAWN == 0)
        turns += taken
        if found is not None:
            finds.setdefault(found.fault, []).append(found)
            if len(finds[found.fault]) == 1:
                print(f"{'=' * 100}\n{found.told()}", flush=True)
    print(f"seed {asked.seed}: {walks} walks, {turns} turns, {len(finds)} faults")
    for fault, some in finds.items():
        print(f"  {len(some)} × {fault}")
    return 1 if finds else 0


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
