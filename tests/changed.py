"""Print the test files that concern what changed since a commit (HEAD by default): `python -m tests.changed [BASE]`.

A test file is chosen when it changed, when it imports a changed module, or when something beside the code (a form, a
template, a phrase) changed in the folder that its own folder mirrors. It is a quick look, not a proof: `make test` is.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = ("flows", "storage", "bot")


def changed_files(base: str) -> list[Path]:
    """Return the files that differ from a commit, new ones included, relative to the root."""
    commands = (
        ["git", "diff", "--name-only", "--diff-filter=d", base],
        ["git", "ls-files", "--others", "--exclude-standard"],
    )
    printed = (subprocess.run(each, cwd=ROOT, check=True, capture_output=True, text=True).stdout for each in commands)
    return [Path(line) for text in printed for line in text.splitlines()]


def imported(source: str) -> set[str]:
    """Return the dotted names that a module's source imports, both `a.b` and `a.b.c` of `from a.b import c`."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def concerned(changed: Iterable[Path], tests: Iterable[Path]) -> list[Path]:
    """Return the test files, of those given, that concern the changed files; both are relative to the root."""
    files = set(changed)
    modules = {".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in files if path.suffix == ".py"}
    tests = list(tests)
    homes = {test.parent for test in tests}
    others = (Path("tests", path) for path in files if path.suffix != ".py" and path.parts[0] in ROOMS)
    mirrored = {next((home for home in path.parents if home in homes), None) for path in others}
    return [
        test
        for test in tests
        if test in files or test.parent in mirrored or modules & imported((ROOT / test).read_text(encoding="utf-8"))
    ]


def main() -> None:
    """Print the paths on one line, ready for pytest."""
    base = sys.argv[1] if len(sys.argv) > 1 else "HEAD"
    tests = sorted(path.relative_to(ROOT) for path in (ROOT / "tests").rglob("test_*.py"))
    print(*concerned(changed_files(base), tests))


if __name__ == "__main__":
    main()
