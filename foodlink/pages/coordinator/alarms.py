"""What stands first on the coordinator's page, in sentences, with what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session

from foodlink.pages.show import degrees, kg, moment, short_day
from foodlink.pages.words import word
from foodlink.queries.alarms import Alarm, AlarmKind, alarms_of
from foodlink.queries.oversight import phones_of

_KINDS = {
    AlarmKind.DRIVER_SILENT: lazy_gettext("Silent driver"),
    AlarmKind.ROUTE_UNACCEPTED: lazy_gettext("Unanswered route"),
    AlarmKind.LOT_UNCLAIMED: lazy_gettext("Unclaimed food"),
    AlarmKind.FOOD_ON_BOARD: lazy_gettext("Food still on board"),
    AlarmKind.MEASURE_FLAGGED: lazy_gettext("A measure to look at"),
    AlarmKind.REPORT_OFF_ROUTE: lazy_gettext("Report off the route"),
}
_MEASURES = {
    "too_warm": lazy_gettext("collected too warm"),
    "past_use_by": lazy_gettext("past its use-by date"),
    "delivered_too_warm": lazy_gettext("delivered too warm"),
    "more_than_planned_g": lazy_gettext("more than planned"),
    "more_than_on_board_g": lazy_gettext("more than was on board"),
}


@dataclass(frozen=True, slots=True)
class ToldAlarm:
    """One alarm as it is shown: `phone` and `address` are the ways to act."""

    kind: str
    title: str
    detail: str
    phone: str | None
    address: str | None


def told_alarms(session: Session, territory: str, *, at: datetime) -> list[ToldAlarm]:
    """The territory's alarms in sentences, the most pressing first."""
    alarms = alarms_of(session, territory, at=at)
    phones = phones_of(session, [alarm.driver_id for alarm in alarms if alarm.driver_id is not None])
    return [
        ToldAlarm(
            kind=str(_KINDS[alarm.kind]),
            title=str(alarm.facts.get("driver") or alarm.facts.get("description") or _KINDS[alarm.kind]),
            detail=_detail(alarm),
            phone=phones.get(alarm.driver_id) if alarm.driver_id is not None else None,
            address=_where(alarm, territory),
        )
        for alarm in alarms
    ]


def _detail(alarm: Alarm) -> str:
    facts: Mapping[str, Any] = alarm.facts
    match alarm.kind:
        case AlarmKind.DRIVER_SILENT:
            return str(_("On the road, and not heard of since %(since)s.", since=moment(alarm.since)))
        case AlarmKind.ROUTE_UNACCEPTED:
            starts, asked = moment(facts["starts_at"]), moment(facts["proposed_at"])
            return str(_("Starts: %(starts)s. Asked: %(asked)s. No answer yet.", starts=starts, asked=asked))
        case AlarmKind.LOT_UNCLAIMED:
            left, until = kg(facts["left_g"]), moment(facts["available_until"])
            told = _(
                "%(left)s at %(producer)s, only until %(until)s.", left=left, producer=facts["producer"], until=until
            )
            return str(told)
        case AlarmKind.FOOD_ON_BOARD:
            told = _(
                "%(quantity)s refused at the door, in the vehicle since %(since)s.",
                quantity=kg(facts["quantity_g"]),
                since=moment(alarm.since),
            )
            use_by = _("use by %(day)s", day=short_day(facts["use_by"])) if facts["use_by"] else ""
            return f"{told} {use_by}".strip()
        case AlarmKind.MEASURE_FLAGGED:
            return f"{moment(alarm.since)} – " + ", ".join(
                _measure(name, value) for name, value in facts["flags"].items()
            )
        case _:
            return f"{moment(alarm.since)} – {word('report', facts['reported'])} – {facts['note'] or ''}".rstrip(" –")


def _measure(name: str, value: Any) -> str:
    """A flag with its value: degrees where it is too warm, kilograms where it is more."""
    said = str(_MEASURES.get(name, name))
    if isinstance(value, bool) or value is None:
        return said
    return f"{said} ({kg(int(value))})" if name.endswith("_g") else f"{said} ({degrees(value)})"


def _where(alarm: Alarm, territory: str) -> str | None:
    """The page on which one can act."""
    if alarm.kind in (AlarmKind.LOT_UNCLAIMED, AlarmKind.MEASURE_FLAGGED) and alarm.offer_id is not None:
        return url_for("coordinator.show_offer", territory=territory, offer_id=alarm.offer_id)
    if alarm.route_id is not None:
        return url_for("coordinator.show_route", territory=territory, route_id=alarm.route_id)
    if alarm.offer_id is not None:
        return url_for("coordinator.show_offer", territory=territory, offer_id=alarm.offer_id)
    return None
