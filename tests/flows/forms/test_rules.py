"""Proves what conditions mean."""

from __future__ import annotations

import pytest

from flows.forms.model import Operator, Value, When
from flows.forms.rules import OPERATORS, applies


@pytest.mark.parametrize(
    ("written", "answer", "holds"),
    [
        ({"is": "digital"}, "digital", True),
        ({"is": "digital"}, "non_digital", False),
        ({"is": True}, True, True),
        ({"is": True}, 1, False),
        ({"is": 1}, 1, True),
        ({"is_not": "umum"}, "replikasi", True),
        ({"is_not": "umum"}, "umum", False),
        ({"is_not": "umum"}, None, False),
        ({"in": ["belum", "ragu"]}, "ragu", True),
        ({"in": ["belum", "ragu"]}, "ya", False),
        ({"includes": "sdg_3"}, ["sdg_1", "sdg_3"], True),
        ({"includes": "sdg_3"}, ["sdg_1"], False),
        ({"includes": "sdg_3"}, "sdg_3", False),
        ({"answered": True}, "apa pun", True),
        ({"answered": True}, None, False),
        ({"answered": True}, False, True),
        ({"answered": False}, None, True),
        ({"answered": False}, 0, False),
        ({"at_least": 10}, 10, True),
        ({"at_least": 10}, 9.5, False),
        ({"at_most": 10}, 10, True),
        ({"at_most": 10}, 11, False),
        ({"at_least": 10}, "banyak", False),
        ({"at_least": 1}, True, False),
        ({"before": "2024-01"}, "2023-12-31", True),
        ({"before": "2024-01"}, "2024-01-15", False),
        ({"after": "2024-01"}, "2024-01-15", False),
        ({"after": "2024-01-14"}, "2024-01", False),
        ({"after": "2024"}, "2025-02", True),
    ],
)
def test_an_operator_means_what_its_name_says(written: dict[str, Value], answer: Value, holds: bool) -> None:
    when = When.model_validate({"question": "jenis", **written})
    assert applies(when, {} if answer is None else {"jenis": answer}) is holds


def test_every_operator_of_the_model_has_a_row() -> None:
    assert set(OPERATORS) == set(Operator)


def test_no_condition_always_applies() -> None:
    assert applies(None, {})


def test_all_any_and_not_combine() -> None:
    used = {"question": "tahap", "is": "dipakai"}
    young = {"question": "umur", "in": ["belum", "ragu"]}
    both = When.model_validate({"all": [used, {"not": young}]})
    either = When.model_validate({"any": [used, young]})
    assert applies(both, {"tahap": "dipakai", "umur": "dua_tahun"})
    assert not applies(both, {"tahap": "dipakai", "umur": "ragu"})
    assert applies(either, {"umur": "ragu"})
    assert not applies(either, {"tahap": "ide"})
