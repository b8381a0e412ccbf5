"""Who is concerned: the accounts behind an organisation or a territory, and what one of them may read of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from foodlink.domain.account import Account, Role
from foodlink.domain.actor import Actor
from foodlink.domain.driver import Driver
from foodlink.domain.event import Event
from foodlink.domain.notice import Notice
from foodlink.domain.route import Report, Route


def accounts_of(session: Session, organisation_ids: Iterable[UUID]) -> list[UUID]:
    """The accounts in use of these organisations."""
    return list(
        session.scalars(
            select(Account.id)
            .where(Account.organisation_id.in_(set(organisation_ids)), Account.disabled_at.is_(None))
            .order_by(Account.id)
        )
    )


def coordinators_of(session: Session, territory: str) -> list[UUID]:
    """The accounts in use that coordinate this territory."""
    return list(
        session.scalars(
            select(Account.id)
            .where(Account.territory == territory, Account.role == Role.COORDINATOR, Account.disabled_at.is_(None))
            .order_by(Account.id)
        )
    )


def unread_notices(session: Session, account_id: UUID) -> int:
    """How many notices the account has not read."""
    unread = select(func.count()).where(Notice.account_id == account_id, Notice.read_at.is_(None))
    return session.scalar(unread) or 0


def list_notices(
    session: Session,
    account_id: UUID,
    *,
    unread: bool = False,
    after: tuple[datetime, UUID] | None = None,
    limit: int,
) -> Sequence[Notice]:
    """At most `limit` notices of the account, the newest first; `after` holds the keys of the last one shown."""
    statement = select(Notice).where(Notice.account_id == account_id)
    if unread:
        statement = statement.where(Notice.read_at.is_(None))
    if after is not None:
        statement = statement.where(tuple_(Notice.at, Notice.id) < after)
    return session.scalars(statement.order_by(Notice.at.desc(), Notice.id.desc()).limit(limit)).all()


def person_for(session: Session, account_id: UUID, *, by: Actor) -> Account | None:
    """The account, where `by` may export or erase it: oneself, its coordinator, an admin; never another coordinator."""
    account = session.get(Account, account_id)
    if account is None or by.account_id == account.id or by.role is Role.ADMIN:
        return account
    below = account.role is not Role.COORDINATOR and account.territory == by.territory
    return account if by.role is Role.COORDINATOR and below else None


def export_person(session: Session, account: Account) -> dict[str, Any]:
    """All that is kept of a person, as plain data (Regulation (EU) 2016/679, articles 15 and 20)."""
    driver = session.get(Driver, account.id)
    return {
        "account": {
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
        },
        "driver": _driver(driver) if driver is not None else None,
        "routes": [
            {"id": str(route.id), "date": route.day.isoformat(), "status": route.status.value}
            for route in session.scalars(
                select(Route).where(Route.driver_id == account.id).order_by(Route.day, Route.id)
            )
        ],
        "reports": [
            {"event_id": str(one.event_id), "type": one.kind, "at": one.at.isoformat(), "body": one.body}
            for one in session.scalars(select(Report).where(Report.account_id == account.id).order_by(Report.at))
        ],
        "notices": [
            {"at": one.at.isoformat(), "kind": one.kind, "facts": one.facts}
            for one in session.scalars(select(Notice).where(Notice.account_id == account.id).order_by(Notice.at))
        ],
        "events": [
            {
                "id": one.id,
                "at": one.at.isoformat(),
                "noun": one.noun,
                "subject_id": str(one.subject_id),
                "new": one.new,
                "reason": one.reason,
            }
            for one in session.scalars(select(Event).where(Event.by == account.id).order_by(Event.id))
        ],
    }


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
