"""The door of the coordinator's pages: each is of one territory, which must be one's own."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from foodlink.domain.account import Role
from foodlink.domain.errors import NotFound
from foodlink.domain.territory import Territory
from foodlink.pages.door import a_door
from foodlink.pages.visitor import actor, db
from foodlink.queries.oversight import territories

coordinator = a_door(
    "coordinator", __package__ or __name__, prefix="/coordinator", roles=(Role.COORDINATOR, Role.ADMIN)
)

Answer = str | Response | tuple[str, int] | tuple[str, int, dict[str, str]]


@coordinator.url_value_preprocessor
def _take_territory(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """The territory of the address is kept for the request, so that views need not name it."""
    g.pages_territory_code = (values or {}).pop("territory", None)


@coordinator.before_request
def _find_territory() -> None:
    """Only a territory that one coordinates has pages for one; any other is not there."""
    code = g.pages_territory_code
    if code is None:
        return
    found = db().get(Territory, code)
    if found is None or not actor().coordinates_in(code):
        raise NotFound()
    g.pages_territory = found


def territory_in_view() -> Territory:
    """The territory of this page."""
    found: Territory = g.pages_territory
    return found


@coordinator.get("/")
def show_territories() -> Answer:
    """Let an admin choose a territory; a coordinator goes on to their own."""
    own = actor().territory
    if own is not None:
        return redirect(url_for("coordinator.show_day", territory=own), 303)
    return render_template("coordinator/territories.html", territories=territories(db()))
