"""The poster of a workshop, with the code by which people check in."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import segno

from flows.documents.typesetting import compiler

TEMPLATE = Path(__file__).with_name("poster.typ")


def draw_poster(*, title: str, when: str, place: str, organizer: str, code: str, links: Mapping[str, str]) -> bytes:
    """Return the poster as PDF; `links` are a name for each address that opens a channel with the code."""
    pictures = {f"{index}.svg": _qr(address) for index, address in enumerate(links.values())}
    data = {
        "title": title,
        "when": when,
        "place": place,
        "organizer": organizer,
        "code": code,
        "doors": [{"name": name, "file": f"{index}.svg"} for index, name in enumerate(links)],
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
