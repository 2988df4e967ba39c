"""Is a person who walks among colleagues, and knows what must hold for what they did meanwhile."""

from __future__ import annotations

from typing import cast

from flows.conversation import ConfirmReason, Conversation
from flows.drafts.event_log import fold
from flows.engine.answering import confirmation, section_claim
from flows.engine.turn.turn_builder import TurnBuilder
from flows.forms.model import Evidence, Table
from flows.language.command_words import nearly
from flows.messages import Input, TextInput
from tests.fakes.co_writers import Writer
from tests.fakes.simulator import START
from tests.walks.diary import Entry
from tests.walks.walker import Walker


class Member(Walker):
    """Is a walker among colleagues: before each word, the draft is as they left it."""

    def __init__(self, on: Writer, name: str, diary: list[Entry]) -> None:
        self.writer = on
        super().__init__(on, name, diary)

    def says(self, text: str, *, seeing: int | None = None) -> None:
        """Type a text, perhaps while an older question is still on the screen."""
        team = self.writer.company.team(self.name)
        builder = TurnBuilder(flow=self.on.flow, conversation=self.on.conversation, now=START, team=team)
        is_settling = builder.conversation.pending is not None and confirmation.meant(builder, text) is not None
        if is_settling:  # a word that settles a doubt is kept nowhere, and may bring another
            self._gives(TextInput(text=text), seeing)
        elif nearly(text) is not None or section_claim.wanted(builder, text) is not None:
            self._gives(
                TextInput(text=text), seeing
            )  # what becomes of a misspelt word is seen to where one walks alone
        else:
            super().says(text, seeing=seeing)

    def is_free(self, question: str) -> bool:
        """Tell whether nobody else writes where a question stands."""
        return self.writer.company.takes.get(self.on.flow.section_of(question).id) in (None, self.name)

    def _gives(self, given: Input, seeing: int | None, label: str = "") -> None:
        before, seen = self._log, self.on.conversation
        super()._gives(given, seeing, label)
        assert self._log.events[: len(before.events)] == before.events
        self._check_colleagues(before, seen)

    @property
    def _log(self) -> Conversation:
        assert self.writer.company.log is not None
        return self.writer.company.log

    def _check_hints(self, new: object) -> None:
        """Hints are told once to the team, whoever wrote the answer."""

    def _check_colleagues(self, before: Conversation, seen: Conversation) -> None:
        """Nothing of the others is gone that this one had not seen."""
        unseen = {
            question: answer
            for question, answer in before.draft.answers.items()
            if answer.event > seen.upto > 0 and before.events[answer.event - 1].source.contact != self.name
        }
        for question, answer in unseen.items():
            if not self.on.flow.has(question):
                continue
            kind = self.on.flow.question(question)
            if isinstance(kind, Table):
                self._check_rows(kind.id, before, seen.upto)
            elif not isinstance(kind, Evidence):
                self._check_offered(question, answer.event)

    def _check_offered(self, question: str, event: int) -> None:
        """An answer that was replaced unseen is offered, unless the new one holds it."""
        old, new = self._log.events[event - 1].value, self._log.draft.value(question)
        if new == old or (isinstance(new, str) and str(old) in new):
            return
        pending = self.on.conversation.pending
        assert pending is not None, f"{old!r} was replaced by {new!r}, unseen"
        assert pending.doubt is ConfirmReason.MET
        assert event in cast(list[int], pending.value)

    def _check_rows(self, table: str, before: Conversation, upto: int) -> None:
        """A row that came meanwhile is still there."""
        known = fold(before.events[:upto]).value(table)
        now = self._log.draft.value(table)
        for row in cast(list[object], before.draft.value(table)):
            assert row in cast(list[object], known or []) or row in cast(list[object], now or []), f"{row} is gone"
