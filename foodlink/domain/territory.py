"""A territory: one of the five departments, with the rules its coordinators choose."""

from __future__ import annotations

from uuid import NAMESPACE_OID, UUID, uuid5

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foodlink.domain.base import Base, text

DEPARTMENTS = {
    "44": "Loire-Atlantique",
    "49": "Maine-et-Loire",
    "53": "Mayenne",
    "72": "Sarthe",
    "85": "Vendée",
}


class Territory(Base):
    """A department and its rules; the columns' defaults are those of `config/food_rules.toml` and `config/routing.toml`."""

    __tablename__ = "territories"
    __table_args__ = (
        CheckConstraint("batch_every_min between 1 and 240", name="batch_every_min"),
        CheckConstraint("solve_limit_s between 1 and 120", name="solve_limit_s"),
        CheckConstraint("chilled_on_board_s between 0 and 86400", name="chilled_on_board_s"),
        CheckConstraint("frozen_on_board_s between 0 and 86400", name="frozen_on_board_s"),
    )

    code: Mapped[str] = mapped_column(text(3), primary_key=True)
    name: Mapped[str] = mapped_column(text(80))
    auto_publish: Mapped[bool] = mapped_column(default=False)
    batch_every_min: Mapped[int | None]
    """How many minutes apart its batches are; None: as many as the operator's settings say."""
    solve_limit_s: Mapped[int] = mapped_column(default=20)
    chilled_on_board_s: Mapped[int] = mapped_column(default=3600)
    frozen_on_board_s: Mapped[int] = mapped_column(default=1800)

    @property
    def id(self) -> UUID:
        """What the log calls the territory: an identifier made of its code."""
        return uuid5(NAMESPACE_OID, f"territory:{self.code}")
