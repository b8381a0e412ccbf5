"""Loading the demonstration: into an empty database alone, with the sign-ins of the contract, day by day without doubles."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from foodlink.demo.load import NotEmpty, load, load_day, loaded_as
from foodlink.demo.sign_ins import PASSWORD, emails
from foodlink.domain.account import Account
from foodlink.domain.driver import Driver
from foodlink.domain.food_rules import may_not_go_to
from foodlink.domain.offer import Offer
from foodlink.domain.reservation import Reservation
from foodlink.domain.territory import Territory
from foodlink.local_time import local_day
from foodlink.places.sphere import distance_km
from foodlink.queries.demonstration import is_demonstration
from foodlink.services.passwords import Passwords
from foodlink.services.sign_in import sign_in
from tests.people import People

CHEAP = Passwords(cheap=True)
TUESDAY = date(2026, 11, 24)


@pytest.fixture
def loaded(session: Session, at: datetime) -> Session:
    load(session, "53", seed=1, passwords=CHEAP, at=at)
    return session


def account_of(session: Session, word: str) -> Account:
    return session.scalars(select(Account).where(Account.email == f"{word}@demo.example")).one()


def test_each_sign_in_of_the_contract_opens_with_the_password(loaded: Session, at: datetime) -> None:
    roles = {
        email: sign_in(loaded, CHEAP, email=email, password=PASSWORD, at=at).account.role.value for email in emails()
    }
    assert roles == {
        "producteur@demo.example": "producer",
        "producteur2@demo.example": "producer",
        "benevole@demo.example": "driver",
        "association@demo.example": "association",
        "association2@demo.example": "association",
        "coordination@demo.example": "coordinator",
    }


def test_the_database_is_a_demonstration_that_publishes_by_itself(loaded: Session) -> None:
    assert is_demonstration(loaded)
    territory = loaded.get(Territory, "53")
    assert territory is not None
    assert territory.auto_publish
    assert loaded_as(loaded) == ("53", 1)


def test_both_associations_take_ambient_bread_have_room_and_are_open_all_day(loaded: Session, at: datetime) -> None:
    load_day(loaded, "53", TUESDAY, seed=1, at=at)
    offer = loaded.scalars(
        select(Offer).where(Offer.producer_id == account_of(loaded, "producteur").organisation_id)
    ).one()
    for word in ("association", "association2"):
        association = account_of(loaded, word).organisation
        assert association is not None
        assert may_not_go_to(offer.lots[0], association, at) is None
        assert association.storage_g("ambient") == 500_000
        assert [(opens.hour, closes.hour) for opens, closes in association.open_hours_on(TUESDAY)] == [(0, 23)]


def test_the_volunteer_drives_from_seven_to_eight_every_day(loaded: Session, at: datetime) -> None:
    driver = loaded.get(Driver, account_of(loaded, "benevole").id)
    assert driver is not None
    for ahead in range(7):
        (shift,) = driver.shifts_on(local_day(at) + timedelta(days=ahead))
        assert (shift.starts_at.hour, shift.ends_at.hour) == (6, 19)


def test_nobody_else_starts_near_the_volunteer_and_the_bakeries_are_close(loaded: Session) -> None:
    own = loaded.get(Driver, account_of(loaded, "benevole").id)
    assert own is not None

    def away_km(lat: float, lon: float) -> float:
        return distance_km(own.start_lat, own.start_lon, to_lat=lat, to_lon=lon)

    others = loaded.scalars(select(Driver).where(Driver.account_id != own.account_id)).all()
    assert min(away_km(other.start_lat, other.start_lon) for other in others) > 20
    for word in ("producteur", "producteur2", "association", "association2"):
        place = account_of(loaded, word).organisation
        assert place is not None
        assert away_km(place.lat, place.lon) < 1.1


def test_a_database_with_people_in_it_is_refused(session: Session, people: People, at: datetime) -> None:
    assert people.alice.id
    with pytest.raises(NotEmpty):
        load(session, "44", seed=1, passwords=CHEAP, at=at)


def test_nobody_but_the_sign_ins_has_a_password(loaded: Session) -> None:
    with_password = loaded.scalars(select(Account.email).where(Account.password_hash.is_not(None))).all()
    assert sorted(with_password) == sorted(emails())


def test_a_day_is_loaded_once_and_the_next_day_after_it(loaded: Session, at: datetime) -> None:
    first = load_day(loaded, "53", TUESDAY, seed=1, at=at)
    assert first > 4
    assert load_day(loaded, "53", TUESDAY, seed=1, at=at) == 0
    tomorrow = at + timedelta(days=1)
    second = load_day(loaded, "53", local_day(tomorrow), seed=1, at=tomorrow)
    assert second > 4
    assert loaded.scalar(select(func.count()).select_from(Offer)) == first + second


def test_both_bakeries_offer_bread_near_by_every_morning(loaded: Session, at: datetime) -> None:
    for ahead in range(7):
        morning = at + timedelta(days=ahead)
        load_day(loaded, "53", local_day(morning), seed=1, at=morning)
        for word in ("producteur", "producteur2"):
            posted = select(func.count()).where(
                Offer.producer_id == account_of(loaded, word).organisation_id, Offer.available_until > morning
            )
            assert loaded.scalar(posted) == 1


def test_some_offers_are_claimed_already_but_none_of_the_sign_ins(session: Session, at: datetime) -> None:
    load(session, "44", seed=1, passwords=CHEAP, at=at)
    load_day(session, "44", TUESDAY, seed=1, at=at)
    claimed = {reservation.offer.producer_id for reservation in session.scalars(select(Reservation))}
    claiming = {reservation.association_id for reservation in session.scalars(select(Reservation))}
    assert claimed
    own = {account_of(session, email.split("@")[0]).organisation_id for email in emails()}
    assert own.isdisjoint(claimed)
    assert own.isdisjoint(claiming)
