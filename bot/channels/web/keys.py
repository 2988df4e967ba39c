"""What the web chat asks of the store of its visitors' keys."""

from __future__ import annotations

from typing import Protocol


class Keys(Protocol):
    """A store of browser keys: joins a browser to an address, and gives an address a new key."""

    async def code_for(self, address: str) -> str | None:
        """Return a code by which another browser asks to join an address; None if nobody is there."""

    async def replace(self, old: str, new: str) -> None:
        """Move everything at an address to a new one, so that the old key opens nothing."""
