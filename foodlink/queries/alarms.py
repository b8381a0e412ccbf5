"""What stands first on the coordinator's page: what will go wrong unless somebody acts, and what went wrong today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session, joinedload

from config.tables import table
from foodlink.domain.driver import Driver
from foodlink.domain.lifecycle import LIVE_OFFERS, RestStatus, RouteStatus
from foodlink.domain.offer import Lot, Offer
from foodlink.domain.route import Route
from foodlink.local_time import local_day
from foodlink.queries.alarm import Alarm, AlarmKind
from foodlink.queries.mishaps import mishaps_of

__all__ = ["Alarm", "AlarmKind", "alarms_of"]


def alarms_of(session: Session, territory: str, *, at: datetime) -> list[Alarm]:
    """The territory's alarms at that moment, by kind in the order of `AlarmKind`, the most pressing of each kind first."""
    found = (
        *_silent_drivers(session, territory, at=at),
        *_unaccepted_routes(session, territory, at=at),
        *_unclaimed_lots(session, territory, at=at),
        *mishaps_of(session, territory, at=at),
    )
    return list(found)


def _limit(name: str) -> timedelta:
    return timedelta(seconds=int(table("food_rules")["claims"][name]))


def _unclaimed_lots(session: Session, territory: str, *, at: datetime) -> Iterator[Alarm]:
    statement = (
        select(Lot)
        .join(Lot.offer)
        .options(joinedload(Lot.offer).joinedload(Offer.producer))
        .where(
            Offer.territory == territory,
            Offer.status.in_(LIVE_OFFERS),
            Offer.available_until > at,
            Offer.available_until <= at + _limit("unclaimed_alarm_s"),
            Lot.rest == RestStatus.OPEN,
            Lot.quantity_g > Lot.reserved_g,
        )
        .order_by(Offer.available_until, Lot.id)
    )
    for lot in session.scalars(statement):
        facts = {"description": lot.description, "left_g": lot.left_g, "producer": lot.offer.producer.name}
        facts |= {"available_until": lot.offer.available_until, "address": lot.offer.address}
        since = lot.offer.available_until - _limit("unclaimed_alarm_s")
        yield Alarm(AlarmKind.LOT_UNCLAIMED, since, offer_id=lot.offer_id, lot_id=lot.id, facts=facts)


def _routes(territory: str, *conditions: ColumnElement[bool]) -> Select[Route]:
    driver = joinedload(Route.driver).joinedload(Driver.account)
    return (
        select(Route)
        .options(driver)
        .where(Route.territory == territory, *conditions)
        .order_by(Route.starts_at, Route.id)
    )


def _unaccepted_routes(session: Session, territory: str, *, at: datetime) -> Iterator[Alarm]:
    """Routes that start soon and are not accepted. Who was asked at short notice has first had time to answer."""
    soon = at + _limit("unaccepted_alarm_s")
    waiting = Route.status == RouteStatus.PROPOSED
    for route in session.scalars(_routes(territory, waiting, Route.starts_at <= soon, Route.ends_at > at)):
        since = _pressing_since(route)
        if since <= at:
            yield _of_route(AlarmKind.ROUTE_UNACCEPTED, route, since=since)


def _pressing_since(route: Route) -> datetime:
    """Since when an answer is missing: soon before the start, once it could be expected, and at the start in any case."""
    soon = route.starts_at - _limit("unaccepted_alarm_s")
    asked = route.proposed_at or soon
    return max(soon, min(asked + _limit("answer_s"), route.starts_at))


def _silent_drivers(session: Session, territory: str, *, at: datetime) -> Iterator[Alarm]:
    """Drivers on the road, or who should be, of whom nothing was heard since."""
    limit = _limit("silent_driver_alarm_s")
    begun = or_(
        Route.status == RouteStatus.UNDER_WAY, (Route.status == RouteStatus.ACCEPTED) & (Route.starts_at <= at - limit)
    )
    for route in session.scalars(_routes(territory, begun, Route.day == local_day(at))):
        heard = max(filter(None, (route.driver.last_heard_at, route.started_at, route.starts_at)))
        if route.status is RouteStatus.UNDER_WAY:
            heard = max(filter(None, (route.driver.last_heard_at, route.started_at)), default=route.starts_at)
        if heard <= at - limit:
            yield _of_route(AlarmKind.DRIVER_SILENT, route, since=heard)


def _of_route(kind: AlarmKind, route: Route, *, since: datetime) -> Alarm:
    facts = {"driver": route.driver.account.name, "starts_at": route.starts_at, "ends_at": route.ends_at}
    facts |= {"proposed_at": route.proposed_at}
    return Alarm(kind, since, route_id=route.id, driver_id=route.driver_id, facts=facts)
