"""An error in a form's file says where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.forms.load import FlowError, load

FORM = """
id: uji
version: 1
title: Formulir uji
short: Uji
cover: {title: nama, unit: nama, person: nama}
sections:
  - id: satu
    title: Bagian satu
    questions:
      - {id: nama, kind: text, prompt: "Siapa namanya?", label: Nama, max_characters: 80}
      - {id: umur, kind: number, prompt: "Berapa umurnya?", label: Umur, warna: merah}
"""


def test_an_error_names_the_section_and_the_question(tmp_path: Path) -> None:
    path = tmp_path / "flow.yaml"
    path.write_text(FORM)
    with pytest.raises(FlowError, match=r"flow\.yaml: sections\.satu\.questions\.umur\..*warna: "):
        load(path)
    path.write_text(FORM.replace(", warna: merah", ""))
    assert load(path).question("umur").label == "Umur"
