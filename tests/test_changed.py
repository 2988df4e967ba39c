"""The quick check runs the tests that concern a change."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.changed import ROOT, concerned, imported

TESTS = [
    Path("tests/bot/chat/test_paging.py"),
    Path("tests/flows/forms/test_rancangan.py"),
    Path("tests/test_changed.py"),
]


@pytest.mark.parametrize(
    ("changed", "chosen"),
    [
        ("bot/chat/paging.py", "tests/bot/chat/test_paging.py"),
        ("tests/flows/forms/test_rancangan.py", "tests/flows/forms/test_rancangan.py"),
        ("flows/forms/library/rancangan/flow.yaml", "tests/flows/forms/test_rancangan.py"),
        ("tests/changed.py", "tests/test_changed.py"),
    ],
)
def test_a_change_chooses_its_tests(changed: str, chosen: str) -> None:
    assert (ROOT / changed).exists()
    assert concerned([Path(changed)], TESTS) == [Path(chosen)]


def test_a_document_chooses_none() -> None:
    assert concerned([Path("README.md")], TESTS) == []


def test_a_name_counts_with_its_module_and_alone() -> None:
    assert imported("import a.b\nfrom c.d import e\n") == {"a.b", "c.d", "c.d.e"}
