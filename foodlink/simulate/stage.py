"""What a policy is played on: the world, the roads, its own database, the clock, and what its vehicles drove."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from foodlink.database.engine import Sessions
from foodlink.domain.account import Role
from foodlink.domain.actor import Actor
from foodlink.domain.route import Route
from foodlink.simulate.aboard import Aboard
from foodlink.simulate.agenda import Agenda
from foodlink.simulate.roads import Point, Roads
from foodlink.simulate.world import DriverFate, OfferFate, World


@dataclass
class Trip:
    """One vehicle from leaving its start until it is back: metres driven, grams handed over."""

    driver_id: UUID
    left_at: datetime
    ended_at: datetime
    metres: int = 0
    delivered_g: int = 0


@dataclass
class Volunteer:
    """Where a volunteer of today is and what it does; `out`: not there any more today; `busy`: driving or at a stop.

    `route` is what it last read of its route; `waits_until` is until when it waits at the last door to hear where else to
    bring what is on board.
    """

    fate: DriverFate
    here: Point
    trip: Trip | None = None
    route_id: UUID | None = None
    route: Route | None = None
    busy: bool = False
    out: bool = False
    leg: tuple[datetime, datetime, int] | None = None
    waits_until: datetime | None = None
    aboard: Aboard = field(init=False)

    def __post_init__(self) -> None:
        self.aboard = Aboard(self.fate.driver.vehicle)

    @property
    def id(self) -> UUID:
        return self.fate.driver.account_id

    @property
    def home(self) -> Point:
        return self.fate.driver.site.lat, self.fate.driver.site.lon


@dataclass
class Stage:
    """One policy's run. `real_g` is what is left at the door of each lot; `fates` are by the offer's id in this database."""

    world: World
    roads: Roads
    sessions: Sessions
    coordinator: Actor
    agenda: Agenda = field(default_factory=Agenda)
    day: date = date.min
    volunteers: dict[UUID, Volunteer] = field(default_factory=dict)
    offer_ids: dict[tuple[UUID, date], UUID] = field(default_factory=dict)
    fates: dict[UUID, OfferFate] = field(default_factory=dict)
    real_g: dict[UUID, int] = field(default_factory=dict)
    trips: list[Trip] = field(default_factory=list)
    replan_asked: bool = False

    @property
    def territory(self) -> str:
        return self.world.network.territory

    def as_producer(self, fate: OfferFate) -> Actor:
        """The producer of an offer, signed in."""
        one = fate.offer.producer
        return Actor(one.account_id, Role.PRODUCER, one.person, self.territory, one.id)

    def as_driver(self, volunteer: Volunteer) -> Actor:
        """A volunteer, signed in."""
        return Actor(volunteer.id, Role.DRIVER, volunteer.fate.driver.name, self.territory, None)


Freed = Callable[[Volunteer, datetime], None]
"""What a policy does when a volunteer is free: at home, or between two stops of a route."""
