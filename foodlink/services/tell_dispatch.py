"""Telling those whom a publication concerns: drivers their routes, associations what comes to them. Steps of a service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from foodlink.domain.reservation import Reservation
from foodlink.domain.route import Route
from foodlink.queries.dispatching import accounts_by_organisation
from foodlink.services.notices import tell


def tell_drivers(session: Session, told: Mapping[str, Sequence[Route]], *, at: datetime) -> None:
    """Notices `route_proposed`, `route_changed`, `route_withdrawn`, to each route's driver."""
    for what, routes in told.items():
        for route in routes:
            facts = {"route_id": route.id, "day": route.day, "starts_at": route.starts_at, "version": route.version}
            tell(session, [route.driver_id], f"route_{what}", facts, at=at)


def tell_associations(
    session: Session, allocated: Sequence[Reservation], moved: Sequence[Reservation], *, at: datetime
) -> None:
    """Notices `reservation_allocated` of what was given without asking, `reservation_STATUS` of what a plan changed."""
    concerned = {one.association_id for one in (*allocated, *moved)}
    accounts = accounts_by_organisation(session, concerned)
    for kind, reservations in (("reservation_allocated", allocated), (None, moved)):
        for one in reservations:
            facts = {
                "reservation_id": one.id,
                "offer_id": one.offer_id,
                "title": one.offer.title,
                "quantity_g": sum(line.quantity_g for line in one.lines),
            }
            word = kind or f"reservation_{one.status.value}"
            tell(session, accounts.get(one.association_id, []), word, facts, at=at)
