"""One policy played over all days of a world, in a database of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Protocol

from sqlalchemy import event
from sqlalchemy.orm import Session

from foodlink import ids
from foodlink.clients.solver import WarmSolver
from foodlink.database.engine import Sessions, make_engine, make_sessions
from foodlink.demo.draws import identifier
from foodlink.demo.load import add_network
from foodlink.domain.account import Account, Role
from foodlink.domain.actor import Actor
from foodlink.domain.driver import OneOffShift
from foodlink.jobs import DEFER, Job
from foodlink.local_time import local_moment
from foodlink.simulate.batches import Batches
from foodlink.simulate.first_come import FirstCome
from foodlink.simulate.measure import results
from foodlink.simulate.recount import recount
from foodlink.simulate.reports import Reports
from foodlink.simulate.roads import Roads
from foodlink.simulate.stage import Stage, Trip, Volunteer
from foodlink.simulate.world import World

POLICIES = ("foodlink", "first_come")
_FIRST_TICK, _LAST_TICK = time(6), time(21)

Figures = dict[str, object]
Progress = Callable[[], None]


class Policy(Protocol):
    """What decides who fetches what."""

    def note_day(self) -> None: ...
    def tick(self, at: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a policy: the contract's figures, its trips, and reports that the services did not take."""

    figures: Figures
    trips: tuple[Trip, ...]
    rejected_reports: int


def play(world: World, policy: str, *, url: str, progress: Progress) -> Played:
    """Play a policy in the empty, migrated database at `url`; `progress` is called after each day.

    The same world gives the same figures and the same ids: chance is drawn from the seed, the clock is simulated.
    """
    with _seeded(world), _sessions(url) as sessions:
        stage = Stage(world, Roads.of(world.network), sessions, _people(sessions, world))
        reports = Reports(stage)
        chosen = _policy(policy, stage, reports)
        for day in world.days():
            _play_day(stage, chosen, day)
            progress()
        with sessions() as session:
            figures: Figures = {**results(session, stage.trips), "violations": recount(session)}
        return Played(figures, tuple(stage.trips), reports.rejected)


def _policy(name: str, stage: Stage, reports: Reports) -> Policy:
    if name == "first_come":
        return FirstCome(stage, reports)
    options = stage.world.options
    batches = Batches(stage, reports, WarmSolver(options.iterations, seed=options.seed))
    _hear_jobs(stage, batches)
    return batches


def _hear_jobs(stage: Stage, batches: Batches) -> None:
    """Play the workers: what a service asks for with its commit is noted on the simulated clock."""

    def heard(_session: Session, asked: list[Job]) -> None:
        if stage.agenda.now is not None and any(job.name == "replan_day" for job in asked):
            batches.asked(stage.agenda.now)

    stage.sessions.configure(info={DEFER: heard})


def _play_day(stage: Stage, policy: Policy, day: date) -> None:
    stage.day = day
    fates = stage.world.drivers(day)
    stage.volunteers = {
        fate.driver.account_id: Volunteer(fate, here=(fate.driver.site.lat, fate.driver.site.lon)) for fate in fates
    }
    _come_occasionally(stage)
    policy.note_day()
    tick = local_moment(day, _FIRST_TICK)
    while tick <= local_moment(day, _LAST_TICK):
        stage.agenda.note(tick, policy.tick)
        tick += timedelta(minutes=stage.world.options.batch_min)
    stage.agenda.play()


def _come_occasionally(stage: Stage) -> None:
    """Who drives less than weekly says so for the day."""
    with stage.sessions() as session:
        for volunteer in stage.volunteers.values():
            driver = volunteer.fate.driver
            if not driver.weekdays:
                session.add(
                    OneOffShift(
                        driver_id=driver.account_id,
                        day=stage.day,
                        starts=driver.shift[0],
                        ends=driver.shift[1],
                        available=True,
                    )
                )
        session.commit()


def _people(sessions: Sessions, world: World) -> Actor:
    """Add the network, and a coordinator, who is returned."""
    network, at = world.network, local_moment(world.options.first_day, time(0))
    with sessions() as session:
        add_network(session, network, at=at)
        coordinator = Account(
            id=identifier(network.seed, network.territory, "coordinator"),
            email=f"coordination@{network.territory}.demo.example",
            name="Coordination",
            role=Role.COORDINATOR,
            territory=network.territory,
            demonstration=True,
            created_at=at,
        )
        session.add(coordinator)
        session.commit()
        return Actor.of(coordinator)


@contextmanager
def _sessions(url: str) -> Iterator[Sessions]:
    """Sessions of a database that is thrown away: nothing waits for the disk."""
    engine = make_engine(url, pool_size=2)

    @event.listens_for(engine, "connect")
    def _hasty(connection: object, _record: object) -> None:
        connection.execute("set synchronous_commit to off")  # type: ignore[attr-defined] # psycopg's own connection
        connection.commit()  # type: ignore[attr-defined]

    try:
        yield make_sessions(engine)
    finally:
        engine.dispose()


@contextmanager
def _seeded(world: World) -> Iterator[None]:
    """Ids by the seed, stamped from the first day on, so that they repeat themselves and sort by age all the same."""
    chance = Random(world.options.seed)
    begins = local_moment(world.options.first_day, time(0))
    ids.draw_from(chance.getrandbits, begin=begins)
    try:
        yield
    finally:
        ids.draw_from(None)
