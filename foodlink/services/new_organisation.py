"""The organisation of who is invited: one that is there, or a new one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from foodlink.domain.account import Role
from foodlink.domain.draft import Pickup
from foodlink.domain.errors import Conflict, Invalid
from foodlink.domain.offer import Category
from foodlink.domain.organisation import PRODUCER_KINDS, Organisation, OrganisationKind
from foodlink.ids import new_id
from foodlink.places.gazetteer import by_population, gazetteer
from foodlink.services.find_place import FoundPlace, PlaceFinder, find_place

_OF_ROLE = {Role.PRODUCER: PRODUCER_KINDS, Role.ASSOCIATION: (OrganisationKind.ASSOCIATION,)}
_UNTOLD_STORAGE_G = 500_000
"""What an association is taken to hold at room temperature until somebody says: a small room of shelves."""


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """The organisation of who is invited: one that is there, by `id`, or a new one. Weights in grams.

    Without a place it is put at the largest commune of the territory, until somebody says better. Without `accepts` an
    association accepts every category.
    """

    id: UUID | None = None
    name: str | None = None
    kind: OrganisationKind | None = None
    place: Pickup | None = None
    phone: str | None = None
    access_notes: str = ""
    beneficiaries: int = 0
    serves_students: bool = False
    accepts: list[Category] | None = None
    storage_ambient_g: int | None = None
    storage_chilled_g: int = 0
    storage_frozen_g: int = 0


def organisation_of(
    session: Session,
    role: Role,
    wanted: NewOrganisation | None,
    *,
    territory: str | None,
    at: datetime,
    finder: PlaceFinder,
) -> Organisation | None:
    """The organisation that goes with a role, None where none does; a step of a service.

    Raises Invalid, naming the field beneath `organisation`, and Conflict where the name is taken.
    """
    kinds = _OF_ROLE.get(role)
    if kinds is None:
        if wanted is not None:
            raise Invalid({"organisation": ["This role belongs to no organisation."]})
        return None
    if wanted is None:
        raise Invalid({"organisation": ["Missing data for required field."]})
    if wanted.id is not None:
        known = session.get(Organisation, wanted.id)
        if known is None or known.territory != territory or known.kind not in kinds:
            raise Invalid({"organisation.id": ["There is no such organisation."]})
        return known
    return _new_organisation(session, wanted, kinds, territory=territory or "", at=at, finder=finder)


def _new_organisation(
    session: Session,
    wanted: NewOrganisation,
    kinds: tuple[OrganisationKind, ...],
    *,
    territory: str,
    at: datetime,
    finder: PlaceFinder,
) -> Organisation:
    kind = wanted.kind or (kinds[0] if len(kinds) == 1 else None)
    if not wanted.name:
        raise Invalid({"organisation.name": ["Missing data for required field."]})
    if kind not in kinds:
        raise Invalid({"organisation.kind": [f"Must be one of: {', '.join(kinds)}."]})
    taken = select(Organisation.id).where(Organisation.territory == territory, Organisation.name == wanted.name)
    if session.scalar(taken) is not None:
        raise Conflict("There is an organisation with this name.")
    place = _place(session, wanted.place, territory=territory, at=at, finder=finder)
    return Organisation(
        id=new_id(),
        kind=kind,
        name=wanted.name,
        territory=territory,
        lat=place.lat,
        lon=place.lon,
        address=place.address,
        commune=place.commune,
        phone=wanted.phone,
        access_notes=wanted.access_notes,
        created_at=at,
        **_what_it_receives(wanted, kind),
    )


def _what_it_receives(wanted: NewOrganisation, kind: OrganisationKind | None) -> dict[str, Any]:
    """What an association serves, accepts and stores; a producer receives nothing."""
    if kind is not OrganisationKind.ASSOCIATION:
        return {}
    ambient_g = _UNTOLD_STORAGE_G if wanted.storage_ambient_g is None else wanted.storage_ambient_g
    return {
        "beneficiaries": wanted.beneficiaries,
        "serves_students": wanted.serves_students,
        "accepts": [category.value for category in (Category if wanted.accepts is None else wanted.accepts)],
        "storage_ambient_g": ambient_g,
        "storage_chilled_g": wanted.storage_chilled_g,
        "storage_frozen_g": wanted.storage_frozen_g,
    }


def _place(session: Session, wanted: Pickup | None, *, territory: str, at: datetime, finder: PlaceFinder) -> FoundPlace:
    if wanted is None:
        seat = min((one for one in gazetteer().communes if one.department == territory), key=by_population)
        return FoundPlace(seat.lat, seat.lon, seat.name, seat.insee, territory)
    found = find_place(session, wanted, finder=finder, at=at, path="organisation.place")
    if found.territory != territory:
        raise Invalid({"organisation.place": ["This place is in another territory."]})
    return found
