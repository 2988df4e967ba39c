"""Holds the code and its phrases together: each is there, filled in with what it names, and said somewhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
import yaml

ROOT = Path(__file__).parent.parent
SAYING = {"say", "word", "tell"}
KEY = re.compile(r"[a-z_]+\.[a-z_]+")


def phrases(package: str) -> dict[str, str]:
    written: dict[str, str] = {}
    for path in sorted((ROOT / package / "texts" / "id").glob("*.yaml")):
        for group, texts in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            for name, text in texts.items():
                assert f"{group}.{name}" not in written, f"{path.name} says {group}.{name} again"
                written[f"{group}.{name}"] = text
    return written


def said(package: str) -> Iterator[tuple[str, set[str], str]]:
    """Yield each phrase that the code names: its key, its values, and where."""
    for path in sorted((ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            key = node.args[0]
            if name in SAYING and isinstance(key, ast.Constant) and KEY.fullmatch(str(key.value)):
                yield str(key.value), {word.arg for word in node.keywords if word.arg}, f"{path.name}:{node.lineno}"


@pytest.mark.parametrize("package", ["flows", "bot"])
def test_every_phrase_the_code_says_is_written_and_gets_its_values(package: str) -> None:
    written = phrases(package)
    for key, values, place in said(package):
        assert key in written, f"{place} says {key}, which is not in {package}/texts/id/"
        wanted = {field for _, field, _, _ in Formatter().parse(written[key]) if field}
        assert wanted <= values, f"{place} does not give {wanted - values} to {key}"


@pytest.mark.parametrize("package", ["flows", "bot"])
def test_every_phrase_is_text_and_its_bold_is_closed(package: str) -> None:
    for key, text in phrases(package).items():
        assert isinstance(text, str), f"{key} is {text!r}: quote it"
        assert text.count("**") % 2 == 0, key
