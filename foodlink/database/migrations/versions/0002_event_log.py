"""The log of events is append-only, numbered in order of commit, and announces itself."""

from alembic import op

revision = "0002_event_log"
down_revision = "0001_first_tables"

# The lock is held from the numbering to the end of the commit, so a smaller number never appears after a larger one.
_NUMBER = """
create function foodlink_number_event() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock(4407002);
    new.id := nextval('event_ids');
    return new;
end $$
"""

_ANNOUNCE = """
create function foodlink_announce_events() returns trigger language plpgsql as $$
begin
    perform pg_notify('foodlink_events', '');
    return null;
end $$
"""

_FORBID = """
create function foodlink_forbid_change() returns trigger language plpgsql as $$
begin
    raise exception 'the log of events is append-only' using errcode = 'restrict_violation';
end $$
"""


def upgrade() -> None:
    op.execute("create sequence event_ids")
    op.execute(_NUMBER)
    op.execute(_ANNOUNCE)
    op.execute(_FORBID)
    op.execute(
        "create trigger events_number before insert on events for each row execute function foodlink_number_event()"
    )
    op.execute(
        "create trigger events_announce after insert on events"
        " for each statement execute function foodlink_announce_events()"
    )
    op.execute(
        "create trigger events_append_only before update or delete or truncate on events"
        " for each statement execute function foodlink_forbid_change()"
    )


def downgrade() -> None:
    op.execute("drop trigger events_append_only on events")
    op.execute("drop trigger events_announce on events")
    op.execute("drop trigger events_number on events")
    op.execute("drop function foodlink_forbid_change()")
    op.execute("drop function foodlink_announce_events()")
    op.execute("drop function foodlink_number_event()")
    op.execute("drop sequence event_ids")
