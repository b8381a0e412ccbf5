"""What a publication touches: the routes in force of a day, and the offers whose food they carry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from foodlink.domain.account import Account
from foodlink.domain.lifecycle import ACTIVE_ROUTES, PENDING_STOPS
from foodlink.domain.offer import Lot
from foodlink.domain.reservation import Reservation, ReservationLine
from foodlink.domain.route import Route, Stop, StopLoad
from foodlink.queries.volunteers import still_loaded


def active_routes(session: Session, territory: str, day: date) -> Sequence[Route]:
    """The routes in force of a territory's day, and those that still have food on board, with all on them, by id."""
    lines = selectinload(Route.stops).selectinload(Stop.loads).joinedload(StopLoad.line)
    return session.scalars(
        select(Route)
        .where(
            Route.territory == territory,
            Route.day == day,
            Route.status.in_(ACTIVE_ROUTES) | Route.id.in_(still_loaded(session, territory, day)),
        )
        .options(lines.joinedload(ReservationLine.lot), lines.joinedload(ReservationLine.reservation))
        .order_by(Route.id)
    ).all()


def offers_concerned(session: Session, territory: str, day: date) -> Sequence[UUID]:
    """The offers of all that is still to be loaded or unloaded by the routes in force of that day."""
    return session.scalars(
        select(Lot.offer_id)
        .join(ReservationLine, ReservationLine.lot_id == Lot.id)
        .join(StopLoad, StopLoad.line_id == ReservationLine.id)
        .join(Stop, Stop.id == StopLoad.stop_id)
        .join(Route, Route.id == Stop.route_id)
        .where(
            Route.territory == territory,
            Route.day == day,
            Route.status.in_(ACTIVE_ROUTES),
            StopLoad.status.in_(PENDING_STOPS),
        )
        .distinct()
    ).all()


def still_carried(session: Session, line_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these lines that are still to be loaded or unloaded by a route, of whatever day."""
    waiting = StopLoad.line_id.in_(set(line_ids)), StopLoad.status.in_(PENDING_STOPS)
    return set(session.scalars(select(StopLoad.line_id).where(*waiting)))


def lines_by_id(session: Session, line_ids: Iterable[UUID]) -> dict[UUID, ReservationLine]:
    """These lines with their reservations and lots."""
    found = session.scalars(
        select(ReservationLine)
        .where(ReservationLine.id.in_(set(line_ids)))
        .options(
            joinedload(ReservationLine.reservation).selectinload(Reservation.lines),
            joinedload(ReservationLine.lot).joinedload(Lot.offer),
        )
    )
    return {line.id: line for line in found.unique()}


def accounts_by_organisation(session: Session, organisation_ids: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """The accounts of these organisations that can sign in."""
    accounts = session.scalars(
        select(Account)
        .where(Account.organisation_id.in_(set(organisation_ids)), Account.disabled_at.is_(None))
        .order_by(Account.id)
    )
    found: dict[UUID, list[UUID]] = {}
    for account in accounts:
        if account.organisation_id is not None:
            found.setdefault(account.organisation_id, []).append(account.id)
    return found
