"""What must be driven, by the slow twin: the locked steps, then what is on board where it cannot all be in time any more."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations, product

from routing.problem import Problem
from tests.routing.naive_days import STAYS, Choice, Standing, delivered, fits_room, settled
from tests.routing.naive_route import route_cost
from tests.routing.naive_times import Order, least_duration, soonest, stops_of


def locked_order(standing: Standing, way_of: dict[int, int], problem: Problem) -> Order:
    """The locked steps, with the alternatives that are chosen."""
    names = problem.shipment_index
    return tuple(
        (task.kind, (names[task.shipment], way_of.get(names[task.shipment], STAYS))) for task in standing.locked
    )


def pinned_of(problem: Problem, number: int, standing: Standing, order: Order) -> dict[int, int]:
    """The steps of what must be driven that can no longer be in time, driven at the soonest: their places and starts."""
    pinned: dict[int, int] = {}
    for n in range(len(order)):
        part = order[: n + 1]
        if least_duration(problem, number, standing, part, pinned=pinned, limited=False) is None:
            pinned[n] = soonest(problem, number, standing, part)[n]
    return pinned


def late_orders(problem: Problem, number: int, standing: Standing, *, is_lawful: bool) -> list[tuple[Choice, ...]]:
    """In which orders what is on board may be delivered before anything else: fewest late, then least late.

    Only the empty one where all of it can be in time within the limits; `is_lawful` says that the locked steps are.
    """
    orders = [order for choices in _most_choices(problem, number, standing) for order in permutations(choices)]
    if not standing.aboard or (is_lawful and any(_in_time(problem, number, standing, order) for order in orders)):
        return [()]
    lateness = {order: _lateness(problem, number, standing, order) for order in orders}
    return [order for order, late in lateness.items() if late == min(lateness.values())]


def with_deliveries(problem: Problem, standing: Standing, order: tuple[Choice, ...]) -> Order:
    """The locked steps and then these deliveries."""
    way_of = dict(order) | {n: way for n, (_, way) in settled(problem).items()}
    return (*locked_order(standing, way_of, problem), *(("delivery", choice) for choice in order))


def _most_choices(problem: Problem, number: int, standing: Standing) -> Iterator[tuple[Choice, ...]]:
    """To whom each may go that is on board, together, so that as few as can be stay there for want of room."""
    fixed = settled(problem)
    carried = sorted(standing.aboard)
    every = []
    for taken in product(*([None, *range(len(problem.shipments[n].deliveries))] for n in carried)):
        way_of = {n: (number, way) for n, way in zip(carried, taken, strict=True) if way is not None}
        if fits_room(problem, [fixed.get(n) or way_of.get(n) for n in range(len(problem.shipments))]):
            every.append({(n, way) for n, (_, way) in way_of.items()})
    most = max(map(len, every), default=0)
    yield from (tuple(sorted(choices)) for choices in every if len(choices) == most)


def _in_time(problem: Problem, number: int, standing: Standing, order: tuple[Choice, ...]) -> bool:
    steps = with_deliveries(problem, standing, order)
    pinned = pinned_of(problem, number, standing, steps[: len(standing.locked)])
    return route_cost(problem, number, standing, steps, pinned) is not None


def _lateness(problem: Problem, number: int, standing: Standing, order: tuple[Choice, ...]) -> tuple[int, int]:
    """How many of these deliveries are late, and by how many seconds in all."""
    steps = with_deliveries(problem, standing, order)
    starts, stops = soonest(problem, number, standing, steps), stops_of(problem, steps)
    late = []
    for n in pinned_of(problem, number, standing, steps):
        if n < len(standing.locked):
            continue
        s, choice = steps[n][1][0], steps[n][1]
        over = [starts[n] - max(closes for _, closes in stops[n].time_windows)] if stops[n].time_windows else []
        limit = problem.shipments[s].max_ride_s
        if limit is not None:
            pickup = None if s in standing.picked_s else steps.index(("pickup", choice))
            left = standing.picked_s[s] if pickup is None else starts[pickup] + stops[pickup].service_s
            over.append(starts[n] - left - limit)
        late.append(max(over))
    return len(late), sum(late)


def free_steps(problem: Problem, standing: Standing, chosen: tuple[Choice, ...]) -> Order:
    """The steps of what is chosen that are still to do, locked ones with them."""
    over = delivered(problem)
    return tuple(
        (kind, (s, way))
        for s, way in chosen
        for kind in ("pickup", "delivery")
        if s not in over
        and not (kind == "pickup" and s in standing.picked_s)
        and not (kind == "delivery" and way == STAYS)
    )
