"""A coordinator changes what is known of an organisation: what it accepts, its storage, its hours, the hours before use-by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from foodlink import jobs
from foodlink.domain import event
from foodlink.domain.actor import Actor
from foodlink.domain.errors import Invalid, Stale
from foodlink.domain.organisation import OpeningHours, Organisation
from foodlink.local_time import local_day
from foodlink.services.close_organisation import organisation_to_change

OF_ALL = ("phone", "access_notes", "address")
OF_ASSOCIATIONS = (
    "accepts",
    "storage_ambient_g",
    "storage_chilled_g",
    "storage_frozen_g",
    "use_by_lead_h",
    "beneficiaries",
    "serves_students",
)


@dataclass(frozen=True, slots=True)
class OpenHours:
    """One weekly stretch of local opening time; `weekday` 1 is Monday."""

    weekday: int
    opens: time
    closes: time


def amend_organisation(
    session: Session,
    organisation_id: UUID,
    *,
    changes: Mapping[str, Any],
    hours: Sequence[OpenHours] | None = None,
    reason: str,
    by: Actor,
    at: datetime,
    unchanged: Callable[[Organisation], bool] | None = None,
) -> Organisation:
    """Change what `changes` names (`OF_ALL`, `OF_ASSOCIATIONS`), and replace the opening hours where they are given.

    The names of what changed stand in the log with the reason; a phone or an address does not. Raises NotFound outside one's
    territory, Stale where `unchanged` says so under lock, Invalid for what a producer does not have.
    """
    organisation = organisation_to_change(session, organisation_id, by=by)
    if unchanged is not None and not unchanged(organisation):
        raise Stale()
    if not organisation.is_association and (strange := sorted(set(changes) & set(OF_ASSOCIATIONS))):
        raise Invalid({name: ["Only an association has this."] for name in strange})
    changed = [name for name in (*OF_ALL, *OF_ASSOCIATIONS) if name in changes]
    for name in changed:
        setattr(organisation, name, changes[name])
    if hours is not None:
        changed.append("hours")
        organisation.hours = [
            OpeningHours(weekday=one.weekday, opens=one.opens, closes=one.closes)
            for one in sorted(hours, key=lambda one: (one.weekday, one.opens))
        ]
    if changed:
        data = {"changed": sorted(changed)}
        if "use_by_lead_h" in changed:
            data["use_by_lead_h"] = changes["use_by_lead_h"]
        territory = organisation.territory
        event.record(organisation, "amended", at=at, by=by.account_id, territory=territory, reason=reason, data=data)
        jobs.ask_for_replan(session, territory, local_day(at).isoformat())
    session.commit()
    return organisation
