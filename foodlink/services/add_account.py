"""The operator makes an account, and what it needs: its territory, its organisation."""

from __future__ import annotations

import dataclasses
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from foodlink.domain.account import Role
from foodlink.domain.errors import Invalid
from foodlink.domain.organisation import Organisation
from foodlink.domain.territory import DEPARTMENTS, Territory
from foodlink.services.find_place import OFFLINE, PlaceFinder
from foodlink.services.invite import Invitation, invite_account
from foodlink.services.new_organisation import NewOrganisation


def add_account(
    session: Session,
    *,
    email: str,
    name: str,
    role: Role,
    territory: str | None,
    at: datetime,
    phone: str | None = None,
    organisation: NewOrganisation | None = None,
    finder: PlaceFinder = OFFLINE,
) -> Invitation:
    """Make an account by the operator's right, and open its territory where it is the first one there.

    An organisation of that name that the territory has already is joined; else a producer's `organisation.kind` is needed.
    `at` is the machine's time. Raises Invalid and Conflict as an invitation does.
    """
    if territory is not None and session.get(Territory, territory) is None:
        session.add(Territory(code=territory, name=DEPARTMENTS[territory]))
        session.flush()
    if organisation is not None:
        organisation = _known(session, organisation, territory) or organisation
        if role is Role.PRODUCER and organisation.id is None and organisation.kind is None:
            raise Invalid({"kind": ["A new organisation needs its kind."]})
    return invite_account(
        session,
        email=email,
        name=name,
        phone=phone,
        role=role,
        territory=territory,
        organisation=organisation,
        by=None,
        at=at,
        finder=finder,
    )


def _known(session: Session, wanted: NewOrganisation, territory: str | None) -> NewOrganisation | None:
    same = select(Organisation).where(Organisation.territory == territory, Organisation.name == wanted.name)
    known = session.scalars(same).first()
    if known is None:
        return None
    if wanted.kind not in (None, known.kind):
        raise Invalid({"kind": [f"{known.name} is already there, as {known.kind.value}."]})
    return dataclasses.replace(wanted, id=known.id)
