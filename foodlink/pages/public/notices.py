"""Notices in sentences: each kind has a title and says the facts that it came with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from foodlink.domain.actor import Actor
from foodlink.domain.notice import Notice
from foodlink.pages.show import day, kg, moment
from foodlink.queries.notices import notices_of

_AT_MOST = 100

KINDS = {
    "offer_withdrawn": _("An offer was withdrawn: %(title)s"),
    "reservation_released": _("A reservation was given back: %(title)s"),
    "lot_failed": _("It did not work: %(description)s"),
    "lot_refused": _("Refused at the door: %(description)s"),
    "lot_pinned": _("Kept for you: %(description)s"),
    "offer_changed": _("An offer has changed: %(title)s"),
    "offer_expired": _("Nobody could take it in time: %(title)s"),
    "organisation_closed": _("Your organisation is closed on %(day)s"),
    "organisation_reopened": _("Your organisation is open again on %(day)s"),
    "reservation_active": _("Waiting for another route: %(title)s"),
    "reservation_allocated": _("Food for you, shared out by FoodLink: %(title)s"),
    "reservation_expired": _("A reservation ended, it was too late to bring it: %(title)s"),
    "reservation_failed": _("A reservation did not work: %(title)s"),
    "reservation_planned": _("On a route: %(title)s"),
    "route_cancelled": _("A route of %(day)s is cancelled; the rest is planned again"),
    "route_changed": _("Your route of %(day)s has changed"),
    "route_declined": _("A route of %(day)s was declined; the rest is planned again"),
    "route_proposed": _("A route for you on %(day)s: please answer"),
    "route_superseded": _("A route of %(day)s is replaced by a newer plan"),
    "route_withdrawn": _("You are no longer needed for your route of %(day)s"),
    "report_off_route": _("A driver reported a stop that had left the route"),
    "measure_flagged": _("A measure needs a look: %(description)s"),
}


@dataclass(frozen=True, slots=True)
class ToldNotice:
    """A notice as it is shown."""

    at: datetime
    title: str
    detail: str
    unread: bool


def told_notices(session: Session, by: Actor) -> list[ToldNotice]:
    """One's own notices in sentences, the newest first."""
    return [_told(notice) for notice in notices_of(session, by.account_id, limit=_AT_MOST)]


def _told(notice: Notice) -> ToldNotice:
    facts = _Facts(notice.facts | {"day": _day(notice.facts.get("day"))})
    title = str(KINDS.get(notice.kind, gettext("Something changed"))) % facts
    return ToldNotice(notice.at, title, _detail(notice.facts), notice.read_at is None)


def _detail(facts: Mapping[str, Any]) -> str:
    """The facts that help, in one line: who, how much, when, why."""
    parts = [str(facts[name]) for name in ("producer", "association", "organisation", "place") if facts.get(name)]
    parts += [kg(facts[name]) for name in ("quantity_g",) if isinstance(facts.get(name), int)]
    parts += [_moment(facts[name]) for name in ("eta", "starts_at", "until") if facts.get(name)]
    parts += [str(facts["reason"])] if facts.get("reason") else []
    return " – ".join(part for part in parts if part)


def _day(written: Any) -> str:
    try:
        return day(date.fromisoformat(str(written)))
    except ValueError:
        return "–"


def _moment(written: Any) -> str:
    try:
        return moment(datetime.fromisoformat(str(written)))
    except ValueError:
        return ""


class _Facts(dict[str, Any]):
    """Facts that fill a sentence; one that is missing leaves a dash, so that no notice is lost."""

    def __missing__(self, name: str) -> str:
        return "–"
