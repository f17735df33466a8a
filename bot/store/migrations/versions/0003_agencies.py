"""The list of companies: its versions, and its rows."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXTS = ("name", "licence", "status", "office", "valid_until", "source", "as_of")


def upgrade() -> None:
    op.create_table(
        "agency_lists",
        sa.Column("version", BIG_ID, nullable=False),
        sa.Column("imported_at", sa.BigInteger(), nullable=False),
        sa.Column("as_of", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_agency_lists"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "agencies",
        sa.Column("version", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in TEXTS),
        sa.Column("is_invented", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("version", "id", name="pk_agencies"),
        sa.ForeignKeyConstraint(
            ["version"], ["agency_lists.version"], name="fk_agencies_version_agency_lists"
        ),
    )
