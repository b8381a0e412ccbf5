"""One shape for all that goes wrong (RFC 9457), one file that knows which error is which status. No trace leaves here."""

from __future__ import annotations

import json
import logging
import re
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, g
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from foodlink.domain import errors

_log = logging.getLogger(__name__)

PROBLEM = "application/problem+json"
BUSY_S = 2
_STATUSES: tuple[tuple[type[errors.FoodLinkError], int], ...] = (
    (errors.NotFound, 404),
    (errors.Forbidden, 403),
    (errors.Stale, 412),
    (errors.Conflict, 409),
    (errors.Invalid, 422),
    (errors.TooManyTries, 429),
    (errors.NotSignedIn, 401),
)
_DETAILS = {
    404: "There is nothing here.",
    405: "This method is not allowed here.",
    413: "The body is larger than 1 MiB.",
    415: "Send application/json.",
    428: "Send If-Match with the ETag that you read.",
    500: "Something went wrong on our side; it has been written down.",
}


def problem(
    status: int, detail: str, *, kind: str = "about:blank", headers: dict[str, str] | None = None, **more: Any
) -> Response:
    """An answer that says what is wrong. `more` stands beside the standard members."""
    body = {"type": kind, "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    answer = Response(json.dumps(body, default=str), status=status, mimetype=PROBLEM)
    answer.headers.update(headers or {})
    return answer


def domain_problem(error: errors.FoodLinkError) -> Response:
    """The answer to an error of the domain."""
    status = next((status for kind, status in _STATUSES if isinstance(error, kind)), 500)
    headers = {}
    if isinstance(error, errors.TooManyTries):
        headers["Retry-After"] = str(error.retry_after_s)
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return problem(status, error.message, kind=_kind(error), headers=headers, **error.details)


def busy(detail: str) -> Response:
    """The answer where the database cannot serve now."""
    return problem(503, detail, headers={"Retry-After": str(BUSY_S)})


def _kind(error: errors.FoodLinkError) -> str:
    return "urn:foodlink:problem:" + re.sub(r"(?<!^)(?=[A-Z])", "-", type(error).__name__).lower()


def _http_problem(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return Response(status=status, headers=list(error.get_headers()))
    headers = {name: value for name, value in error.get_headers() if name.lower() in ("allow", "retry-after")}
    return problem(status, _DETAILS.get(status) or HTTPStatus(status).description or str(error), headers=headers)


def _stale(_error: StaleDataError) -> Response:
    return problem(409, "It was changed by another at the same moment; try again.")


def _busy(error: Exception) -> Response:
    _log.warning("the database does not serve: %s", str(error).splitlines()[0])
    return busy("The database is busy; try again in a moment.")


def _unexpected(error: Exception) -> Response:
    _log.error("unexpected", exc_info=error)
    return problem(500, _DETAILS[500])


def install(app: Flask) -> None:
    """Answer every error as a problem."""
    app.register_error_handler(errors.FoodLinkError, _rolled_back(domain_problem))
    app.register_error_handler(StaleDataError, _rolled_back(_stale))
    app.register_error_handler(OperationalError, _rolled_back(_busy))
    app.register_error_handler(NoConnection, _rolled_back(_busy))
    app.register_error_handler(HTTPException, _http_problem)
    app.register_error_handler(Exception, _rolled_back(_unexpected))


def _rolled_back(handler: Any) -> Any:
    def handle(error: Exception) -> Response:
        session = g.get("session")
        if session is not None:
            session.rollback()
        answer: Response = handler(error)
        return answer

    return handle
