"""What an installation keeps is private, and never begun anew without a word: tried with the real command line."""

from __future__ import annotations

import asyncio
import subprocess
from pathlib import Path

import pytest

from storage.db.database import migrate
from storage.drafts.blob_store import BlobStore
from tests.fakes.program import TUNTUN, Program, environment
from tests.storage.conftest import empty_postgresql_url, postgresql

__all__ = ["empty_postgresql_url", "postgresql"]


def tuntun(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the command line with a data folder, as somebody whose files others can read by habit."""
    return subprocess.run(
        [*TUNTUN, *words],
        env=environment(folder, **settings),
        cwd=folder.parent,
        capture_output=True,
        text=True,
        umask=0o022,
        check=False,
    )


def open_to_others(folder: Path) -> list[str]:
    """Return all below a folder, and the folder, that anybody but the owner may do anything with."""
    return [str(path) for path in (folder, *folder.rglob("*")) if path.stat().st_mode & 0o077]


async def serve_once(folder: Path) -> None:
    """Run the program until it serves, then kill it."""
    program = Program(folder)
    try:
        await program.start()
    finally:
        program.kill()
        await program.ended()


def test_everything_is_written_for_its_owner_only(tmp_path: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "out"
    out.mkdir(mode=0o755)
    assert tuntun(data, "migrate").returncode == 0
    assert tuntun(data, "backup", str(out / "one.tar.gz")).returncode == 0
    assert tuntun(tmp_path / "other", "restore", str(out / "one.tar.gz")).returncode == 0
    assert tuntun(data, "export", str(out / "drafts")).returncode == 0
    assert open_to_others(data) == []
    assert open_to_others(tmp_path / "other") == []
    assert open_to_others(out) == [str(out)], "a folder that was there before stays as it was"


def test_what_an_older_program_left_open_is_closed_at_start(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    key = BlobStore(data / "files").write(b"photo")
    migrate(f"sqlite:///{data}/tuntun.db")
    (data / "bundles" / "7").mkdir(parents=True)
    (data / "bundles" / "7" / "1.zip").write_bytes(b"zip")
    for path in (data, *data.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    tmp_path.chmod(0o755)
    (data / "log.txt").touch(mode=0o600)
    asyncio.run(serve_once(data))
    assert open_to_others(data) == [str(data)], "something that is not ours lies in it"
    (data / "log.txt").unlink()
    assert tuntun(data, "migrate").returncode == 0
    assert open_to_others(data) == []
    assert BlobStore(data / "files").read(key) == b"photo"
    assert tmp_path.stat().st_mode & 0o777 == 0o755


def test_a_new_database_is_said_and_an_old_one_is_not(tmp_path: Path) -> None:
    first = tuntun(tmp_path / "data", "migrate")
    assert first.stdout == f"a new database at {tmp_path / 'data' / 'tuntun.db'}\n"
    again = tuntun(tmp_path / "data", "migrate")
    assert (again.returncode, again.stdout) == (0, "")


@pytest.mark.parametrize("left", ["nothing", "an empty file"])
@pytest.mark.parametrize("verb", ["migrate", "run"])
def test_a_database_that_is_gone_is_missed_and_not_begun_anew(tmp_path: Path, left: str, verb: str) -> None:
    data = tmp_path / "data"
    tuntun(data, "migrate")
    assert tuntun(data, "backup", str(tmp_path / "one.tar.gz")).returncode == 0
    (data / "tuntun.db").unlink()
    if left != "nothing":
        (data / "tuntun.db").touch()
    missed = tuntun(data, verb, http_port="0")
    assert missed.returncode == 2
    assert "tuntun restore" in missed.stderr
    assert "Traceback" not in missed.stderr
    assert tuntun(data, "restore", str(tmp_path / "one.tar.gz")).returncode == 0
    assert tuntun(data, "migrate").returncode == 0


def test_files_without_their_database_are_missed_too(tmp_path: Path) -> None:
    data = tmp_path / "data"
    BlobStore(data / "files").write(b"photo")
    missed = tuntun(data, "migrate")
    assert missed.returncode == 2
    assert "there are files in it that people sent" in missed.stderr


def test_an_empty_postgresql_beside_a_used_folder_is_missed(tmp_path: Path, empty_postgresql_url: str) -> None:
    data = tmp_path / "data"
    first = tuntun(data, "migrate", database_url=empty_postgresql_url)
    assert first.stdout.startswith("a new database at postgresql")
    (data / "installed").unlink()
    assert tuntun(data, "migrate", database_url=empty_postgresql_url).returncode == 0
    assert (data / "installed").exists(), "an installation that is older than the mark gets it"


def test_another_database_beside_a_used_folder_is_missed(tmp_path: Path, empty_postgresql_url: str) -> None:
    data = tmp_path / "data"
    tuntun(data, "migrate")
    missed = tuntun(data, "migrate", database_url=empty_postgresql_url)
    assert missed.returncode == 2
    assert "correct TUNTUN_DATABASE_URL" in missed.stderr
