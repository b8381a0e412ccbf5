"""Finding each commune among GeoNames places of the same name: how the gazetteer gets its points."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from foodlink.places.folding import fold
from foodlink.places.sphere import distance_km

TOO_FAR_KM = 25.0
"""A place farther than this from its neighbours is another one of that name. In the five departments every right
match lies within 14 km of them (23 km for the island of Yeu), and the nearest wrong one 35 km away."""


@dataclass(frozen=True)
class Unit:
    """A commune of today or a former one, in want of a point; `group` says which commune of today it is part of."""

    code: str
    name: str
    group: str
    postcodes: tuple[str, ...]
    epci: str
    department: str


@dataclass(frozen=True)
class NamedPlace:
    """A populated place of GeoNames; degrees of WGS 84."""

    id: int
    names: tuple[str, ...]
    lat: float
    lon: float
    population: int


Key = tuple[str, str]


def match(units: Sequence[Unit], places: Iterable[NamedPlace]) -> dict[int, NamedPlace]:
    """Give each unit (by its index) the place of its name that lies among its neighbours; many have none.

    First the names that one unit and one place alone bear stand as anchors. Then each pair of one name is weighed
    by the median distance to the three nearest anchors of the unit's postcode, else of its EPCI, else of its
    department; pairs farther than `TOO_FAR_KM` are dropped. Pairs are granted nearest first, a place's main name
    before its other names; no place is granted to two units of different communes.
    """
    pairs = _pairs(units, places)
    anchors = _anchors(units, _lonely(pairs))
    weighed: list[tuple[int, float, int, int, NamedPlace]] = []
    for index, place, rank in pairs:
        away = _distance_to_neighbours(units[index], place, anchors=anchors)
        if away <= TOO_FAR_KM:
            weighed.append((rank, away, index, place.id, place))
    granted: dict[int, NamedPlace] = {}
    taken: dict[int, str] = {}
    for _, _, index, place_id, place in sorted(weighed, key=lambda row: row[:4]):
        if index not in granted and taken.get(place_id, units[index].group) == units[index].group:
            granted[index] = place
            taken[place_id] = units[index].group
    return granted


def _pairs(units: Sequence[Unit], places: Iterable[NamedPlace]) -> list[tuple[int, NamedPlace, int]]:
    by_name: dict[str, list[tuple[NamedPlace, int]]] = defaultdict(list)
    for place in places:
        ranks: dict[str, int] = {}
        for position, name in enumerate(place.names):
            ranks.setdefault(fold(name), min(position, 1))
        for folded, rank in ranks.items():
            by_name[folded].append((place, rank))
    return [(index, place, rank) for index, unit in enumerate(units) for place, rank in by_name[fold(unit.name)]]


def _lonely(pairs: Sequence[tuple[int, NamedPlace, int]]) -> dict[int, NamedPlace]:
    of_unit: dict[int, int] = defaultdict(int)
    of_place: dict[int, int] = defaultdict(int)
    for index, place, rank in pairs:
        if rank == 0:
            of_unit[index] += 1
            of_place[place.id] += 1
    return {
        index: place for index, place, rank in pairs if rank == 0 and of_unit[index] == 1 and of_place[place.id] == 1
    }


def _anchors(units: Sequence[Unit], known: Mapping[int, NamedPlace]) -> dict[Key, dict[str, NamedPlace]]:
    anchors: dict[Key, dict[str, NamedPlace]] = defaultdict(dict)
    for index, place in known.items():
        for key in _keys(units[index]):
            anchors[key][units[index].code + units[index].name] = place
    return anchors


def _keys(unit: Unit) -> list[Key]:
    keys = [("postcode", postcode) for postcode in unit.postcodes]
    if unit.epci:
        keys.append(("epci", unit.epci))
    return [*keys, ("department", unit.department)]


def _distance_to_neighbours(unit: Unit, place: NamedPlace, *, anchors: Mapping[Key, Mapping[str, NamedPlace]]) -> float:
    """The median distance in km from the place to the anchors nearest in rank, the unit itself left out."""
    for kind in ("postcode", "epci", "department"):
        near = [
            distance_km(place.lat, place.lon, to_lat=anchor.lat, to_lon=anchor.lon)
            for key in _keys(unit)
            if key[0] == kind
            for name, anchor in anchors.get(key, {}).items()
            if name != unit.code + unit.name
        ]
        if near:
            return median(sorted(near)[:3])
    return float("inf")
