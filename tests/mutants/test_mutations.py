"""Holds which changes are made to a module, and that what no test should hold is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutants.mutations import list_mutants

HEAD = "def f(a: int, b: str) -> int | None:\n    "


def changed(source: str, folder: Path) -> set[str]:
    """Return every mutant of a function's body, without its head."""
    path = folder / "module.py"
    path.write_text(f"{HEAD}{source}\n")
    found = {mutant.apply(path.read_text()) for mutant in list_mutants(path, folder)}
    for mutated in found:
        compile(mutated, "module.py", "exec")
    return {mutated.removeprefix(HEAD).removesuffix("\n") for mutated in found}


@pytest.mark.parametrize(
    ("source", "mutants"),
    [
        ("c = a < g()", {"c = (a <= g())"}),
        ("c = a == 'kind'", {"c = (a != 'kind')", "c = a == ('kindx')"}),
        ("c = a and b", {"c = (a or b)"}),
        ("c = not a", {"c = (bool(a))"}),
        ("c = 'é' + b[2:]", {"c = 'é' + b[(3):]", "c = 'é' + b[(1):]"}),
        ("c = b[a:]", {"c = b[(a + 1):]"}),
        ("c = g(deep=True)", {"c = g(deep=(False))"}),
        ("c = [x for x in b if x]", {"c = [x for x in b if (not x)]"}),
        ("while a: g()", {"while (not a): g()"}),
        ("if a is None: g()", {"if (a is not None): g()"}),
        ("return a", {"return (None)"}),
        ("c = {'key': a}", {"c = {('keyx'): a}"}),
        ("c = 'Halo'", set()),
        ("c: list[1] = g()", set()),
        ("assert a < g()", set()),
        ("log.info('%d', 5)", set()),
        ("c = f'{a < 5}'", set()),
        ("return None", set()),
    ],
)
def test_what_is_changed_in_a_function(source: str, mutants: set[str], tmp_path: Path) -> None:
    assert changed(source, tmp_path) == mutants
