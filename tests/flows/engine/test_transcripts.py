"""Replays written conversations: the diff of a transcript is the review of a change."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes.transcript import played

TRANSCRIPTS = sorted((Path(__file__).parents[2] / "transcripts").glob("*.txt"))


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_a_transcript_is_what_is_said(path: Path, *, update: bool) -> None:
    written = path.read_text(encoding="utf-8")
    heard = played(written)
    assert "!!" not in heard or update, "a tap found no button"
    if update:
        path.write_text(heard, encoding="utf-8")
    else:
        assert heard == written
