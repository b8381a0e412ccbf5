"""A coordinator closes an organisation for a day (a holiday, a full store), or opens it again."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from foodlink import jobs
from foodlink.domain import event
from foodlink.domain.account import Role
from foodlink.domain.actor import Actor
from foodlink.domain.errors import Invalid, NotFound
from foodlink.domain.organisation import Closure, Organisation
from foodlink.ids import new_id
from foodlink.local_time import local_day
from foodlink.queries.persons import accounts_of
from foodlink.services.notices import tell


def close_organisation(
    session: Session, organisation_id: UUID, *, day: date, reason: str, by: Actor, at: datetime
) -> Organisation:
    """Close an organisation on a local day, today or later; the day is planned again. Nothing happens where it is closed.

    Raises NotFound outside one's territory and Invalid for a day that is over.
    """
    organisation = organisation_to_change(session, organisation_id, by=by)
    if day < local_day(at):
        raise Invalid({"date": ["This day is over."]})
    if not organisation.closed_on(day):
        organisation.closures.append(
            Closure(id=new_id(), day=day, reason=reason, by=by.account_id, created_at=at),
        )
        _record(session, organisation, "closed", day=day, reason=reason, by=by, at=at)
    session.commit()
    return organisation


def reopen_organisation(
    session: Session, organisation_id: UUID, *, day: date, by: Actor, at: datetime, reason: str | None = None
) -> Organisation:
    """Take back the closing of a day; the day is planned again. Raises NotFound where it is not closed on it."""
    organisation = organisation_to_change(session, organisation_id, by=by)
    closures = [closure for closure in organisation.closures if closure.day == day]
    if not closures:
        raise NotFound()
    for closure in closures:
        organisation.closures.remove(closure)
    _record(session, organisation, "reopened", day=day, reason=reason, by=by, at=at)
    session.commit()
    return organisation


def organisation_to_change(session: Session, organisation_id: UUID, *, by: Actor) -> Organisation:
    """The organisation, locked for a coordinator's decision. Raises Forbidden for other roles, NotFound outside the territory."""
    by.must_be(Role.COORDINATOR)
    statement = select(Organisation).where(Organisation.id == organisation_id).with_for_update(key_share=True)
    organisation = session.scalars(statement, execution_options={"populate_existing": True}).first()
    if organisation is None or not by.coordinates_in(organisation.territory):
        raise NotFound()
    return organisation


def _record(
    session: Session, organisation: Organisation, new: str, *, day: date, reason: str | None, by: Actor, at: datetime
) -> None:
    territory, data = organisation.territory, {"day": day.isoformat()}
    event.record(organisation, new, at=at, by=by.account_id, territory=territory, reason=reason, data=data)
    tell(session, accounts_of(session, [organisation.id]), f"organisation_{new}", {"day": day, "reason": reason}, at=at)
    jobs.ask_for_replan(session, territory, day.isoformat())
