"""An upper bound on the kilos that any policy could have rescued in a world (argued in `docs/simulation.md`).

Each day on its own is the largest flow from lots to the stores of associations. An arc is there where some volunteer of that
day could, with nothing else to do, fetch the lot in its window and hand it over in the association's hours; how much the
volunteers could carry at all bounds the day again. Everything that competes for one volunteer is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from foodlink.demo.network import DrawnAssociation
from foodlink.domain import food_rules
from foodlink.domain.draft import LotDraft
from foodlink.local_time import end_of_day, local_moment
from foodlink.routing_bridge.travel import stopping_s
from foodlink.simulate.flow import FlowNetwork
from foodlink.simulate.roads import Roads
from foodlink.simulate.world import DriverFate, Interest, OfferFate, World

_GRAMS = 1000
_KINDS = ("ambient", "chilled", "frozen")


@dataclass(frozen=True, slots=True)
class _Source:
    """What is really there of a lot, and between when it could be fetched."""

    fate: OfferFate
    lot: LotDraft
    grams: int
    opens: datetime
    closes: datetime


def reachable_kg(world: World, roads: Roads) -> float:
    """The most kilos that any policy could have delivered in all days of the world."""
    return round(sum(_reachable_g(world, roads, day) for day in world.days()) / _GRAMS, 3)


def _reachable_g(world: World, roads: Roads, day: date) -> int:
    sources = [source for fate in world.offers(day) for source in _sources(fate)]
    drivers = [fate for fate in world.drivers(day) if not (fate.declines or fate.no_show)]
    stores = [(one, kind) for one in world.network.associations for kind in _KINDS if one.storage_kg[kind] > 0]
    number = {(one.id, kind): place for place, (one, kind) in enumerate(stores, start=1 + len(sources))}
    sink = 1 + len(sources) + len(stores)
    flow = FlowNetwork(sink + 1)
    for place, source in enumerate(sources, start=1):
        flow.add(0, place, source.grams)
        kind = source.lot.temperature.value
        for one in world.network.associations:
            if (one.id, kind) in number and _some_can(roads, source, one, drivers, day=day):
                flow.add(place, number[one.id, kind], source.grams)
    for (one, kind), place in zip(stores, number.values(), strict=True):
        flow.add(place, sink, one.storage_kg[kind] * _GRAMS)
    return min(flow.most(0, sink), _carried_g(drivers))


def _sources(fate: OfferFate) -> list[_Source]:
    """Nothing is to be had behind a closed door, nor once the offer is withdrawn."""
    draft = fate.offer.draft
    opens, closes = max(draft.available_from, fate.offer.posted_at), draft.available_until
    if fate.withdrawn_at is not None:
        closes = min(closes, fate.withdrawn_at)
    if fate.door_closed or closes <= opens:
        return []
    return [
        _Source(fate, lot, round(lot.quantity_g * share), opens, closes)
        for lot, share in zip(draft.lots, fate.found, strict=True)
        if share > 0
    ]


def _some_can(
    roads: Roads, source: _Source, one: DrawnAssociation, drivers: Sequence[DriverFate], *, day: date
) -> bool:
    if not Interest(one, source.fate, source.opens).may_take(source.lot, source.opens):
        return False
    windows = _windows(one, source.lot, day)
    return any(_can(roads, source, one, fate, windows) for fate in drivers)


def _can(
    roads: Roads, source: _Source, one: DrawnAssociation, fate: DriverFate, windows: list[tuple[datetime, datetime]]
) -> bool:
    driver, kind = fate.driver, source.lot.temperature.value
    if kind in food_rules.COLD and not getattr(driver.vehicle, f"{kind}_crates"):
        return False
    producer, door, home = _point(source.fate.offer.producer), _point(one), _point(driver)
    to_pickup = timedelta(seconds=roads.drive_s(home, producer, driver=driver) + stopping_s("pickup"))
    over = timedelta(seconds=roads.drive_s(producer, door, driver=driver) + stopping_s("delivery"))
    pickup = max(source.opens, fate.shift.starts_at + to_pickup)
    ends = fate.broken_at or fate.shift.ends_at
    return pickup <= source.closes and any(max(opens, pickup + over) <= min(closes, ends) for opens, closes in windows)


def _windows(one: DrawnAssociation, lot: LotDraft, day: date) -> list[tuple[datetime, datetime]]:
    end = food_rules.hand_over_before(lot.use_by, one.lead_h)
    until = end_of_day(day) if end is None else min(end, end_of_day(day))
    if not one.hours:
        return [(local_moment(day, datetime.min.time()), until)]
    return [
        (local_moment(day, opens), min(until, local_moment(day, closes)))
        for weekday, opens, closes in one.hours
        if weekday == day.isoweekday()
    ]


def _carried_g(drivers: Sequence[DriverFate]) -> int:
    """What all could carry, were each to load and unload a full vehicle without a metre between."""
    visit_s = stopping_s("pickup") + stopping_s("delivery")
    total = 0
    for fate in drivers:
        shift_s = (fate.shift.ends_at - fate.shift.starts_at).total_seconds()
        total += fate.driver.vehicle.capacity_kg * _GRAMS * (1 + int(shift_s // visit_s))
    return total


def _point(one: object) -> tuple[float, float]:
    site = one.site  # type: ignore[attr-defined] # producers, associations and drivers have one
    return site.lat, site.lon
