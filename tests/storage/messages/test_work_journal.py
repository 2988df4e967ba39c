"""What a process works at is known after it was killed, and counted on both databases."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from storage.db.database import Database
from storage.messages import crash_counts
from storage.messages.work_journal import Journal, Work
from tests.fakes.storage_values import NOW

DRAWING, READING = Work("document", "7 proposal.pdf"), Work("update", "telegram\n7\n1")
KILLED = """
import os, sys
from pathlib import Path
from storage.messages.work_journal import Journal, Work
journal = Journal(Path(sys.argv[1]))
print(journal.open())
with journal.entry(Work("document", "7 proposal.pdf")):
    with journal.entry(Work("document", "8 proposal.pdf")):
        pass
    os._exit(9)
"""


def die(folder: Path) -> None:
    """Let a process be killed over a drawing."""
    ended = subprocess.run([sys.executable, "-c", KILLED, str(folder)], check=False, capture_output=True, text=True)
    assert ended.returncode == 9, ended.stderr


def test_what_a_killed_process_worked_at_is_known_once(tmp_path: Path) -> None:
    die(tmp_path)
    journal = Journal(tmp_path)
    assert journal.open() == [DRAWING]
    journal.give_up([])
    assert Journal(tmp_path).open() == []
    journal.close()


def test_what_a_killed_process_worked_at_stays_known_until_it_is_counted(tmp_path: Path) -> None:
    die(tmp_path)
    die(tmp_path)
    die(tmp_path)
    assert Journal(tmp_path).open() == [DRAWING] * 3


def test_what_a_living_process_works_at_is_its_own(tmp_path: Path) -> None:
    living, other = Journal(tmp_path), Journal(tmp_path)
    assert living.open() == []
    with living.entry(READING):
        assert other.open() == []
    living.close()
    other.close()
    assert list(tmp_path.iterdir()) == []


def test_more_work_than_can_be_noted_is_done_all_the_same(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.open()
    with journal.entry(Work("update", "x" * 10_000)), journal.entry(DRAWING):
        assert not journal.has_given_up(DRAWING)
    journal.close()


async def test_what_ended_its_process_three_times_within_a_day_is_given_up(database: Database, tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    for day, given_up in enumerate([False, False, True]):
        at = NOW + day * timedelta(hours=1)
        journal.give_up(await database.write(crash_counts.count, [DRAWING], at))
        assert journal.has_given_up(DRAWING) is given_up
    assert not journal.has_given_up(READING)
    journal.give_up(await database.write(crash_counts.count, [READING], NOW + timedelta(days=2)))
    assert not journal.has_given_up(DRAWING), "something else may have been the cause"
