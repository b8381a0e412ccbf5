"""The job engine's own tables, as the installed procrastinate lays them; its later versions bring migrations of their own."""

from alembic import op
from procrastinate.schema import SchemaManager
from sqlalchemy import text

revision = "0003_jobs"
down_revision = "0002_event_log"

_OURS_TO_DROP = """
do $$
declare thing record;
begin
    for thing in select oid::regclass as name from pg_class
        where relkind = 'r' and relnamespace = current_schema()::regnamespace and relname like 'procrastinate\\_%'
    loop execute 'drop table if exists ' || thing.name || ' cascade'; end loop;
    for thing in select oid::regprocedure as name from pg_proc
        where pronamespace = current_schema()::regnamespace and proname like 'procrastinate\\_%'
    loop execute 'drop function if exists ' || thing.name || ' cascade'; end loop;
    for thing in select oid::regtype as name from pg_type
        where typnamespace = current_schema()::regnamespace and typtype in ('e', 'c') and typname like 'procrastinate\\_%'
    loop execute 'drop type if exists ' || thing.name || ' cascade'; end loop;
end $$
"""


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    assert connection is not None
    connection.execute(SchemaManager.get_schema())


def downgrade() -> None:
    op.execute(text(_OURS_TO_DROP))
