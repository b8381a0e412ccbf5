"""The demonstration's first plan gives the volunteer of the contract a route."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from foodlink.clients.solver import WarmSolver
from foodlink.database.engine import Sessions
from foodlink.demo.load import load, load_day
from foodlink.domain.account import Account
from foodlink.domain.route import Route
from foodlink.local_time import local_day
from foodlink.services.passwords import Passwords
from foodlink.services.replan_day import close_batch


def test_the_first_batch_publishes_a_route_of_the_volunteer_with_bread_of_both_bakeries(
    fresh_sessions: Sessions, at: datetime
) -> None:
    with fresh_sessions() as session:
        load(session, "53", seed=1, passwords=Passwords(cheap=True), at=at)
        load_day(session, "53", local_day(at), seed=1, at=at)
    plan = close_batch(fresh_sessions, "53", solver=WarmSolver(iterations=5), now=lambda: at)
    assert plan is not None
    assert plan.status == "published"
    with fresh_sessions() as session:
        own = session.scalars(
            select(Route).join(Account, Account.id == Route.driver_id).where(Account.email == "benevole@demo.example")
        ).one()
        assert {"Boulangerie des Deux Rives", "Le Fournil de la Place"} <= {stop.name for stop in own.stops}
