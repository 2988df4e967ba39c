"""Keeps which process sends a reply, and whether the vendor was asked to take it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add the columns; what is being sent was claimed by a process that is no more, and may have arrived."""
    op.add_column("outbox", sa.Column("worker", sa.Integer(), nullable=True))
    op.add_column("outbox", sa.Column("called_at", sa.BigInteger(), nullable=True))
    op.execute("UPDATE outbox SET called_at = created_at WHERE state = 'sending'")


def downgrade() -> None:
    """Remove them."""
    op.drop_column("outbox", "called_at")
    op.drop_column("outbox", "worker")
