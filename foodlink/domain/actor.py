"""Who asks: what a use case needs to know of the account that is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from foodlink.domain.account import Account, Role
from foodlink.domain.errors import Forbidden


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in account. `territory` is None for an admin alone."""

    account_id: UUID
    role: Role
    name: str
    territory: str | None
    organisation_id: UUID | None

    @classmethod
    def of(cls, account: Account) -> Actor:
        """The actor that an account is."""
        return cls(account.id, account.role, account.name, account.territory, account.organisation_id)

    @property
    def coordinates(self) -> bool:
        """Whether it may act for others: a coordinator in its territory, an admin everywhere."""
        return self.role in (Role.COORDINATOR, Role.ADMIN)

    def coordinates_in(self, territory: str) -> bool:
        """Whether it may act for others in that territory."""
        return self.role is Role.ADMIN or (self.role is Role.COORDINATOR and self.territory == territory)

    def must_be(self, *roles: Role) -> None:
        """Raise Forbidden unless its role is one of these; an admin may all that a coordinator may."""
        allowed = {*roles, Role.ADMIN} if Role.COORDINATOR in roles else set(roles)
        if self.role not in allowed:
            raise Forbidden()
