"""Lots as shipments: lines as they are held, free food in pieces that somebody can carry and somebody can take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from foodlink.domain import food_rules
from foodlink.planning.cargo import Cargo
from foodlink.planning.snapshot import Food, FreePart, HeldLine, Refused, Snapshot, Taker, Volunteer
from foodlink.routing_bridge.figures import figures, kg, load_of, not_after, not_before, service_s
from foodlink.routing_bridge.on_board import reached_in_time
from foodlink.routing_bridge.takers import (
    Sharing,
    alternatives,
    foresee_nearest,
    may_take,
    opening_windows,
    pickup_window,
)


def cargo_of(snapshot: Snapshot, *, under: Mapping[UUID, UUID]) -> Iterator[Cargo]:
    """Everything that is to be moved: what is on board first, then lines, then what is free, each by age.

    `under` names, for lines that must be delivered by the vehicle that has them, the route; a piece without alternatives
    cannot be asked of the router.
    """
    sharing = Sharing(snapshot)
    for line in snapshot.lines:
        if line.collected_at is not None:
            yield _line(line, _holder_of(snapshot, line))
    for carry in snapshot.refused:
        yield _refused(snapshot, carry, sharing)
    for line in snapshot.lines:
        if line.collected_at is None:
            yield _line(line, _alternatives_of(snapshot, line, sharing, locked=line.line_id in under))
    for part in snapshot.free:
        yield from _free(snapshot, part, sharing)


def shipment(
    snapshot: Snapshot, number: int, cargo: Cargo, *, planned: bool, locked: bool, begins: int | None
) -> dict[str, Any]:
    """The router's shipment `sN`; `begins` is when a driver who stands there loads it, where one does."""
    food = cargo.food
    pickup: dict[str, Any] = {"location": food.site.key, "service_s": service_s(cargo.quantity_g)}
    window = _pickup_window(snapshot, food, locked=locked, begins=begins)
    if cargo.on_board_of is not None:
        pickup["service_s"] = 0
    elif window is not None:
        pickup["time_windows"] = [window]
    made: dict[str, Any] = {
        "id": f"s{number}",
        "load": load_of(food, cargo.quantity_g),
        "skills": [food.temperature] if food.temperature in food_rules.COLD else [],
        "value": _value(snapshot, cargo, planned=planned),
        "pickup": pickup,
        "deliveries": [],
    }
    ride_s = snapshot.ride_s(food.temperature)
    if ride_s is not None:
        made["max_ride_s"] = ride_s
    return made


def _pickup_window(snapshot: Snapshot, food: Food, *, locked: bool, begins: int | None) -> list[int] | None:
    """What is locked keeps its own window whole, for it may have begun or come late; loading is not put off once it begins."""
    if not locked or food.window is None:
        return pickup_window(snapshot, food)
    opens, closes = not_before(food.window[0]), not_after(food.window[1])
    return [opens, closes if begins is None else min(closes, max(opens, begins))]


def delivery(snapshot: Snapshot, cargo: Cargo, taker: Taker, *, cost_s: int, locked: bool) -> dict[str, Any]:
    """One alternative of a shipment; at a door where the driver may stand by now it may have begun before now."""
    made: dict[str, Any] = {
        "location": taker.site.key,
        "receiver": str(taker.id),
        "service_s": service_s(cargo.quantity_g),
        "cost_s": cost_s,
    }
    windows = opening_windows(snapshot, cargo.food, taker, since=snapshot.day_window[0] if locked else snapshot.at)
    now = not_after(snapshot.at)
    made["time_windows"] = windows or [[now, now]]
    return made


def _holder_of(snapshot: Snapshot, line: HeldLine) -> tuple[UUID, ...]:
    """Who holds what is on board, where that association is open today and can still have it in time."""
    taker = snapshot.taker_by_id.get(line.association_id)
    if taker is None or not taker.hours:
        return ()
    return tuple(one.id for one in reached_in_time(snapshot, line, [taker]))


def _line(line: HeldLine, associations: tuple[UUID, ...]) -> Cargo:
    return Cargo(
        food=line.food,
        quantity_g=line.quantity_g,
        associations=associations,
        line_id=line.line_id,
        held_by=line.association_id,
        claimed=line.claimed,
        on_board_of=line.route_id if line.collected_at is not None else None,
        collected_at=line.collected_at,
    )


