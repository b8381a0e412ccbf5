"""What a call takes: bodies and queries are checked by their schemas, and what is wrong is named by its path."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NoReturn, TypeVar, cast

import flask_smorest
from flask import Flask, Request, request
from marshmallow import RAISE, Schema, ValidationError, fields
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from foodlink.api.limits import LARGEST_BODY
from foodlink.api.strict_json import BODY, read_json
from foodlink.domain.errors import Invalid

_View = TypeVar("_View", bound=Callable[..., Any])


class StrictParser(FlaskParser):
    """Reads bodies and queries strictly; raises Invalid with the paths of what is wrong."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"json": RAISE, "query": RAISE}  # noqa: RUF012 - the name and shape are webargs'

    def load_json(self, req: Request, *_schema: Schema) -> Any:
        """The body; none at all is an empty object, so that its required fields are named."""
        raw = req.get_data(cache=True)
        if len(raw) > LARGEST_BODY:
            raise RequestEntityTooLarge()
        if not raw and not req.content_type:
            return {}
        if not req.is_json:
            raise UnsupportedMediaType()
        return read_json(raw) if raw.strip() else {}

    def load_querystring(self, req: Request, schema: Schema) -> dict[str, Any]:
        """The query: names that may be repeated as lists, others once."""
        read: dict[str, Any] = {}
        for name, values in req.args.lists():
            if isinstance(schema.fields.get(name), fields.List):
                read[name] = values
            elif len(values) > 1:
                raise Invalid({name: ["Given twice."]})
            else:
                read[name] = values[0]
        return read

    def handle_error(self, error: ValidationError, *_request: Any, **_options: Any) -> NoReturn:
        """Turn marshmallow's nested messages into paths."""
        by_location: Mapping[str, Any] = error.normalized_messages()  # type: ignore[no-untyped-call] # marshmallow's own gap
        faults: dict[str, list[str]] = {}
        for location, tree in by_location.items():
            for path, found in paths(tree):
                # A parameter that may be repeated is one name to who wrote the address.
                name = path.partition(".")[0] if location == "query" else path
                faults.setdefault(name, []).extend(found)
        raise Invalid({name: list(dict.fromkeys(found)) for name, found in faults.items()}) from error


def paths(messages: Any, path: str = "") -> list[tuple[str, list[str]]]:
    """The messages at each leaf of a tree of messages, by path: `lots.0.quantity_kg`."""
    if isinstance(messages, Mapping):
        return [
            found
            for name, below in messages.items()
            for found in paths(below, path if name == "_schema" else f"{path}.{name}" if path else str(name))
        ]
    told = messages if isinstance(messages, list) else [messages]
    return [(path or BODY, [str(message) for message in told])]


def refuse_stray_parameters(app: Flask) -> None:
    """Refuse, before a call that takes no parameters, those that its address has all the same."""

    @app.before_request
    def _refuse() -> None:
        if not request.query_string or request.endpoint is None or not request.path.startswith("/api/v1/"):
            return
        view = app.view_functions[request.endpoint]
        if not getattr(view, "takes_query", False) and not getattr(view, "public", False):
            raise Invalid({name: ["Unknown parameter."] for name in request.args} or {"query": ["Unknown parameter."]})


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc] # flask-smorest ships no types
    """A blueprint whose arguments are read strictly, and whose decorators keep the types of views."""

    ARGUMENTS_PARSER = StrictParser()

    def arguments(self, schema: Schema, **options: Any) -> Callable[[_View], _View]:
        """What the view takes as its first argument, read from the body, or with `location="query"` from the query."""
        decorate = cast(Callable[[_View], _View], super().arguments(schema, **options))

        def decorated(view: _View) -> _View:
            taken = decorate(view)
            if options.get("location") == "query":
                taken.takes_query = True  # type: ignore[attr-defined] # a mark on a function
            return taken

        return decorated

    def response(self, status: int, schema: type[Schema] | None = None, **options: Any) -> Callable[[_View], _View]:
        """What the view answers where all goes well; it writes the answer itself."""
        return cast(Callable[[_View], _View], super().response(status, schema, **options))

    def get(self, rule: str, **options: Any) -> Callable[[_View], _View]:
        """A view that reads."""
        return cast(Callable[[_View], _View], super().get(rule, **options))

    def post(self, rule: str, **options: Any) -> Callable[[_View], _View]:
        """A view that creates or does something."""
        return cast(Callable[[_View], _View], super().post(rule, **options))

    def put(self, rule: str, **options: Any) -> Callable[[_View], _View]:
        """A view that replaces."""
        return cast(Callable[[_View], _View], super().put(rule, **options))

    def patch(self, rule: str, **options: Any) -> Callable[[_View], _View]:
        """A view that changes."""
        return cast(Callable[[_View], _View], super().patch(rule, **options))

    def delete(self, rule: str, **options: Any) -> Callable[[_View], _View]:
        """A view that takes away."""
        return cast(Callable[[_View], _View], super().delete(rule, **options))
