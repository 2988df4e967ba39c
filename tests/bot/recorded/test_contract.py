"""What is stored, stands on phones or is typed by whoever runs the program keeps its name, whatever code is called."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.bot.recorded.conftest import ROWS
from tests.bot.recorded.contract import contract
from tests.recordings import rows

ROOT = Path(__file__).parents[3]
FROZEN = ROOT / "tests" / "recordings" / "contract.txt"
"""A name a line, behind what it is; what an admin finds in the audit log is listed too, by hand."""
AUDIT = "audit action"
GONE = (
    "is in databases, on phones or in people's scripts, and the program does not know it any more. "
    "Rename the code and keep this name, or read both and migrate; only then may the line go from {file}."
)
NEW = "is a new name that will be kept for good: look at it once more, then let `pytest --update` add it to {file}."


def frozen() -> dict[str, list[str]]:
    """Return the names that must not change."""
    found: dict[str, list[str]] = {}
    for line in FROZEN.read_text().splitlines():
        kind, _, name = line.partition(": ")
        found.setdefault(kind, []).append(name)
    return found


def test_every_stored_name_is_as_it_was(tmp_path: Path, update: bool) -> None:
    now, before = contract(tmp_path), frozen()
    if update:  # adds, and never takes away
        for kind, names in now.items():
            before[kind] = sorted({*before.get(kind, ()), *names})
        FROZEN.write_text("".join(f"{kind}: {name}\n" for kind, names in sorted(before.items()) for name in names))
    kept = {kind: names for kind, names in before.items() if kind != AUDIT}
    said = [
        f"{kind} {name!r} {GONE}" for kind, names in kept.items() for name in names if name not in now.get(kind, ())
    ]
    said += [
        f"{kind} {name!r} {NEW}" for kind, names in now.items() for name in names if name not in kept.get(kind, ())
    ]
    assert [line.format(file=FROZEN.relative_to(ROOT)) for line in said] == []


def test_every_action_in_the_audit_log_is_still_called_so() -> None:
    words = {word for folder in ("bot", "storage") for path in (ROOT / folder).rglob("*.py") for word in literals(path)}
    gone = [name for name in frozen()[AUDIT] if name not in words and f"{name.rpartition(' ')[0]} " not in words]
    assert [f"{AUDIT} {name!r} {GONE.format(file=FROZEN.name)}" for name in gone] == []
    _, recorded = rows.read(ROWS)
    assert {row["action"] for row in recorded["audit"]} <= {*frozen()[AUDIT]}


def literals(path: Path) -> Iterator[str]:
    """Return the texts that a module holds, those within f-strings too."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
