"""From the register of communes and the places of GeoNames to the rows of the gazetteer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from foodlink.places.gazetteer import Source
from foodlink.places.match_places import NamedPlace, Unit, match

COLUMNS = ("insee", "name", "department", "postcodes", "population", "epci", "lat", "lon", "located")
FORMER_COLUMNS = ("code", "name", "commune", "lat", "lon")
Point = tuple[float, float]
Located = dict[str, tuple[Point, Source]]


@dataclass(frozen=True)
class Register:
    """The communes as the npm package writes them (today's, delegated, associated), and each commune's EPCI."""

    units: Sequence[Mapping[str, Any]]
    epci_of: Mapping[str, str]

    @property
    def communes(self) -> list[Mapping[str, Any]]:
        """The communes of today by code."""
        return sorted((u for u in self.units if u["type"] == "commune-actuelle"), key=lambda u: u["code"])

    @property
    def former(self) -> list[Mapping[str, Any]]:
        """The delegated and associated communes by code."""
        found = (u for u in self.units if u["type"] in ("commune-deleguee", "commune-associee"))
        return sorted(found, key=lambda u: (u["chefLieu"], u["code"]))


def tables(
    register: Register, places: Iterable[NamedPlace]
) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """The rows of `communes.csv` and of `former_communes.csv`; ValueError where a commune cannot be located."""
    communes, former = register.communes, register.former
    postcodes = {commune["code"]: tuple(commune["codesPostaux"]) for commune in communes}
    units = [_unit(row, register=register, postcodes=postcodes) for row in (*communes, *former)]
    matched = match(units, places)
    located = _from_names(communes, former, matched=matched)
    located |= _from_neighbours(communes, located, register=register)
    return (
        [_commune_row(row, located=located, register=register) for row in communes],
        [_former_row(row, matched.get(len(communes) + index)) for index, row in enumerate(former)],
    )


def _unit(row: Mapping[str, Any], *, register: Register, postcodes: Mapping[str, tuple[str, ...]]) -> Unit:
    today = row.get("chefLieu", row["code"])
    return Unit(
        code=row["code"],
        name=row["nom"],
        group=today,
        postcodes=postcodes[today],
        epci=register.epci_of.get(today, ""),
        department=row["departement"],
    )


def _from_names(
    communes: Sequence[Mapping[str, Any]],
    former: Sequence[Mapping[str, Any]],
    *,
    matched: Mapping[int, NamedPlace],
) -> Located:
    """By the commune's own name, else by its former communes: the seat first, then the most populous."""
    villages: dict[str, list[tuple[bool, int, str, Point]]] = {}
    for index, row in enumerate(former):
        place = matched.get(len(communes) + index)
        if place is not None:
            rank = (row["code"] != row["chefLieu"], -place.population, row["code"], (place.lat, place.lon))
            villages.setdefault(row["chefLieu"], []).append(rank)
    located: Located = {}
    for index, row in enumerate(communes):
        own = matched.get(index)
        if own is not None:
            located[row["code"]] = ((own.lat, own.lon), "name")
        elif row["code"] in villages:
            located[row["code"]] = (min(villages[row["code"]])[3], "delegated")
    return located


def _from_neighbours(communes: Sequence[Mapping[str, Any]], known: Located, *, register: Register) -> Located:
    """The mean of the located communes of the same postcode, else of the same EPCI, for those without a name."""
    by_postcode: dict[str, list[Point]] = {}
    by_epci: dict[str, list[Point]] = {}
    for row in communes:
        if row["code"] in known:
            point = known[row["code"]][0]
            for postcode in row["codesPostaux"]:
                by_postcode.setdefault(postcode, []).append(point)
            by_epci.setdefault(register.epci_of.get(row["code"], ""), []).append(point)
    found: Located = {}
    for row in communes:
        if row["code"] in known:
            continue
        near = [point for postcode in row["codesPostaux"] for point in by_postcode.get(postcode, [])]
        fellows = by_epci.get(register.epci_of.get(row["code"], "no EPCI"), [])
        if not near and not fellows:
            raise ValueError(f"nothing locates {row['code']} {row['nom']}")
        found[row["code"]] = (_mean(near or fellows), "postcode" if near else "epci")
    return found


def _mean(points: Sequence[Point]) -> Point:
    lat, lon = np.mean(np.array(sorted(set(points))), axis=0)
    return float(lat), float(lon)


def _commune_row(row: Mapping[str, Any], *, located: Located, register: Register) -> tuple[object, ...]:
    (lat, lon), how = located[row["code"]]
    return (
        row["code"],
        row["nom"],
        row["departement"],
        " ".join(row["codesPostaux"]),
        row["population"],
        register.epci_of.get(row["code"], ""),
        f"{lat:.5f}",
        f"{lon:.5f}",
        how,
    )


def _former_row(row: Mapping[str, Any], place: NamedPlace | None) -> tuple[object, ...]:
    point = ("", "") if place is None else (f"{place.lat:.5f}", f"{place.lon:.5f}")
    return (row["code"], row["nom"], row["chefLieu"], *point)
