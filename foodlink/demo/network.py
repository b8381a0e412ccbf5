"""Who takes part in a trial network, drawn from a seed: producers by trade, associations, volunteer drivers."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any
from uuid import UUID

from config.tables import table
from foodlink.demo import names
from foodlink.demo.draws import draws, identifier, one_of, split
from foodlink.demo.people import DrawnDriver, draw_driver
from foodlink.demo.sites import Site, draw_site, population
from foodlink.domain.offer import Category

CATEGORIES = tuple(category.value for category in Category)


@dataclass(frozen=True, slots=True)
class Size:
    """How many of each take part."""

    producers: int
    associations: int
    drivers: int


@dataclass(frozen=True, slots=True)
class DrawnProducer:
    """A producer of a trade; `per_offer_kg` is the median weight of what it offers at a time."""

    id: UUID
    account_id: UUID
    name: str
    person: str
    email: str
    trade: str
    site: Site
    per_offer_kg: float


@dataclass(frozen=True, slots=True)
class DrawnAssociation:
    """An association; `storage_kg` by temperature, `hours` as (weekday, opens, closes) in local time, none: all day."""

    id: UUID
    account_id: UUID
    name: str
    person: str
    email: str
    site: Site
    beneficiaries: int
    students: bool
    accepts: tuple[str, ...]
    storage_kg: Mapping[str, int]
    lead_h: int
    hours: tuple[tuple[int, time, time], ...]


@dataclass(frozen=True, slots=True)
class Network:
    """All who take part in one territory, as drawn from one seed."""

    territory: str
    seed: int
    producers: tuple[DrawnProducer, ...]
    associations: tuple[DrawnAssociation, ...]
    drivers: tuple[DrawnDriver, ...]


def trade(name: str) -> Mapping[str, Any]:
    """The figures of a trade (`config/demonstration.toml`)."""
    found: Mapping[str, Any] = next(row for row in table("demonstration")["trade"] if row["name"] == name)
    return found


def usual_size(territory: str) -> Size:
    """How large a trial network of that territory is: by its population."""
    figures, people = table("demonstration")["size"], population(territory)

    def count(kind: str) -> int:
        wanted = round(people / 100_000 * float(figures[f"{kind}_per_100k"]))
        return int(min(figures[kind]["ceiling"], max(figures[kind]["floor"], wanted)))

    return Size(count("producers"), count("associations"), count("drivers"))


def thin_size() -> Size:
    """A network as thin as ProxiDon's at its start."""
    figures = table("demonstration")["thin"]
    return Size(int(figures["producers"]), int(figures["associations"]), int(figures["drivers"]))


def draw_network(territory: str, *, seed: int, size: Size | None = None, clear: bool = False) -> Network:
    """The network that belongs to `seed`; `clear` leaves the chief commune to the contract's sign-ins."""
    size = size or usual_size(territory)
    shares = {row["name"]: float(row["share"]) for row in table("demonstration")["trade"]}
    trades = [name for name, count in split(size.producers, shares).items() for _ in range(count)]
    figures = table("demonstration")["sign_ins"]
    homes_km = float(figures["drivers_clear_of_km"]) if clear else None
    others_km = float(figures["others_clear_of_km"]) if clear else None
    return Network(
        territory=territory,
        seed=seed,
        producers=_distinct(
            [_producer(territory, seed, number, name, others_km) for number, name in enumerate(trades)]
        ),
        associations=_distinct(
            [_association(territory, seed, number, others_km) for number in range(size.associations)]
        ),
        drivers=tuple(draw_driver(territory, seed, number, clear_km=homes_km) for number in range(size.drivers)),
    )


def _producer(territory: str, seed: int, number: int, trade_name: str, clear_km: float | None) -> DrawnProducer:
    identity = (territory, "producer", number)
    chance, figures = draws(seed, *identity), trade(trade_name)
    weekly_kg = chance.lognormvariate(0.0, float(figures["sigma"])) * float(figures["weekly_median_kg"])
    return DrawnProducer(
        id=identifier(seed, *identity),
        account_id=identifier(seed, *identity, "account"),
        name=names.shop(chance, trade_name),
        person=names.person(chance),
        email=f"producteur-{number + 1:03d}@{territory}.demo.example",
        trade=trade_name,
        site=draw_site(chance, territory, clear_km=clear_km),
        per_offer_kg=weekly_kg / (len(figures["days"]) * float(figures["offers_on"])),
    )


def _association(territory: str, seed: int, number: int, clear_km: float | None) -> DrawnAssociation:
    identity = (territory, "association", number)
    chance, figures = draws(seed, *identity), table("demonstration")["associations"]
    site, students = draw_site(chance, territory, clear_km=clear_km), chance.random() < float(figures["students_share"])
    sigma = float(figures["beneficiaries_sigma"])
    people = float(figures["beneficiaries_mean"]) * chance.lognormvariate(-sigma * sigma / 2.0, sigma)
    return DrawnAssociation(
        id=identifier(seed, *identity),
        account_id=identifier(seed, *identity, "account"),
        name=names.association(chance, place=site.place, students=students),
        person=names.person(chance),
        email=f"association-{number + 1:03d}@{territory}.demo.example",
        site=site,
        beneficiaries=max(10, round(people)),
        students=students,
        accepts=tuple(one for one in CATEGORIES if chance.random() > (0.4 if one in ("hygiene", "other") else 0.08)),
        storage_kg=_storage(chance.random, chance.uniform, figures),
        lead_h=int(one_of(chance, figures["lead_h"])["hours"]),
        hours=hours_of(one_of(chance, figures["hours"])),
    )


def _storage(chance: Any, between: Any, figures: Mapping[str, Any]) -> dict[str, int]:
    ambient = "short_storage_kg" if chance() < float(figures["short_of_storage"]) else "ample_storage_kg"
    cold, frozen = chance() >= float(figures["short_of_cold"]), chance() < float(figures["frozen_share"])
    return {
        "ambient": round(between(*figures[ambient])),
        "chilled": round(between(*figures["chilled_kg"])) if cold else 0,
        "frozen": round(between(*figures["frozen_kg"])) if cold and frozen else 0,
    }


def hours_of(row: Mapping[str, Any]) -> tuple[tuple[int, time, time], ...]:
    """The weekly hours of a row of figures."""
    return tuple(
        (weekday, time.fromisoformat(opens), time.fromisoformat(closes))
        for weekday in row["weekdays"]
        for opens, closes in row["stretches"]
    )


def _distinct(drawn: list[Any]) -> tuple[Any, ...]:
    """Two of one name are told apart by a numeral, as the schema asks."""
    seen: dict[str, int] = {}
    result = []
    for one in drawn:
        seen[one.name] = seen.get(one.name, 0) + 1
        result.append(one if seen[one.name] == 1 else dataclasses.replace(one, name=f"{one.name} {seen[one.name]}"))
    return tuple(result)
