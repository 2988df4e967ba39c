"""Finds the question that a name typed by hand means, and guesses none."""

from __future__ import annotations

import pytest

from flows.forms.find_question import named_by
from flows.forms.model import Text

QUESTIONS = [
    Text(id=name, kind="text", prompt="Apa isinya?", label=label, max_characters=80)
    for name, label in (
        ("nama", "Nama"),
        ("kepala", "Nama kepala unit"),
        ("unit", "Unit kerja"),
        ("telepon", "Nomor telepon"),
        ("nomor_sk", "Keputusan"),
        ("keputusan", "Tanggal ditetapkan"),
        ("nip_ketua", "NIP"),
    )
]


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("nama", "nama"),
        ("NAMA:", "nama"),
        ("nama kepala", "kepala"),
        ("kepala nama unit", "kepala"),
        ("unit kerja", "unit"),
        ("telepon", "telepon"),
        ("nip ketua", "nip_ketua"),
        ("nomor sk", "nomor_sk"),
        ("keputusan", "nomor_sk"),
        ("nomer telpon", "telepon"),
        ("unt kerja", "unit"),
        ("nomor", None),
        ("jabatan", None),
        ("nomor rekening", None),
        ("", None),
        ("???", None),
    ],
)
def test_a_name_means_the_question_it_fits_alone(typed: str, question: str | None) -> None:
    found = named_by(QUESTIONS, typed)
    assert (None if found is None else found.id) == question
