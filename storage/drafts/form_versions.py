"""The text of every version of a form that is in use."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, insert, select

from storage.tables import flows

_PINNED = select(flows.c.hash, flows.c.definition).where(
    flows.c.id == bindparam("flow"), flows.c.version == bindparam("number")
)
_PIN = insert(flows)


class FlowChanged(Exception):  # noqa: N818 - a statement about a form, as Conflict is about a conversation
    """A form whose text was changed without a new version."""


def pin(connection: Connection, flow: str, version: int, definition: str, digest: str) -> None:
    """Store a form's text; raise FlowChanged when this version is stored with another text."""
    row = connection.execute(_PINNED, {"flow": flow, "number": version}).first()
    if row is None:
        connection.execute(_PIN, {"id": flow, "version": version, "hash": digest, "definition": definition})
    elif row[0] != digest:
        raise FlowChanged(f"form {flow} has changed, but its version is still {version}: give it the next number")


def get(connection: Connection, flow: str, version: int) -> str:
    """Return the text of a version; raise LookupError if it was never in use."""
    row = connection.execute(_PINNED, {"flow": flow, "number": version}).first()
    if row is None:
        raise LookupError(f"form {flow} version {version} was never in use")
    text: str = row[1]
    return text
