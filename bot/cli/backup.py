"""`tuntun backup` and `restore`, with a list of what could not be saved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.settings import Settings
from storage.lifecycle.archive import LostFile

MOST_SHOWN = 50
"""Lost files that are listed one by one."""


def backed_up(settings: Settings, target: Path) -> tuple[list[str], bool]:
    """Write a backup; return the output, and whether it is complete."""
    from storage.lifecycle.backup import backup

    lost = backup(settings.url, settings.data_dir / "files", target)
    return [f"written: {target}", *_lines(lost, "The backup is good")], not lost


def restored(settings: Settings, source: Path) -> tuple[list[str], bool]:
    """Restore a backup; return the output, and whether it is complete."""
    from storage.lifecycle.installation import keep
    from storage.lifecycle.restore import restore  # alembic is slow to import, and needed only here

    lost = restore(settings.url, settings.data_dir / "files", source)
    keep(settings.url, settings.data_dir)
    return [f"restored from: {source}", *_lines(lost, "Everything else is there")], not lost


def _lines(lost: Sequence[LostFile], but: str) -> Iterator[str]:
    if not lost:
        return
    what = "1 file that somebody sent" if len(lost) == 1 else f"{len(lost)} files that people sent"
    yield f"{but}, but {what} could not be saved, because its bytes are missing or damaged:"
    for lost_file in lost[:MOST_SHOWN]:
        drafts = ", ".join(f'draft {number} "{title}"' for number, title in lost_file.drafts)
        yield f"  {lost_file.name or lost_file.key[:12]}: {drafts or 'in no draft'}"
    if len(lost) > MOST_SHOWN:
        yield f"  and {len(lost) - MOST_SHOWN} more"
