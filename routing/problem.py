"""A pickup-and-delivery problem with time windows: frozen, and checked once as it is made.

Times are integer seconds on one clock, distances integer metres, loads integer thousandths (`units.py`).
The shapes of the JSON are read by `formats/contract.py`; what relates one part to another is checked here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Literal

from routing.errors import InvalidProblem
from routing.units import exact

Window = tuple[int, int]
Windows = tuple[Window, ...]
Loads = Mapping[str, int]
NO_LOADS: Loads = {}


@dataclass(frozen=True)
class Location:
    """A place; `setup_s` is spent once on stopping there, whatever the number of shipments."""

    id: str
    lat: float | None = None
    lon: float | None = None
    setup_s: int = 0


@dataclass(frozen=True)
class Matrix:
    """Drive times and distances between the locations, in their order; it may be asymmetric."""

    durations_s: Sequence[Sequence[int]]
    distances_m: Sequence[Sequence[int]]


@dataclass(frozen=True)
class Receiver:
    """Who is delivered to; `room` in thousandths, only of the dimensions that are limited."""

    id: str
    room: Loads = field(default_factory=dict)


@dataclass(frozen=True)
class Vehicle:
    """One vehicle and its day; `end` None: the route ends at its last step.

    `capacity` is in thousandths (40 kg are 40,000) by dimension, nothing in one that it does not name; `shift` in seconds on the
    problem's clock; `fixed_cost_s` in seconds, or in metres where those are the cost.
    """

    id: str
    start: str
    end: str | None
    shift: Window
    capacity: Loads = field(default_factory=dict)
    skills: frozenset[str] = frozenset()
    max_stops: int | None = None
    max_duration_s: int | None = None
    max_distance_m: int | None = None
    speed_factor: float = 1.0
    fixed_cost_s: int = 0

    @cached_property
    def speed(self) -> Fraction:
        """The speed factor as the decimal that was written, for exact rounding."""
        return exact(self.speed_factor)


@dataclass(frozen=True)
class Pickup:
    """Where a shipment is fetched; no windows means at any time."""

    location: str
    time_windows: Windows = ()
    service_s: int = 0


@dataclass(frozen=True)
class Delivery:
    """One alternative: who gets it and where; `cost_s` is what choosing this one costs."""

    location: str
    receiver: str | None = None
    time_windows: Windows = ()
    service_s: int = 0
    cost_s: int = 0


@dataclass(frozen=True)
class Shipment:
    """Something to fetch and to bring to exactly one of its `deliveries`.

    `load` is in thousandths (35 kg are 35,000) by dimension, nothing in one that it does not name; `value` in any unit, the same
    for all shipments, of which `Objective.value_s` is the price.
    """

    id: str
    pickup: Pickup
    deliveries: tuple[Delivery, ...]
    load: Loads = field(default_factory=dict)
    skills: frozenset[str] = frozenset()
    value: float = 1.0
    required: bool = False
    max_ride_s: int | None = None


@dataclass(frozen=True)
class Task:
    """A step as a day names it: a pickup, or a delivery with its alternative; `start_s` once it is done."""

    kind: Literal["pickup", "delivery"]
    shipment: str
    delivery: int | None = None
    start_s: int | None = None


@dataclass(frozen=True)
class DayUnderWay:
    """What one vehicle has done, must do next, and was last told; `started` None: it has not left yet."""

    vehicle: str
    position: str
    time: int
    started: int | None = None
    distance_m: int = 0
    done: tuple[Task, ...] = ()
    locked: tuple[Task, ...] = ()
    planned: tuple[Task, ...] = ()


@dataclass(frozen=True)
class Objective:
    """What a good plan is; see the contract for the order of its parts."""

    unserved: Literal["value", "count"] = "value"
    value_s: float | None = None
    vehicles: Literal["cost", "first"] = "cost"
    cost: Literal["duration", "distance"] = "duration"
    change_s: int = 0

    def __post_init__(self) -> None:
        if self.value_s is not None and self.vehicles == "first":
            raise InvalidProblem("objective.value_s", "cannot be combined with vehicles: first")


@dataclass(frozen=True)
class Problem:
    """The whole problem. Raises `InvalidProblem` with the JSON path where its parts contradict each other."""

    locations: tuple[Location, ...]
    vehicles: tuple[Vehicle, ...]
    shipments: tuple[Shipment, ...]
    receivers: tuple[Receiver, ...] = ()
    matrix: Matrix | None = None
    in_force: tuple[DayUnderWay, ...] = ()
    objective: Objective = field(default_factory=Objective)

    def __post_init__(self) -> None:
        from routing.faults.problem import first_fault

        fault = first_fault(self)
        if fault is not None:
            raise InvalidProblem(*fault)

    @cached_property
    def location_index(self) -> dict[str, int]:
        """Row and column of each location in the matrix."""
        return index_of(location.id for location in self.locations)

    @cached_property
    def shipment_index(self) -> dict[str, int]:
        """Place of each shipment in `shipments`."""
        return index_of(shipment.id for shipment in self.shipments)

    @cached_property
    def vehicle_index(self) -> dict[str, int]:
        """Place of each vehicle in `vehicles`."""
        return index_of(vehicle.id for vehicle in self.vehicles)


def index_of(ids: Iterable[str]) -> dict[str, int]:
    """The place of each id in its list."""
    return {name: place for place, name in enumerate(ids)}
