"""The pages that each role has, as the links at the top of every one."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, request, url_for
from flask_babel import lazy_gettext as _

from foodlink.domain.account import Role
from foodlink.pages.visitor import visitor

_COORDINATION = (
    ("coordinator.show_day", _("Today")),
    ("coordinator.show_plan", _("Plan")),
    ("coordinator.show_offers", _("Offers")),
    ("coordinator.show_organisations", _("Organisations")),
    ("coordinator.show_people", _("People")),
    ("coordinator.show_rules", _("Rules")),
    ("coordinator.show_log", _("Log")),
)
_WAYS = {
    Role.PRODUCER: (("producer.show_home", _("Give")), ("producer.show_offers", _("My offers"))),
    Role.ASSOCIATION: (
        ("association.show_home", _("To take")),
        ("association.show_reservations", _("My reservations")),
    ),
    Role.DRIVER: (("driver.show_today", _("My route")), ("driver.show_shifts", _("When I drive"))),
}


@dataclass(frozen=True, slots=True)
class Way:
    """One link at the top: where it leads, how it is called, whether one is there."""

    address: str
    name: str
    here: bool


def own_pages() -> list[Way]:
    """The pages of the reader's role; a coordinator's are those of the territory in view."""
    known = visitor()
    if known is None:
        return []
    if not known.actor.coordinates:
        return [Way(url_for(page), str(name), request.endpoint == page) for page, name in _WAYS[known.actor.role]]
    territory = g.get("pages_territory_code") or known.actor.territory
    territories = [Way(url_for("coordinator.show_territories"), str(_("Territories")), territory is None)]
    pages = [
        Way(url_for(page, territory=territory), str(name), request.endpoint == page)
        for page, name in _COORDINATION
        if territory is not None
    ]
    return (territories if known.actor.role is Role.ADMIN else []) + pages