def _alternatives_of(snapshot: Snapshot, line: HeldLine, sharing: Sharing, *, locked: bool) -> tuple[UUID, ...]:
    if pickup_window(snapshot, line.food) is None and not locked:
        return ()
    if line.claimed:
        taker = snapshot.taker_by_id.get(line.association_id)
        return (taker.id,) if taker is not None and (locked or _may_keep(snapshot, line, taker)) else ()
    takers = may_take(snapshot, line.food)
    chosen = alternatives(line.food, takers, sharing, keep=line.association_id)
    if locked and line.association_id not in {taker.id for taker in chosen}:
        return (line.association_id, *(taker.id for taker in chosen))
    return tuple(taker.id for taker in chosen)


def _may_keep(snapshot: Snapshot, line: HeldLine, taker: Taker) -> bool:
    """Whether who claimed it can still take it today; that it once accepted such food is not asked again."""
    refusal = food_rules.may_not_go_to(line.food, taker, snapshot.at)
    allowed = refusal is None or refusal.code == "not_accepted"
    return allowed and bool(opening_windows(snapshot, line.food, taker))


def _refused(snapshot: Snapshot, carry: Refused, sharing: Sharing) -> Cargo:
    """Refused food goes to somebody else who can have it before it has been on board too long."""
    takers = may_take(snapshot, carry.food, apart_from=carry.refused_by)
    chosen = alternatives(carry.food, reached_in_time(snapshot, carry, takers), sharing)
    return Cargo(
        food=carry.food,
        quantity_g=carry.quantity_g,
        associations=tuple(taker.id for taker in chosen),
        carry_id=carry.carry_id,
        on_board_of=carry.route_id,
        collected_at=carry.collected_at,
    )


def _free(snapshot: Snapshot, part: FreePart, sharing: Sharing) -> Iterator[Cargo]:
    food = part.food
    takers = may_take(snapshot, food) if pickup_window(snapshot, food) is not None else []
    for quantity_g in pieces(food, part.left_g, snapshot.volunteers, takers):
        chosen = alternatives(food, takers, sharing)
        if chosen:
            foresee_nearest(food, chosen, sharing, quantity_g)
        yield Cargo(food=food, quantity_g=quantity_g, associations=tuple(taker.id for taker in chosen))


def pieces(food: Food, left_g: int, volunteers: Iterable[Volunteer], takers: Iterable[Taker]) -> list[int]:
    """Free food cut so that the largest vehicle can carry each piece and the largest store can take it, in grams."""
    carries = max((_carries_g(food, one) for one in volunteers), default=0)
    stores = max((taker.room_g(food.temperature) for taker in takers), default=0)
    most = min(carries, stores)
    if most <= 0 or left_g <= most:
        return [left_g]
    whole, rest = divmod(left_g, most)
    cut = [most] * whole + ([rest] if rest else [])
    return cut[: figures("split")["most_pieces"]]


def _carries_g(food: Food, volunteer: Volunteer) -> int:
    crates = volunteer.crates
    if food.temperature in food_rules.COLD:
        crates = min(crates, getattr(volunteer, f"{food.temperature}_crates"))
    by_crates = crates * food.quantity_g // food.crates
    return min(volunteer.capacity_g, by_crates)


def _value(snapshot: Snapshot, cargo: Cargo, *, planned: bool) -> float:
    """What serving it is worth, in kilos: more where somebody counts on it, and as its end comes nearer."""
    weight = figures("value")
    value = kg(cargo.quantity_g)
    if cargo.on_board_of is not None:
        value *= weight["on_board"]
    elif cargo.claimed:
        value *= weight["claimed"]
    elif planned:
        value *= weight["planned"]
    left_h = max(0.0, (_end(snapshot, cargo) - not_after(snapshot.at)) / 3600)
    value *= 1 + (weight["urgent"] - 1) * max(0.0, 1 - left_h / weight["urgent_h"])
    return round(max(float(value), 0.001), 3)


def _end(snapshot: Snapshot, cargo: Cargo) -> int:
    """When the food is lost, in seconds: at the end of its producer's time or of its use-by deadline."""
    ends = [cargo.food.window[1]] if cargo.food.window is not None else [snapshot.at]
    for association in cargo.associations:
        taker = snapshot.taker_by_id[association]
        deadline = food_rules.hand_over_before(cargo.food.use_by, taker.use_by_lead_h)
        if deadline is not None:
            ends.append(deadline)
    return not_after(min(ends))
