"""A route begun: where and when it is, what it has cost, and how late each point of it may still be moved.

Every rule on time is "not before", so for a departure at `t >= ready` there is one latest schedule of all that came before: the
start is then at `min(late, t - long)`, and the departure from the pickup of an open shipment that has a longest ride likewise.
That is exact, waiting and the longest rides included; of several windows each is a label of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.routing.bound.setting import SCALE
from routing.search.compiled import NEVER, Compiled, VehicleState

FOREVER = 1 << 50
"""Later than any time, in seconds, and small enough to be added up."""
Ride = tuple[int, int, int]
"""An open shipment that has a longest ride, the latest departure from its pickup, the seconds since at the least."""


@dataclass(slots=True)
class Label:
    """`rest` is the cost so far but for the duration, in millionths; `open` and `taken` are sets of shipments as bits."""

    ready: int
    late: int
    long: int
    rest: int
    metres: int
    visits: int
    place: int
    open: int
    taken: int
    rides: tuple[Ride, ...] = ()
    room: tuple[int, ...] = ()
    """What it brings where room may run out, bin by bin."""
    node: int = -1
    before: Label | None = None
    gone: int = 0
    """What can no longer be fetched in time."""

    @property
    def duration(self) -> int:
        """The least duration so far."""
        return max(self.long, self.ready - self.late)

    def nodes(self) -> tuple[int, ...]:
        """The steps, in order."""
        found = []
        label: Label | None = self
        while label is not None and label.node >= 0:
            found.append(label.node)
            label = label.before
        return tuple(reversed(found))


def first_label(vehicle: VehicleState, *, bins: int) -> Label:
    """A vehicle that has not left yet."""
    return Label(
        ready=vehicle.ready,
        late=vehicle.close,
        long=0,
        rest=SCALE * vehicle.fixed_cost,
        metres=0,
        visits=0,
        place=vehicle.start,
        open=0,
        taken=0,
        room=(0,) * bins,
    )


def windows_of(compiled: Compiled, node: int) -> list[tuple[int, int]]:
    """When a service may start; any time is one long window."""
    several = compiled.several[node]
    if several is not None:
        return list(several)
    return [(max(compiled.lo[node], -FOREVER), min(compiled.hi[node], FOREVER))]


def step(
    compiled: Compiled, vehicle: VehicleState, label: Label, *, node: int, window: tuple[int, int]
) -> Label | None:
    """The route with one step more, its service in this window; None where that breaks a rule. `rest` and `room` are left."""
    place, ship = compiled.loc[node], compiled.shipment_of[node]
    gap, service = vehicle.edge[label.place][place], compiled.service[node]
    is_pickup, bit = compiled.choice_of[node] < 0, 1 << ship
    opens, closes = window[0], _closes(compiled, label, node, gap, window[1])
    start = max(opens, label.ready + gap)
    if start > closes or start + service > vehicle.close:
        return None
    grown = Label(
        ready=start + service,
        late=min(label.late, closes - label.long - gap),
        long=label.long + gap + service,
        rest=label.rest,
        metres=label.metres + compiled.distance[label.place][place],
        visits=label.visits + (label.node < 0 or label.place != place),
        place=place,
        open=label.open | bit if is_pickup else label.open & ~bit,
        taken=label.taken | bit,
        rides=_rides(compiled, label, node, gap, closes),
        room=label.room,
        node=node,
        before=label,
    )
    return grown if _within(vehicle, grown) else None


def _closes(compiled: Compiled, label: Label, node: int, gap: int, closes: int) -> int:
    """The end of the window, or of the longest ride where that is sooner."""
    ship = compiled.shipment_of[node]
    limit = compiled.max_ride[ship]
    if limit is None or compiled.choice_of[node] < 0:
        return closes
    _, latest, since = next(ride for ride in label.rides if ride[0] == ship)
    return min(closes, latest + limit) if since + gap <= limit else -FOREVER


def _rides(compiled: Compiled, label: Label, node: int, gap: int, closes: int) -> tuple[Ride, ...]:
    """The longest rides that are under way after a step that starts by `closes`."""
    ship, service = compiled.shipment_of[node], compiled.service[node]
    rides = tuple(
        (which, min(latest, closes - since - gap), since + gap + service)
        for which, latest, since in label.rides
        if which != ship
    )
    begins = compiled.choice_of[node] < 0 and compiled.max_ride[ship] is not None
    return (*rides, (ship, closes + service, 0)) if begins else rides


def _within(vehicle: VehicleState, label: Label) -> bool:
    return (
        (vehicle.max_stops is None or label.visits <= vehicle.max_stops)
        and (vehicle.max_distance is None or label.metres <= vehicle.max_distance)
        and (vehicle.max_duration is None or label.duration <= vehicle.max_duration)
    )


def close(compiled: Compiled, vehicle: VehicleState, label: Label) -> tuple[int, int] | None:
    """Duration and metres of the whole route; None where the way to its end breaks a rule."""
    home = metres = 0
    if vehicle.end >= 0:
        home, metres = vehicle.drive[label.place][vehicle.end], compiled.distance[label.place][vehicle.end]
    seconds = max(label.long + home, label.ready + home - label.late)
    metres += label.metres
    if label.ready + home > vehicle.close:
        return None
    if vehicle.max_distance is not None and metres > vehicle.max_distance:
        return None
    if vehicle.max_duration is not None and seconds > vehicle.max_duration:
        return None
    return seconds, metres


assert FOREVER < NEVER
