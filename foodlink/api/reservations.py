"""Reservations: what an association holds of an offer."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response

from foodlink.api import paging
from foodlink.api.answers import nothing, single
from foodlink.api.arguments import Blueprint
from foodlink.api.authentication import allowed, current_actor
from foodlink.api.idempotency import once
from foodlink.api.request_session import current_session
from foodlink.clock import now
from foodlink.domain.account import Role
from foodlink.domain.errors import NotFound
from foodlink.domain.reservation import Reservation
from foodlink.queries.reservations import list_reservations, rides, visible_reservation
from foodlink.schemas.reservations import (
    ReservationDraftSchema,
    ReservationPageSchema,
    ReservationQuerySchema,
    ReservationSchema,
)
from foodlink.services.release import release_reservation
from foodlink.services.reserve import reserve_lots

blueprint = Blueprint("reservations", __name__, url_prefix="/api/v1", description="What associations hold of offers")

reservation_schema = ReservationSchema()


@blueprint.post("/offers/<uuid:offer_id>/reservations")
@allowed(Role.ASSOCIATION, Role.COORDINATOR)
@blueprint.arguments(ReservationDraftSchema())
@blueprint.response(201, ReservationSchema)
@once
def reserve(draft: dict[str, Any], offer_id: UUID) -> Response:
    """Reserve of an offer, all that is asked for or nothing; a coordinator does so for `association_id`."""
    reservation = reserve_lots(current_session(), offer_id, **draft, by=current_actor(), at=now())
    return single(reservation_schema, (reservation, None), 201, Location=f"/api/v1/reservations/{reservation.id}")


@blueprint.get("/reservations")
@allowed(Role.ASSOCIATION, Role.PRODUCER, Role.COORDINATOR)
@blueprint.arguments(ReservationQuerySchema(), location="query")
@blueprint.response(200, ReservationPageSchema)
def list_seen(query: dict[str, Any]) -> Response:
    """The reservations that one sees, the newest first: an association's own, those of a producer's offers."""
    session, limit = current_session(), query["limit"]
    seen = list_reservations(
        session,
        by=current_actor(),
        statuses=query["status"],
        offer_ids=query["offer_id"],
        after=paging.after(query["cursor"], datetime.fromisoformat, UUID),
        limit=limit + 1,
    )
    riding = rides(session, seen)

    def body(one: Reservation) -> dict[str, Any]:
        shown: dict[str, Any] = reservation_schema.dump((one, riding.get(one.id)))
        return shown

    return paging.page(seen, limit, key=lambda one: (one.created_at, one.id), body=body)


@blueprint.get("/reservations/<uuid:reservation_id>")
@allowed(Role.ASSOCIATION, Role.PRODUCER, Role.COORDINATOR)
@blueprint.response(200, ReservationSchema)
def show(reservation_id: UUID) -> Response:
    """One reservation, with the route that brings it."""
    session = current_session()
    reservation = visible_reservation(session, reservation_id, by=current_actor())
    if reservation is None:
        raise NotFound()
    return single(reservation_schema, (reservation, rides(session, [reservation]).get(reservation.id)))


@blueprint.delete("/reservations/<uuid:reservation_id>")
@allowed(Role.ASSOCIATION, Role.COORDINATOR)
@blueprint.response(204)
def release(reservation_id: UUID) -> Response:
    """Give a reservation back: what it held is free at once."""
    release_reservation(current_session(), reservation_id, by=current_actor(), at=now())
    return nothing()
