"""Ids of messages that can still be taken from a person's screen."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

IS_KEPT = sa.text("platform_id_sealed IS NOT NULL")


def upgrade() -> None:
    op.add_column("inbox", sa.Column("platform_id_sealed", sa.LargeBinary()))
    op.add_column("outbox", sa.Column("platform_id_sealed", sa.LargeBinary()))
    op.add_column("outbox", sa.Column("clears_sealed", sa.LargeBinary()))
    _create_index("inbox", "received_at")
    _create_index("outbox", "sent_at")


def _create_index(table: str, column: str) -> None:
    op.create_index(
        f"ix_{table}_platform_id", table, [column], sqlite_where=IS_KEPT, postgresql_where=IS_KEPT
    )
