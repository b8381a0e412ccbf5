"""Whether the service can serve: the schema is the newest, and the clock of its scheduler ticks."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from foodlink.database.schema import newest_revision
from foodlink.domain.operation import Tick

_REVISION = text("select version_num from alembic_version")


def schema_is_current(session: Session) -> bool:
    """Whether the database has the newest schema."""
    return session.scalars(_REVISION).all() == [newest_revision()]


def scheduler_is_fresh(session: Session, *, interval: timedelta, at: datetime) -> bool:
    """Whether some job was asked for less than two intervals ago. `at` is the machine's time."""
    latest = session.scalar(select(func.max(Tick.ticked_at)))
    return latest is not None and at - latest < 2 * interval
