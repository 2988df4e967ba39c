"""Changes the program at random places, and tells which changes no test notices: `make mutants SEED=1 COUNT=100`.

Each change is made alone, in a copy of the tree; the tests that run its line are run, the nearest and fastest first,
until one fails. The same seed on the same tree makes the same changes. A change that no test notices is a test that is
missing, or code that is not needed, or a change that changes nothing.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import secrets
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from tests.mutants.chooser import CHOSEN
from tests.mutants.coverage_map import AGAIN, LIMIT, CoverageMap
from tests.mutants.forker import JOBS, RESULTS
from tests.mutants.mutations import Mutant, list_mutants
from tests.mutants.tree import Tree

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".mutants"
OVER, LEFT_OUT = ("flows", "storage"), "storage/migrations/"
SUITES = (("tests/flows", "tests/walks"), ("tests/storage",), ("tests/bot",))
"""Each is tried on what those before it did not notice."""

TIMEOUT = 60 + 10 * LIMIT


def main(arguments: Sequence[str]) -> int:
    """Try the mutants one by one, tell how each ended, and count."""
    asked = _asked(arguments)
    left = dict(enumerate(draw(asked.seed, asked.count), 1))
    left = {number: mutant for number, mutant in left.items() if not asked.only or number in asked.only}
    ends: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="mutants") as folder:
        tree = Tree(ROOT, Path(folder) / "tree")
        for suite in SUITES[: asked.suites]:
            covered = CoverageMap.load(suite, tree, CACHE)
            for number, noticed in try_all(left, suite, tree, covered):
                print(f"{number:4} {left.pop(number)}\n{'':8}{noticed}", flush=True)
                ends[f"by {suite[0]}"] += 1
    for number, mutant in left.items():
        print(f"{number:4} {mutant}\n{'':8}SURVIVED")
    caught = ", ".join(f"{times} {end}" for end, times in ends.items())
    print(f"seed {asked.seed}: {ends.total()} caught ({caught}), {len(left)} survived")
    return 0


def draw(seed: str, count: int) -> list[Mutant]:
    """Return so many mutants, each of another expression."""
    paths = sorted(path for folder in OVER for path in (ROOT / folder).glob("**/*.py"))
    of_expression: dict[ast.expr, list[Mutant]] = {}
    for path in paths:
        if not path.relative_to(ROOT).as_posix().startswith(LEFT_OUT):
            for mutant in list_mutants(path, ROOT):
                of_expression.setdefault(mutant.node, []).append(mutant)
    chance = random.Random(seed)
    return [chance.choice(mutants) for mutants in chance.sample([*of_expression.values()], count)]


Numbered = Mapping[int, Mutant]


def try_all(mutants: Numbered, suite: Sequence[str], tree: Tree, covered: CoverageMap) -> Iterator[tuple[int, str]]:
    """Yield what of a suite noticed which mutant: most of them in forks, the rest each in a new process."""
    tests = {number: covered.choose(mutant) for number, mutant in mutants.items()}
    left = {number: mutant for number, mutant in mutants.items() if tests[number]}
    for number, noticed in _in_forks(left, suite, tree, tests):
        if noticed:
            del left[number]
            yield number, noticed
    for number, mutant in left.items():
        again = covered.choose(mutant, AGAIN) if mutant.is_in_function else tests[number]
        if noticed := _in_new_process(mutant, tree, again):
            yield number, noticed


def _in_forks(
    mutants: Numbered, suite: Sequence[str], tree: Tree, tests: Mapping[int, Sequence[str]]
) -> Iterator[tuple[int, str]]:
    jobs = [
        {
            "number": number,
            "path": mutant.path,
            "source": mutant.apply((tree.root / mutant.path).read_text()),
            "tests": tests[number],
            "timeout": TIMEOUT,
        }
        for number, mutant in mutants.items()
        if mutant.is_in_function
    ]
    listed = tree.root.with_suffix(".jobs")
    listed.write_text(json.dumps(jobs))
    told, tells = os.pipe()
    with tree.root.with_suffix(".log").open("w") as log:
        process = tree.start("forker", ["-x", *suite], {JOBS: str(listed), RESULTS: str(tells)}, log, [tells])
    os.close(tells)
    with os.fdopen(told) as results, process:
        for line in results:
            number, noticed = json.loads(line)
            yield number, noticed


def _in_new_process(mutant: Mutant, tree: Tree, tests: Sequence[str]) -> str:
    chosen = tree.root.with_suffix(".chosen")
    chosen.write_text(json.dumps(tests))
    files = sorted({test.partition("::")[0] for test in tests})
    with tree.changed(mutant):
        try:
            code, output = tree.pytest("chooser", ["-x", *files], {CHOSEN: str(chosen)}, TIMEOUT)
        except subprocess.TimeoutExpired:
            return "timed out"
    if code == pytest.ExitCode.NO_TESTS_COLLECTED:
        raise LookupError(f"none of the tests was found: {tests[:5]}")
    failed = [line for line in output.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return "" if code == 0 else failed[0][:160] if failed else output[-400:]


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants")
    parser.add_argument("--seed", default=secrets.token_hex(4), help="make the changes of an earlier run again")
    parser.add_argument("--count", type=int, default=100, help="how many changes")
    parser.add_argument("--only", type=int, nargs="+", default=[], metavar="NUMBER", help="only these of them")
    parser.add_argument("--suites", type=int, default=len(SUITES), help="only so many of the suites of tests")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
