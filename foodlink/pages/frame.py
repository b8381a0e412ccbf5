"""What every page shares: its frame, what the templates may ask, and headers that let nothing in from elsewhere."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, g, request

from foodlink import clock
from foodlink.local_time import local_day
from foodlink.pages.done import done_sentence
from foodlink.pages.door import own_home
from foodlink.pages.language import LANGUAGES, language
from foodlink.pages.told import told
from foodlink.pages.visitor import db, settings, visitor
from foodlink.pages.ways import own_pages
from foodlink.queries.demonstration import is_demonstration
from foodlink.queries.persons import unread_notices

layout = Blueprint(
    "layout", __name__, static_folder="layout/static", static_url_path="/static", template_folder="layout/templates"
)


def add_frame(app: Flask) -> None:
    """Register the layout, what templates may ask, and the headers of pages."""
    app.register_blueprint(layout)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        visitor=visitor,
        own_home=own_home,
        own_pages=own_pages,
        done_sentence=done_sentence,
        now=clock.now,
        today=today,
        language=language,
        languages=LANGUAGES,
        field_id=field_id,
        on_demonstration=on_demonstration,
        unread_count=_unread_count,
    )
    app.jinja_env.filters["told"] = told
    app.after_request(_protect)


def today() -> date:
    """The service's local day."""
    return local_day(clock.now())


def field_id(name: str) -> str:
    """The id of a form's field, from its name."""
    return "f-" + re.sub(r"[^A-Za-z0-9_-]", "-", name)


def on_demonstration() -> bool:
    """Whether this database is a demonstration."""
    if "pages_demonstration" not in g:
        g.pages_demonstration = is_demonstration(db())
    known: bool = g.pages_demonstration
    return known


def _unread_count() -> int:
    known = visitor()
    return 0 if known is None else unread_notices(db(), known.actor.account_id)


def _protect(response: Response) -> Response:
    """Scripts, styles and connections from our own files alone; pictures also from the tiles that the operator chose."""
    if response.mimetype != "text/html" or request.path.startswith("/api"):
        return response
    tiles = settings().tiles_url
    pictures = "'self'" + (f" {urlsplit(tiles).scheme}://{urlsplit(tiles).netloc}" if tiles else "")
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src 'self'; style-src 'self'; img-src {pictures}; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Permissions-Policy"] = "geolocation=(), camera=(), microphone=()"
    response.headers["Cache-Control"] = "no-store"
    return response
