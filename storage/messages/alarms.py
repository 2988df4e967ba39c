"""When admins were last told of each cause."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from storage.db.database import insert_new
from storage.tables import alarms

_NEW = insert_new(alarms)


def claim(connection: Connection, cause: str, now: datetime, quiet: timedelta) -> bool:
    """Tell whether a cause is due to be reported again; only one caller gets True."""
    taken = _NEW.values(cause=cause, at=now).on_conflict_do_update(
        index_elements=["cause"], set_={"at": now}, where=alarms.c.at <= now - quiet
    )
    return connection.execute(taken.returning(alarms.c.cause)).first() is not None


def over(connection: Connection, cause: str) -> None:
    """Forget a cause, so that its return is reported at once."""
    connection.execute(alarms.delete().where(alarms.c.cause == cause))
