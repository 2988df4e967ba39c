"""Reads what people call their unit: a table of what they type, and of what must not be taken for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.units.roster import embedded
from bot.language.unit_names import KINDS, code_of, find, guess_kind, key, likely
from storage.records import Unit, UnitState

UNITS = [
    Unit(
        id=number,
        code=roster_entry.code,
        name=roster_entry.name,
        kind=roster_entry.kind,
        aliases=roster_entry.aliases,
        state=UnitState.LISTED,
    )
    for number, roster_entry in enumerate(embedded(), 1)
]


def test_the_embedded_roster_holds_what_is_known_of_the_region_and_no_name_twice() -> None:
    counted = {kind: sum(unit.kind == kind for unit in UNITS) for kind in KINDS}
    assert counted == {
        "puskesmas": 17, "rumah_sakit": 1, "opd": 25, "kecamatan": 11, "desa": 0, "sekolah": 0, "lain": 0,
    }  # fmt: skip
    names = [{key(name) for name in (unit.name, *unit.aliases, unit.code)} for unit in UNITS]
    assert sum(map(len, names)) == len(set().union(*names)), "a name that two units have is no name"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("pkm wotu", "Puskesmas Wotu"),
        ("Pkm. Wotu", "Puskesmas Wotu"),
        ("saya di pkm wotu", "Puskesmas Wotu"),
        ("PUSKESMAS WOTU KAB. LUWU TIMUR", "Puskesmas Wotu"),
        ("UPTD Puskesmas Tomoni Timur", "Puskesmas Tomoni Timur"),
        ("pkm tomoni", "Puskesmas Tomoni"),
        ("dinkes", "Dinas Kesehatan"),
        ("capil", "Disdukcapil"),
        ("rs lagaligo", "RSUD I Lagaligo"),
        ("bag organisasi", "Bagian Organisasi Setda"),
        ("diskominfo", "Dinas Kominfo-SP"),
        ("kantor camat wotu", "Kecamatan Wotu"),
        ("kec. towuti", "Kecamatan Towuti"),
        ("pkm-wotu", "Puskesmas Wotu"),
    ],
)
def test_a_usual_name_means_one_unit_without_doubt(typed: str, name: str) -> None:
    found = find(UNITS, typed)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("puskesmas malili timur", ["Puskesmas Malili"]),
        ("pkm wotuu", ["Puskesmas Wotu"]),
        ("pkm bantilan", ["Puskesmas Bantilang"]),
        ("wotu", ["Kecamatan Wotu", "Puskesmas Wotu"]),
        ("pustu lampia", ["Puskesmas Lampia"]),
        ("dinas pertanian dan perkebunan", ["Dinas Pertanian"]),
        ("lingkungan hidup", ["Dinas Lingkungan Hidup"]),
        ("dp3a", ["Dinas Sosial P3A"]),
    ],
)
def test_what_may_be_meant_is_offered_and_not_taken(typed: str, first: list[str]) -> None:
    assert find(UNITS, typed) is None
    assert [unit.name for unit in likely(UNITS, typed)][: len(first)] == first


@pytest.mark.parametrize(
    "typed",
    ["puskesmas", "dinas", "Puskesmas Contoh", "SDN 123 Wotu", "desa lampenai", "balai desa", "", "?!", "rumah saya"],
)
def test_where_nothing_tells_one_unit_from_another_none_is_offered(typed: str) -> None:
    assert find(UNITS, typed) is None
    assert likely(UNITS, typed) == []


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Pkm Baru", "puskesmas"),
        ("RSUD Contoh", "rumah_sakit"),
        ("Dinas Contoh", "opd"),
        ("Bagian Hukum", "opd"),
        ("Camat Wotu", "kecamatan"),
        ("Kelurahan Malili", "desa"),
        ("SDN 12 Contoh", "sekolah"),
        ("Komunitas Contoh", "lain"),
    ],
)
def test_a_kind_is_guessed_from_how_a_name_begins(name: str, kind: str) -> None:
    assert guess_kind(name) == kind


def test_a_code_is_nobody_elses() -> None:
    assert code_of("Pkm Wotu") == "puskesmas-wotu"
    assert code_of("Pkm Wotu", ["puskesmas-wotu", "puskesmas-wotu-2"]) == "puskesmas-wotu-3"
    assert code_of("???") == "unit"


@given(st.text(max_size=120))
def test_any_text_names_one_unit_or_offers_at_most_three(text: str) -> None:
    found = find(UNITS, text)
    assert found is None or found in UNITS
    assert len(likely(UNITS, text)) <= 3
    assert len(code_of(text)) <= 40
