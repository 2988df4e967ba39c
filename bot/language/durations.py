"""Says how long something has waited, as people do."""

from __future__ import annotations

from datetime import timedelta

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def waited(span: timedelta) -> str:
    """Return "baru saja", "3 jam", "2 hari"."""
    if span < HOUR:
        minutes = span // timedelta(minutes=1)
        return f"{minutes} menit" if minutes >= 2 else "baru saja"
    return f"{span // HOUR} jam" if span < 2 * DAY else f"{span // DAY} hari"
