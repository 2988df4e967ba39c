"""Headings, dates, gaps and offices as Indonesian documents write them."""

from __future__ import annotations

import re
from datetime import date

from flows.forms.model import Section
from flows.language.dates import write_date

HEADS = (("rsud", "Direktur"), ("rumah sakit", "Direktur"), ("kecamatan", "Camat"), ("kelurahan", "Lurah"))
"""Offices whose head is not called Kepala; Camat and Lurah take the place of the office's own word."""

_OFFICE = re.compile(r"^(kecamatan|kelurahan)\s+", re.IGNORECASE)


def heading_of(section: Section) -> str:
    """Return a section's number and title as the form writes them: "1.1 Latar Belakang"."""
    return f"{section.number} {section.title}".strip()


def long_date(day: date) -> str:
    """Write a day: "26 Agustus 2025"."""
    return write_date(day.isoformat())


def month_year(day: date) -> str:
    """Write a month: "Agustus 2025"."""
    return write_date(f"{day.year:04}-{day.month:02}")


def missing(label: str) -> str:
    """Mark what is not there yet."""
    return f"[belum tersedia: {label}]"


def head_of(unit: str) -> str:
    """Name the office of a unit's head: "Kepala Puskesmas Wotu", "Direktur RSUD I Lagaligo", "Camat Wotu"."""
    if not unit or unit.startswith("["):
        return "Kepala Unit Kerja"
    for start, title in HEADS:
        if unit.lower().startswith(start):
            return f"{title} {_OFFICE.sub('', unit)}"
    return f"Kepala {unit}"


def one_line(text: str) -> str:
    """Put a text on one line; its words stay."""
    return " ".join(text.split())
