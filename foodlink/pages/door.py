"""The door of a set of pages: who may come in, forms of our own alone, and what went wrong said in plain words."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask import Response as JsonResponse
from werkzeug.wrappers import Response

from foodlink.domain.account import Role
from foodlink.domain.errors import Conflict, FoodLinkError, Forbidden, Invalid, NotFound, TooManyTries
from foodlink.pages.csrf import is_ours
from foodlink.pages.told import told
from foodlink.pages.visitor import undo, visitor

HOME_OF = {
    Role.PRODUCER: "producer.show_home",
    Role.ASSOCIATION: "association.show_home",
    Role.DRIVER: "driver.show_today",
    Role.COORDINATOR: "coordinator.show_territories",
    Role.ADMIN: "coordinator.show_territories",
}
_STATUS: dict[type[FoodLinkError], int] = {
    NotFound: 404,
    Forbidden: 403,
    Conflict: 409,
    Invalid: 422,
    TooManyTries: 429,
}


def a_door(name: str, import_name: str, *, prefix: str = "", roles: tuple[Role, ...] = ()) -> Blueprint:
    """A blueprint with templates and static files beside it, open to these roles alone; to everybody where none is named."""
    door = Blueprint(name, import_name, url_prefix=prefix or None, template_folder="templates", static_folder="static")
    if not prefix:
        door.static_url_path = f"/{name}/static"
    door.before_request(_guard(roles))
    door.register_error_handler(FoodLinkError, show_refusal)
    return door


def own_home() -> str:
    """The address of the page that the reader's role begins with; the sign-in page where nobody is signed in."""
    known = visitor()
    return url_for("public.show_sign_in") if known is None else url_for(HOME_OF[known.actor.role])


def show_refusal(error: FoodLinkError) -> tuple[str | JsonResponse, int]:
    """A page that says what cannot be done, with the status that the API would give; a page's script is told it as JSON."""
    undo()
    status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 400)
    if request.accept_mimetypes.best_match(("text/html", "application/json")) == "application/json":
        return jsonify(detail=told(error.message)), status
    return render_template("layout/refusal.html", status=status, message=told(error.message)), status


def _guard(roles: tuple[Role, ...]) -> Callable[[], Response | tuple[str, int] | None]:
    def guard() -> Response | tuple[str, int] | None:
        if request.endpoint and request.endpoint.endswith(".static"):
            return None
        if roles and visitor() is None:
            return _to_sign_in()
        known = visitor()
        if roles and known is not None and known.actor.role not in roles:
            raise Forbidden()
        if request.method not in ("GET", "HEAD", "OPTIONS") and not is_ours():
            return render_template("layout/stale.html"), 403
        return None

    return guard


def _to_sign_in() -> Response:
    back = request.full_path.rstrip("?") if request.method == "GET" else request.path
    return redirect(url_for("public.show_sign_in", next=back), 303)
