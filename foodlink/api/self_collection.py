"""What associations that fetch their food themselves report, and producers of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from foodlink.api.answers import answer
from foodlink.api.arguments import Blueprint
from foodlink.api.authentication import allowed, current_actor
from foodlink.api.idempotency import once
from foodlink.api.request_session import current_session
from foodlink.clock import now
from foodlink.domain.account import Role
from foodlink.queries.reservations import rides
from foodlink.schemas.reports import SelfEventsSchema, SelfReportSchema
from foodlink.services.report_self_collection import report_self_collection

blueprint = Blueprint(
    "self_collection", __name__, url_prefix="/api/v1/reservations", description="What associations fetch themselves"
)

report_schema = SelfReportSchema()


@blueprint.post("/<uuid:reservation_id>/events")
@allowed(Role.ASSOCIATION, Role.PRODUCER, Role.COORDINATOR)
@blueprint.arguments(SelfEventsSchema())
@blueprint.response(200, SelfReportSchema)
@once
def report(body: dict[str, Any], reservation_id: UUID) -> Response:
    """Report what was fetched without a driver, `collected` also delivers; each event counts once."""
    session = current_session()
    done = report_self_collection(session, reservation_id, events=body["events"], by=current_actor(), at=now())
    ride = rides(session, [done.reservation]).get(done.reservation.id)
    return answer(report_schema.dump({"results": done.results, "reservation": (done.reservation, ride)}))
