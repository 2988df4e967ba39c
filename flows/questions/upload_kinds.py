"""The kinds of question answered by a link, a pin or a file."""

from __future__ import annotations

from flows.conversation import AnswerSource
from flows.forms.model import Evidence, Link, Location, Value
from flows.language.coordinates import place, read_place, write_place
from flows.language.urls import find_links, read_link, without_links
from flows.messages import File, FileInput, Input, InputKind, LocationInput
from flows.parsed import Parsed, Problem
from flows.questions.kind import TypedKind, as_it_is, as_number, json_list
from flows.text_format import says_something
from flows.texts import word


class LinkKind(TypedKind[Link]):
    """The kind for a web address."""

    wants = InputKind.LINK
    time = 0.5
    asks = "link"

    def read(self, question: Link, text: str) -> str | Problem:
        """Return the address."""
        del question
        return read_link(text)


class LocationKind(TypedKind[Location]):
    """The kind for a pin, coordinates or a map link."""

    wants = InputKind.LOCATION
    time = 0.4
    asks = "location"

    def read(self, question: Location, text: str) -> Value | Problem:
        """Return the place in a text."""
        del question
        return json_list(read_place(text))

    def receive(self, question: Location, given: Input) -> Parsed | Problem:
        """Return the pinned place."""
        if not isinstance(given, LocationInput):
            return self.elsewise(question)
        found = json_list(place(given.latitude, given.longitude))
        if isinstance(found, Problem):
            return found
        return Parsed(value=found, raw=write_place(given.latitude, given.longitude), how=AnswerSource.UPLOAD)

    def write(self, question: Location, value: Value) -> str:
        """Return the place in degrees."""
        del question
        if not isinstance(value, list):
            return as_it_is(value)
        latitude, longitude = (as_number(part) for part in value)
        return write_place(latitude, longitude)


class EvidenceKind(TypedKind[Evidence]):
    """The kind for a file or a link, with the words beside it as `caption`."""

    wants = InputKind.FILE
    time = 1.0
    asks = "evidence"

    def read(self, question: Evidence, text: str) -> Value | Problem:
        """Return the link in a text."""
        del question
        if not find_links(text):
            return Problem(text=word("kind.evidence"))
        read = read_link(text)
        if isinstance(read, Problem):
            return read
        return _captioned({"link": read}, without_links(text))

    def receive(self, question: Evidence, given: Input) -> Parsed | Problem:
        """Return the sent file."""
        if not isinstance(given, FileInput):
            return self.elsewise(question)
        value = _captioned({"file": _file(given.file)}, given.caption.strip())
        return Parsed(value=value, raw=given.caption, how=AnswerSource.UPLOAD)

    def write(self, question: Evidence, value: Value) -> str:
        """Return the file's name or the link, with its caption."""
        del question
        if not isinstance(value, dict):
            return as_it_is(value)
        file = value.get("file")
        name = str(file["name"]) if isinstance(file, dict) else str(value["link"])
        return f"{name} ({value['caption']})" if value.get("caption") else name


def _captioned(value: dict[str, Value], caption: str) -> dict[str, Value]:
    return {**value, "caption": caption} if says_something(caption) else value


def _file(file: File) -> dict[str, Value]:
    return {"key": file.key, "kind": file.kind.value, "name": file.name, "mime": file.mime, "size": file.size}
