"""The shifted clock of a demonstration: computed once, shared by all processes of the service through the database."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from foodlink.domain.errors import Conflict
from foodlink.domain.operation import Fact
from foodlink.queries.demonstration import is_demonstration

_NAME = "clock_shift"


class ClockOnlyForDemonstrations(Conflict):
    """FOODLINK_CLOCK is for demonstrations alone: unset it, or load one into an empty database (`foodlink demo load`)."""


def begin_clock(session: Session, start: datetime | None, *, at: datetime) -> timedelta:
    """Set the clock of a service of which nothing runs yet: it shows `start` at the machine's moment `at`.

    Without `start` the service keeps the machine's time. Returns the shift, which every later process of the service adopts.
    Raises ClockOnlyForDemonstrations where the database is no demonstration.
    """
    allow_clock(session, start)
    shift = timedelta(0) if start is None else start - at
    session.merge(Fact(name=_NAME, value={"seconds": shift.total_seconds()}, at=at))
    session.commit()
    return shift


def adopted_clock(session: Session, start: datetime | None) -> timedelta:
    """The shift that the running service has; `start` only has to be allowed here, it decides nothing any more."""
    allow_clock(session, start)
    fact = session.get(Fact, _NAME)
    return timedelta(seconds=fact.value["seconds"]) if fact is not None else timedelta(0)


def allow_clock(session: Session, start: datetime | None) -> None:
    """Raise ClockOnlyForDemonstrations where a start is asked for and the database is no demonstration."""
    if start is not None and not is_demonstration(session):
        raise ClockOnlyForDemonstrations
