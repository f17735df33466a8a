"""What people put away under a code word."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "drawers",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("conversation_id", BIG_ID, nullable=False),
        sa.Column("contact_id", BIG_ID, nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("state_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_drawers"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_drawers_conversation_id_conversations"
        ),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_drawers_contact_id_contacts"),
        sa.UniqueConstraint("conversation_id", "code_hash", name="uq_drawers_conversation_id_code_hash"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_drawers_contact_id", "drawers", ["contact_id"])
    op.create_index("ix_drawers_created_at", "drawers", ["created_at"])
