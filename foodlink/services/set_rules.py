"""A coordinator sets the rules of a territory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from foodlink.domain import event
from foodlink.domain.account import Role
from foodlink.domain.actor import Actor
from foodlink.domain.errors import NotFound, Stale
from foodlink.domain.territory import Territory

RULES = ("auto_publish", "batch_every_min", "solve_limit_s", "chilled_on_board_s", "frozen_on_board_s")


def set_rules(
    session: Session,
    code: str,
    *,
    rules: Mapping[str, Any],
    reason: str,
    by: Actor,
    at: datetime,
    unchanged: Callable[[Territory], bool] | None = None,
) -> Territory:
    """Change those of a territory's `RULES` that are named; old and new values stand in the log, with the reason.

    `unchanged` tells, under lock, whether the rules are still what the caller has read; raises Stale where they are not, and
    NotFound for another's territory.
    """
    by.must_be(Role.COORDINATOR)
    statement = select(Territory).where(Territory.code == code).with_for_update()
    territory = session.scalars(statement, execution_options={"populate_existing": True}).first()
    if territory is None or not by.coordinates_in(code):
        raise NotFound()
    if unchanged is not None and not unchanged(territory):
        raise Stale()
    changed = {name: value for name, value in rules.items() if name in RULES and getattr(territory, name) != value}
    if changed:
        data = {name: [getattr(territory, name), value] for name, value in changed.items()}
        for name, value in changed.items():
            setattr(territory, name, value)
        event.record(territory, "rules_set", at=at, by=by.account_id, territory=code, reason=reason, data=data)
    session.commit()
    return territory
