"""Is a draft in which one or several people walk, with a coach and a clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from flows.conversation import Conversation, EffectKind, Point, Status
from flows.documents.document import Document, build_document
from flows.drafts.path import path
from flows.forms.model import Flow
from tests.fakes.co_writers import Company
from tests.fakes.simulator import START, Simulator
from tests.walks.diary import Entry
from tests.walks.member import Member
from tests.walks.versions import newer
from tests.walks.walker import Walker

NAMES = ("Alice", "Erna", "Joko")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """Says who walks: alone or three together, where messages cost money, with a coach who reads along."""

    is_team: bool = False
    is_brief: bool = False
    has_coach: bool = False


MODES = {
    "alone": Mode(),
    "few_messages": Mode(is_brief=True),
    "team": Mode(is_team=True),
    "review": Mode(has_coach=True),
    "team_review": Mode(is_team=True, has_coach=True),
}


class World:
    """Is one walk: the draft, the people in it, and what they said."""

    def __init__(self, flow: Flow, mode: Mode) -> None:
        self.flow = flow
        self.mode = mode
        self.diary: list[Entry] = []
        self.company: Company | None = None
        self.walkers: list[Walker] = []
        if mode.is_team:
            self.company = Company(flow, *NAMES)
            self.company["Joko"].brief = True  # Joko is on WhatsApp
            self.walkers += [Member(self.company[name], name, self.diary) for name in NAMES]
        else:
            self.walkers.append(Walker(Simulator(flow, brief=mode.is_brief), NAMES[0], self.diary))

    @property
    def present(self) -> list[Walker]:
        """Return who still writes in the draft."""
        gone = self.company.left if self.company is not None else ()
        return [walker for walker in self.walkers if walker.name not in gone]

    @property
    def draft(self) -> Conversation:
        """Return the conversation as the last turn left it."""
        if self.company is None:
            return self.walkers[0].on.conversation
        assert self.company.log is not None
        return self.company.log

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more can happen in the draft."""
        return self.draft.status in (Status.DONE, Status.CANCELLED)

    def syncs(self, walker: Walker) -> None:
        """Let the draft be as colleagues left it."""
        if self.company is not None:
            self.company[walker.name].sync()

    def becomes(self, status: Status) -> None:
        """Let the draft be handed in, or approved."""
        self._happens(f"the draft is {status} now")
        if self.company is None:
            on = self.walkers[0].on
            on.conversation = replace(on.conversation, status=status)
        else:
            self.company.log = replace(self.draft, status=status)

    def heeds(self, walker: Walker) -> None:
        """Do what the shell does after a turn: a draft that is sent is handed in."""
        if any(effect.kind is EffectKind.SUBMIT for effect in walker.on.turn.effects):
            self.becomes(Status.SUBMITTED)

    def is_sent_back(self, found: Sequence[tuple[str, str, str]]) -> None:
        """Let a coach remark on these sections and questions: to fix ("f"), another wording ("w"), a question ("q")."""
        draft = self.draft
        first = (
            max(
                [0, *(point.id for point in draft.points), *(settled_point.point.id for settled_point in draft.settled)]
            )
            + 1
        )
        new = [
            Point(
                id=number,
                section=section,
                question=question,
                who="Carol",
                text=f"Catatan {number}.",
                wording="Kalimat lain" if kind == "w" else "",
                is_question=kind == "q",
            )
            for number, (section, question, kind) in enumerate(found, first)
        ]
        self._happens(
            f"Carol sends it back: {[(point.id, point.section, point.question, point.wording) for point in new]}"
        )
        if self.company is not None:
            self.company.is_sent_back(*draft.points, *new)
        else:
            self.walkers[0].on.is_sent_back(*draft.points, *new)

    def is_upgraded(self) -> None:
        """Let the form get a new version."""
        self.flow = newer(self.flow)
        self._happens(f"the form gets version {self.flow.version}")
        if self.company is not None:
            self.company.is_upgraded(self.flow)
        else:
            self.walkers[0].on.is_upgraded(self.flow)

    def passes(self, time: timedelta) -> None:
        """Let time pass; the clock may be set back, too."""
        self._happens(f"{time} passes")
        if self.company is not None:
            self.company.now += time
        else:
            self.walkers[0].on.now += time

    def finishes(self) -> None:
        """Let everybody come to the end, and read what was written."""
        for walker in self.present:
            if self.is_over:
                return
            if self.company is not None:
                self.company.takes.clear()
            self.syncs(walker)
            walker.finishes()
            walker.looks_through()

    def document(self) -> Document:
        """Return the draft as it is printed."""
        draft = self.draft.draft
        return build_document(self.flow, draft, path=path(self.flow, draft), made=START.date(), revision=1)

    def loses(self, name: str) -> None:
        """Let a member leave the team."""
        assert self.company is not None
        self._happens(f"{name} leaves")
        self.company.leaves(name)

    def frees(self, name: str) -> None:
        """Let the sections that somebody took be free again."""
        assert self.company is not None
        self._happens(f"{name} has no section any more")
        self.company.takes = {section: item for section, item in self.company.takes.items() if item != name}

    def _happens(self, what: str) -> None:
        self.diary.append(Entry(name="·", label=what))
