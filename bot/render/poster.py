"""Draws the poster of a workshop: a code on the wall by which people say that they are there."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import segno

from flows.documents.typesetting import compiler

TEMPLATE = Path(__file__).with_name("poster.typ")
NAMES = {"telegram": "Telegram", "whatsapp": "WhatsApp", "web": "Di peramban"}


def draw_poster(*, title: str, when: str, place: str, organizer: str, code: str, doors: Mapping[str, str]) -> bytes:
    """Return the poster as PDF; `doors` are the addresses that open each channel with the code."""
    pictures = {f"{channel}.svg": _qr(address) for channel, address in doors.items()}
    data = {
        "title": title,
        "when": when,
        "place": place,
        "organizer": organizer,
        "code": code,
        "doors": [{"name": NAMES.get(channel, channel), "file": f"{channel}.svg"} for channel in doors],
    }
    with compiler(TEMPLATE, data, pictures) as (typesetter, _):
        pdf = typesetter.compile(format="pdf")
    assert isinstance(pdf, bytes)  # one file, unless pages are wanted as pictures
    return pdf


def _qr(address: str) -> bytes:
    """Return a QR code that survives a photocopy and a coffee stain."""
    drawn = io.BytesIO()
    segno.make(address, error="q", micro=False).save(drawn, kind="svg", scale=10, border=4)
    return drawn.getvalue()
