"""Walks a form once from a seed, and make what it finds as short as it can be."""

from __future__ import annotations

import random
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.documents.formats import RENDERERS
from flows.documents.preview import draw_text
from tests.walks.diary import transcript
from tests.walks.steps import Step, perform, steps
from tests.walks.versions import FORMS
from tests.walks.world import MODES, World

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """Is a walk that went wrong: its steps, what was said, and the fault."""

    form: str
    mode: str
    seed: str
    steps: tuple[Step, ...]
    fault: str
    """The exception, and the line of ours that raised it; two finds with the same one are the same find."""
    trace: str
    said: str

    def told(self) -> str:
        """Return all that is needed to repeat the find and to pin it."""
        head = f"{self.form} · {self.mode} · seed {self.seed} · {len(self.steps)} steps"
        return f"{head}\n\n{self.said}\n\n{self.trace}"


def find(form: str, mode: str, seed: str, *, draws: bool = False) -> tuple[Find | None, int]:
    """Walk once; return what was found, as short as it can be, and the number of turns; `draws` DOCX and PDF, too."""
    taken = steps(random.Random(f"{form} {mode} {seed}"))
    world, error = walked(form, mode, taken, draws=draws)
    if error is None:
        return None, len(world.diary)
    kind = name_of(error)
    short = shrunk(taken, lambda some: fault_of(form, mode, some, draws=draws) == kind)
    world, error = walked(form, mode, short, draws=draws)
    found = Find(
        form=form, mode=mode, seed=seed, steps=short, fault=kind, trace=_trace(error), said=transcript(world.diary)
    )
    return found, len(world.diary)


def walked(form: str, mode: str, taken: Sequence[Step], *, draws: bool = False) -> tuple[World, Exception | None]:
    """Take some steps and come to the end; return the world and the exception that ended it, if one did."""
    world = World(FORMS[form], MODES[mode])
    try:
        for step in taken:
            if world.is_over:
                break
            perform(world, step)
        document = world.document()
        draw_text(document, {})
        for draw in RENDERERS.values() if draws else ():
            assert draw(document, {}).content
    except Exception as error:
        return world, error
    return world, None


def fault_of(form: str, mode: str, taken: Sequence[Step], *, draws: bool = False) -> str:
    """Return what goes wrong in a walk of these steps, or nothing."""
    _, error = walked(form, mode, taken, draws=draws)
    return "" if error is None else name_of(error)


def name_of(error: Exception) -> str:
    """Return what tells one fault from another: the exception, and the last line of ours that it went through."""
    ours = _ours(error)
    return f"{type(error).__name__} at {ours[-1] if ours else '?'}"


def _trace(error: Exception | None) -> str:
    """Return how it came to a fault, in lines of ours, and what it says."""
    assert error is not None, "a walk that failed does not fail again"
    return "\n".join([*(f"  {line}" for line in _ours(error)[-12:]), f"{type(error).__name__}: {error}"[:600]])


def _ours(error: Exception) -> list[str]:
    return [
        f"{Path(frame.filename).relative_to(ROOT)}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
        if ROOT in Path(frame.filename).parents and ".venv" not in frame.filename
    ]


def shrunk(taken: tuple[Step, ...], still_fails: Callable[[tuple[Step, ...]], bool]) -> tuple[Step, ...]:
    """Leave out steps, in ever smaller pieces, as long as the same thing goes wrong."""
    size = max(1, len(taken) // 2)
    while True:
        at = 0
        before = taken
        while at < len(taken):
            less = (*taken[:at], *taken[at + size :])
            if still_fails(less):
                taken = less
            else:
                at += size
        if size == 1 and taken == before:
            return taken
        size = max(1, size // 2)
