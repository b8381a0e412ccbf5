"""What goes wrong outside every view (no such page, too large, our own mistake), as a page for those who read pages."""

from __future__ import annotations

import logging

from flask import Flask, Response, g, make_response, render_template, request
from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError

from foodlink.pages.visitor import undo

_log = logging.getLogger(__name__)

_PROBLEM = "application/problem+json"


def add_faults(app: Flask) -> None:
    """Show a person a page where a program would be shown a problem document; the status stays."""
    app.after_request(_as_page)


def _as_page(response: Response) -> Response:
    wants_page = request.accept_mimetypes.best_match(("application/json", "text/html")) == "text/html"
    if response.mimetype != _PROBLEM or (request.path + "/").startswith("/api/") or not wants_page:
        return response
    page = make_response(_page(response.status_code), response.status_code)
    for name in ("Retry-After", "Allow"):
        if name in response.headers:
            page.headers[name] = response.headers[name]
    return page


def _page(status: int) -> str:
    """The page as its reader has all others; one that knows nobody where the database does not serve."""
    undo()
    if status != 503:
        try:
            return _refusal(status)
        except SQLAlchemyError as error:
            _log.warning("a page of what went wrong knows nobody: %s", str(error).splitlines()[0])
            undo()
    g.pages_visitor, g.pages_demonstration = None, False
    return _refusal(status)


def _refusal(status: int) -> str:
    return render_template("layout/refusal.html", status=status, message=_sentence(status))


def _sentence(status: int) -> str:
    if status == 404:
        return str(_("There is no page at this address."))
    if status == 413:
        return str(_("That was too much at once."))
    if status == 409:
        return str(_("Somebody else changed this at the same moment. Open the page anew and try again."))
    if status == 503:
        return str(_("The service is busy. Please try again in a moment."))
    if status >= 500:
        return str(_("Something went wrong on our side. It has been written down; please try again in a moment."))
    return str(_("This cannot be done in this way."))
