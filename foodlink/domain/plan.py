"""Plans: a territory's whole day, asked for, solved, and published."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from foodlink.domain import event
from foodlink.domain.base import Base, Identifier, Moment, text, worded
from foodlink.domain.lifecycle import PLAN_MOVES, PlanStatus


class Plan(Base):
    """One planning of a territory's day. At most one is queued or solving for a day.

    `proposal` is what the solver answered, as a document in the words of the service: routes with their stops, new
    reservations, and what was left behind; publication turns it into rows. `based_on` is the id of the last event that the
    plan saw. `attempt` is a fence: a worker that was given up for dead finds that it has grown.
    """

    __tablename__ = "plans"
    __table_args__ = (
        CheckConstraint("time_limit_s between 1 and 120", name="time_limit_s"),
        Index(
            "uq_plans_pending_day",
            "territory",
            "day",
            unique=True,
            postgresql_where="status in ('queued', 'solving')",
        ),
        Index("ix_plans_territory_day", "territory", "day", "id"),
    )

    id: Mapped[Identifier]
    territory: Mapped[str] = mapped_column(ForeignKey("territories.code"))
    day: Mapped[date]
    status: Mapped[PlanStatus] = mapped_column(worded(PlanStatus, "plan_status"), default=PlanStatus.QUEUED)
    time_limit_s: Mapped[int] = mapped_column(SmallInteger, default=20)
    requested_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    publish_when_ready: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[Moment]
    started_at: Mapped[Moment | None]
    solved_at: Mapped[Moment | None]
    published_at: Mapped[Moment | None]
    attempt: Mapped[int] = mapped_column(SmallInteger, default=0)
    based_on: Mapped[int | None] = mapped_column(BigInteger)
    progress: Mapped[dict[str, Any] | None]
    summary: Mapped[dict[str, Any] | None]
    error: Mapped[str | None] = mapped_column(text(500))
    proposal: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)

    def move_to(self, status: PlanStatus, *, at: datetime, by: UUID | None, reason: str | None = None) -> None:
        """Change the state, by the table of moves, and leave an event. Nothing happens where it is already so."""
        event.move(self, status, PLAN_MOVES, at=at, by=by, territory=self.territory, reason=reason)
