"""Several keys for one order in any mailbox, and the order that a mail repeats or changes."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("customer_order") as table:
        table.add_column(sa.Column("parent_id", sa.String(32)))
        table.create_foreign_key("parent", "customer_order", ["parent_id"], ["id"])
    op.create_table(
        "order_key",
        sa.Column("key", sa.String(512), primary_key=True),
        sa.Column("order_id", sa.String(32), sa.ForeignKey("customer_order.id"), nullable=False),
    )
    # Until now an order was known by one identity: customer, number and revision.
    connection = op.get_bind()
    known = sa.text("SELECT id, identity FROM customer_order WHERE identity NOT LIKE '%|mail|%'")
    for order_id, identity in connection.execute(known).all():
        key = identity.rpartition("|")[0]
        connection.execute(
            sa.text("INSERT OR IGNORE INTO order_key (key, order_id) VALUES (:key, :order)"),
            {"key": key, "order": order_id},
        )


def downgrade() -> None:
    op.drop_table("order_key")
    with op.batch_alter_table("customer_order") as table:
        table.drop_constraint("parent", type_="foreignkey")
        table.drop_column("parent_id")
