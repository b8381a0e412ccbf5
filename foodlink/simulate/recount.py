"""Violations, counted again from the event log and the weighed handovers, by code that the planner has no part in.

What happened is read from the log (who arrived where and when, what was reserved until when), from the records of handovers
(weights, temperatures, times) and from what producers, associations and drivers have declared. Nothing that planning foresaw
(expected times, a stop's window) is believed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from foodlink.local_time import PARIS
from foodlink.simulate.history import Handover, History, Hold, read_history

KINDS = ("expired", "temperature", "overbooked", "storage", "capacity", "window")
_WARMEST_C = {"chilled": 4.0, "frozen": -18.0}
"""Arrêté du 21 décembre 2009, annexe I; stated here once more, so that a change elsewhere is noticed."""


def recount(session: Session) -> dict[str, int]:
    """How often each rule was broken in this database."""
    history = read_history(session)
    moved = history.handovers
    return {
        "expired": sum(map(_too_late, moved)),
        "temperature": sum(map(_too_warm, moved)),
        "overbooked": _overbooked(history.holds, moved),
        "storage": _overfull_stores(moved),
        "capacity": _overloaded_routes(history),
        "window": sum(map(_picked_up_outside, moved)) + sum(map(_handed_over_outside, moved)),
    }


def _local_midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=PARIS)


def _too_late(one: Handover) -> bool:
    """Handed over after the use-by day, or nearer to its end than the association may take it."""
    if one.use_by is None or one.delivered_at is None or not one.delivered_g:
        return False
    end = _local_midnight(one.use_by + timedelta(days=1))
    return one.delivered_at >= end - timedelta(hours=one.lead_h)


def _too_warm(one: Handover) -> bool:
    """Cold food in a vehicle that cannot hold it, on board for too long, or measured too warm."""
    if one.temperature == "ambient":
        return False
    if one.route_id is not None and not one.cold_crates[one.temperature]:
        return True
    measured = [value for value in (one.collected_c, one.delivered_c) if value is not None]
    if any(value > _WARMEST_C[one.temperature] for value in measured):
        return True
    if one.delivered_at is None or not one.delivered_g:
        return False
    on_board_s = ((one.delivery_began or one.delivered_at) - one.collected_at).total_seconds()
    return on_board_s > one.on_board_limits_s[one.temperature]


def _overbooked(holds: Iterable[Hold], moved: Iterable[Handover]) -> int:
    """Lots of which more was held at a time, or taken away in all, than there was."""
    by_lot: dict[UUID, list[Hold]] = defaultdict(list)
    offered: dict[UUID, int] = {}
    for hold in holds:
        offered[hold.lot_id] = hold.offered_g
        by_lot[hold.lot_id].append(hold)
    taken: dict[UUID, int] = defaultdict(int)
    for one in moved:
        offered[one.lot_id] = one.offered_g
        taken[one.lot_id] += 0 if one.handed_on else one.collected_g
    return sum(_peak(_held(by_lot[lot])) > most or taken[lot] > most for lot, most in offered.items())


def _held(holds: list[Hold]) -> list[tuple[datetime, int, int]]:
    """What was taken and given back, when; a hold that is not certain is taken to end when the next one of the lot begins."""
    changes = []
    for hold in holds:
        changes.append((hold.since, 1, hold.grams))
        ends = [hold.until] if hold.until is not None else []
        if not hold.certain:
            ends += [other.since for other in holds if other is not hold and other.since > hold.since]
        if ends:
            changes.append((min(ends), 0, -hold.grams))
    return changes


def _peak(changes: list[tuple[datetime, int, int]]) -> int:
    """The most at a time; what is given back at a moment is given back before the next takes it."""
    level = peak = 0
    for _, _, change in sorted(changes):
        level += change
        peak = max(peak, level)
    return peak


def _overfull_stores(moved: Iterable[Handover]) -> int:
    """Stores that were brought more on one day than they hold, by association, day and temperature."""
    brought: dict[tuple[UUID, date, str], int] = defaultdict(int)
    room: dict[tuple[UUID, date, str], int] = {}
    for one in moved:
        if one.delivered_at is not None:
            key = (one.association_id, one.delivered_at.astimezone(PARIS).date(), one.temperature)
            brought[key] += one.delivered_g
            room[key] = one.storage_g
    return sum(grams > room[key] for key, grams in brought.items())


def _overloaded_routes(history: History) -> int:
    """Routes on which more was on board at a time than the vehicle holds: grams, crates, cold crates."""
    on_route: dict[UUID, list[Handover]] = defaultdict(list)
    for one in history.handovers:
        if one.route_id is not None and not one.handed_on:
            on_route[one.route_id].append(one)
    return sum(_overloaded(loads, history) for loads in on_route.values())


def _overloaded(loads: list[Handover], history: History) -> bool:
    vehicle = loads[0]
    most = {"g": vehicle.capacity_g, "crates": vehicle.crates, **vehicle.cold_crates}
    for dimension, bound in most.items():
        changes = []
        for one in loads:
            amount = _amount(one, dimension)
            changes.append((one.collected_at, 1, amount))
            left = one.delivered_at or history.ends.get(one.line_id)
            if left is not None:
                changes.append((left, 0, -amount))
        if _peak(changes) > bound:
            return True
    return False


def _amount(one: Handover, dimension: str) -> int:
    if dimension == "g":
        return one.collected_g
    if dimension not in ("crates", one.temperature) or not one.collected_g:
        return 0
    return max(1, -(-one.lot_crates * one.collected_g // one.offered_g))


def _picked_up_outside(one: Handover) -> bool:
    """The volunteer came to the producer's door after the window, or was done before it opened."""
    if one.handed_on or not one.collected_g:
        return False
    came = one.pickup_arrived or one.collected_at
    return came > one.available_until or one.collected_at < one.available_from


def _handed_over_outside(one: Handover) -> bool:
    """The volunteer came to the association's door after it had closed, or was done before it opened."""
    if one.delivered_at is None or not one.delivered_g:
        return False
    came = (one.delivery_arrived or one.delivered_at).astimezone(PARIS)
    done = one.delivered_at.astimezone(PARIS)
    if came.date() in one.closures:
        return True
    if not one.hours:
        return False
    return not any(
        weekday == came.isoweekday() and came.time() <= closes and done.time() >= opens
        for weekday, opens, closes in one.hours
    )
