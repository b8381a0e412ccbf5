"""The gazetteer: every commune of the five departments and the former communes that people still name."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Literal, cast

import numpy as np
import numpy.typing as npt

DEPARTMENTS = ("44", "49", "53", "72", "85")
Source = Literal["name", "delegated", "postcode", "epci"]
"""How a commune was located: by its own name, by a delegated or former commune, by its neighbours' mean."""


@dataclass(frozen=True, slots=True)
class Commune:
    """One commune of the Code officiel géographique; `lat` and `lon` in WGS 84 degrees, `epci` empty where none."""

    insee: str
    name: str
    department: str
    postcodes: tuple[str, ...]
    population: int
    epci: str
    lat: float
    lon: float
    located: Source

    @property
    def approximate(self) -> bool:
        """Whether the point is the mean of the neighbours', not a place of the commune."""
        return self.located in ("postcode", "epci")

    def has_code(self, code: str) -> bool:
        """Whether the five digits are one of its postcodes or its INSEE code."""
        return code in self.postcodes or code == self.insee


@dataclass(frozen=True, slots=True)
class FormerCommune:
    """A delegated or associated commune, now part of `commune` (an INSEE code); no point where none is known."""

    code: str
    name: str
    commune: str
    lat: float | None
    lon: float | None

    @property
    def is_seat(self) -> bool:
        """Whether the town hall of the new commune is here: it kept the code."""
        return self.code == self.commune


@dataclass(frozen=True)
class Gazetteer:
    """All communes by INSEE code, all former communes, and their points as arrays."""

    communes: tuple[Commune, ...]
    former: tuple[FormerCommune, ...]

    @cached_property
    def by_insee(self) -> dict[str, Commune]:
        """The communes of today by their code."""
        return {commune.insee: commune for commune in self.communes}

    @cached_property
    def by_former_code(self) -> dict[str, Commune]:
        """The commune of today by each code that a delegated or associated commune bears."""
        return {old.code: self.by_insee[old.commune] for old in self.former}

    @cached_property
    def by_postcode(self) -> dict[str, tuple[Commune, ...]]:
        """The communes of each postcode, the most populous first."""
        found: dict[str, list[Commune]] = {}
        for commune in sorted(self.communes, key=by_population):
            for postcode in commune.postcodes:
                found.setdefault(postcode, []).append(commune)
        return {postcode: tuple(communes) for postcode, communes in found.items()}

    @cached_property
    def points(self) -> "Points":
        """Every known point, those of former communes too: a large new commune has one in each of its villages."""
        rows = [(commune.insee, commune.lat, commune.lon) for commune in self.communes]
        rows += [(old.commune, old.lat, old.lon) for old in self.former if old.lat is not None and old.lon is not None]
        insees, lats, lons = zip(*rows, strict=True)
        return Points(tuple(insees), np.array(lats), np.array(lons))


@dataclass(frozen=True)
class Points:
    """Points with the INSEE code of the commune that each lies in."""

    insees: tuple[str, ...]
    lats: npt.NDArray[np.float64]
    lons: npt.NDArray[np.float64]


def by_population(commune: Commune) -> tuple[int, str]:
    """Sorting key: the most populous first, ties by code."""
    return (-commune.population, commune.insee)


@cache
def gazetteer() -> Gazetteer:
    """The embedded gazetteer, read once from `communes.csv` and `former_communes.csv` beside this file."""
    return Gazetteer(
        communes=tuple(_commune(row) for row in _rows("communes.csv")),
        former=tuple(_former(row) for row in _rows("former_communes.csv")),
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    lines: Iterable[str] = files(__package__).joinpath(name).read_text(encoding="utf-8").splitlines()
    return csv.DictReader(lines)


def _commune(row: dict[str, str]) -> Commune:
    return Commune(
        insee=row["insee"],
        name=row["name"],
        department=row["department"],
        postcodes=tuple(row["postcodes"].split()),
        population=int(row["population"]),
        epci=row["epci"],
        lat=float(row["lat"]),
        lon=float(row["lon"]),
        located=cast(Source, row["located"]),
    )


def _former(row: dict[str, str]) -> FormerCommune:
    return FormerCommune(
        code=row["code"],
        name=row["name"],
        commune=row["commune"],
        lat=float(row["lat"]) if row["lat"] else None,
        lon=float(row["lon"]) if row["lon"] else None,
    )
