"""Invitations of workers, and who sees whose progress."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NUMBERS = ("lessons", "mastered", "steps_done", "steps_total")


def upgrade() -> None:
    _create_invitations()
    _create_shares()


def _create_invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("contact_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("contact_id", name="pk_invitations"),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_invitations_contact_id_contacts"),
        sa.UniqueConstraint("code_hash", name="uq_invitations_code_hash"),
    )
    op.create_index("ix_invitations_expires_at", "invitations", ["expires_at"])


def _create_shares() -> None:
    op.create_table(
        "shares",
        sa.Column("contact_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("relative_id", BIG_ID, nullable=False),
        sa.Column("shared_at", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.Integer(), server_default="0", nullable=False) for name in NUMBERS),
        sa.Column("route", sa.Text(), server_default="", nullable=False),
        sa.Column("is_ready", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("contact_id", name="pk_shares"),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_shares_contact_id_contacts"),
        sa.ForeignKeyConstraint(["relative_id"], ["contacts.id"], name="fk_shares_relative_id_contacts"),
        sa.UniqueConstraint("relative_id", name="uq_shares_relative_id"),
    )
