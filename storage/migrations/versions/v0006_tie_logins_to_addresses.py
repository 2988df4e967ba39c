"""Ties links and sessions of the board to the address that asked, and lets a code wait for its maker's yes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table anew: of an old session, which lives half a day, nobody knows where it was asked for."""
    op.drop_table("logins")
    op.create_table(
        "logins",
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        *_rest(),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_logins_address", "logins", ["channel", "address"])
    op.add_column("codes", sa.Column("asker", NUMBER, nullable=True))


def downgrade() -> None:
    """Make the table as it was."""
    op.drop_column("codes", "asker")
    op.drop_table("logins")
    op.create_table(
        "logins",
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("contact", NUMBER, nullable=False),
        *_rest(),
        sa.ForeignKeyConstraint(["contact"], ["contacts.id"], name="fk_logins_contact"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_logins_contact", "logins", ["contact"])


def _rest() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_logins"),
    ]
