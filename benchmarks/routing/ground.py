"""Where people live: places drawn from the communes by population, and the day's parts made on them."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foodlink.places.gazetteer import gazetteer

Json = dict[str, Any]
HOUR = 3600
KM_A_DEGREE = 111.2
"""Of latitude; of longitude times the cosine."""
COS_LAT = 0.68
"""Of 47.2 degrees, about the middle of the region."""


class Ground:
    """Draws places near the middle of communes: the more people live there, the more often."""

    def __init__(self, random: Random, departments: Sequence[str]) -> None:
        communes = [commune for commune in gazetteer().communes if commune.department in departments]
        self._random = random
        self._communes = communes
        self._people = np.cumsum([commune.population for commune in communes]).tolist()
        self.locations: list[Json] = []

    def place(self, name: str, *, setup_s: int = 0) -> str:
        """A new place, some 1.5 km around the middle of its commune; its id."""
        commune = self._random.choices(self._communes, cum_weights=self._people)[0]
        lat = round(commune.lat + self._random.gauss(0, 0.012), 6)
        lon = round(commune.lon + self._random.gauss(0, 0.018), 6)
        self.locations.append({"id": name, "lat": lat, "lon": lon, "setup_s": setup_s})
        return name


def points(locations: Sequence[Json]) -> NDArray[np.float64]:
    """Places as rows of kilometres on a plane, near enough to tell which are near."""
    degrees = np.array([(place["lat"], place["lon"]) for place in locations], dtype=float).reshape(-1, 2)
    return degrees * (KM_A_DEGREE, KM_A_DEGREE * COS_LAT)


def nearest(here: NDArray[np.float64], there: NDArray[np.float64], count: int) -> list[int]:
    """The rows of `there` nearest to the one point `here`, nearest first."""
    away = ((there - here) ** 2).sum(axis=1)
    return [int(row) for row in np.argsort(away, kind="stable")[:count]]


def kilos(random: Random, *, most: float = 150) -> float:
    """The weight of a lot, heavy-tailed: 10 kg in the median."""
    return round(min(random.lognormvariate(2.3, 0.9) + 0.5, most), 1)


def crates(kg: float) -> int:
    """Ten kilos a crate."""
    return max(1, -int(-kg // 10))


def loading_s(kg: float) -> int:
    """Half a minute a lot and two seconds a kilo."""
    return round(30 + 2 * kg)


def lot(
    number: int,
    kg: float,
    *,
    chilled: bool,
    place: str,
    opens: int,
    takers: Sequence[int],
    rank_cost_s: int | None = None,
) -> Json:
    """A lot that waits at a place for four hours, for one of some associations that are open all day, the nearest first.

    `rank_cost_s` is what each is liked less than the one before; chilled it rides an hour at the most.
    """
    deliveries = [
        {"location": f"association-{taker}", "time_windows": [[9 * HOUR, 18 * HOUR]], "service_s": loading_s(kg)}
        | ({} if rank_cost_s is None else {"cost_s": rank_cost_s * rank})
        for rank, taker in enumerate(takers)
    ]
    shipment: Json = {
        "id": f"lot-{number}",
        "load": {"kg": kg, "chilled_crates" if chilled else "crates": crates(kg)},
        "value": kg,
        "pickup": {"location": place, "time_windows": [[opens, opens + 4 * HOUR]], "service_s": loading_s(kg)},
        "deliveries": deliveries,
    }
    return shipment | ({"skills": ["chilled"], "max_ride_s": HOUR} if chilled else {})
