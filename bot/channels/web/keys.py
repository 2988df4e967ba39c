"""What the web chat asks of the store of its visitors' keys."""

from __future__ import annotations

from typing import Protocol


class Keys(Protocol):
    """A store of browser keys: joins a browser to an address, and gives an address a new key."""

    async def code_for(self, address: str) -> str | None:
        """Make a code by which another browser asks to be joined to whoever is at an address; None if nobody is."""

    async def replace(self, old: str, new: str) -> None:
        """Move all there is at an address to a new one: the key of the old one opens nothing any more."""
