"""The stores behind the web chat."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.channels.web.attachments import Documents
from bot.channels.web.history import FileStore, History
from bot.channels.web.keys import Keys
from bot.files.quota import Quota


@dataclass(frozen=True, slots=True, kw_only=True)
class WebStores:
    """What the web chat reads and writes: lines, keys, files that visitors sent and that were shown."""

    history: History
    files: FileStore
    quota: Quota
    keys: Keys
    sent: FileStore
    documents: Callable[[], Documents] | None = None
    """Return the source of attachments; called late, because it needs the channels itself."""
