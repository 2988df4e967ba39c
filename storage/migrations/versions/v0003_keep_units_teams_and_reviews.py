"""Keeps units, teams, codes, and what coaches say to drafts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = (
    "units",
    "members",
    "takes",
    "submissions",
    "reviews",
    "remarks",
    "codes",
    "guesses",
    "coach_units",
)


def upgrade() -> None:
    """Make the tables; what a person named as their unit becomes a unit that waits for an admin."""
    _units()
    _members()
    _takes()
    _submissions()
    _reviews()
    _remarks()
    _codes()
    _guesses()
    _coach_units()
    op.add_column("contacts", sa.Column("errand", sa.Text(), nullable=True))
    op.execute(
        "INSERT INTO units (code, name, kind, aliases, state, created_at) "
        "SELECT '_lama-' || MIN(id), unit, 'lain', '', 'proposed', MIN(created_at) "
        "FROM contacts WHERE unit IS NOT NULL GROUP BY unit"
    )
    op.add_column("contacts", sa.Column("unit_id", NUMBER, nullable=True))
    op.execute("UPDATE contacts SET unit_id = (SELECT units.id FROM units WHERE units.name = contacts.unit)")
    op.drop_column("contacts", "unit")
    op.alter_column("contacts", "unit_id", new_column_name="unit")
    op.create_index("ix_contacts_unit", "contacts", ["unit"])


def downgrade() -> None:
    """Remove the tables; each person's unit is a name again."""
    op.drop_index("ix_contacts_unit", "contacts")
    op.alter_column("contacts", "unit", new_column_name="unit_id")
    op.add_column("contacts", sa.Column("unit", sa.Text(), nullable=True))
    op.execute("UPDATE contacts SET unit = (SELECT units.name FROM units WHERE units.id = contacts.unit_id)")
    op.drop_column("contacts", "unit_id")
    op.drop_column("contacts", "errand")
    for name in reversed(TABLES):
        op.drop_table(name)


def _units() -> None:
    op.create_table(
        "units",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("aliases", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_units"),
        sa.UniqueConstraint("code", name="uq_units_code"),
        sqlite_autoincrement=True,
    )


def _members() -> None:
    op.create_table(
        "members",
        sa.Column("conversation", NUMBER, nullable=False),
        sa.Column("contact", NUMBER, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["conversation"], ["conversations.id"], name="fk_members_conversation"),
        sa.ForeignKeyConstraint(["contact"], ["contacts.id"], name="fk_members_contact"),
        sa.PrimaryKeyConstraint("conversation", "contact", name="pk_members"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_members_contact", "members", ["contact"])


def _takes() -> None:
    op.create_table(
        "takes",
        sa.Column("conversation", NUMBER, nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("contact", NUMBER, nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["conversation"], ["conversations.id"], name="fk_takes_conversation"),
        sa.ForeignKeyConstraint(["contact"], ["contacts.id"], name="fk_takes_contact"),
        sa.PrimaryKeyConstraint("conversation", "section", name="pk_takes"),
        sqlite_with_rowid=False,
    )


def _submissions() -> None:
    op.create_table(
        "submissions",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("conversation", NUMBER, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("contact", NUMBER, nullable=True),
        sa.Column("unit", NUMBER, nullable=True),
        sa.Column("needs", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("submitted_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("reminded_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["conversation"], ["conversations.id"], name="fk_submissions_conversation"),
        sa.ForeignKeyConstraint(["contact"], ["contacts.id"], name="fk_submissions_contact"),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name="fk_submissions_unit"),
        sa.PrimaryKeyConstraint("id", name="pk_submissions"),
        sa.UniqueConstraint("conversation", "number", name="uq_submissions_conversation_number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_submissions_conversation", "submissions", ["conversation"])
    op.create_index("ix_submissions_state", "submissions", ["state"])
    op.create_index("ix_submissions_unit", "submissions", ["unit"])


def _reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("submission", NUMBER, nullable=False),
        sa.Column("coach", NUMBER, nullable=True),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["submission"], ["submissions.id"], name="fk_reviews_submission"),
        sa.ForeignKeyConstraint(["coach"], ["contacts.id"], name="fk_reviews_coach"),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
        sa.UniqueConstraint("submission", "coach", name="uq_reviews_submission_coach"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reviews_coach", "reviews", ["coach"])


def _remarks() -> None:
    op.create_table(
        "remarks",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("conversation", NUMBER, nullable=False),
        sa.Column("submission", NUMBER, nullable=False),
        sa.Column("review", NUMBER, nullable=True),
        sa.Column("contact", NUMBER, nullable=True),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("answers", NUMBER, nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["conversation"], ["conversations.id"], name="fk_remarks_conversation"),
        sa.ForeignKeyConstraint(["submission"], ["submissions.id"], name="fk_remarks_submission"),
        sa.ForeignKeyConstraint(["review"], ["reviews.id"], name="fk_remarks_review"),
        sa.ForeignKeyConstraint(["contact"], ["contacts.id"], name="fk_remarks_contact"),
        sa.ForeignKeyConstraint(["answers"], ["remarks.id"], name="fk_remarks_answers"),
        sa.PrimaryKeyConstraint("id", name="pk_remarks"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_remarks_conversation", "remarks", ["conversation"])
    op.create_index("ix_remarks_review", "remarks", ["review"])


def _codes() -> None:
    op.create_table(
        "codes",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("maker", NUMBER, nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("unit", NUMBER, nullable=True),
        sa.Column("conversation", NUMBER, nullable=True),
        sa.Column("uses_left", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["maker"], ["contacts.id"], name="fk_codes_maker"),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name="fk_codes_unit"),
        sa.ForeignKeyConstraint(["conversation"], ["conversations.id"], name="fk_codes_conversation"),
        sa.PrimaryKeyConstraint("code", name="pk_codes"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_codes_conversation", "codes", ["conversation"])
    op.create_index("ix_codes_maker", "codes", ["maker"])


def _guesses() -> None:
    op.create_table(
        "guesses",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_guesses"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_guesses_address", "guesses", ["channel", "address", "at"])


def _coach_units() -> None:
    op.create_table(
        "coach_units",
        sa.Column("coach", NUMBER, nullable=False),
        sa.Column("unit", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["coach"], ["contacts.id"], name="fk_coach_units_coach"),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name="fk_coach_units_unit"),
        sa.PrimaryKeyConstraint("coach", "unit", name="pk_coach_units"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_coach_units_unit", "coach_units", ["unit"])
