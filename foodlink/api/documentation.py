"""The description of the API: OpenAPI 3.1 made from the schemas, and a page of it for people."""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, Flask, Response, current_app, render_template
from flask_smorest import Api

from foodlink.api.answers import answer
from foodlink.api.authentication import public
from foodlink.api.errors import PROBLEM
from foodlink.schemas.problems import ProblemSchema

blueprint = Blueprint("documentation", __name__, template_folder="templates")

_METHODS = ("get", "post", "put", "patch", "delete")
_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_ABOUT = (
    "JSON in and out, UTF-8. Times are RFC 3339 with an offset; days are local days (Europe/Paris); weights are kg with at "
    "most 3 decimals, distances m, durations s, coordinates WGS 84. Errors are application/problem+json (RFC 9457); a 422 "
    "names each field by its path. POSTs that create take an Idempotency-Key; single resources have an ETag, and PATCH "
    "needs If-Match. Lists are pages: limit, cursor, items, next."
)
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "description": "The same key, path and body gives the first answer again, for 7 days.",
}
_IF_MATCH = {"name": "If-Match", "in": "header", "required": True, "schema": {"type": "string"}}
_HEADERS: dict[str, list[dict[str, Any]]] = {"post": [_KEY], "patch": [_IF_MATCH]}


@blueprint.get("/api/v1/openapi.json")
@public
def show_openapi() -> Response:
    """The OpenAPI document."""
    return answer(document())


@blueprint.get("/api/docs")
def show_page() -> Response:
    """The same, to read."""
    page = Response(render_template("documentation.html", document=document(), methods=_METHODS))
    page.headers["Content-Security-Policy"] = _POLICY
    return page


@blueprint.get("/api/docs.css")
def show_style() -> Response:
    """What the page looks like."""
    return Response(render_template("documentation.css"), mimetype="text/css")


def document() -> dict[str, Any]:
    """The OpenAPI document of this application, made once."""
    made: dict[str, Any] | None = current_app.extensions.get("foodlink_openapi")
    if made is None:
        made = current_app.extensions["foodlink_openapi"] = _completed(_api().spec.to_dict())
    return made


def install(app: Flask, api: Api) -> None:
    """Remember whose description it is, and describe problems."""
    api.spec.components.schema("Problem", schema=ProblemSchema)
    app.extensions["foodlink_api"] = api


def _api() -> Api:
    return cast(Api, current_app.extensions["foodlink_api"])


def _completed(made: dict[str, Any]) -> dict[str, Any]:
    problem = {"content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    components = made.setdefault("components", {})
    components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    components["responses"] = {"Problem": {"description": "What went wrong (RFC 9457)", **problem}}
    made["info"]["description"] = _ABOUT
    made["servers"] = [{"url": "/"}]
    made["security"] = [{"token": []}]
    for path, operations in made["paths"].items():
        for method, operation in operations.items():
            if method in _METHODS:
                _complete_operation(operation, path, method)
    return made


def _complete_operation(operation: dict[str, Any], path: str, method: str) -> None:
    refused = {"$ref": "#/components/responses/Problem"}
    given = {code: kept for code, kept in operation["responses"].items() if str(code)[:1] in "123"}
    operation["responses"] = given | {"default": refused}
    if path == "/api/v1/auth/token":
        operation["security"] = []
    creates = method != "post" or any(str(code) in ("201", "202") for code in given)
    if creates and method in _HEADERS:
        operation.setdefault("parameters", []).extend(_HEADERS[method])
