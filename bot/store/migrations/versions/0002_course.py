"""Certificates, groups, and how much was sent."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FIGURES = (
    "lessons",
    "mastered",
    "pre_right",
    "pre_unsure",
    "post_right",
    "post_unsure",
    "recall_right",
    "recall_unsure",
)


def upgrade() -> None:
    _create_certificates()
    _create_signing_keys()
    _create_groups()
    _create_memberships()
    _create_sent_counts()


def _create_certificates() -> None:
    op.create_table(
        "certificates",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Text(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("number", name="pk_certificates"),
    )


def _create_signing_keys() -> None:
    op.create_table(
        "signing_keys",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("private_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_signing_keys"),
        sa.UniqueConstraint("public", name="uq_signing_keys_public"),
        sqlite_autoincrement=True,
    )


def _create_groups() -> None:
    op.create_table(
        "groups",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("open_until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_groups"),
        sa.UniqueConstraint("code", name="uq_groups_code"),
        sqlite_autoincrement=True,
    )


def _create_memberships() -> None:
    op.create_table(
        "memberships",
        sa.Column("contact_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("group_id", BIG_ID, nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.Integer()) for name in FIGURES),
        sa.PrimaryKeyConstraint("contact_id", name="pk_memberships"),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_memberships_contact_id_contacts"),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name="fk_memberships_group_id_groups"),
    )
    op.create_index("ix_memberships_group_id", "memberships", ["group_id"])


def _create_sent_counts() -> None:
    op.create_table(
        "sent_counts",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("messages", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "month", name="pk_sent_counts"),
    )
