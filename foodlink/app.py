"""The web application: wires extensions, blueprints and error handlers; nothing else."""

from __future__ import annotations

from flask import Flask
from flask_smorest import Api

from config.settings import Settings
from foodlink.api import (
    auth,
    authentication,
    availability,
    coordination,
    documentation,
    drivers,
    errors,
    invitations,
    limits,
    me,
    metrics,
    offers,
    operator,
    organisations,
    persons,
    plans,
    request_session,
    reservations,
    routes,
    self_collection,
    tracing,
)
from foodlink.api.arguments import refuse_stray_parameters
from foodlink.api.request_session import Wiring
from foodlink.clients.road_lines import RoadLines
from foodlink.database.engine import Sessions
from foodlink.pages import add_pages
from foodlink.services.find_place import place_finder
from foodlink.services.passwords import Passwords

API_BLUEPRINTS = (
    auth.blueprint,
    me.blueprint,
    invitations.blueprint,
    offers.blueprint,
    reservations.blueprint,
    availability.blueprint,
    plans.blueprint,
    routes.blueprint,
    drivers.blueprint,
    self_collection.blueprint,
    organisations.blueprint,
    coordination.blueprint,
    tracing.blueprint,
    persons.blueprint,
)
"""The documented calls under /api/v1, a file for each noun."""


def create_app(settings: Settings, sessions: Sessions) -> Flask:
    """The application on that database; `app.extensions["foodlink"]` holds both."""
    app = Flask("foodlink", static_folder=None)
    app.config |= {"API_TITLE": "FoodLink", "API_VERSION": "v1", "OPENAPI_VERSION": "3.1.0"}
    app.extensions["foodlink"] = Wiring(settings, sessions)
    app.extensions["foodlink_passwords"] = Passwords(cheap=settings.cheap_passwords)
    app.extensions["foodlink_places"] = place_finder(settings)
    app.extensions["foodlink_lines"] = RoadLines(settings.travel)
    api = Api(app)
    documentation.install(app, api)
    for part in (metrics, limits, request_session, authentication, errors):
        part.install(app)
    for blueprint in (operator.blueprint, documentation.blueprint):
        app.register_blueprint(blueprint)
    for calls in API_BLUEPRINTS:
        api.register_blueprint(calls)
    refuse_stray_parameters(app)
    add_pages(app)
    return app
