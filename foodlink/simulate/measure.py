"""What came of the days under one policy: kilos by their end, kilometres, hours, fairness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from foodlink.domain.lifecycle import CarryStatus, ReservationStatus, RestStatus
from foodlink.domain.offer import Lot
from foodlink.domain.organisation import Organisation, OrganisationKind
from foodlink.domain.reservation import Carry, ReservationLine
from foodlink.domain.route import Collection
from foodlink.simulate.stage import Trip

_KG = 1000


@dataclass(frozen=True, slots=True)
class Ends:
    """Grams by what became of them; `offered` is the sum of the four."""

    rescued: int
    expired: int
    withdrawn: int
    refused: int

    @property
    def offered(self) -> int:
        return self.rescued + self.expired + self.withdrawn + self.refused


def ends_of(session: Session) -> Ends:
    """Every gram that was offered, by its end: delivered; refused at a door and given to nobody else; withdrawn; the rest.

    What its producer promised and was not there counts as expired, as does what was lost on the way.
    """
    offered = _sum(session, select(func.sum(Lot.quantity_g)))
    rescued = _sum(session, select(func.sum(Collection.delivered_g)))
    refused = _sum(
        session,
        select(func.sum(Carry.quantity_g))
        .join(ReservationLine, ReservationLine.id == Carry.refused_line_id)
        .where(Carry.status != CarryStatus.HANDED_ON, ReservationLine.status != ReservationStatus.FAILED),
    )
    withdrawn = _sum(session, select(func.sum(Lot.quantity_g - Lot.reserved_g)).where(Lot.rest == RestStatus.WITHDRAWN))
    return Ends(rescued, offered - rescued - withdrawn - refused, withdrawn, refused)


def _sum(session: Session, statement: object) -> int:
    return int(session.scalar(statement) or 0)  # type: ignore[call-overload] # a sum of whole grams


def results(session: Session, trips: Sequence[Trip]) -> dict[str, float | int | None]:
    """The contract's figures of one policy, apart from what can be reached and from violations."""
    ends = ends_of(session)
    km = sum(trip.metres for trip in trips) / 1000
    hours = sum((trip.ended_at - trip.left_at).total_seconds() for trip in trips) / 3600
    return {
        "offered_kg": _kg(ends.offered),
        "rescued_kg": _kg(ends.rescued),
        "expired_kg": _kg(ends.expired),
        "withdrawn_kg": _kg(ends.withdrawn),
        "refused_kg": _kg(ends.refused),
        "km": round(km, 3),
        "km_per_tonne": round(km / (ends.rescued / 1_000_000), 3) if ends.rescued else None,
        "volunteer_hours": round(hours, 3),
        "trips": len(trips),
        "empty_trips": sum(trip.delivered_g == 0 for trip in trips),
        "gini": round(gini(_kilos_a_person(session)), 4),
    }


def gini(values: Sequence[float]) -> float:
    """Gini's coefficient: half the mean difference over the mean; 0 all the same, near 1 all to one (Gini 1912)."""
    ordered, total = sorted(values), sum(values)
    if not total:
        return 0.0
    count = len(ordered)
    weighted = sum(rank * value for rank, value in enumerate(ordered, start=1))
    return 2 * weighted / (count * total) - (count + 1) / count


def _kilos_a_person(session: Session) -> list[float]:
    sums = select(Collection.association_id, func.sum(Collection.delivered_g)).group_by(Collection.association_id)
    got = dict(session.execute(sums).all())
    associations = session.scalars(
        select(Organisation).where(Organisation.kind == OrganisationKind.ASSOCIATION).order_by(Organisation.id)
    )
    return [float(got.get(one.id) or 0) / _KG / max(1, one.beneficiaries) for one in associations]


def _kg(grams: int) -> float:
    return round(grams / _KG, 3)
