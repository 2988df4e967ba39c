"""Personal data in a text, found before it is saved: NIK, phone numbers, patients named with their illness."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

HIDDEN = "[disamarkan]"
NEAR = 20
"""Characters before a number that say what it is."""

_NIK = re.compile(
    r"(?<![0-9])(?:[0-9]{16}"
    r"|[0-9]{4}(?P<a>[ .-])[0-9]{4}(?P=a)[0-9]{4}(?P=a)[0-9]{4}"
    r"|[0-9]{6}(?P<b>[ .-])[0-9]{6}(?P=b)[0-9]{4}"
    r"|[0-9]{2}(?P<c>[ .-])[0-9]{2}(?P=c)[0-9]{2}(?P=c)[0-9]{6}(?P=c)[0-9]{4})(?![0-9])"
)
_CALLED_NIK = re.compile(r"\b(?:NIK|KTP|KK)\b[^0-9\n]{0,12}$", re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![0-9./,])(?<![Rr]p)(?<![Rr]p )"
    r"(?:\(?\+62\)?[ .-]?|62|0)8[1-9][0-9](?:[ .-]?[0-9]){6,9}(?![0-9/])(?![.,][0-9])"
)
_INSURANCE = re.compile(r"(?i:\b(?:bpjs|jkn|kis)\b)[^0-9\n]{0,20}(?P<number>000[0-9]{10})(?![0-9])")

_ILLNESS = (
    r"(?i:tbc?|tuberkulosis|hiv|aids|sifilis|hepatitis|kanker|tumor|hipertensi|darah tinggi|diabetes|kencing manis|"
    r"stroke|kusta|malaria|anemia|skizofrenia|odgj|gangguan jiwa|gagal ginjal|pre-?eklam[ps]+ia|eklam[ps]+ia|"
    r"gizi buruk|stunting|epilepsi|dbd|demam berdarah|covid(?:-19)?|keguguran|jantung)"
)
_SUFFERS = (
    r"(?i:menderita|mengidap|terkena|terserang|terdiagnosis|didiagnosis|positif|sakit|mengalami|terinfeksi|sembuh dari)"
)
_NAME = r"(?P<name>[A-Z][a-z]{2,}(?: [A-Z][a-z]+){0,2})"
_PATIENTS = (
    re.compile(rf"(?:\b(?:Ny|Tn|Nn|An|By|Sdr|Sdri)\. ?){_NAME}(?=[^.!?\n]{{0,120}}?\b{_ILLNESS}\b)"),
    re.compile(
        rf"(?i:\b(?:pasien|penderita|ibu|bayi|anak|warga)\b[^.!?\n]{{0,30}}?\b(?:bernama|atas nama|a\.n\.)) {_NAME}"
        rf"(?=[^.!?\n]{{0,120}}?\b{_ILLNESS}\b)"
    ),
    re.compile(rf"\b(?:Ibu|Bapak|Pak|Bu|Saudara|Saudari|Nenek|Kakek) {_NAME}(?= {_SUFFERS} {_ILLNESS}\b)"),
)
_NO_NAMES = frozenset(
    re.findall(
        r"\S+",
        "Hamil Bersalin Nifas Menyusui Balita Puskesmas Desa Kepala Bidan Kader Dokter Rumah Dusun Dinas Kabupaten "
        "Kota Bupati Gubernur Camat Wali Walikota Sekretaris Direktur Menteri Plt Yang Dengan Lansia Remaja Rujukan "
        "Umum Baru Lama Peserta Melahirkan Bayi Anak Risiko Pasangan Usia Pekerja",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalDatum:
    """A piece of personal data: its kind, its text, its position."""

    what: str
    text: str
    start: int
    end: int


def personal(text: str) -> tuple[PersonalDatum, ...]:
    """Return the personal data in a text, in order; where two overlap, the first."""
    spans = sorted((start, end, what) for what, find in FINDERS.items() for start, end in find(text))
    found: list[PersonalDatum] = []
    for start, end, what in spans:
        if not found or start >= found[-1].end:
            found.append(PersonalDatum(what=what, text=text[start:end], start=start, end=end))
    return tuple(found)


def masked(text: str) -> str:
    """Return the text with numbers hidden and patients' names cut to initials."""
    parts: list[str] = []
    end = 0
    for personal_datum in personal(text):
        parts += (
            text[end : personal_datum.start],
            _initials(personal_datum.text) if personal_datum.what == PATIENT else HIDDEN,
        )
        end = personal_datum.end
    return "".join((*parts, text[end:]))


def _niks(text: str) -> Iterator[tuple[int, int]]:
    for match in _NIK.finditer(text):
        digits = re.sub("[^0-9]", "", match[0])
        if _is_built_like_nik(digits) or _CALLED_NIK.search(text[max(0, match.start() - NEAR) : match.start()]):
            yield match.span()


def _is_built_like_nik(digits: str) -> bool:
    """Check province, birthday (women: day + 40) and month, so that other long numbers pass."""
    province, day, month = int(digits[:2]), int(digits[6:8]), int(digits[8:10])
    return 11 <= province <= 97 and (1 <= day <= 31 or 41 <= day <= 71) and 1 <= month <= 12


def _phones(text: str) -> Iterator[tuple[int, int]]:
    yield from (match.span() for match in _PHONE.finditer(text))


def _insurance(text: str) -> Iterator[tuple[int, int]]:
    yield from (match.span("number") for match in _INSURANCE.finditer(text))


def _patients(text: str) -> Iterator[tuple[int, int]]:
    for shape in _PATIENTS:
        for match in shape.finditer(text):
            if not _NO_NAMES & set(match["name"].split()):
                yield match.span("name")


def _initials(name: str) -> str:
    return "".join(f"{word[0]}." for word in name.split())


PATIENT = "nama pasien beserta penyakitnya"

FINDERS: Mapping[str, Callable[[str], Iterator[tuple[int, int]]]] = {
    "NIK": _niks,
    "nomor telepon": _phones,
    "nomor BPJS": _insurance,
    PATIENT: _patients,
}
"""What is looked for, by the name people know it."""
