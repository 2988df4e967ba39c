"""Proves that months and days are read and written as Indonesians do."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.language.dates import MONTHS
from flows.questions.kinds import show
from tests.fakes.questions import DATE, read

DATES = {
    "Agustus 2025": "2025-08",
    "agustus 2025": "2025-08",
    "AGUSTUS 2025": "2025-08",
    "agt 2025": "2025-08",
    "Ags. 2025": "2025-08",
    "Agustus2025": "2025-08",
    "agustus '25": "2025-08",
    "Pebruari 2024": "2024-02",
    "nopember 2023": "2023-11",
    "Des-2024": "2024-12",
    "sejak Agustus 2025": "2025-08",
    "bulan Mei tahun 2024": "2024-05",
    "August 2025": "2025-08",
    "8/2025": "2025-08",
    "08-2025": "2025-08",
    "08.2025": "2025-08",
    "8/25": "2025-08",
    "2025-08": "2025-08",
    "2025/8": "2025-08",
    "26/8/2025": "2025-08-26",
    "26-08-2025": "2025-08-26",
    "26.8.2025": "2025-08-26",
    "26 8 2025": "2025-08-26",
    "26/8/25": "2025-08-26",
    "26 Agustus 2025": "2025-08-26",
    "26 agt 25": "2025-08-26",
    "26-Agustus-2025": "2025-08-26",
    "2025-08-26": "2025-08-26",
    "tanggal 26 bulan 8 tahun 2025": "2025-08-26",
    "tgl 26 Agustus 2025": "2025-08-26",
    "Selasa, 26 Agustus 2025 pukul 09.00 WITA": "2025-08-26",
    "mulai 1 Maret 2023 di Puskesmas": "2023-03-01",
    "29/2/2024": "2024-02-29",
    "31 Des 1999": "1999-12-31",
}


@pytest.mark.parametrize(("said", "meant"), DATES.items())
def test_a_date_is_read_as_people_write_it(said: str, meant: str) -> None:
    assert read(DATE, said) == meant


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("awal 2025", '? Bulan apa di tahun 2025? Tulis seperti "Agustus 2025".'),
        ("2025", '? Bulan apa di tahun 2025? Tulis seperti "Agustus 2025".'),
        ("Agustus", '? Agustus tahun berapa? Tulis seperti "Agustus 2025".'),
        ("26/8", '? Tambahkan tahunnya, misalnya "26/8/2025".'),
        ("8/12", '? Tambahkan tahunnya, misalnya "26/8/2025".'),
        ("bulan lalu", '? Sebutkan bulan dan tahunnya, misalnya "Agustus 2025".'),
        ("kemarin", '? Sebutkan bulan dan tahunnya, misalnya "Agustus 2025".'),
        ("31 Februari 2025", "? Februari 2025 punya tanggal 1 sampai 28. Tanggal berapa yang dimaksud?"),
        ("29/2/2023", "? Februari 2023 punya tanggal 1 sampai 28. Tanggal berapa yang dimaksud?"),
        ("8/26/2025", "? Bulan ada 12. Apakah maksudnya 26/8/2025? Tulis hari dulu, lalu bulan."),
        ("13/2025", '? Bulannya 1 sampai 12. Tulis seperti "Agustus 2025" atau "26/8/2025".'),
        (
            "Januari 2024 - Desember 2025",
            "? Saya membaca Januari 2024 dan Desember 2025. Tulis satu saja, misalnya Januari 2024.",
        ),
        ("26-30 Agustus 2025", "? Ini beberapa waktu sekaligus. Tulis satu saja, misalnya 30 Agustus 2025."),
        ("Januari sampai Maret 2025", "? Ini beberapa waktu sekaligus. Tulis satu saja, misalnya Maret 2025."),
        ("sudah lama", '? Tanggalnya belum terbaca. Tulis seperti "Agustus 2025" atau "26/8/2025".'),
        ("26/8/0025", '? Tahun 25 perlu diperiksa. Tulis seperti "Agustus 2025" atau "26/8/2025".'),
    ],
)
def test_what_is_missing_in_a_date_is_asked_for(said: str, answer: str) -> None:
    assert read(DATE, said) == answer


SPELLED = {
    "01": "januari jan january jann",
    "02": "februari feb pebruari peb febuari pebuari february",
    "03": "maret mar mrt march",
    "04": "april apr",
    "05": "mei may",
    "06": "juni jun june",
    "07": "juli jul july",
    "08": "agustus agu agt ags agst agust agustu aug august",
    "09": "september sep sept septembar",
    "10": "oktober okt oktobr oct october",
    "11": "november nov nopember nop novembar",
    "12": "desember des december dec",
}


@pytest.mark.parametrize(("name", "month"), [(name, month) for month in SPELLED for name in SPELLED[month].split()])
def test_a_month_is_known_in_every_spelling(name: str, month: str) -> None:
    assert read(DATE, f"5 {name} 2025") == f"2025-{month}-05"


def test_dates_are_written_out() -> None:
    assert show(DATE, "2025-08") == "Agustus 2025"
    assert show(DATE, "2025-08-06") == "6 Agustus 2025"


days = st.dates(date(1945, 1, 1), date(2099, 12, 31))


@given(days)
def test_a_day_shown_is_read_again_as_itself(day: date) -> None:
    assert read(DATE, show(DATE, day.isoformat())) == day.isoformat()
    assert read(DATE, show(DATE, day.isoformat()[:7])) == day.isoformat()[:7]


@given(
    days,
    st.sampled_from(
        ["{d}/{m}/{y}", "{d}-{m:02}-{y}", "{d:02}.{m:02}.{y}", "{y}-{m:02}-{d:02}", "{d} {name} {y}", "{d} {short} {y}"]
    ),
)
def test_every_day_is_read_in_every_usual_shape(day: date, shape: str) -> None:
    name = MONTHS[day.month - 1]
    said = shape.format(d=day.day, m=day.month, y=day.year, name=name.lower(), short=name[:3])
    assert read(DATE, said) == day.isoformat()


@given(st.text("0123456789/-. AgtusMeiJn'", max_size=25))
def test_no_mixture_of_digits_and_months_breaks_reading(said: str) -> None:
    assert isinstance(read(DATE, said), str)
