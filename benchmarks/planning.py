"""A batch of 200 lots, 60 associations and 40 drivers: `python -m benchmarks.planning`.

Time from asking to a plan that is ready, to the first feasible plan, and the memory of the solver's process.
"""

from __future__ import annotations

import multiprocessing
import resource
import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from benchmarks.ground import home
from benchmarks.machine import describe
from foodlink.clients.solver import ChildSolver
from foodlink.database import schema
from foodlink.database.embedded import EmbeddedPostgres
from foodlink.database.engine import Sessions, make_engine, make_sessions
from foodlink.domain.account import Account, Role
from foodlink.domain.driver import Driver, VehicleKind, WeeklyShift
from foodlink.domain.offer import Category, Lot, Offer, Temperature
from foodlink.domain.organisation import OpeningHours, Organisation, OrganisationKind
from foodlink.domain.reservation import Origin, Reservation, ReservationLine, Transport
from foodlink.domain.territory import Territory
from foodlink.ids import new_id
from foodlink.places.gazetteer import gazetteer
from foodlink.queries.planning import snapshot
from foodlink.routing_bridge import problem_from, solve_problem
from foodlink.services.publish_plan import publish_plan
from foodlink.services.request_plan import request_plan
from foodlink.services.solve_plan import solve_plan

LOTS, ASSOCIATIONS, DRIVERS = 200, 60, 40
LIMIT_S = 20
AT = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
DAY = date(2026, 11, 24)
EVERYTHING = [category.value for category in Category]
"""Categories alone say what an association takes here."""


def main() -> None:
    """Print the figures."""
    print(describe())
    with home() as folder:
        server = EmbeddedPostgres(folder)
        server.ensure_running()
        engine = make_engine(server.url())
        schema.upgrade(engine)
        sessions = make_sessions(engine)
        with sessions() as session:
            furnish(session, Random(1))
            session.commit()
        measure(sessions)
        engine.dispose()


def measure(sessions: Sessions) -> None:
    """Plan the batch once through the services, and look at the solver alone."""
    began = time.perf_counter()
    with sessions() as session:
        plan = request_plan(session, "44", DAY, time_limit_s=LIMIT_S, by=None, at=AT)
    plan = solve_plan(sessions, plan.id, solver=ChildSolver(), now=lambda: AT)
    solved = time.perf_counter() - began
    assert plan.summary is not None, plan.error
    assert plan.proposal is not None
    print(f"ready {solved:.1f} s after it was asked for (limit of the search {LIMIT_S} s)")
    print(f"first feasible plan {plan.proposal['stats']['first_solution_s']:.2f} s after the solver began")
    print(f"{plan.summary['routes']} routes, {plan.summary['lots']} lots, {plan.summary['kg']:.0f} kg")
    began = time.perf_counter()
    with sessions() as session:
        publish_plan(session, plan.id, by=None, at=AT, partly=True)
    print(f"published in {time.perf_counter() - began:.2f} s")
    with sessions() as session:
        began = time.perf_counter()
        day = snapshot(session, "44", DAY, at=AT + timedelta(minutes=1))
        print(f"the day read again in {time.perf_counter() - began:.2f} s", end=", ")
    began = time.perf_counter()
    problem = problem_from(day).problem
    print(f"made a problem in {time.perf_counter() - began:.2f} s ({len(problem['shipments'])} shipments)")
    spawn = multiprocessing.get_context("spawn")
    with spawn.Pool(1) as pool:
        first_s, peak_mib = pool.apply(_solve_alone, (problem,))
    print(f"planned again: first feasible plan {first_s:.2f} s, peak memory of the solver's process {peak_mib:.0f} MiB")


