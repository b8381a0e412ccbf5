"""Drivers: their own vehicle, start and hours."""

from __future__ import annotations

from flask import Response

from foodlink.api.answers import single
from foodlink.api.arguments import Blueprint
from foodlink.api.authentication import allowed, current_actor
from foodlink.api.request_session import current_session, place_finder
from foodlink.clock import now
from foodlink.domain.account import Role
from foodlink.domain.driver import Driver
from foodlink.domain.shift_draft import ShiftsDraft
from foodlink.queries.drivers import shifts_view
from foodlink.schemas.drivers import ShiftsDraftSchema, ShiftsSchema
from foodlink.services.set_shifts import set_shifts

blueprint = Blueprint("drivers", __name__, url_prefix="/api/v1/drivers", description="What volunteers drive, and when")

shifts_schema = ShiftsSchema()


@blueprint.get("/me/shifts")
@allowed(Role.DRIVER)
@blueprint.response(200, ShiftsSchema)
def show_shifts() -> Response:
    """One's own vehicle, start and hours."""
    return single(shifts_schema, shifts_view(current_session().get(Driver, current_actor().account_id)))


@blueprint.put("/me/shifts")
@allowed(Role.DRIVER)
@blueprint.arguments(ShiftsDraftSchema())
@blueprint.response(200, ShiftsSchema)
def replace_shifts(draft: ShiftsDraft) -> Response:
    """Replace vehicle, start and hours; a route that loses its shift is declined."""
    driver = set_shifts(current_session(), draft, by=current_actor(), at=now(), finder=place_finder())
    return single(shifts_schema, shifts_view(driver))
