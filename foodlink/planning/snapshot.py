"""What a plan starts from: a territory's day at one moment, read once and then apart from the database.

Moments are aware UTC, weights integer grams. Everything is in a fixed order, so that the same day gives the same problem.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from foodlink.domain.driver import Shift, VehicleKind
from foodlink.domain.lifecycle import RouteStatus, StopStatus
from foodlink.domain.route import StopKind

Window = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Site:
    """A place of an organisation, as a driver sees it."""

    organisation_id: UUID
    name: str
    lat: float
    lon: float
    address: str = ""
    access_notes: str = ""

    @property
    def key(self) -> str:
        """One place in the router: its organisation and its point, so that neighbours are two stops."""
        return place_key(self.organisation_id, self.lat, self.lon)


def place_key(organisation_id: UUID, lat: float, lon: float) -> str:
    """The name of a place in the router."""
    return f"{organisation_id}@{lat:.6f},{lon:.6f}"


@dataclass(frozen=True, slots=True)
class Food:
    """A lot as far as moving it is concerned. `window` is when its producer hands it over; None: closed that day."""

    lot_id: UUID
    offer_id: UUID
    category: str
    temperature: str
    use_by: date | None
    quantity_g: int
    crates: int
    site: Site
    window: Window | None
    pinned_to: UUID | None = None

    def crates_for(self, quantity_g: int) -> int:
        """How many of the lot's crates a part of it fills, in proportion, rounded up."""
        return max(1, -(-self.crates * quantity_g // self.quantity_g))


@dataclass(frozen=True, slots=True)
class FreePart:
    """What nobody holds of a lot."""

    food: Food
    left_g: int


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A reservation line that is to be delivered; `collected_at` once it is on board, then `quantity_g` is what was weighed."""

    food: Food
    line_id: UUID
    reservation_id: UUID
    association_id: UUID
    quantity_g: int
    claimed: bool
    collected_at: datetime | None = None
    route_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Food that was refused at the door and is still in a vehicle."""

    food: Food
    carry_id: UUID
    line_id: UUID
    route_id: UUID
    refused_by: UUID
    quantity_g: int
    collected_at: datetime


@dataclass(frozen=True, slots=True)
class Taker:
    """An association: what it takes, when it is open that day, and how much room it has left."""

    site: Site
    accepts: list[str]
    use_by_lead_h: int
    storage: Mapping[str, int]
    taken_g: Mapping[str, int]
    hours: tuple[Window, ...]
    beneficiaries: int
    received_g: int

    @property
    def id(self) -> UUID:
        return self.site.organisation_id

    def storage_g(self, temperature: str) -> int:
        """What it can hold on one day, in grams."""
        return self.storage[temperature]

    def room_g(self, temperature: str) -> int:
        """What it still has room for today, apart from what the plan brings."""
        return max(0, self.storage[temperature] - self.taken_g.get(temperature, 0))

    @property
    def per_person_g(self) -> float:
        """Grams a person served, lately."""
        return self.received_g / max(1, self.beneficiaries)


@dataclass(frozen=True, slots=True)
class StopInForce:
    """A stop that drivers were told; `line_ids` are those still to be loaded or unloaded there, or that were."""

    stop_id: UUID
    kind: StopKind
    status: StopStatus
    site: Site
    eta: datetime
    service_s: int
    line_ids: tuple[UUID, ...]
    arrived_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        return self.status not in (StopStatus.PLANNED, StopStatus.ARRIVED)


@dataclass(frozen=True, slots=True)
class RouteInForce:
    """A route that a driver has, its stops in order; `left` are those that were cancelled before anything happened there."""

    route_id: UUID
    status: RouteStatus
    version: int
    pinned: bool
    starts_at: datetime
    ends_at: datetime
    started_at: datetime | None
    stops: tuple[StopInForce, ...]
    left: tuple[StopInForce, ...] = ()

    @property
    def under_way(self) -> bool:
        """Whether its driver has left; one that is done but still has food on board is on the road again."""
        return self.status in (RouteStatus.UNDER_WAY, RouteStatus.DONE)

    @property
    def pending(self) -> tuple[StopInForce, ...]:
        """The stops that are still to be made."""
        return tuple(stop for stop in self.stops if not stop.is_over)

    @property
    def over(self) -> tuple[StopInForce, ...]:
        """The stops that were made, in the order in which they were."""
        made = [stop for stop in self.stops if stop.is_over]
        return tuple(sorted(made, key=lambda stop: (stop.ended_at or stop.eta, stop.eta)))


@dataclass(frozen=True, slots=True)
class Volunteer:
    """A driver on shift that day, with the vehicle; `not_before` is the soonest that something new may start.

    `asked_before`: a route of that day was declined, or not answered. `done` are those finished: when each began, how many
    stops it had, its seconds.
    """

    driver_id: UUID
    vehicle_id: UUID
    kind: VehicleKind
    capacity_g: int
    crates: int
    chilled_crates: int
    frozen_crates: int
    lat: float
    lon: float
    shifts: tuple[Shift, ...]
    route: RouteInForce | None = None
    not_before: datetime | None = None
    asked_before: bool = False
    done: tuple[tuple[datetime, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A territory's day from `at` on; `based_on` is the id of the last event that it knows of."""

    territory: str
    day: date
    at: datetime
    day_window: Window
    based_on: int
    chilled_on_board_s: int
    frozen_on_board_s: int
    free: tuple[FreePart, ...] = ()
    lines: tuple[HeldLine, ...] = ()
    refused: tuple[Refused, ...] = ()
    takers: tuple[Taker, ...] = ()
    volunteers: tuple[Volunteer, ...] = ()
    taker_by_id: dict[UUID, Taker] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.taker_by_id.update({taker.id: taker for taker in self.takers})

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to plan at all."""
        return not (self.free or self.lines or self.refused or any(each.route for each in self.volunteers))

    def ride_s(self, temperature: str) -> int | None:
        """How long food of that kind may be on board, in seconds; None: as long as it takes."""
        return {"chilled": self.chilled_on_board_s, "frozen": self.frozen_on_board_s}.get(temperature)
