"""What a volunteer's phone reports: what is really there, who refuses at the door, how warm it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from foodlink.demo.draws import identifier
from foodlink.domain.errors import Conflict
from foodlink.domain.handover import ReportedEvent, ReportedLot, ReportKind, ResultStatus
from foodlink.domain.lifecycle import PENDING_STOPS
from foodlink.domain.offer import Temperature
from foodlink.domain.route import Stop, StopLoad
from foodlink.queries.routes import route_of
from foodlink.services.report_events import report_events
from foodlink.simulate.stage import Stage, Volunteer

_MEASURED_C = {Temperature.CHILLED: 3.0, Temperature.FROZEN: -19.0}
"""What thermometers of insulated crates show within the time on board that the rules allow. Judgement."""


@dataclass
class Reports:
    """Reports to the services under the simulated clock; `rejected` counts what they would not take."""

    stage: Stage
    sent: int = 0
    rejected: int = 0

    def arrived(self, volunteer: Volunteer, stop: Stop, *, at: datetime) -> None:
        """At a stop's door."""
        self._send(volunteer, stop, ReportKind.ARRIVED, at=at)

    def pick_up(self, volunteer: Volunteer, stop: Stop, *, begins: datetime, at: datetime) -> None:
        """Load what is really there and fits: all, less, or nothing; or find the door closed."""
        planned = _planned(stop)
        fates = {load.line.lot.offer_id: self.stage.fates[load.line.lot.offer_id] for load in stop.loads}
        if begins > stop.window_until or any(fate.door_closed for fate in fates.values()):
            self._send(volunteer, stop, ReportKind.FAILED, at=at, note="Porte close")
            return
        found = volunteer.aboard.load(stop.loads, there_g=self.stage.real_g)
        if not any(found.values()):
            self._send(volunteer, stop, ReportKind.FAILED, at=at, note="Rien à prendre")
            return
        for lot_id, grams in found.items():
            self.stage.real_g[lot_id] -= grams
        lots = [ReportedLot(lot_id, found[lot_id], _MEASURED_C.get(kind)) for lot_id, (_, kind) in planned.items()]
        self._send(volunteer, stop, ReportKind.COLLECTED, at=at, lots=lots)

    def hand_over(self, volunteer: Volunteer, stop: Stop, *, begins: datetime, at: datetime) -> None:
        """Unload; or be refused: the association is full, or nobody is there."""
        if begins > stop.window_until or self.stage.world.refuses(stop.organisation_id, begins):
            self._send(volunteer, stop, ReportKind.REFUSED, at=at, note="Personne pour recevoir")
            return
        planned = _planned(stop)
        cold = [
            ReportedLot(lot_id, None, _MEASURED_C[kind]) for lot_id, (_, kind) in planned.items() if kind in _MEASURED_C
        ]
        if self._send(volunteer, stop, ReportKind.DELIVERED, at=at, lots=cold or None) and volunteer.trip is not None:
            loads = self._delivered_at(volunteer, stop.id)
            volunteer.aboard.unload(loads)
            volunteer.trip.delivered_g += sum(load.actual_g or 0 for load in loads)

    def _send(
        self,
        volunteer: Volunteer,
        stop: Stop,
        kind: ReportKind,
        *,
        at: datetime,
        lots: Iterable[ReportedLot] | None = None,
        note: str | None = None,
    ) -> bool:
        event = ReportedEvent(
            event_id=identifier(self.stage.world.options.seed, stop.id, kind.value, at, day=self.stage.day),
            kind=kind,
            at=at,
            stop_id=stop.id,
            lots=tuple(lots) if lots is not None else None,
            note=note,
        )
        self.sent += 1
        with self.stage.sessions() as session:
            try:
                report = report_events(
                    session, stop.route_id, events=[event], by=self.stage.as_driver(volunteer), at=at
                )
            except Conflict:
                self.rejected += 1
                return False
        accepted = report.results[0].status is ResultStatus.ACCEPTED
        self.rejected += not accepted
        return accepted

    def _delivered_at(self, volunteer: Volunteer, stop_id: UUID) -> list[StopLoad]:
        """What the stop says was handed over there."""
        assert volunteer.route_id is not None
        with self.stage.sessions() as session:
            route = route_of(session, volunteer.route_id)
        stops = route.stops if route is not None else []
        return [load for stop in stops if stop.id == stop_id for load in stop.loads]


def _planned(stop: Stop) -> dict[UUID, tuple[int, Temperature]]:
    """What is still to be loaded or unloaded at a stop: grams and kind of each lot."""
    planned: dict[UUID, tuple[int, Temperature]] = {}
    for load in stop.loads:
        if load.status in PENDING_STOPS:
            lot = load.line.lot
            before, _ = planned.get(lot.id, (0, lot.temperature))
            planned[lot.id] = (before + load.quantity_g, lot.temperature)
    return planned
