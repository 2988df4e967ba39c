"""The recording of a database and of people's phones, to be opened by later programs.

Run by hand, with the program whose data is to be kept: `python -m tests.recordings.record`. It plays all scenes over
the strict vendors, on a clock and with chances that are the same each time (but for milliseconds), and writes a folder
named after the schema: `rows.jsonl.gz` (each table's rows; `zcat` shows them), `phones.json` (the buttons on each
phone) and `files/` (what people sent). `tests/bot/recorded/` goes on from it.

A recording is never made anew so that a test passes: it stands for what real people have. When the program has learnt
to store something of a new kind, another is made beside it.
"""

from __future__ import annotations

import asyncio
import json
import random
import secrets
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pydantic import JsonValue

from flows.forms.load import load_library
from storage.db.database import migrate
from storage.tables import SCHEMA
from tests.fakes.every_kind import EVERY_KIND
from tests.fakes.paper import Clock
from tests.recordings import (
    delivery_scene,
    drafts_scene,
    outreach_scene,
    people_scene,
    reviews_scene,
    rows,
    teams_scene,
)
from tests.recordings.form import REVIEWED
from tests.recordings.people import OnTelegram, OnTheWeb, OnWhatsApp, Person, Shown, verbs
from tests.recordings.town import Phones, Town, opened

HERE = Path(__file__).parent
LIBRARY = {**load_library(), EVERY_KIND.id: EVERY_KIND, REVIEWED.id: REVIEWED}
SHOWN = 40
"""Letters of a message that tell a reader which it is."""
NEWEST = 4
"""Messages with buttons that each phone keeps, whatever they offer."""


@dataclass(frozen=True)
class Phone:
    """What stands on a person's phone: the app, how it knows the person, the messages with buttons."""

    app: str
    person: dict[str, JsonValue]
    messages: list[Shown]


async def play(town: Town) -> None:
    """Play all scenes, those last that leave something under way."""
    await people_scene.begin(town)
    await drafts_scene.play(town)
    await reviews_scene.hand_in(town)
    await people_scene.appoint_the_others(town)
    await outreach_scene.go_by(town)
    await outreach_scene.play(town)
    await teams_scene.play(town)
    await reviews_scene.play(town)
    await people_scene.play(town)
    await delivery_scene.play(town)


def main() -> None:
    """Play the scenes and write down what is left."""
    chance = random.Random(20260826)
    secrets.choice, secrets.randbits = chance.choice, chance.getrandbits  # type: ignore[assignment]
    secrets.randbelow, secrets.token_bytes = chance.randrange, lambda count=None: chance.randbytes(count or 32)  # type: ignore[assignment]
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/tuntun.db"
        migrate(url)
        to = HERE / SCHEMA
        shutil.rmtree(to, ignore_errors=True)
        to.mkdir()
        asyncio.run(_record(Path(folder), url, to))
    sys.stdout.write(f"{to}\n")


async def _record(folder: Path, url: str, to: Path) -> None:
    """Play, and write down what is there while the program still runs, as after a power cut."""
    clock = Clock()
    async with opened(folder, clock, LIBRARY) as town:
        await play(town)
        await delivery_scene.leave_in_the_air(town)
        phones: Phones = {
            "clock": clock.time.isoformat(),
            "last_update": town.telegram.updates.last + 1_000,
            "last_telegram": town.telegram.world.last_message + 1_000,
            "last_whatsapp": town.whatsapp.world.last_id + 1_000,
        }
        await asyncio.to_thread(rows.write, url, to / "rows.jsonl.gz")
        phones["people"] = _thinned({name: await _phone(person) for name, person in town.people.items()})
        (to / "phones.json").write_text(_written(phones))
        shutil.copytree(folder / "files", to / "files")
        await delivery_scene.let_go(town)


def _thinned(people: dict[str, Phone]) -> dict[str, JsonValue]:
    """Leave each phone its newest messages, and of the older ones those with a verb that no other has in that app."""
    known: set[tuple[str, str]] = set()
    for phone in people.values():
        known |= {(phone.app, verb) for message in phone.messages[-NEWEST:] for verb in verbs(message)}
    found: dict[str, JsonValue] = {}
    for name, phone in people.items():
        kept: list[JsonValue] = []
        for place, message in enumerate(phone.messages):
            new = {(phone.app, verb) for verb in verbs(message)} - known
            known |= new
            if new or place >= len(phone.messages) - NEWEST:
                kept.append({**message})
        found[name] = {"app": phone.app, **phone.person, "messages": kept}
    return found


async def _phone(person: Person) -> Phone:
    """Return what stands on a phone: how to find it, and every message with a button."""
    app, messages = person.app, list[Shown]()
    for number, said, buttons in await app.messages():
        if buttons:
            pressed: list[JsonValue] = [[label, token] for label, token in buttons]
            shown: Shown = {"id": number, "text": said[:SHOWN], "buttons": pressed}
            if isinstance(app, OnWhatsApp):
                shown["kind"] = next(seen.kind for seen in app.user.messages if seen.id == number)
            messages.append(shown)
    match app:
        case OnTelegram():
            return Phone("telegram", {"number": app.user.id}, messages)
        case OnWhatsApp():
            user = app.user.user
            return Phone("whatsapp", {"number": user.number, "heard": user.last_message}, messages)
        case OnTheWeb():
            return Phone("web", {"key": app.key}, messages)
        case _:
            raise TypeError(f"no phone: {app!r}")


def _written(phones: Phones) -> str:
    """Return the JSON with a message a line, so that it can be read."""
    people = phones["people"]
    assert isinstance(people, dict)
    blocks = []
    for name, json_value in people.items():
        assert isinstance(json_value, dict)
        messages = json_value["messages"]
        assert isinstance(messages, list)
        head = {key: value for key, value in json_value.items() if key != "messages"}
        lines = ",\n   ".join(json.dumps(message, ensure_ascii=False) for message in messages)
        blocks.append(f'  {json.dumps(name)}: {json.dumps(head)[:-1]}, "messages": [\n   {lines}\n  ]}}')
    top = "".join(f" {json.dumps(key)}: {json.dumps(value)},\n" for key, value in phones.items() if key != "people")
    return "{\n" + top + ' "people": {\n' + ",\n".join(blocks) + "\n }\n}\n"


if __name__ == "__main__":
    main()
