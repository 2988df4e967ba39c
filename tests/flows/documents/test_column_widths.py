"""Shares a table's width so that long texts get more and every usual word fits."""

from __future__ import annotations

import pytest

from flows.documents.column_widths import widths


@pytest.mark.parametrize(
    ("cells", "shares"),
    [
        (("a", "b"), (500, 500)),
        (("a", "b", "c"), (333, 333, 334)),
        (("", "kata " * 20), (143, 857)),
        (("kata " * 20, "kata " * 2000), (429, 571)),
        (("x" * 18, "x" * 100), (375, 625)),
    ],
)
def test_a_column_is_as_wide_as_its_text_asks_for(cells: tuple[str, ...], shares: tuple[int, ...]) -> None:
    assert widths([cells]) == shares
