"""Who listens, and what an announcement is to them: what `GET offers` would show, coming, changing and going."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from foodlink.domain.availability import Availability, Change, takeable
from foodlink.domain.organisation import Organisation
from foodlink.queries.availability import Announcement


@dataclass(frozen=True, slots=True)
class Receiver:
    """An association's food rules, as they were when they were asked for."""

    id: UUID
    accepts: list[str]
    use_by_lead_h: int
    storage: dict[str, int]

    @classmethod
    def of(cls, association: Organisation) -> Receiver:
        """A copy that needs no session."""
        storage = {kind: association.storage_g(kind) for kind in ("ambient", "chilled", "frozen")}
        return cls(association.id, list(association.accepts), association.use_by_lead_h, storage)

    def storage_g(self, temperature: str) -> int:
        """What it can hold at that temperature, in grams."""
        return self.storage[temperature]


@dataclass(frozen=True, slots=True)
class Audience:
    """All listeners to whom the same is shown: an association, or the coordinators of a territory (None: of all)."""

    territory: str | None
    association_id: UUID | None = None
    receiver: Receiver | None = field(default=None, compare=False, hash=False)

    def sees(self, seen: Availability | None) -> bool:
        """Whether the list of offers would have shown it, at the moment it was announced.

        An association's list has what it can take; a coordinator's has the territory's offers until they have ended.
        """
        if seen is None or self.territory not in (None, seen.territory):
            return False
        if self.receiver is not None:
            return takeable(seen, self.receiver, seen.at)
        return seen.live

    def told(self, announcement: Announcement) -> Change | None:
        """What the announcement is to this audience; None where it is nothing."""
        before, now = self.sees(announcement.before), self.sees(announcement.now)
        if not now:
            return Change.CLOSED if before else None
        if not before:
            return Change.OPENED
        return Change.RESERVED if announcement.change is Change.RESERVED else Change.CHANGED
