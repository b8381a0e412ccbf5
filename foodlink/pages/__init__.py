"""The HTML front doors: a folder a person, templates and static files beside them. Views hold no rules."""

from __future__ import annotations

from flask import Flask

from foodlink.pages.csrf import add_csrf
from foodlink.pages.faults import add_faults
from foodlink.pages.frame import add_frame
from foodlink.pages.handover import add_handover
from foodlink.pages.language import add_languages
from foodlink.pages.show import add_filters
from foodlink.pages.visitor import add_visitors
from foodlink.pages.words import add_words


def add_pages(app: Flask) -> None:
    """Put the pages into an application whose `extensions["foodlink"]` holds its settings and its sessions."""
    from foodlink.pages.association.views import association
    from foodlink.pages.coordinator import coordinator
    from foodlink.pages.driver import driver
    from foodlink.pages.producer.views import producer
    from foodlink.pages.public.views import public

    for add in (add_visitors, add_languages, add_csrf, add_words, add_filters, add_handover, add_frame, add_faults):
        add(app)
    for door in (public, producer, association, driver, coordinator):
        app.register_blueprint(door)
