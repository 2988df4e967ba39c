"""Keeps workshops, broadcasts, timers, alarms, and who is signed in on the web."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WAITING = sa.text("state = 'waiting'")
TABLES = (
    "timers",
    "workshops",
    "attendances",
    "broadcasts",
    "recipients",
    "logins",
    "alarms",
)


def upgrade() -> None:
    """Make the tables."""
    _timers()
    _workshops()
    _attendances()
    _broadcasts()
    _recipients()
    _logins()
    _alarms()
    op.add_column("outbox", sa.Column("origin", NUMBER, nullable=True))
    op.add_column("outbox", sa.Column("announced", sa.Text(), nullable=True))
    op.add_column("outbox", sa.Column("told_at", sa.BigInteger(), nullable=True))
    op.add_column("outbox", sa.Column("tried", sa.Text(), nullable=True))
    op.create_index("ix_outbox_origin", "outbox", ["origin"])
    op.execute("UPDATE outbox SET parts_sent = (1 << parts_sent) - 1 WHERE parts_sent > 0")  # was a count
    op.add_column("contacts", sa.Column("is_subscribed", sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    """Remove the tables."""
    op.drop_column("contacts", "is_subscribed")
    op.execute("UPDATE outbox SET parts_sent = 0")
    op.drop_index("ix_outbox_origin", "outbox")
    for column in ("tried", "told_at", "announced", "origin"):
        op.drop_column("outbox", column)
    for name in reversed(TABLES):
        op.drop_table(name)


def _timers() -> None:
    op.create_table(
        "timers",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("contact", NUMBER, nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["contact"], ["contacts.id"], name="fk_timers_contact"),
        sa.PrimaryKeyConstraint("id", name="pk_timers"),
        sa.UniqueConstraint("kind", "subject", name="uq_timers_kind_subject"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_timers_contact", "timers", ["contact"])
    op.create_index("ix_timers_due", "timers", ["due_at"], sqlite_where=WAITING, postgresql_where=WAITING)


def _workshops() -> None:
    op.create_table(
        "workshops",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("maker", NUMBER, nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["maker"], ["contacts.id"], name="fk_workshops_maker"),
        sa.PrimaryKeyConstraint("id", name="pk_workshops"),
        sa.UniqueConstraint("code", name="uq_workshops_code"),
        sqlite_autoincrement=True,
    )


def _attendances() -> None:
    op.create_table(
        "attendances",
        sa.Column("workshop", NUMBER, nullable=False),
        sa.Column("contact", NUMBER, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("present_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["workshop"], ["workshops.id"], name="fk_attendances_workshop"),
        sa.ForeignKeyConstraint(["contact"], ["contacts.id"], name="fk_attendances_contact"),
        sa.PrimaryKeyConstraint("workshop", "contact", name="pk_attendances"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_attendances_contact", "attendances", ["contact"])


def _broadcasts() -> None:
    op.create_table(
        "broadcasts",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("maker", NUMBER, nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["maker"], ["contacts.id"], name="fk_broadcasts_maker"),
        sa.PrimaryKeyConstraint("id", name="pk_broadcasts"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_broadcasts_state", "broadcasts", ["state"])


def _recipients() -> None:
    op.create_table(
        "recipients",
        sa.Column("broadcast", NUMBER, nullable=False),
        sa.Column("contact", NUMBER, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reply", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["broadcast"], ["broadcasts.id"], name="fk_recipients_broadcast"),
        sa.ForeignKeyConstraint(["contact"], ["contacts.id"], name="fk_recipients_contact"),
        sa.PrimaryKeyConstraint("broadcast", "contact", name="pk_recipients"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_recipients_contact", "recipients", ["contact"])
    op.create_index("ix_recipients_reply", "recipients", ["reply"])


def _logins() -> None:
    op.create_table(
        "logins",
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("contact", NUMBER, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["contact"], ["contacts.id"], name="fk_logins_contact"),
        sa.PrimaryKeyConstraint("token", name="pk_logins"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_logins_contact", "logins", ["contact"])


def _alarms() -> None:
    op.create_table(
        "alarms",
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("cause", name="pk_alarms"),
        sqlite_with_rowid=False,
    )
