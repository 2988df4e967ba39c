"""The questions that one message asks together, where each message costs money."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from flows.conversation import Conversation, Cursor, Draft
from flows.drafts.path import is_open, is_wanted, path
from flows.forms.model import Flow, Operator, When


def group_of(flow: Flow, question: str, conversation: Conversation) -> tuple[str, ...]:
    """Return the questions to ask in one message with this one; empty where it is asked alone."""
    if conversation.points:  # what a coach asked for is dealt with one by one
        return ()
    group = next((group for group in flow.section_of(question).together if question in group), ())
    wanted = tuple(name for name in asked(flow, conversation.draft, group) if is_wanted(flow, conversation, name))
    return wanted if len(wanted) > 1 and question in wanted else ()


def asked(flow: Flow, draft: Draft, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of several questions that are open and apply, or will apply once an earlier one is answered."""
    return tuple(_asked(flow, draft, names)) if names else ()


def _asked(flow: Flow, draft: Draft, names: tuple[str, ...]) -> Iterator[str]:
    way = path(flow, draft)
    before: set[str] = set()
    for name in names:
        if is_open(draft, name) and (name in way or hangs_on(flow.question(name).when, before)):
            before.add(name)
            yield name


def hangs_on(when: When | None, names: Collection[str]) -> bool:
    """Return whether a condition asks only that one of these questions be answered."""
    return when is not None and when.question in names and when.operator is Operator.ANSWERED and when.value is True


def is_left_of(flow: Flow, draft: Draft, here: Cursor, seen: Cursor) -> bool:
    """Return whether the open questions are the unanswered rest of an earlier message."""
    left = asked(flow, draft, seen.together)
    return bool(left) and left == (here.together or (here.question,))
