"""The roads of a simulated territory: every way between two known points, reckoned once."""

from __future__ import annotations

import math
from dataclasses import dataclass

from foodlink.demo.network import Network
from foodlink.demo.people import DrawnDriver
from foodlink.routing_bridge.travel import road_tables, speed_factor

Point = tuple[float, float]


@dataclass(frozen=True)
class Roads:
    """Drive times and distances between the sites of a network, by the same model for every policy."""

    territory: str
    number_of: dict[Point, int]
    car_s: list[list[int]]
    metres: list[list[int]]

    @classmethod
    def of(cls, network: Network) -> Roads:
        """The roads between all sites of the network."""
        sites = [one.site for one in network.producers] + [one.site for one in network.associations]
        sites += [one.site for one in network.drivers]
        points = sorted({(site.lat, site.lon) for site in sites})
        seconds, metres = road_tables(points)
        return cls(network.territory, {point: number for number, point in enumerate(points)}, seconds, metres)

    def drive_s(self, here: Point, there: Point, *, driver: DrawnDriver) -> int:
        """Whole seconds that the driver's vehicle takes."""
        return math.ceil(self.car_s[self.number_of[here]][self.number_of[there]] / self.factor(driver) - 1e-9)

    def distance_m(self, here: Point, there: Point) -> int:
        """Metres of road."""
        return self.metres[self.number_of[here]][self.number_of[there]]

    def factor(self, driver: DrawnDriver) -> float:
        """How fast the driver's vehicle is, against the model's car."""
        return speed_factor(self.territory, driver.vehicle.kind)
