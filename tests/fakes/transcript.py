"""A written conversation, played: what a person says stands behind `>`, what Tuntun answers stands below it.

= mulai pembuka          begin (with `nama_inovator: Siti` ... as what is known already)
= hemat                  from the next beginning on, each message costs money: few are wanted
= lewat 1 tahun          let time pass (menit, jam, hari, tahun)
= ulasan                 the draft comes back from a coach; before it, each with a line of its own:
= catatan Carol; dampak; Tambahkan angka         a remark to a question or to a section
= usulan Carol; dampak; Kalimat lain             another wording
= tanya Carol; dampak; Sejak kapan?              a question
= melihat 3              what follows is said by somebody who still saw question message 3
> Siti Contoh            typed; lines with >> belong to the same message
> [Lanjut]               a tap on the last message
> [Lanjut] di 3          a tap on message 3
> [foto: rekap.jpg] Hb   a file with its caption; also dokumen, suara, video
> [lokasi: -2.5, 121.0] · [stiker] · [kontak] · [polling] · [diubah] teks · [terlalu besar: film.mp4]
> [3000 kata]            a long answer
> [jawaban contoh]       the open question's own example
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from flows.conversation import EffectKind, Point
from flows.forms.load import load_library
from flows.forms.model import Table, Value
from flows.messages import (
    ButtonPress,
    File,
    FileInput,
    FileKind,
    Input,
    LocationInput,
    Reply,
    Rich,
    TextInput,
    UnsupportedInput,
    plain,
)
from flows.texts import lines
from tests.fakes.simulator import Simulator

FILES = {
    "foto": (FileKind.PHOTO, "image/jpeg"),
    "dokumen": (FileKind.DOCUMENT, "application/pdf"),
    "suara": (FileKind.VOICE, "audio/ogg"),
    "video": (FileKind.VIDEO, "video/mp4"),
}
ODD = {"stiker": "sticker", "kontak": "contact", "polling": "poll", "diubah": "edited", "jajak": "dice"}
PROBLEMS = {"terlalu besar": "too_large", "kosong": "empty", "palsu": "not_what_it_claims"}
SPANS = {"menit": "minutes", "jam": "hours", "hari": "days"}
STORY = "Kader mencatat 12 ibu hamil yang belum diperiksa pada 2025 menurut register desa."

_BRACKET = re.compile(r"\[(?P<what>[^\]:]+)(?:: (?P<which>[^\]]*))?\](?: di (?P<ask>\d+)$)?(?P<rest>.*)", re.DOTALL)


def played(script: str) -> str:
    """Return a transcript with Tuntun's side written anew."""
    return "\n".join(_played(script, _Table())).rstrip() + "\n"


def replies_in(script: str) -> list[Reply]:
    """Return all that Tuntun says in a transcript."""
    table = _Table()
    deque(_played(script, table), maxlen=0)
    return table.replies


def _played(script: str, table: _Table) -> Iterator[str]:
    for kind, text in _steps(script):
        if kind == "#":
            yield text
            continue
        first, *more = text.split("\n")
        yield from ("", f"{kind} {first}", *(f">> {line}" for line in more))
        try:
            yield from table.begin(text) if kind == "=" else table.hear(text)
        except NoButtonError as error:
            yield f"  !! {error}"


def _steps(script: str) -> Iterator[tuple[str, str]]:
    """Yield comments, directives and messages; Tuntun's side is left out."""
    said: list[str] = []
    for line in [*script.splitlines(), "#"]:
        if line.startswith(">>"):
            said.append(line[2:].removeprefix(" "))
            continue
        if said and line[:1] in tuple(">=#"):
            yield ">", "\n".join(said)
            said = []
        if line.startswith(">"):
            said.append(line[1:].removeprefix(" "))
        elif line.startswith("="):
            yield "=", line[1:].strip()
        elif line.startswith("# "):
            yield "#", line


class NoButtonError(Exception):
    """A press in a transcript of a button that is not there."""


