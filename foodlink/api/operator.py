"""For the operator: whether it lives, whether it can serve, and what it counts."""

from __future__ import annotations

import hmac
import ipaddress

from flask import Blueprint, Response, request
from sqlalchemy.exc import SQLAlchemyError

from foodlink.api import metrics
from foodlink.api.answers import answer
from foodlink.api.errors import busy
from foodlink.api.request_session import current_session, wiring
from foodlink.clock import machine_now
from foodlink.domain.errors import NotFound
from foodlink.queries.readiness import scheduler_is_fresh, schema_is_current

blueprint = Blueprint("operator", __name__)
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP")


@blueprint.get("/healthz")
def live() -> Response:
    """The process answers."""
    return answer({"status": "ok"})


@blueprint.get("/readyz")
def ready() -> Response:
    """The database answers with the newest schema, and the scheduler's clock ticks; else 503."""
    try:
        session = current_session()
        current = schema_is_current(session)
        minutes = wiring().settings.batch_minutes
        fresh = current and scheduler_is_fresh(session, batch_minutes=minutes, at=machine_now())
    except SQLAlchemyError:
        return busy("The database does not answer.")
    if not current:
        return busy("The database does not have the newest schema: run foodlink db upgrade.")
    if not fresh:
        return busy("The scheduler has not ticked for two intervals.")
    return answer({"status": "ready", "database": "ok", "schema": "current", "scheduler": "fresh"})


@blueprint.get("/metrics")
def counted() -> Response:
    """Prometheus' figures, on loopback or with the token; elsewhere there is nothing here."""
    if not _may_count():
        raise NotFound("There is nothing here.")
    return Response(metrics.exposition(), content_type=metrics.CONTENT_TYPE)


def _may_count() -> bool:
    token = wiring().settings.metrics_token
    given = request.headers.get("Authorization", "").partition(" ")
    if token is not None and given[0].lower() == "bearer":
        return hmac.compare_digest(given[2].strip().encode(), token.encode())
    if any(name in request.headers for name in _FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
