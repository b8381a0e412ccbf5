"""The clock's tick: asks for each scheduled job that is due, once, however late it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from foodlink import jobs
from foodlink.domain.operation import Tick
from foodlink.domain.territory import Territory


def tick(session: Session, job: str, *, every: timedelta | None, batch_minutes: int, machine_at: datetime) -> list[str]:
    """Ask for `job` where it is due by the machine's time, and write down when it is due again; what was asked for.

    `every` None: once for each territory, every so many minutes as its coordinator chose, else `batch_minutes`. A run that
    was missed is caught up once; one that still waits or runs is not asked for again, and never runs beside itself.
    """
    asked = []
    for name, arguments, rhythm in _runs(session, job, every=every, batch_minutes=batch_minutes):
        known = session.get(Tick, name, with_for_update=True)
        # Sooner than was written down where a shorter rhythm has been chosen since.
        due_at = min(known.due_at, known.ticked_at + rhythm) if known is not None else machine_at
        if due_at > machine_at:
            continue
        _ask(session, job, name, arguments)
        missed = (machine_at - due_at) // rhythm
        next_at = due_at + (missed + 1) * rhythm
        if known is None:
            session.add(Tick(name=name, due_at=next_at, ticked_at=machine_at))
        else:
            known.due_at, known.ticked_at = next_at, machine_at
        asked.append(name)
    session.commit()
    return asked


def _runs(
    session: Session, job: str, *, every: timedelta | None, batch_minutes: int
) -> Iterator[tuple[str, dict[str, str], timedelta]]:
    if every is not None:
        yield job, {}, every
        return
    for territory in session.scalars(select(Territory).order_by(Territory.code)).all():
        rhythm = timedelta(minutes=territory.batch_every_min or batch_minutes)
        yield f"{job}:{territory.code}", {"territory": territory.code}, rhythm


def _ask(session: Session, job: str, name: str, arguments: dict[str, str]) -> None:
    territory = arguments.get("territory")
    lock = f"territory:{territory}" if territory is not None else job
    jobs.ask(session, jobs.Job(job, dict(arguments), lock=lock, unless_waiting=f"tick:{name}"))
