"""Keeps the page for authors true: its example is a form, and it names every key."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from flows.forms import model
from flows.forms.load import load
from flows.lint.check import check

PAGE = (Path(__file__).parents[3] / "docs" / "writing-a-form.md").read_text(encoding="utf-8")
KINDS = get_args(get_args(model.Question)[0])
OTHERS = [model.Flow, model.Section, model.Cover, model.Letter, model.NextForm, model.Migration, model.Choice]


def named_in_code() -> set[str]:
    return {word for code in re.findall(r"`([^`\n]+)`", PAGE) for word in re.findall(r"[a-z_]+", code)}


def test_the_example_is_a_form_with_nothing_to_mend(tmp_path: Path) -> None:
    found = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    (tmp_path / "flow.yaml").write_text(found[1], encoding="utf-8")
    flow = load(tmp_path / "flow.yaml")
    assert [str(issue) for issue in check(flow, [])] == []


@pytest.mark.parametrize("described", [*KINDS, *OTHERS], ids=lambda item: item.__name__)
def test_the_page_names_every_key(described: type[BaseModel]) -> None:
    assert set(described.model_fields) - named_in_code() == set()


def test_the_page_names_every_kind_operator_and_layout() -> None:
    kinds = {kind.model_fields["kind"].annotation for kind in KINDS}
    words = {word for kind in kinds for word in get_args(kind)}
    assert (words | set(model.Operator) | set(model.Layout) | {"all", "any", "not"}) - named_in_code() == set()
