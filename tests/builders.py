"""Builders with defaults: a test states only what matters to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from foodlink.domain.account import Account, Role
from foodlink.domain.driver import Driver, VehicleKind, WeeklyShift
from foodlink.domain.offer import Category, Lot, Offer, Temperature
from foodlink.domain.organisation import Organisation, OrganisationKind
from foodlink.domain.reservation import Origin, Reservation, ReservationLine, Transport
from foodlink.domain.territory import DEPARTMENTS, Territory
from foodlink.ids import new_id

MORNING = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
NANTES = (47.2184, -1.5536)
ALL_CATEGORIES = [category.value for category in Category]


def a_territory(session: Session, code: str = "44", **rules: object) -> Territory:
    territory = session.get(Territory, code)
    if territory is None:
        territory = Territory(code=code, name=DEPARTMENTS[code], **rules)
        session.add(territory)
        session.flush()
    return territory


def a_producer(
    session: Session,
    name: str = "Boulangerie Alice",
    *,
    place: tuple[float, float] = NANTES,
    territory: str = "44",
    kind: OrganisationKind = OrganisationKind.ARTISAN,
) -> Organisation:
    return _an_organisation(session, name, kind, place, territory)


def an_association(
    session: Session,
    name: str = "Les Amis de Bob",
    *,
    place: tuple[float, float] = (47.2300, -1.5600),
    territory: str = "44",
    accepts: Sequence[str] = tuple(ALL_CATEGORIES),
    ambient_kg: int = 500,
    chilled_kg: int = 100,
    frozen_kg: int = 50,
    use_by_lead_h: int = 48,
    beneficiaries: int = 100,
) -> Organisation:
    association = _an_organisation(session, name, OrganisationKind.ASSOCIATION, place, territory)
    association.accepts = list(accepts)
    association.storage_ambient_g = ambient_kg * 1000
    association.storage_chilled_g = chilled_kg * 1000
    association.storage_frozen_g = frozen_kg * 1000
    association.use_by_lead_h = use_by_lead_h
    association.beneficiaries = beneficiaries
    session.flush()
    return association


def _an_organisation(
    session: Session, name: str, kind: OrganisationKind, place: tuple[float, float], territory: str
) -> Organisation:
    a_territory(session, territory)
    organisation = Organisation(
        id=new_id(),
        kind=kind,
        name=name,
        territory=territory,
        lat=place[0],
        lon=place[1],
        address="1 rue de la Paix, 44000 Nantes",
        commune="44109",
        phone="+33240000000",
        created_at=MORNING,
        accepts=[],
    )
    session.add(organisation)
    session.flush()
    return organisation


def an_account(
    session: Session,
    email: str,
    *,
    role: Role,
    organisation: Organisation | None = None,
    territory: str | None = "44",
    name: str | None = None,
) -> Account:
    if territory is not None:
        a_territory(session, territory)
    account = Account(
        id=new_id(),
        email=email,
        name=name or email.split("@")[0].title(),
        phone="+33600000000",
        role=role,
        territory=None if role is Role.ADMIN else territory,
        organisation=organisation,
        created_at=MORNING,
    )
    session.add(account)
    session.flush()
    return account


def a_driver(
    session: Session,
    account: Account,
    *,
    start: tuple[float, float] = NANTES,
    kind: VehicleKind = VehicleKind.CAR,
    capacity_kg: int = 300,
    crates: int = 30,
    chilled_crates: int = 4,
    frozen_crates: int = 2,
    shift: tuple[time, time] | None = (time(7), time(20)),
) -> Driver:
    driver = Driver(
        account=account,
        vehicle_id=new_id(),
        vehicle_kind=kind,
        capacity_g=capacity_kg * 1000,
        crates=crates,
        chilled_crates=chilled_crates,
        frozen_crates=frozen_crates,
        start_lat=start[0],
        start_lon=start[1],
    )
    if shift is not None:
        driver.weekly = [WeeklyShift(weekday=day, starts=shift[0], ends=shift[1]) for day in range(1, 8)]
    session.add(driver)
    session.flush()
    return driver


def a_lot(
    *,
    kg: float = 10.0,
    category: Category = Category.BAKERY,
    description: str = "Pain de la veille",
    temperature: Temperature = Temperature.AMBIENT,
    crates: int = 1,
    use_by: date | None = None,
    best_before: date | None = None,
    position: int = 0,
) -> Lot:
    return Lot(
        id=new_id(),
        position=position,
        category=category,
        description=description,
        quantity_g=round(kg * 1000),
        reserved_g=0,
        crates=crates,
        temperature=temperature,
        use_by=use_by,
        best_before=best_before,
        allergens=[],
    )


def an_offer(
    session: Session,
    producer: Organisation,
    *,
    by: Account,
    lots: Sequence[Lot] | None = None,
    at: datetime = MORNING,
    starts: timedelta = timedelta(0),
    lasts: timedelta = timedelta(hours=8),
    title: str = "Pain du jour",
) -> Offer:
    offer = Offer(
        id=new_id(),
        producer=producer,
        posted_by=by.id,
        territory=producer.territory,
        title=title,
        created_at=at,
        available_from=at + starts,
        available_until=at + starts + lasts,
        lat=producer.lat,
        lon=producer.lon,
        address=producer.address,
        commune=producer.commune,
    )
    offer.lots = list(lots) if lots is not None else [a_lot()]
    session.add(offer)
    session.flush()
    return offer


def a_reservation(
    session: Session,
    lot: Lot,
    association: Organisation,
    *,
    kg: float = 5.0,
    at: datetime = MORNING,
    transport: Transport = Transport.DELIVERY,
) -> Reservation:
    """A claim as the database keeps it, without the service and so without its events."""
    lot.reserved_g += round(kg * 1000)
    reservation = Reservation(
        id=new_id(),
        offer=lot.offer,
        association=association,
        territory=lot.offer.territory,
        transport=transport,
        origin=Origin.CLAIMED,
        created_at=at,
        lines=[ReservationLine(id=new_id(), lot=lot, quantity_g=round(kg * 1000))],
    )
    session.add(reservation)
    session.flush()
    return reservation
