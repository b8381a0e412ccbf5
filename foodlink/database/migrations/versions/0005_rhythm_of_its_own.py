"""A territory without a rhythm of its own has none: until now that was told by five minutes, which nobody could choose."""

from alembic import op

revision = "0005_rhythm_of_its_own"
down_revision = "0004_offers_by_place"


def upgrade() -> None:
    op.alter_column("territories", "batch_every_min", nullable=True)
    op.execute("update territories set batch_every_min = null where batch_every_min = 5")


def downgrade() -> None:
    op.execute("update territories set batch_every_min = 5 where batch_every_min is null")
    op.alter_column("territories", "batch_every_min", nullable=False)
