"""What a road engine did not tell for a plan, with the places by their names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from foodlink.domain.account import Account
from foodlink.domain.organisation import Organisation
from foodlink.domain.plan import Plan

_START = "start:"


@dataclass(frozen=True, slots=True)
class ShortfallView:
    """Drives of a plan that its travel engine did not tell (`routing/travel/shortfall.py`), and where."""

    kind: str
    engine: str
    drives: int
    asked: int
    places: Sequence[str]
    detail: str


def shortfalls_of(session: Session, plan: Plan) -> list[ShortfallView]:
    """What the plan's travel engine did not tell; a volunteer's start has the volunteer's name."""
    stored: list[dict[str, Any]] = (plan.proposal or {}).get("stats", {}).get("travel", [])
    names = _names(session, {place for one in stored for place in one["places"]}) if stored else {}
    return [
        ShortfallView(
            kind=one["kind"],
            engine=one["engine"],
            drives=one["drives"],
            asked=one["asked"],
            places=sorted({names[place] for place in one["places"] if place in names}),
            detail=one["detail"],
        )
        for one in stored
    ]


def _names(session: Session, places: Iterable[str]) -> dict[str, str]:
    """The router's names of places (`foodlink/routing_bridge/problem.py`) as people call them."""
    by_id = {place: UUID(place.removeprefix(_START).partition("@")[0]) for place in places}
    drivers = {one for place, one in by_id.items() if place.startswith(_START)}
    called: dict[UUID, str] = {}
    for noun, ids in ((Account, drivers), (Organisation, set(by_id.values()) - drivers)):
        if ids:
            called |= {one.id: one.name for one in session.execute(select(noun.id, noun.name).where(noun.id.in_(ids)))}
    return {place: called[one] for place, one in by_id.items() if one in called}
