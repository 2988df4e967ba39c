"""The acts of the people in the recording: typed as it is, pressed behind a bracket."""

from __future__ import annotations

import io
import re

from PIL import Image

from tests.recordings.people import Person

CODE = re.compile(r"\b[A-Z]{5}-[A-Z]{5}\b")
VOICE = b"OggS" + b"0" * 100


async def act(person: Person, *acts: str) -> str:
    """Do one thing after the other: `"halo"` is typed, `"[Lanjut"` presses the newest button that begins so."""
    said = ""
    for other_act in acts:
        said = await (person.taps(other_act[1:]) if other_act.startswith("[") else person.says(other_act))
    return said


async def press_below(person: Person, text: str, label: str) -> str:
    """Press a button of the message that says this."""
    found = [
        (message, token)
        for message, said, buttons in await person.app.messages()
        for name, token in buttons
        if text in said and name == label
    ]
    return await person.presses(found[-1][0], label, found[-1][1])


def code_in(said: str) -> str:
    """Return the code that a message tells."""
    found = CODE.search(said)
    assert found is not None, said
    return found[0]


def photo(shade: int) -> bytes:
    """Return a small picture; another shade is another picture."""
    written = io.BytesIO()
    Image.new("RGB", (40, 30), (shade, 90, 60)).save(written, "JPEG")
    return written.getvalue()