class _Table:
    """The conversation that is played, and what was asked in it."""

    def __init__(self) -> None:
        self._library = load_library()
        self._simulator: Simulator | None = None
        self._brief = False
        self._seeing: int | None = None
        self._messages: dict[int, Reply] = {}
        self._points: list[Point] = []
        self._said = 0
        self.replies: list[Reply] = []
        """All that was said."""

    def begin(self, directive: str) -> Iterator[str]:
        """Do what a line with = says."""
        verb, _, rest = directive.partition(" ")
        if verb == "lewat":
            count, _, unit = rest.partition(" ")
            days = {"tahun": 365}.get(unit)
            self._on.now += timedelta(days=days * int(count)) if days else timedelta(**{SPANS[unit]: int(count)})
        elif verb == "hemat":
            self._brief = True
        elif verb == "melihat":
            self._seeing = int(rest)
        elif verb in ("catatan", "usulan", "tanya"):
            self._points.append(self._point(verb, *rest.split("; ", 2)))
        elif verb == "ulasan":
            self._on.is_sent_back(*self._points)
            self._points.clear()
        else:
            flow, *known = rest.split("; ")
            answers: dict[str, Value] = {name: value for name, _, value in (item.partition(": ") for item in known)}
            self._simulator = Simulator(self._library[flow], answers, brief=self._brief)
            yield from self._shown((), "")

    def _point(self, verb: str, who: str, about: str, text: str) -> Point:
        self._said += 1
        flow = self._on.flow
        section, question = (flow.section_of(about).id, about) if flow.has(about) else (about, "")
        words = {"wording": text, "text": ""} if verb == "usulan" else {"text": text}
        return Point(id=self._said, section=section, question=question, who=who, is_question=verb == "tanya", **words)

    @property
    def _on(self) -> Simulator:
        assert self._simulator is not None, "a transcript begins with `= mulai FORM`"
        return self._simulator

    def hear(self, text: str) -> Iterator[str]:
        """Give a message to the engine and show what it answers."""
        heard, seeing = self._input(text), self._seeing
        self._seeing = None
        before = len(self._on.effects)
        if isinstance(heard, ButtonPress):
            self._on.gives(heard, seeing=heard.ask)
        else:
            self._on.gives(heard, seeing=seeing)
        effects = self._on.effects[before:]
        if effects and effects[0].kind is EffectKind.LEAD:
            because = self._on.heard[0].said
            self._simulator = Simulator(self._library[effects[0].argument], brief=self._brief)
            yield from self._shown(because, "")
            return
        note = "".join(f"(efek: {effect.kind} {effect.argument}".rstrip() + ")" for effect in effects)
        yield from self._shown((), note)

    def _input(self, text: str) -> Input:
        found = _BRACKET.fullmatch(text)
        if found is None:
            return TextInput(text=text)
        what, which, rest = found["what"], found["which"] or "", found["rest"].strip()
        if what in FILES:
            kind, mime = FILES[what]
            return FileInput(file=File(key=which, kind=kind, name=which, mime=mime, size=1000), caption=rest)
        if what == "jawaban contoh":
            return TextInput(text=self._example())
        if what in ODD:
            return UnsupportedInput(what=ODD[what], text=rest)
        if what in PROBLEMS:
            return UnsupportedInput(what="file", text=rest or which, problem=PROBLEMS[what])
        if what == "lokasi":
            latitude, longitude = which.split(", ")
            return LocationInput(latitude=float(latitude), longitude=float(longitude))
        if what.endswith(" kata"):
            return TextInput(text=" ".join((STORY.split() * 300)[: int(what.split()[0])]))
        return self._tap(text[1:].partition("]")[0], int(found["ask"]) if found["ask"] else None)

    def _example(self) -> str:
        question = self._on.flow.question(self._on.question or "")
        if isinstance(question, Table) and self._on.conversation.cursor.row:
            column = self._on.conversation.cursor.column
            return next(cell.example for cell in question.columns if cell.id == column)
        return question.example

    def _tap(self, label: str, ask: int | None) -> ButtonPress:
        reply = self._on.last if ask is None else self._messages[ask]
        if label not in [choice.label for choice in (*reply.choices, *reply.actions)]:
            raise NoButtonError(f"no button {label!r}")
        button = self._on.button(label, reply)
        return ButtonPress(verb=button.verb, argument=button.argument, ask=reply.ask if ask is None else ask)

    def _shown(self, before: Rich, note: str) -> Iterator[str]:
        yield ""
        if note:
            yield f"  {note}"
        if not self._on.heard:
            yield "" if note else "  (tidak ada balasan)"
        for reply in self._on.heard:
            if reply.ask is not None:
                self._messages[reply.ask] = reply
            whole = replace(reply, said=lines(before, reply.said))
            self.replies.append(whole)
            yield from (f"  {line}".rstrip() for line in shown(whole).split("\n"))


def shown(reply: Reply) -> str:
    """Return a bubble as text: bold between stars, buttons in brackets, the message's number at its end."""
    blocks = [part for part in (_starred(reply.said), _starred(reply.text), reply.footer) if part]
    choices = " ".join(f"[{button.label}]" for button in reply.choices)
    actions = " ".join(f"[{button.label}]" for button in reply.actions)
    keys = " | ".join(part for part in (choices, actions) if part)
    number = f"#{reply.ask}" if reply.ask is not None else ""
    return "\n\n".join([*blocks, f"{keys} {number}".strip()])


def _starred(text: Rich) -> str:
    return "".join(f"**{span.text}**" if span.bold else span.text for span in text)


def words_of(reply: Reply) -> int:
    """Count the words a person reads in a bubble."""
    words = f"{plain(reply.said)} {plain(reply.text)} {reply.footer}".split()
    return sum(any(character.isalnum() for character in word) for word in words)