def _solve_alone(problem: dict[str, Any]) -> tuple[float, float]:
    plan = solve_problem(problem, time_limit_s=LIMIT_S)
    return plan["stats"]["first_solution_s"], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def furnish(session: Session, chance: Random) -> None:
    """A plausible batch in Loire-Atlantique: places by population, weights heavy-tailed, a third of it claimed."""
    session.add(Territory(code="44", name="Loire-Atlantique"))
    session.flush()
    places = _Places(chance)
    boss = _account(session, "boss", Role.COORDINATOR)
    associations = [_association(session, chance, places, number) for number in range(ASSOCIATIONS)]
    for number in range(DRIVERS):
        _driver(session, chance, places, number)
    for number in range(LOTS // 2):
        _offer(session, chance, places, number, by=boss, associations=associations)


class _Places:
    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._communes = [commune for commune in gazetteer().communes if commune.department == "44"]
        self._weights = [commune.population for commune in self._communes]

    def draw(self) -> dict[str, float]:
        commune = self._chance.choices(self._communes, self._weights)[0]
        return {
            "lat": commune.lat + self._chance.gauss(0, 0.01),
            "lon": commune.lon + self._chance.gauss(0, 0.015),
        }


def _account(session: Session, name: str, role: Role, organisation: Organisation | None = None) -> Account:
    account = Account(
        id=new_id(),
        email=f"{name}@bench.example",
        name=name,
        role=role,
        territory="44",
        organisation=organisation,
        created_at=AT,
    )
    session.add(account)
    session.flush()
    return account


def _organisation(session: Session, name: str, kind: OrganisationKind, **facts: Any) -> Organisation:
    made = Organisation(id=new_id(), kind=kind, name=name, territory="44", created_at=AT, **facts)
    session.add(made)
    return made


def _association(session: Session, chance: Random, places: _Places, number: int) -> Organisation:
    cold = chance.random() < 0.63
    return _organisation(
        session,
        f"Association {number}",
        OrganisationKind.ASSOCIATION,
        **places.draw(),
        accepts=EVERYTHING,
        beneficiaries=round(chance.lognormvariate(4.5, 0.8)),
        storage_ambient_g=round(chance.lognormvariate(5, 0.7)) * 1000,
        storage_chilled_g=round(chance.lognormvariate(3.5, 0.7)) * 1000 if cold else 0,
        storage_frozen_g=0,
        hours=[
            OpeningHours(weekday=day, opens=clock_time(opens), closes=clock_time(closes))
            for day in range(1, 8)
            for opens, closes in chance.choice([[(9, 12), (14, 17)], [(9, 18)], [(13, 18)]])
        ],
    )


def _driver(session: Session, chance: Random, places: _Places, number: int) -> None:
    start = places.draw()
    begins = chance.choice([8, 9, 10, 13, 14])
    session.add(
        Driver(
            account=_account(session, f"driver{number}", Role.DRIVER),
            vehicle_id=new_id(),
            vehicle_kind=chance.choices(list(VehicleKind), [7, 1, 2])[0],
            capacity_g=chance.choice([80, 250, 300, 700]) * 1000,
            crates=chance.choice([8, 20, 25, 50]),
            chilled_crates=chance.choice([0, 2, 6]),
            start_lat=start["lat"],
            start_lon=start["lon"],
            weekly=[
                WeeklyShift(weekday=day, starts=clock_time(begins), ends=clock_time(begins + chance.choice([2, 3, 5])))
                for day in range(1, 8)
            ],
        )
    )


def _offer(
    session: Session, chance: Random, places: _Places, number: int, *, by: Account, associations: list[Organisation]
) -> None:
    producer = _organisation(session, f"Producteur {number}", OrganisationKind.SHOP, **places.draw())
    session.flush()
    opens = AT + timedelta(hours=chance.choice([0, 1, 2, 4, 6]))
    offer = Offer(
        id=new_id(),
        producer=producer,
        posted_by=by.id,
        territory="44",
        title="Invendus",
        created_at=AT,
        available_from=opens,
        available_until=opens + timedelta(hours=chance.choice([2, 3, 4])),
        lat=producer.lat,
        lon=producer.lon,
        lots=[_lot(chance, position) for position in range(2)],
    )
    session.add(offer)
    for lot in offer.lots:
        if chance.random() < 0.33 and lot.temperature is Temperature.AMBIENT:
            _claim(session, lot, chance.choice(associations))


def _lot(chance: Random, position: int) -> Lot:
    grams = min(200_000, round(chance.lognormvariate(2.3, 0.9) * 1000) + 500)
    return Lot(
        id=new_id(),
        position=position,
        category=chance.choice(list(Category)),
        description="Lot",
        quantity_g=grams,
        reserved_g=0,
        crates=-(-grams // 10_000),
        temperature=Temperature.CHILLED if chance.random() < 0.2 else Temperature.AMBIENT,
        allergens=[],
    )


def _claim(session: Session, lot: Lot, association: Organisation) -> None:
    lot.reserved_g = lot.quantity_g
    session.add(
        Reservation(
            id=new_id(),
            offer=lot.offer,
            association=association,
            territory="44",
            transport=Transport.DELIVERY,
            origin=Origin.CLAIMED,
            created_at=AT,
            lines=[ReservationLine(id=new_id(), lot=lot, quantity_g=lot.quantity_g)],
        )
    )


if __name__ == "__main__":
    main()
