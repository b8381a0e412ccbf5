"""Sites around the towns of real communes, drawn by population."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from functools import cache

from config.tables import table
from foodlink.demo import names
from foodlink.places.gazetteer import Commune, by_population, gazetteer
from foodlink.places.sphere import distance_km

_KM_PER_DEGREE = 111.2
"""A degree of latitude: 2 pi 6371.0088 km / 360."""


@dataclass(frozen=True, slots=True)
class Site:
    """A fictional address at a point in WGS 84 degrees, in the commune of that INSEE code."""

    lat: float
    lon: float
    address: str
    commune: str
    place: str


@cache
def communes_of(territory: str) -> list[Commune]:
    """The territory's communes whose own point is known, the most populous first."""
    found = (commune for commune in gazetteer().communes if commune.department == territory)
    return sorted((commune for commune in found if not commune.approximate), key=by_population)


def chief_commune(territory: str) -> Commune:
    """The territory's most populous commune."""
    return communes_of(territory)[0]


def population(territory: str) -> int:
    """How many people live in the territory."""
    return sum(commune.population for commune in gazetteer().communes if commune.department == territory)


def draw_site(chance: random.Random, territory: str, *, clear_km: float | None = None) -> Site:
    """A site in a commune near a large town, drawn by population, or anywhere.

    With `clear_km` never so near to the chief commune's town.
    """
    anywhere = chance.random() < float(table("demonstration")["size"]["rural_share"])
    communes = communes_of(territory) if anywhere else near_towns(territory)
    if clear_km is not None:
        chief = chief_commune(territory)
        communes = [one for one in communes if _apart_km(one, chief) > clear_km]
    weights = [1.0 if anywhere else float(commune.population) for commune in communes]
    return site_in(chance, chance.choices(communes, weights=weights)[0])


@cache
def near_towns(territory: str) -> list[Commune]:
    """The communes near one of the territory's large towns: the most populous that lie far enough apart."""
    figures = table("demonstration")["size"]
    wanted = round(population(territory) / 100_000 * float(figures["towns_per_100k"]))
    count = min(int(figures["towns"]["ceiling"]), max(int(figures["towns"]["floor"]), wanted))
    towns: list[Commune] = []
    for commune in communes_of(territory):
        if len(towns) < count and all(_km(commune, town) >= float(figures["towns_apart_km"]) for town in towns):
            towns.append(commune)
    within_km = float(figures["near_town_km"])
    return [one for one in communes_of(territory) if any(_km(one, town) <= within_km for town in towns)]


def site_in(chance: random.Random, commune: Commune, *, within_km: float | None = None) -> Site:
    """A site near the middle of a commune's town, scattered with its size, or at most `within_km` away."""
    reach = _spread_km(commune) if within_km is None else within_km
    away_km, angle = reach * math.sqrt(chance.random()), chance.uniform(0.0, 2.0 * math.pi)
    lat = commune.lat + away_km * math.sin(angle) / _KM_PER_DEGREE
    lon = commune.lon + away_km * math.cos(angle) / (_KM_PER_DEGREE * math.cos(math.radians(commune.lat)))
    address = f"{names.street(chance)}, {commune.postcodes[0]} {commune.name}"
    return Site(round(lat, 5), round(lon, 5), address, commune.insee, commune.name)


def _spread_km(commune: Commune) -> float:
    """How far a town reaches: as a disc at 4,000 people a km2, between 0.3 and 4 km. A judgement, for scattering alone."""
    return min(4.0, max(0.3, math.sqrt(commune.population / (4000.0 * math.pi))))


def _apart_km(one: Commune, other: Commune) -> float:
    """Between the edges of two towns."""
    return _km(one, other) - _spread_km(one) - _spread_km(other)


def _km(one: Commune, other: Commune) -> float:
    return distance_km(one.lat, one.lon, to_lat=other.lat, to_lon=other.lon)
