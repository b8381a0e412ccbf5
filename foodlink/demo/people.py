"""Volunteer drivers as drawn: how often they drive, when, and with what."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from statistics import NormalDist
from typing import Any
from uuid import UUID

from config.tables import table
from foodlink.demo import names
from foodlink.demo.draws import draws, identifier, one_of
from foodlink.demo.sites import Site, draw_site
from foodlink.domain.driver import VehicleKind


@dataclass(frozen=True, slots=True)
class DrawnVehicle:
    """What a driver drives."""

    id: UUID
    kind: VehicleKind
    capacity_kg: int
    crates: int
    chilled_crates: int
    frozen_crates: int


@dataclass(frozen=True, slots=True)
class DrawnDriver:
    """A volunteer; `days_a_week` is the habit, `weekdays` the weekly shifts, none for who comes less than weekly."""

    account_id: UUID
    name: str
    email: str
    phone: str
    site: Site
    vehicle: DrawnVehicle
    days_a_week: float
    weekdays: tuple[int, ...]
    shift: tuple[time, time]

    def comes_on(self, day: date, *, seed: int) -> bool:
        """Whether somebody who comes less than weekly is there on that day, beside the weekly shifts."""
        return not self.weekdays and draws(seed, self.account_id, "comes", day).random() < self.days_a_week / 7.0


def draw_driver(territory: str, seed: int, number: int, *, clear_km: float | None) -> DrawnDriver:
    """The driver of that number; the home never nearer to the chief commune than `clear_km`."""
    identity = (territory, "driver", number)
    chance, figures = draws(seed, *identity), table("demonstration")["drivers"]
    median, sigma = _habit()
    most = int(figures["most_days_a_week"])
    rate = min(float(most), median * chance.lognormvariate(0.0, sigma))
    shift = one_of(chance, figures["shifts"])
    return DrawnDriver(
        account_id=identifier(seed, *identity),
        name=names.person(chance),
        email=f"benevole-{number + 1:03d}@{territory}.demo.example",
        phone=f"+3363998{number:04d}",
        vehicle=_vehicle(chance, figures["vehicles"], vehicle_id=identifier(seed, *identity, "vehicle")),
        site=draw_site(chance, territory, clear_km=clear_km),
        days_a_week=rate,
        weekdays=tuple(sorted(chance.sample(range(1, 8), min(most, math.floor(rate))))),
        shift=(time.fromisoformat(shift["from"]), time.fromisoformat(shift["until"])),
    )


@cache
def _habit() -> tuple[float, float]:
    """Median and sigma of the lognormal days a week: as spread as the rescues a volunteer, and so many active weekly."""
    figures = table("demonstration")["drivers"]
    ratio = float(figures["rescues_deviation"]) / float(figures["rescues_mean"])
    sigma = math.sqrt(math.log(1.0 + ratio * ratio))
    below_weekly = NormalDist().inv_cdf(1.0 - float(figures["active_weekly"]))
    return math.exp(-below_weekly * sigma), sigma


def _vehicle(chance: random.Random, rows: list[Mapping[str, Any]], *, vehicle_id: UUID) -> DrawnVehicle:
    row = one_of(chance, rows)
    insulated = chance.random() < float(row["insulated_share"])
    return DrawnVehicle(
        id=vehicle_id,
        kind=VehicleKind(row["kind"]),
        capacity_kg=chance.randint(*row["capacity_kg"]),
        crates=chance.randint(*row["crates"]),
        chilled_crates=int(row["chilled"]) if insulated else 0,
        frozen_crates=int(row["frozen"]) if insulated and chance.random() < float(row["frozen_share"]) else 0,
    )
