"""The clock: one of several processes is it, what was missed is caught up once, and nothing is asked for twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from foodlink import jobs
from foodlink.database import job_engine
from foodlink.database.engine import Sessions
from foodlink.domain.operation import Tick
from foodlink.domain.territory import Territory
from foodlink.services.tick import tick
from tests import builders
from tests.builders import MORNING
from tests.workers.processes import a_process, kill, wait_until


def _asked(session: Session) -> list[tuple[str, str]]:
    rows = session.execute(text("select task_name, queueing_lock from procrastinate_jobs order by id"))
    return [(name, key) for name, key in rows]


@pytest.fixture
def sessions(fresh_sessions: Sessions) -> Sessions:
    with fresh_sessions() as session:
        builders.a_territory(session, "44")
        builders.a_territory(session, "72", batch_every_min=30)
        session.commit()
    return job_engine.install(fresh_sessions)


def _tick(
    sessions: Sessions, *, minutes: float, every: timedelta | None = None, job: str = "tick_territory"
) -> list[str]:
    with sessions() as session:
        return tick(session, job, every=every, batch_minutes=5, machine_at=MORNING + timedelta(minutes=minutes))


def test_each_territory_is_asked_for_in_its_own_rhythm(sessions: Sessions) -> None:
    assert _tick(sessions, minutes=0) == ["tick_territory:44", "tick_territory:72"]
    assert _tick(sessions, minutes=4.9) == []
    assert _tick(sessions, minutes=5) == ["tick_territory:44"]
    assert _tick(sessions, minutes=30) == ["tick_territory:44", "tick_territory:72"]


def test_five_minutes_chosen_are_five_minutes_whatever_the_operator_chose(sessions: Sessions) -> None:
    with sessions() as session:
        session.get_one(Territory, "72").batch_every_min = 5
        session.commit()

    def tick_at(minutes: float) -> list[str]:
        with sessions() as session:
            at = MORNING + timedelta(minutes=minutes)
            return tick(session, "tick_territory", every=None, batch_minutes=60, machine_at=at)

    assert tick_at(0) == ["tick_territory:44", "tick_territory:72"]
    assert tick_at(5) == ["tick_territory:72"]
    assert tick_at(60) == ["tick_territory:44", "tick_territory:72"]


def test_a_shorter_rhythm_holds_from_when_it_is_chosen(sessions: Sessions) -> None:
    _tick(sessions, minutes=0)
    with sessions() as session:
        session.get_one(Territory, "72").batch_every_min = 10
        session.commit()

    assert _tick(sessions, minutes=9) == ["tick_territory:44"]
    assert _tick(sessions, minutes=12) == ["tick_territory:44", "tick_territory:72"]
    assert _tick(sessions, minutes=20) == ["tick_territory:44", "tick_territory:72"]


def test_what_was_missed_is_caught_up_once_and_then_keeps_its_rhythm(sessions: Sessions) -> None:
    _tick(sessions, minutes=0)

    assert _tick(sessions, minutes=63) == ["tick_territory:44", "tick_territory:72"]
    assert _tick(sessions, minutes=64) == []
    assert _tick(sessions, minutes=65) == ["tick_territory:44"]


def test_a_job_that_still_waits_is_not_asked_for_beside_itself(sessions: Sessions) -> None:
    for minutes in (0, 5, 10):
        _tick(sessions, minutes=minutes)

    with sessions() as session:
        keys = [key for _, key in _asked(session)]
        assert sorted(keys) == ["tick:tick_territory:44", "tick:tick_territory:72"]


def test_what_is_rolled_back_asks_for_nothing(sessions: Sessions) -> None:
    with sessions() as session:
        session.get_one(Territory, "44")
        jobs.ask_for_replan(session, "44", "2026-11-24")
        session.rollback()
        session.commit()

    with sessions() as session:
        assert _asked(session) == []


def test_of_two_schedulers_one_is_the_clock_and_the_other_takes_over(sessions: Sessions, fresh_url: str) -> None:
    def ticked() -> list[Tick]:
        with sessions() as session:
            return list(session.scalars(select(Tick).where(Tick.name.like("tick_territory:%")).order_by(Tick.name)))

    with a_process("scheduler", fresh_url) as first, a_process("scheduler", fresh_url) as second:
        wait_until(lambda: len(ticked()) == 2, "the clock has ticked")
        with sessions() as session:
            leaders = session.scalars(
                text("select count(*) from pg_locks where locktype = 'advisory' and objid = 4407013")
            )
            assert leaders.one() == 1
            asked = [key for _, key in _asked(session) if key.startswith("tick:tick_territory")]
            assert sorted(asked) == ["tick:tick_territory:44", "tick:tick_territory:72"]
            session.execute(text("update ticks set due_at = due_at - interval '1 hour'"))
            session.execute(text("delete from procrastinate_jobs"))
            session.commit()
        before = [one.ticked_at for one in ticked()]
        kill(first)
        wait_until(
            lambda: all(new.ticked_at > old for new, old in zip(ticked(), before, strict=True)), "it ticks again"
        )
        second.terminate()
        assert second.wait(60) == 0
