"""Proves what counts as personal data, and what does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.quality.personal_data import masked, personal


@pytest.mark.parametrize(
    ("text", "what", "found"),
    [
        ("NIK ibu 7324015508900001 sudah dicatat", "NIK", "7324015508900001"),
        ("7324 0155 0890 0001", "NIK", "7324 0155 0890 0001"),
        ("NIK: 732401.550890.0001", "NIK", "732401.550890.0001"),
        ("nik 9999999999999999", "NIK", "9999999999999999"),
        ("hubungi 081234567890 ya", "nomor telepon", "081234567890"),
        ("WA 0812-3456-7890.", "nomor telepon", "0812-3456-7890"),
        ("0812 3456 789", "nomor telepon", "0812 3456 789"),
        ("+62 812-3456-7890", "nomor telepon", "+62 812-3456-7890"),
        ("6281234567890", "nomor telepon", "6281234567890"),
        ("kartu BPJS 0001234567890", "nomor BPJS", "0001234567890"),
        ("Ny. Siti Aminah menderita TBC sejak Mei", "nama pasien beserta penyakitnya", "Siti Aminah"),
        (
            "Seorang pasien bernama Daeng Kanang dirujuk karena hipertensi",
            "nama pasien beserta penyakitnya",
            "Daeng Kanang",
        ),
        ("Ibu Rahma menderita anemia", "nama pasien beserta penyakitnya", "Rahma"),
    ],
)
def test_personal_data_is_found(text: str, what: str, found: str) -> None:
    assert [(personal_datum.what, personal_datum.text) for personal_datum in personal(text)] == [(what, found)]


@pytest.mark.parametrize(
    "text",
    [
        "NIP 198001012005012001",
        "19800101 200501 2 001",
        "NIP. 19800101 200501 2 001 dan 19850202 201001 1 002",
        "Rp 81.234.567.890",
        "Rp0812345678901",
        "anggaran 1.250.000.000.000.000 rupiah",
        "pukul 08.15-09.30 dan 13.00-15.30",
        "2012-2013-2014-2015",
        "tahun 2022 2023 2024 2025",
        "SK Nomor 445/0812/2023",
        "rekening 9999999999999999",
        "Ibu Hamil dengan anemia sebanyak 120 orang",
        "Pasien Prolanis menderita hipertensi",
        "Bu Rahma menangani pasien TBC",
        "Pasien Puskesmas Wotu terkena malaria",
        "Kepala Dinas Kesehatan An. Bupati menetapkan program TBC",
        "call center 119 dan 1500567",
        "1.250 orang, 12,5 juta rupiah, 64,5 %",
        "-2,5931, 121,0792",
    ],
)
def test_what_only_looks_alike_is_left_alone(text: str) -> None:
    assert personal(text) == ()


@pytest.mark.parametrize(
    ("province", "day", "month", "is_nik"),
    [
        (11, 1, 1, True),
        (97, 31, 12, True),
        (73, 41, 1, True),
        (73, 71, 12, True),
        (10, 1, 1, False),
        (98, 1, 1, False),
        (73, 0, 1, False),
        (73, 32, 1, False),
        (73, 40, 1, False),
        (73, 72, 1, False),
        (73, 1, 0, False),
        (73, 1, 13, False),
    ],
)
def test_a_long_number_is_a_nik_where_province_and_birthday_can_be(
    province: int, day: int, month: int, is_nik: bool
) -> None:
    number = f"{province}2401{day:02}{month:02}900001"
    assert [datum.text for datum in personal(f"nomornya {number}")] == [number] * is_nik


def test_masking_hides_numbers_and_cuts_names_to_initials() -> None:
    text = "Ny. Siti Aminah (NIK 7324015508900001, HP 0812-3456-7890) menderita TBC. Biaya Rp1.250.000."
    assert masked(text) == "Ny. S.A. (NIK [disamarkan], HP [disamarkan]) menderita TBC. Biaya Rp1.250.000."


@given(st.lists(st.sampled_from(["NIK 7324015508900001", "0812-3456-7890", "Ny. Siti sakit TBC", ". ", "64 %", "\n"])))
def test_nothing_is_left_to_mask_after_masking(parts: list[str]) -> None:
    assert personal(masked(" ".join(parts))) == ()


@given(st.integers(0, 10**15), st.sampled_from(["Rp{:,}", "{} orang", "tahun {}"]))
def test_money_and_counts_are_no_personal_data(number: int, shape: str) -> None:
    assert personal(shape.format(number).replace(",", ".")) == ()
