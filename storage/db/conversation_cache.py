"""The conversations used last, in memory, so that a turn need not read and fold their logs again."""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

from flows.conversation import Conversation

SIZE = 2000
"""Entries; some ten kilobytes each."""


class CachedConversation(NamedTuple):
    """A conversation at one revision, as one person sees it; `member` is None for its owner."""

    revision: int
    member: int | None
    conversation: Conversation


class ConversationCache:
    """A cache from a conversation's id and revision to what was read or saved under it.

    Every save gives a revision that no other save ever gives. So an entry whose transaction was taken back, or
    that another process has overtaken, is never found, and nothing needs to be removed at the right moment.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[int, CachedConversation] = OrderedDict()

    def get(self, conversation: int, revision: int) -> CachedConversation | None:
        """Return the conversation if it is cached at exactly this revision, else None."""
        known = self._kept.get(conversation)
        return known if known is not None and known.revision == revision else None

    def put(self, conversation: Conversation, revision: int, member: int | None = None) -> None:
        """Cache a conversation; the oldest entry goes when there are too many."""
        self._kept.pop(conversation.id, None)
        self._kept[conversation.id] = CachedConversation(revision, member, conversation)
        if len(self._kept) > SIZE:
            self._kept.popitem(last=False)
