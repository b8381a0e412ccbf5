"""First come, first served: each claim is a trip of its own, by the nearest volunteer who is free and whose vehicle can.

No crippled opponent: a volunteer's whole day is known and booked ahead, trips begin as late as they can so that nobody waits
in the cold, who cannot be found at once is sought again whenever somebody comes free, and a claim that no vehicle carries
whole goes lot by lot.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from config.tables import table
from foodlink.domain.lifecycle import AWAITED_RESERVATIONS
from foodlink.domain.offer import Lot
from foodlink.domain.organisation import Organisation
from foodlink.domain.plan import Plan
from foodlink.domain.reservation import Reservation, ReservationLine
from foodlink.services.expire import expire_past
from foodlink.simulate.bookings import Booking, earliest, errand_of
from foodlink.simulate.day_off import take_day_off
from foodlink.simulate.driving import Driving
from foodlink.simulate.handing_out import day_plan, hand_out
from foodlink.simulate.offers import note_offers
from foodlink.simulate.reports import Reports
from foodlink.simulate.stage import Stage, Volunteer


@dataclass
class FirstCome:
    """The policy on one stage. `booked` is each volunteer's calendar, `waiting` are pieces for whom nobody was free."""

    stage: Stage
    reports: Reports
    driving: Driving = field(init=False)
    booked: dict[UUID, list[Booking]] = field(default_factory=lambda: defaultdict(list))
    waiting: list[tuple[UUID, ...]] = field(default_factory=list)
    plan: Plan | None = None

    def __post_init__(self) -> None:
        self.driving = Driving(self.stage, self.reports, freed=self._freed, missing=self._missing, broken=self._broken)

    def note_day(self) -> None:
        """Put the day on the agenda."""
        self.booked.clear()
        self.waiting.clear()
        with self.stage.sessions() as session:
            self.plan = day_plan(session, self.stage)
        note_offers(self.stage, claimed=self._claimed)
        for volunteer in self.stage.volunteers.values():
            if volunteer.fate.broken_at is not None:
                self.stage.agenda.note(volunteer.fate.broken_at, partial(self.driving.break_down, volunteer))

    def tick(self, at: datetime) -> None:
        """What the clock does: food that is past expires."""
        with self.stage.sessions() as session:
            expire_past(session, self.stage.territory, at=at)

    def _claimed(self, reservation_id: UUID, at: datetime) -> None:
        with self.stage.sessions() as session:
            lines = session.scalars(
                select(ReservationLine.id)
                .where(ReservationLine.reservation_id == reservation_id)
                .order_by(ReservationLine.id)
            ).all()
            held = _held(session, lines)
        self._seek(tuple(lines), held, at)

    def _seek(self, lines: tuple[UUID, ...], held: Mapping[UUID, ReservationLine], at: datetime) -> None:
        """Book the nearest volunteer who can: for all of a claim, else for its lots one by one; the rest waits."""
        pieces = [lines] if len(lines) == 1 else [lines, *((line,) for line in lines)]
        left = set(lines)
        for piece in pieces:
            if left.issuperset(piece) and self._book(piece, held, at):
                left.difference_update(piece)
        self.waiting += [(line,) for line in lines if line in left]

    def _book(self, piece: tuple[UUID, ...], held: Mapping[UUID, ReservationLine], at: datetime) -> bool:
        lines = [held[line] for line in piece if line in held]
        if not lines:
            return True
        errand = errand_of(self.stage, lines)
        found = []
        for volunteer in self.stage.volunteers.values():
            trip = None if volunteer.out else earliest(self.stage, volunteer, errand, self.booked[volunteer.id], at=at)
            if trip is not None:
                found.append((trip.to_pickup_s, trip.leaves_at, volunteer.id, trip))
        for *_, trip in sorted(found, key=lambda one: one[:3]):
            volunteer = self.stage.volunteers[trip.driver_id]
            if volunteer.fate.declines:
                volunteer.out = True  # asked, said no, is not asked again today
                continue
            self.booked[volunteer.id].append(trip)
            self.stage.agenda.note(trip.leaves_at, partial(self._set_out, volunteer, trip))
            return True
        return False

    def _set_out(self, volunteer: Volunteer, trip: Booking, at: datetime) -> None:
        if volunteer.out or trip not in self.booked[volunteer.id]:
            return
        if volunteer.trip is not None:  # still on the way home from the one before
            self.stage.agenda.note(at + timedelta(minutes=1), partial(self._set_out, volunteer, trip))
            return
        if volunteer.fate.no_show:
            volunteer.out = True
            self._missing(volunteer, at)
            return
        assert self.plan is not None
        with self.stage.sessions() as session:
            volunteer.route_id = hand_out(session, self.stage, volunteer, trip, plan_id=self.plan.id, at=at)
        if volunteer.route_id is None:
            self.booked[volunteer.id].remove(trip)
        self.driving.consider(volunteer, at)

    def _freed(self, volunteer: Volunteer, at: datetime) -> None:
        volunteer.aboard.clear()  # what was refused goes back
        self.booked[volunteer.id] = [trip for trip in self.booked[volunteer.id] if trip.leaves_at > at]
        self._seek_again(at)

    def _missing(self, volunteer: Volunteer, at: datetime) -> None:
        """What a volunteer had promised is sought for again once it is noticed."""
        promised = self.booked.pop(volunteer.id, [])
        noticed = at + timedelta(minutes=float(table("demonstration")["volunteers"]["noticed_min"]))
        self.stage.agenda.note(noticed, partial(self._promise_again, [trip.lines for trip in promised]))

    def _broken(self, volunteer: Volunteer, at: datetime) -> None:
        take_day_off(self.stage, volunteer, at=at)
        self._missing(volunteer, at)

    def _promise_again(self, pieces: list[tuple[UUID, ...]], at: datetime) -> None:
        self.waiting = pieces + self.waiting
        self._seek_again(at)

    def _seek_again(self, at: datetime) -> None:
        pieces, self.waiting = self.waiting, []
        with self.stage.sessions() as session:
            held = _held(session, [line for piece in pieces for line in piece])
        self.waiting = [piece for piece in pieces if not self._book(piece, held, at)]


def _held(session: Session, lines: Sequence[UUID]) -> dict[UUID, ReservationLine]:
    """Those of the lines that are still to be fetched, with where from and to."""
    association = joinedload(ReservationLine.reservation).joinedload(Reservation.association)
    found = session.scalars(
        select(ReservationLine)
        .where(ReservationLine.id.in_(lines), ReservationLine.status.in_(AWAITED_RESERVATIONS))
        .options(
            joinedload(ReservationLine.lot).joinedload(Lot.offer),
            association.selectinload(Organisation.hours),
            association.selectinload(Organisation.closures),
        )
    )
    return {line.id: line for line in found}
