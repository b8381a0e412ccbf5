"""The stream of live availability, as the API describes it. It is served natively (`foodlink/stream`), never by a thread."""

from __future__ import annotations

from flask import Response

from foodlink.api.arguments import Blueprint
from foodlink.api.authentication import allowed
from foodlink.api.errors import busy
from foodlink.domain.account import Role
from foodlink.schemas.availability import AvailabilitySchema

blueprint = Blueprint(
    "availability", __name__, url_prefix="/api/v1/availability", description="What can be taken, live"
)

_DATA = (
    "text/event-stream of offer.opened, offer.changed, offer.reserved, offer.closed and reset; each `data` is one line"
)
_WHERE = (
    "The event after which the stream is taken up again. Unknown, or older than 7 days: `reset`, read the list again."
)
_RESUME = [
    {"name": "Last-Event-ID", "in": "header", "required": False, "schema": {"type": "string"}, "description": _WHERE},
    {"name": "last_event_id", "in": "query", "required": False, "schema": {"type": "string"}, "description": _WHERE},
]


@blueprint.get("/stream")
@allowed(Role.ASSOCIATION, Role.COORDINATOR)
@blueprint.doc(parameters=_RESUME)  # type: ignore[untyped-decorator] # flask-smorest types no decorators
@blueprint.response(200, AvailabilitySchema, content_type="text/event-stream", description=_DATA)
def stream() -> Response:
    """Hear what `GET offers` would show, as it comes, changes and goes."""
    return busy("The stream is served by `foodlink web`, which answers GET before this application is asked.")
