"""From what was drawn to the rows of the database."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from foodlink.demo.draws import identifier
from foodlink.demo.network import DrawnAssociation, DrawnProducer, trade
from foodlink.demo.people import DrawnDriver
from foodlink.domain.account import Account, Role
from foodlink.domain.driver import Driver, WeeklyShift
from foodlink.domain.organisation import OpeningHours, Organisation, OrganisationKind

_GRAMS = 1000


def producer_rows(drawn: DrawnProducer, *, territory: str, at: datetime) -> tuple[Organisation, Account]:
    """The organisation and the account of a producer."""
    organisation = Organisation(
        id=drawn.id,
        kind=OrganisationKind(trade(drawn.trade)["kind"]),
        territory=territory,
        accepts=[],
        **_place(drawn, at),
    )
    return organisation, _account(drawn, Role.PRODUCER, organisation, territory=territory, at=at)


def association_rows(drawn: DrawnAssociation, *, territory: str, at: datetime) -> tuple[Organisation, Account]:
    """The organisation, with its hours and storage, and the account of an association."""
    organisation = Organisation(
        id=drawn.id,
        kind=OrganisationKind.ASSOCIATION,
        territory=territory,
        beneficiaries=drawn.beneficiaries,
        serves_students=drawn.students,
        accepts=list(drawn.accepts),
        storage_ambient_g=drawn.storage_kg["ambient"] * _GRAMS,
        storage_chilled_g=drawn.storage_kg["chilled"] * _GRAMS,
        storage_frozen_g=drawn.storage_kg["frozen"] * _GRAMS,
        use_by_lead_h=drawn.lead_h,
        hours=[
            OpeningHours(id=_part_of(drawn.id, number), weekday=weekday, opens=opens, closes=closes)
            for number, (weekday, opens, closes) in enumerate(drawn.hours)
        ],
        **_place(drawn, at),
    )
    return organisation, _account(drawn, Role.ASSOCIATION, organisation, territory=territory, at=at)


def driver_rows(drawn: DrawnDriver, *, territory: str, at: datetime) -> Driver:
    """The driver, with vehicle, home and weekly shifts, and the account."""
    vehicle = drawn.vehicle
    return Driver(
        account=Account(
            id=drawn.account_id,
            email=drawn.email,
            name=drawn.name,
            phone=drawn.phone,
            role=Role.DRIVER,
            territory=territory,
            demonstration=True,
            created_at=at,
        ),
        vehicle_id=vehicle.id,
        vehicle_kind=vehicle.kind,
        capacity_g=vehicle.capacity_kg * _GRAMS,
        crates=vehicle.crates,
        chilled_crates=vehicle.chilled_crates,
        frozen_crates=vehicle.frozen_crates,
        start_lat=drawn.site.lat,
        start_lon=drawn.site.lon,
        start_address=drawn.site.address,
        weekly=[
            WeeklyShift(
                id=_part_of(drawn.account_id, weekday), weekday=weekday, starts=drawn.shift[0], ends=drawn.shift[1]
            )
            for weekday in drawn.weekdays
        ],
    )


def _place(drawn: DrawnProducer | DrawnAssociation, at: datetime) -> dict[str, Any]:
    site = drawn.site
    return {
        "name": drawn.name,
        "lat": site.lat,
        "lon": site.lon,
        "address": site.address,
        "commune": site.commune,
        "phone": _fictional_phone(drawn),
        "created_at": at,
    }


def _fictional_phone(drawn: DrawnProducer | DrawnAssociation) -> str:
    """02 61 91 is kept for fiction (ARCEP, plan de numérotation, numéros pour œuvres audiovisuelles), as is 06 39 98."""
    return f"+3326191{drawn.id.int % 10_000:04d}"


def _part_of(owner: Any, number: int) -> Any:
    return identifier(0, owner, "part", number)


def _account(
    drawn: DrawnProducer | DrawnAssociation, role: Role, organisation: Organisation, *, territory: str, at: datetime
) -> Account:
    return Account(
        id=drawn.account_id,
        email=drawn.email,
        name=drawn.person,
        role=role,
        territory=territory,
        organisation=organisation,
        demonstration=True,
        created_at=at,
    )
