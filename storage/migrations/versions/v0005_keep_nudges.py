"""Keeps who was nudged when, who wants no nudges, and which message shows how far a broadcast is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table and the columns."""
    op.create_table(
        "nudges",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("contact", NUMBER, nullable=False),
        sa.Column("conversation", NUMBER, nullable=True),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["contact"], ["contacts.id"], name="fk_nudges_contact"),
        sa.PrimaryKeyConstraint("id", name="pk_nudges"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_nudges_contact_at", "nudges", ["contact", "at"])
    op.add_column("contacts", sa.Column("nudges_from", sa.BigInteger(), nullable=True))
    op.add_column("broadcasts", sa.Column("shown", NUMBER, nullable=True))
    op.add_column("workshops", sa.Column("key", sa.Text(), nullable=True))
    op.drop_column("submissions", "reminded_at")


def downgrade() -> None:
    """Remove them."""
    op.add_column("submissions", sa.Column("reminded_at", sa.BigInteger(), nullable=True))
    op.drop_column("workshops", "key")
    op.drop_column("broadcasts", "shown")
    op.drop_column("contacts", "nudges_from")
    op.drop_table("nudges")
