"""What an earlier program left, opened on both databases, with everybody's phone as it was."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from flows.forms.load import load_library
from flows.forms.model import Flow
from tests.fakes.paper import Clock
from tests.recordings import rows
from tests.recordings.town import Phones, Town, opened
from tests.storage.conftest import command, numbers, postgresql

__all__ = ["postgresql"]

RECORDING = Path(__file__).parents[2] / "recordings" / "0005"
ROWS = RECORDING / "rows.jsonl.gz"


@pytest.fixture(scope="session")
def phones() -> Phones:
    """What stood on everybody's phone."""
    found: Phones = json.loads((RECORDING / "phones.json").read_text())
    return found


@pytest.fixture(scope="session")
def library() -> Mapping[str, Flow]:
    """Our own forms, and those of the recording that are only there."""
    _, recorded = rows.read(ROWS)
    small = {str(row["id"]): Flow.model_validate_json(str(row["definition"])) for row in recorded["flows"]}
    return {**small, **load_library()}


@pytest.fixture(scope="session")
def recorded_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Bring the recording into a file to copy from."""
    path = tmp_path_factory.mktemp("recorded") / "tuntun.db"
    rows.restore(f"sqlite:///{path}", ROWS)
    return path


@pytest.fixture(scope="session")
def recorded_postgresql(postgresql: URL) -> URL:
    """Bring the recording into a database to copy from."""
    asyncio.run(command(postgresql, "CREATE DATABASE recorded TEMPLATE template0"))
    url = postgresql.set(database="recorded")
    rows.restore(url.render_as_string(hide_password=False), ROWS)
    return url


@pytest.fixture
def sqlite_url(recorded_sqlite: Path, tmp_path: Path) -> str:
    """Return the address of a copy of the recording."""
    shutil.copy(recorded_sqlite, tmp_path / "tuntun.db")
    return f"sqlite:///{tmp_path / 'tuntun.db'}"


@pytest.fixture
def postgresql_url(postgresql: URL, recorded_postgresql: URL) -> Iterator[str]:
    """Return the address of a copy of the recording."""
    name = f"test{next(numbers)}"
    asyncio.run(command(postgresql, f"CREATE DATABASE {name} TEMPLATE recorded STRATEGY file_copy"))
    yield postgresql.set(database=name).render_as_string(hide_password=False)
    asyncio.run(command(postgresql, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """Return the address of a copy of the recording: first of one kind, then of the other."""
    address: str = request.getfixturevalue(f"{request.param}_url")
    return address


@pytest.fixture
async def town(tmp_path: Path, url: str, phones: Phones, library: Mapping[str, Flow]) -> AsyncIterator[Town]:
    """The program as it goes on from the recording, a minute later."""
    shutil.copytree(RECORDING / "files", tmp_path / "files")
    clock = Clock()
    clock.time = datetime.fromisoformat(str(phones["clock"]))
    clock.passes(minutes=1)
    async with opened(tmp_path, clock, library, url=url, prefix="later", phones=phones) as town:
        yield town
