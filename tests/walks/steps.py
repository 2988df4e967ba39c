"""Lists what can happen in a walk: each step draws from numbers of its own, so that any step can be left out."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from flows.conversation import Status
from flows.drafts import path
from flows.forms.model import Table
from flows.messages import Button, ButtonPress, File, FileInput, FileKind, LocationInput, Reply, UnsupportedInput
from tests.walks.walker import Walker
from tests.walks.words import RARE, WORDS
from tests.walks.world import World

T = TypeVar("T")

CAPTIONS = ("", "antrean", "NIK 7324016505900001")
ODD = ("sticker", "contact", "poll", "edited", "dice", "file")
PROBLEMS = ("", "too_large", "empty", "not_what_it_claims")
PAUSES = (timedelta(minutes=11), timedelta(days=2), timedelta(days=400), timedelta(hours=-8))
LONGEST = 60
"""Steps of a walk."""
FINISHED = 0.4
"""How many walks go on to the end of the form."""


@dataclass(frozen=True, slots=True)
class Step:
    """Is one thing that happens: who does what, and three numbers that decide the rest."""

    act: str
    who: int
    numbers: tuple[int, int, int]

    def of(self, place: int, some: Sequence[T]) -> T:
        """Return the one of some that a number points at."""
        return some[self.numbers[place] % len(some)]


def says(_: World, walker: Walker, step: Step) -> None:
    """Type something."""
    walker.says(step.of(0, WORDS))


def says_something_rare(_: World, walker: Walker, step: Step) -> None:
    """Type something odd."""
    walker.says(step.of(0, RARE))


def says_late(_: World, walker: Walker, step: Step) -> None:
    """Type something while an older question is still on the screen."""
    walker.says(step.of(0, (*WORDS, *RARE)), seeing=step.of(1, sorted(walker.on.asked)))


def says_a_label(_: World, walker: Walker, step: Step) -> None:
    """Type what stands on a button, or its number, perhaps late."""
    reply = step.of(0, walker.on.replies[-3:])
    buttons = (*reply.choices, *reply.actions)
    if buttons:
        number = step.numbers[1] % len(buttons)
        text = str(number + 1) if step.numbers[2] % 3 == 0 else buttons[number].label
        seeing = reply.ask if step.numbers[2] % 4 == 0 else None
        walker.says(text, seeing=seeing)


def answers(_: World, walker: Walker, step: Step) -> None:
    """Answer as the example does."""
    if walker.on.question is not None and walker.on.conversation.pending is None:
        walker.answers_well()


def answers_many(world: World, walker: Walker, step: Step) -> None:
    """Answer several questions as the examples do."""
    for _ in range(step.numbers[0] % 12):
        answers(world, walker, step)


def presses(_: World, walker: Walker, step: Step) -> None:
    """Press a button of the last message."""
    _press(walker, step, walker.on.last)


def presses_old(_: World, walker: Walker, step: Step) -> None:
    """Press a button of any message so far."""
    _press(walker, step, step.of(1, walker.on.replies))


def presses_twice(_: World, walker: Walker, step: Step) -> None:
    """Press a button twice before the answer is there."""
    last = walker.on.last
    _press(walker, step, last)
    _press(walker, step, last)


def _press(walker: Walker, step: Step, reply: Reply) -> None:
    buttons: tuple[Button, ...] = (*reply.choices, *reply.actions)
    if buttons:
        walker.presses(step.of(0, buttons), reply)


def sends_a_file(_: World, walker: Walker, step: Step) -> None:
    """Send a photo, a document, a voice or a video, perhaps late."""
    kind = step.of(0, tuple(FileKind))
    file = File(key=f"k-{kind}", kind=kind, name=f"b.{kind}", mime="", size=9)
    before = walker.on.conversation
    walker.gives(FileInput(file=file, caption=step.of(1, CAPTIONS)), seeing=_seeing(walker, step))
    now = walker.on.conversation
    is_reply = kind is FileKind.VOICE and len(now.settled) > len(before.settled)
    assert len(now.draft.proofs) == len(before.draft.proofs) + (not is_reply), "a file is lost"


def sends_something_odd(_: World, walker: Walker, step: Step) -> None:
    """Send what no question takes."""
    before = walker.on.conversation.draft.answers
    walker.gives(UnsupportedInput(what=step.of(0, ODD), text=step.of(1, ("", "tulisan")), problem=step.of(2, PROBLEMS)))
    assert walker.on.conversation.draft.answers == before, "a sticker changes an answer"


def shares_a_place(_: World, walker: Walker, step: Step) -> None:
    """Share a place, perhaps late."""
    walker.gives(LocationInput(latitude=-2.5, longitude=121.0), seeing=_seeing(walker, step))


def _seeing(walker: Walker, step: Step) -> int | None:
    return step.of(1, sorted(walker.on.asked)) if step.numbers[2] % 3 == 0 else None


def waits(world: World, walker: Walker, step: Step) -> None:
    """Let time pass, or the clock be set back."""
    world.passes(step.of(0, PAUSES))


def goes_back_and_on(world: World, walker: Walker, step: Step) -> None:
    """Go back some questions and on again: the same question is open."""
    here, conversation, flow = walker.on.question, walker.on.conversation, walker.on.flow
    is_plain = not (conversation.pending or conversation.points or conversation.cursor.adding or conversation.back_to)
    if here is None or not is_plain or conversation.cursor.together or isinstance(flow.question(here), Table):
        return
    wanted = [name for name in path.path(flow, conversation.draft) if path.is_wanted(flow, conversation, name)]
    if wanted[:1] != [here] or not walker.is_free(here):
        return
    for _ in range(1 + step.numbers[0] % 3):
        walker.gives(ButtonPress(verb="back"))
    for _ in range(5):
        if walker.on.question == here:
            break
        walker.gives(ButtonPress(verb="next"))
    assert walker.on.question == here, "there is no way on from an earlier question"
    assert walker.on.conversation.draft == conversation.draft, "going back changes the draft"


def looks_through(_: World, walker: Walker, step: Step) -> None:
    """Look at the preview of every section."""
    walker.looks_through()


def hands_in(_: World, walker: Walker, step: Step) -> None:
    """Send the draft to the coach."""
    if walker.on.flow.leads:
        return
    walker.gives(ButtonPress(verb="submit"))
    yes = next(choice for choice in walker.on.last.choices if choice.verb == "submit_yes")
    walker.presses(yes, walker.on.last)


def is_sent_back(world: World, _: Walker, step: Step) -> None:
    """Get the draft back from a coach."""
    if world.flow.leads or not world.mode.has_coach:
        return
    chance = random.Random(str(step.numbers))
    asked = [(section.id, question.id) for section, question in world.flow.questions()]
    about = [*asked, *((section.id, "") for section in world.flow.sections)]
    world.is_sent_back([(*chance.choice(about), chance.choice("fwq")) for _ in range(1 + step.numbers[0] % 4)])


def is_approved(world: World, _: Walker, step: Step) -> None:
    """Have the draft approved."""
    if world.mode.has_coach and world.draft.status is Status.SUBMITTED:
        world.becomes(Status.APPROVED)


def is_upgraded(world: World, _: Walker, step: Step) -> None:
    """Have the draft moved to a newer version of its form."""
    if not world.flow.leads:
        world.is_upgraded()


def takes_a_section(world: World, walker: Walker, step: Step) -> None:
    """Take a section before colleagues do."""
    if world.mode.is_team:
        walker.gives(ButtonPress(verb="take", argument=step.of(0, world.flow.sections).id))


def puts_a_section_down(world: World, walker: Walker, step: Step) -> None:
    """Have no section any more."""
    if world.mode.is_team:
        world.frees(walker.name)


def leaves(world: World, walker: Walker, step: Step) -> None:
    """Leave the team; its owner stays."""
    if world.mode.is_team and walker is not world.walkers[0]:
        world.loses(walker.name)


def all_finish(world: World, _: Walker, step: Step) -> None:
    """Let everybody answer all that is still asked."""
    world.finishes()


ACTS: Mapping[Callable[[World, Walker, Step], None], float] = {
    presses: 20,
    says: 16,
    answers: 14,
    presses_old: 10,
    says_late: 6,
    answers_many: 5,
    says_a_label: 5,
    says_something_rare: 4,
    sends_a_file: 4,
    goes_back_and_on: 3,
    takes_a_section: 3,
    presses_twice: 2,
    sends_something_odd: 2,
    shares_a_place: 2,
    waits: 2,
    is_sent_back: 2,
    hands_in: 1.5,
    puts_a_section_down: 1,
    is_approved: 0.5,
    looks_through: 0.5,
    is_upgraded: 0.3,
    leaves: 0.3,
}
"""What can happen, and how often beside the others."""
BY_NAME = {act.__name__: act for act in (*ACTS, all_finish)}


def steps(chance: random.Random) -> tuple[Step, ...]:
    """Return the steps of one walk."""
    acts = chance.choices([act.__name__ for act in ACTS], [*ACTS.values()], k=chance.randint(3, LONGEST))
    if chance.random() < FINISHED:
        acts.append(all_finish.__name__)
    return tuple(Step(act, chance.randrange(3), _numbers(chance)) for act in acts)


def _numbers(chance: random.Random) -> tuple[int, int, int]:
    return chance.randrange(10_000), chance.randrange(10_000), chance.randrange(10_000)


def perform(world: World, step: Step) -> None:
    """Let one step happen, if it can."""
    walker = world.present[step.who % len(world.present)]
    world.syncs(walker)
    BY_NAME[step.act](world, walker, step)
    world.heeds(walker)
