"""A person is erased (Regulation (EU) 2016/679, article 17): what names them goes, the identifier in the log stays."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from foodlink.domain import event
from foodlink.domain.account import AccessToken, Account, PasswordLink, SignInFailure, digest_of
from foodlink.domain.actor import Actor
from foodlink.domain.driver import Driver
from foodlink.domain.errors import Conflict, NotFound
from foodlink.domain.lifecycle import RouteStatus
from foodlink.domain.notice import Notice
from foodlink.domain.operation import IdempotentAnswer
from foodlink.domain.route import Route
from foodlink.local_time import local_day
from foodlink.queries.drivers import NOT_BEGUN, routes_not_begun
from foodlink.queries.persons import person_for
from foodlink.queries.routes import locked_routes
from foodlink.services.leave_route import leave_route

_ROUGHLY = 1
"""Decimals that are kept of where an erased driver started: some ten kilometres."""
GONE = "La personne qui conduisait est partie."


def erase_person(session: Session, account_id: UUID, *, by: Actor, at: datetime, reason: str | None = None) -> None:
    """Empty name, email and phone, forget sign-ins, links, notices, start and shifts; routes not begun are declined.

    For oneself, for the coordinator of the territory, and for an admin. Events, weights and routes keep the account's id,
    which then names nobody. Raises NotFound for another's and Conflict while a route is under way.
    """
    if person_for(session, account_id, by=by) is None:
        raise NotFound()
    routes = locked_routes(session, routes_not_begun(session, account_id, since=local_day(at)))
    account = session.get_one(Account, account_id)
    if account.erased_at is not None:
        session.commit()
        return
    under_way = select(Route.id).where(Route.driver_id == account_id, Route.status == RouteStatus.UNDER_WAY)
    if session.scalar(under_way.limit(1)) is not None:
        raise Conflict("A route of this person is under way.")
    for route in routes:
        if route.status in NOT_BEGUN:
            leave_route(session, route, status=RouteStatus.DECLINED, at=at, by=by.account_id, reason=GONE)
    session.flush()
    _forget_sign_ins(session, account)
    _empty(account, at=at)
    _forget_driver(session, account_id)
    event.record(account, "erased", at=at, by=by.account_id, territory=account.territory, reason=reason)
    session.commit()


def _forget_sign_ins(session: Session, account: Account) -> None:
    session.execute(delete(SignInFailure).where(SignInFailure.email_digest == digest_of(account.email.strip().lower())))
    for kept in (AccessToken, PasswordLink, Notice, IdempotentAnswer):
        session.execute(delete(kept).where(kept.account_id == account.id))


def _empty(account: Account, *, at: datetime) -> None:
    account.email, account.name, account.phone = f"erased-{account.id}@invalid", "", None
    account.password_hash = None
    account.disabled_at = account.disabled_at or at
    account.erased_at = at


def _forget_driver(session: Session, account_id: UUID) -> None:
    """A volunteer mostly starts at home: what is kept of it is the neighbourhood, which old routes are measured from."""
    driver = session.get(Driver, account_id)
    if driver is None:
        return
    driver.start_lat, driver.start_lon = round(driver.start_lat, _ROUGHLY), round(driver.start_lon, _ROUGHLY)
    driver.start_address, driver.last_heard_at = "", None
    driver.weekly, driver.one_off = [], []
