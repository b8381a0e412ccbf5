"""Offers, past ones too, are found by where they are: an index that hands out the nearest first."""

from alembic import op
from sqlalchemy import text

revision = "0004_offers_by_place"
down_revision = "0003_jobs"


def upgrade() -> None:
    op.create_index("ix_offers_place", "offers", [text("point(lon * 0.68, lat)")], postgresql_using="gist")


def downgrade() -> None:
    op.drop_index("ix_offers_place", table_name="offers")
