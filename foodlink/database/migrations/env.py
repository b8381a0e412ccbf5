"""Alembic's door: `foodlink.database.schema` runs it on a connection that it hands over."""

from alembic import context

from foodlink.database.schema import OPTIONS
from foodlink.domain import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transaction_per_migration=True,
    **OPTIONS,
)
with context.begin_transaction():
    context.run_migrations()
