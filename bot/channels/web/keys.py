"""Says what the web chat needs done with the keys of its visitors."""

from __future__ import annotations

from typing import Protocol


class Keys(Protocol):
    """Joins browsers to whoever chats at an address, and gives an address a new key."""

    async def code_for(self, address: str) -> str | None:
        """Make a code by which another browser asks to be joined to whoever is at an address; None if nobody is."""

    async def replace(self, old: str, new: str) -> None:
        """Move all there is at an address to a new one: the key of the old one opens nothing any more."""
