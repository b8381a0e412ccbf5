"""Whether the service can serve: the schema is the newest, and the clock of its scheduler ticks."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from foodlink.database import schema
from foodlink.domain.operation import Tick
from foodlink.domain.territory import Territory


def schema_is_current(session: Session) -> bool:
    """Whether the database has the newest schema."""
    return schema.is_newest(session.connection())


def scheduler_is_fresh(session: Session, *, batch_minutes: int, at: datetime) -> bool:
    """Whether some territory's batch was asked for less than two of its intervals ago; without territories, any job today.

    `batch_minutes` is the interval of territories that chose none; `at` is the machine's time.
    """
    batches = session.execute(
        select(Tick.ticked_at, func.coalesce(Territory.batch_every_min, batch_minutes)).join(
            Territory, Tick.name.endswith(":" + Territory.code)
        )
    ).all()
    if batches:
        return any(at - ticked_at < 2 * timedelta(minutes=minutes) for ticked_at, minutes in batches)
    latest = session.scalar(select(func.max(Tick.ticked_at)))
    return latest is not None and at - latest < timedelta(days=1)
