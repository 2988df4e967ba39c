"""What the house keeps: sizes, one meaning a name, docstrings that say what a thing is."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("flows", "storage", "bot")
FILE_LINES, FUNCTION_LINES, PARAMETERS, FILES_IN_A_FOLDER = 400, 40, 6, 22
VAGUE = ("Is ", "Are ", "Says ", "Knows ", "Holds ", "Stands ", "Lets ")
METAPHORS = frozenset(
    {
        "binder", "bequest", "bulletin", "circle", "clockwork", "crier", "desk", "door", "errand", "fate", "house",
        "newsroom", "nudge", "pacer", "paper", "road", "saying", "scene", "shelf", "sight", "visit",
    }
)  # fmt: skip
"""Words that stood for something else once; docs/glossary.md has the field's own."""
STORED = frozenset({"errand", "nudge_days", "nudges", "nudges_from"})
"""Names of columns, a table and a setting, which stay as they were stored."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules(*folders: str) -> list[Path]:
    """Return the program's modules; migrations stay as they were written."""
    found = (path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))
    return [path for path in found if "migrations" not in path.parts]


@cache
def parsed(path: Path) -> ast.Module:
    """Return a module's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def nodes(*folders: str) -> Iterator[tuple[str, ast.AST]]:
    """Yield every node with where it stands, "bot/app.py:12"."""
    for path in modules(*folders):
        for node in ast.walk(parsed(path)):
            yield f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}", node


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in modules(*ROOMS, "tests")
    }
    assert {name: length for name, length in lengths.items() if length > FILE_LINES} == {}


def test_no_function_is_longer_than_forty_lines() -> None:
    found = {
        place: node.name
        for place, node in nodes(*ROOMS)
        if isinstance(node, Function)
        and (node.end_lineno or 0) - node.lineno + 1 - _docstring_lines(node) > FUNCTION_LINES
    }
    assert found == {}


def _docstring_lines(node: Function) -> int:
    first = node.body[0]
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return (first.end_lineno or 0) - first.lineno + 1 if is_docstring else 0


def test_no_function_takes_more_than_six_parameters() -> None:
    found = {}
    for place, node in nodes(*ROOMS):
        if isinstance(node, Function):
            names = [each.arg for each in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
            is_ours = node.name != "do_request"  # overrides a library's signature
            if is_ours and len([name for name in names if name not in ("self", "cls")]) > PARAMETERS:
                found[place] = node.name
    assert found == {}


def test_no_folder_is_flat() -> None:
    counted = {
        str(folder.relative_to(ROOT)): len(list(folder.glob("*.py")))
        for room in ROOMS
        for folder in ((ROOT / room), *(ROOT / room).rglob("*/"))
        if folder.is_dir() and folder.name != "versions" and "migrations" not in folder.parts
    }
    assert {name: count for name, count in counted.items() if count > FILES_IN_A_FOLDER} == {}


def test_no_two_classes_have_one_name() -> None:
    places = defaultdict(list)
    for place, node in nodes(*ROOMS):
        if isinstance(node, ast.ClassDef):
            places[node.name].append(place)
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_no_name_is_a_metaphor_that_was_left() -> None:
    found = {}
    for place, node in nodes(*ROOMS):
        name = getattr(node, "name", None) or getattr(node, "id", None) or getattr(node, "arg", None)
        if isinstance(name, str) and name not in STORED and METAPHORS & set(_words(name)):
            found[place] = name
    assert found == {}


def _words(name: str) -> list[str]:
    spaced = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
    return [word.removesuffix("s") for word in spaced.split("_")] + spaced.split("_")


@pytest.mark.parametrize("name", ["one", "ones"])
def test_no_variable_says_nothing(name: str) -> None:
    bound = (ast.Name, ast.arg)
    assert [place for place, node in nodes(*ROOMS, "tests") if isinstance(node, bound) and name in _names(node)] == []


def _names(node: ast.Name | ast.arg) -> tuple[str]:
    return (node.id if isinstance(node, ast.Name) else node.arg,)


def test_a_docstring_of_a_class_is_a_noun_phrase() -> None:
    found = {
        place: text.splitlines()[0]
        for place, node in nodes(*ROOMS)
        if isinstance(node, ast.ClassDef | ast.Module) and (text := ast.get_docstring(node) or "").startswith(VAGUE)
    }
    assert found == {}


def test_every_module_and_public_class_has_a_docstring() -> None:
    found = [
        place
        for place, node in nodes(*ROOMS)
        if isinstance(node, ast.Module) or (isinstance(node, ast.ClassDef) and not node.name.startswith("_"))
        if not ast.get_docstring(node)
    ]
    assert found == []
