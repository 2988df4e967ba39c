"""The types of columns, and the conditions of rows that are queried most."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, Integer, MetaData, Text, TypeDecorator, text
from sqlalchemy.engine import Dialect

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Time(TypeDecorator[datetime]):
    """A moment as microseconds since 1970 in UTC, which sorts and compares alike on both databases."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Return the microseconds; a moment without a time zone is refused."""
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return the moment in UTC."""
        return None if value is None else EPOCH + timedelta(microseconds=value)


class Words(TypeDecorator[str]):
    """Text from outside; PostgreSQL refuses the character NUL, so it is replaced."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Return the text without NUL."""
        return value.replace("\0", "\ufffd") if value and "\0" in value else value


# SQLite gives numbers by itself only to a primary key that is called INTEGER.
Id = BigInteger().with_variant(Integer, "sqlite")


# sqlite_autoincrement: a number is never given twice; a late message may carry that of a row that was forgotten.
# sqlite_with_rowid=False: rows lie in the order of their key, so that one log is read from few pages.

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

WAITING = text("state = 'waiting'")
QUEUED = text("state = 'queued'")
SENDING = text("state = 'sending'")
IS_QUESTION = text("ask IS NOT NULL")
