"""`tuntun flow upgrade`: drafts moved to the newest version of their form, or a dry run of it."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection

from bot.chat.forms import Forms
from bot.settings import Settings
from flows.drafts.upgrade import placed, upgrade
from flows.forms.load import load_library
from flows.forms.model import Flow
from storage.db.database import Database
from storage.drafts import conversations, members


async def upgraded(settings: Settings, flow_id: str, *, dry_run: bool) -> list[str]:
    """Upgrade every draft of a form in this installation's database; return a line for each."""
    forms = Forms(load_library())
    if flow_id not in forms:
        raise LookupError(f"there is no form {flow_id}")
    async with Database(settings.url) as database:
        return await database.write(upgrade_drafts, forms, flow_id, datetime.now(UTC), dry_run=dry_run)


def upgrade_drafts(connection: Connection, forms: Forms, flow_id: str, now: datetime, *, dry_run: bool) -> list[str]:
    """Upgrade every draft of a form; return a line for each; raise Conflict if somebody writes at this moment."""
    newest = forms.newest(flow_id)
    lines: list[str] = []
    for number in conversations.numbers(connection):
        stored = conversations.load(connection, number)
        if stored is None or stored.conversation.flow != flow_id or stored.conversation.version == newest.version:
            continue
        old = forms.flow(connection, flow_id, stored.conversation.version)
        done = upgrade(stored.conversation, old, newest, now)
        if not dry_run:
            conversations.save(connection, done.conversation, done.events, stored.revision, now)
            _move_members(connection, number, old.version, newest, now)
        moved = ", ".join(f"{before} -> {after}" for before, after in done.renamed) or "nothing renamed"
        left = f"; set aside: {', '.join(done.left)}" if done.left else ""
        lines.append(f"draft {number}: version {old.version} -> {newest.version}: {moved}{left}")
    return lines


def _move_members(connection: Connection, draft: int, version: int, newest: Flow, now: datetime) -> None:
    """Move every member of an upgraded draft to a question that still applies."""
    for member in members.of_draft(connection, draft):
        stored = conversations.load(connection, draft, member.contact)
        if stored is not None and stored.member is not None:
            moved = placed(stored.conversation, version, newest)
            conversations.save(connection, moved, (), stored.revision, now, stored.member)
