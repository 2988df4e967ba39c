"""Keeps what became of messages that a vendor took, and when a person last wrote at an address."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the columns and the table."""
    op.add_column("addresses", sa.Column("also", sa.Text(), nullable=True))
    op.add_column("addresses", sa.Column("heard_at", sa.BigInteger(), nullable=True))
    op.create_index("ix_addresses_also", "addresses", ["also"])
    _deliveries()


def downgrade() -> None:
    """Remove the columns and the table."""
    op.drop_table("deliveries")
    op.drop_index("ix_addresses_also", "addresses")
    op.drop_column("addresses", "heard_at")
    op.drop_column("addresses", "also")


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("reply", NUMBER, nullable=True),
        sa.Column("arrival", sa.Text(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("billable", sa.Boolean(), nullable=True),
        sa.Column("pricing_model", sa.Text(), nullable=True),
        sa.Column("pricing_type", sa.Text(), nullable=True),
        sa.Column("pricing_category", sa.Text(), nullable=True),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "message", name="pk_deliveries"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_deliveries_first_at", "deliveries", ["first_at"])
    op.create_index("ix_deliveries_reply", "deliveries", ["reply"])
