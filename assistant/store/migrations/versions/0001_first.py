"""The first tables: mailboxes, the ledger of messages, orders and drafts."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mailbox",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("cursor", sa.String(512)),
        sa.Column("synced_at", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "message",
        sa.Column("mailbox_id", sa.String(64), sa.ForeignKey("mailbox.id"), primary_key=True),
        sa.Column("ref_id", sa.String(512), primary_key=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("signals", sa.JSON(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "customer_order",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("mailbox_id", sa.String(64), sa.ForeignKey("mailbox.id"), nullable=False),
        sa.Column("identity", sa.String(256)),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("verdict", sa.JSON(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("influencers", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("arrival", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("waits_for", sa.String(64), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("mailbox_id", "identity"),
    )
    op.create_table(
        "draft",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("mailbox_id", sa.String(64), sa.ForeignKey("mailbox.id"), nullable=False),
        sa.Column("order_id", sa.String(32), sa.ForeignKey("customer_order.id"), nullable=False),
        sa.Column("influencer", sa.String(320), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("placed_id", sa.String(512)),
        sa.Column("placed_hash", sa.String(64)),
        sa.Column("placed_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("mailbox_id", "order_id", "influencer"),
    )


def downgrade() -> None:
    for table in ("draft", "customer_order", "message", "mailbox"):
        op.drop_table(table)
