"""The benchmark, printed as a table: `python -m tests.bench`, or some of its goals: `python -m tests.bench 1 8`."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Sequence

from tests.bench.announcing import announcing
from tests.bench.documents import documents
from tests.bench.processes import OURS, ROOT, FakeBotApi, fake_bot_api
from tests.bench.rows import Row, table
from tests.bench.starting import starting
from tests.bench.turns import syncs, turns


def walks(_: FakeBotApi) -> list[Row]:
    """Measure goal 12."""
    command = [str(OURS), "-m", "tests.bench.walks", "300"]
    said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    found = re.search(r"both +([\d,]+) a minute", said)
    assert found is not None, said
    rate = int(found[1].replace(",", ""))
    return [
        Row(
            number="12",
            what="whole random interviews a minute and core",
            wanted=">= 5000",
            measured=f"{rate}",
            met=rate >= 5000,
            bound="Python, in reading answers, finding the way and judging; no storage, no rendering",
        )
    ]


PARTS: Sequence[tuple[set[str], Callable[[FakeBotApi], list[Row]]]] = (
    ({"1", "2", "3"}, turns),
    ({"5"}, syncs),
    ({"6", "7"}, lambda _: announcing()),
    ({"8"}, lambda _: documents()),
    ({"10", "11"}, starting),
    ({"12"}, walks),
)


def main(wanted: set[str]) -> None:
    """Measure what is wanted, or all, and print the table."""
    rows: list[Row] = []
    with fake_bot_api() as api:
        for numbers, measure in PARTS:
            if not wanted or wanted & numbers:
                print(f"measuring {', '.join(sorted(numbers, key=int))} ...", file=sys.stderr, flush=True)
                rows += measure(api)
    print(table(rows))


if __name__ == "__main__":
    main(set(sys.argv[1:]))
