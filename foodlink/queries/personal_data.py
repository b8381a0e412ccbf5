"""A copy of all that is kept of a person (Regulation (EU) 2016/679, articles 15 and 20), as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from foodlink.domain.account import Account
from foodlink.domain.driver import Driver
from foodlink.domain.event import Event
from foodlink.domain.notice import Notice
from foodlink.domain.route import Report, Route


def export_person(session: Session, account: Account) -> dict[str, Any]:
    """The person's account, what they drive and drove, what they reported, were told and did."""
    driver = session.get(Driver, account.id)
    routes = select(Route).where(Route.driver_id == account.id).order_by(Route.day, Route.id)
    reports = select(Report).where(Report.account_id == account.id).order_by(Report.at)
    notices = select(Notice).where(Notice.account_id == account.id).order_by(Notice.at)
    return {
        "account": _account(account),
        "driver": _driver(driver) if driver is not None else None,
        "routes": [
            {"id": str(one.id), "date": one.day.isoformat(), "status": one.status.value}
            for one in session.scalars(routes)
        ],
        "reports": [
            {"event_id": str(one.event_id), "type": one.kind, "at": one.at.isoformat(), "body": one.body}
            for one in session.scalars(reports)
        ],
        "notices": [
            {"at": one.at.isoformat(), "kind": one.kind, "facts": one.facts} for one in session.scalars(notices)
        ],
        "events": _events(session.scalars(select(Event).where(Event.by == account.id).order_by(Event.id))),
    }


def _account(account: Account) -> dict[str, Any]:
    return {
        "id": str(account.id),
        "email": account.email,
        "name": account.name,
        "phone": account.phone,
        "role": account.role.value,
        "territory": account.territory,
        "language": account.language,
        "organisation": account.organisation.name if account.organisation else None,
        "created_at": account.created_at.isoformat(),
        "disabled_at": account.disabled_at.isoformat() if account.disabled_at else None,
        "erased_at": account.erased_at.isoformat() if account.erased_at else None,
    }


def _events(events: Iterable[Event]) -> list[dict[str, Any]]:
    return [
        {
            "id": one.id,
            "at": one.at.isoformat(),
            "noun": one.noun,
            "subject_id": str(one.subject_id),
            "new": one.new,
            "reason": one.reason,
        }
        for one in events
    ]


def _driver(driver: Driver) -> dict[str, Any]:
    return {
        "vehicle": {
            "kind": driver.vehicle_kind.value,
            "capacity_kg": driver.capacity_g / 1000,
            "crates": driver.crates,
        },
        "start": {"lat": driver.start_lat, "lon": driver.start_lon, "address": driver.start_address},
        "weekly": [
            {"weekday": one.weekday, "from": f"{one.starts:%H:%M}", "until": f"{one.ends:%H:%M}"}
            for one in driver.weekly
        ],
        "one_off": [
            {
                "date": one.day.isoformat(),
                "from": f"{one.starts:%H:%M}",
                "until": f"{one.ends:%H:%M}",
                "available": one.available,
            }
            for one in driver.one_off
        ],
        "last_heard_at": driver.last_heard_at.isoformat() if driver.last_heard_at else None,
    }
