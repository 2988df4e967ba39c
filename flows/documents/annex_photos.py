"""The choice of evidence photos that are printed; the others are listed behind them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from flows.documents.blocks import AnnexItem
from flows.texts import word

MOST_PHOTOS = 40
"""Twenty pages; what a coach leafs through, and what a small server draws in a few seconds."""
MOST_BYTES = 15_000_000
"""Of all photos of a document: it is sent over a phone's line, and fits into a ZIP of 20 MB."""


def printed(annex: Sequence[AnnexItem]) -> tuple[AnnexItem, ...]:
    """Return the photos that have room, in order: the first of every section, then the second of each, and so on."""
    seen: Counter[str] = Counter()
    ranked: list[tuple[int, AnnexItem]] = []
    for exhibit in annex:
        if exhibit.key:
            ranked.append((seen[exhibit.section], exhibit))
            seen[exhibit.section] += 1
    ranked.sort(key=lambda ranking: ranking[0])
    return tuple(sorted((exhibit for _, exhibit in ranked[:MOST_PHOTOS]), key=lambda annex_item: annex_item.number))


def exhibit_caption(exhibit: AnnexItem, chosen: Sequence[AnnexItem]) -> str:
    """Return the text for an exhibit in the list: its caption, and that a photo had no room."""
    has_no_room = bool(exhibit.key) and exhibit not in chosen
    return (
        " · ".join(
            part
            for part in (exhibit.caption, word("document.unprinted", most=MOST_PHOTOS) if has_no_room else "")
            if part
        )
        or "–"
    )
