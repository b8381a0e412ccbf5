"""The people whom the contract names: who tries the demonstration signs in as one of them."""

from __future__ import annotations

from datetime import date, time
from uuid import UUID

from config.tables import table
from foodlink.demo.days import DrawnOffer
from foodlink.demo.draws import draws, identifier
from foodlink.demo.network import DrawnAssociation, DrawnProducer
from foodlink.demo.people import DrawnDriver, DrawnVehicle
from foodlink.demo.sites import chief_commune, site_in
from foodlink.domain.draft import LotDraft, OfferDraft
from foodlink.domain.driver import VehicleKind
from foodlink.domain.offer import Category, Temperature
from foodlink.local_time import local_moment

PASSWORD = "demo-foodlink"
COORDINATION = "coordination@demo.example"

_MEET_WITHIN_KM = 0.8
_PRODUCERS = {"producteur": "Boulangerie des Deux Rives", "producteur2": "Le Fournil de la Place"}
_ASSOCIATIONS = {"association": "La Tablée du Quartier", "association2": "Le Relais des Halles"}
_LOTS = {
    "producteur": (("Pains de campagne et boules", 14_000), ("Viennoiseries du matin", 6_000)),
    "producteur2": (("Baguettes de la veille", 18_000),),
}


def emails() -> list[str]:
    """The addresses to sign in with."""
    words = [*_PRODUCERS, "benevole", *_ASSOCIATIONS]
    return [*(f"{word}@demo.example" for word in words), COORDINATION]


def coordinator_id(territory: str, *, seed: int) -> UUID:
    """The account of `coordination@demo.example`."""
    return identifier(seed, territory, "sign-in", "coordination")


def sign_in_producers(territory: str, *, seed: int) -> list[DrawnProducer]:
    """Two bakeries close to the volunteer's home."""
    return [
        DrawnProducer(
            id=identifier(seed, territory, "sign-in", word),
            account_id=identifier(seed, territory, "sign-in", word, "account"),
            name=name,
            person=name,
            email=f"{word}@demo.example",
            trade="baker",
            site=site_in(draws(seed, territory, word), chief_commune(territory), within_km=_MEET_WITHIN_KM),
            per_offer_kg=0.0,
        )
        for word, name in _PRODUCERS.items()
    ]


def sign_in_associations(territory: str, *, seed: int) -> list[DrawnAssociation]:
    """Two associations that take bread, have room for 500 kg and are open all day, every day."""
    return [
        DrawnAssociation(
            id=identifier(seed, territory, "sign-in", word),
            account_id=identifier(seed, territory, "sign-in", word, "account"),
            name=name,
            person=name,
            email=f"{word}@demo.example",
            site=site_in(draws(seed, territory, word), chief_commune(territory), within_km=_MEET_WITHIN_KM),
            beneficiaries=200,
            students=word == "association2",
            accepts=tuple(table("demonstration")["sign_ins"]["accepts"]),
            storage_kg={"ambient": 500, "chilled": 100, "frozen": 50},
            lead_h=0,
            hours=(),
        )
        for word, name in _ASSOCIATIONS.items()
    ]


def sign_in_driver(territory: str, *, seed: int) -> DrawnDriver:
    """A volunteer in the middle of the two bakeries, with a van, from 07:00 to 20:00 every day."""
    return DrawnDriver(
        account_id=identifier(seed, territory, "sign-in", "benevole"),
        name="Camille Bénévole",
        email="benevole@demo.example",
        phone="+33639989999",
        site=site_in(draws(seed, territory, "benevole"), chief_commune(territory), within_km=_MEET_WITHIN_KM / 4),
        vehicle=DrawnVehicle(
            id=identifier(seed, territory, "sign-in", "benevole", "vehicle"),
            kind=VehicleKind.VAN,
            capacity_kg=800,
            crates=80,
            chilled_crates=15,
            frozen_crates=6,
        ),
        days_a_week=7.0,
        weekdays=(1, 2, 3, 4, 5, 6, 7),
        shift=(time(7), time(20)),
    )


def sign_in_offers(territory: str, day: date, *, seed: int) -> list[DrawnOffer]:
    """The morning's bread of the two bakeries: there is something to carry near by each day."""
    return [
        DrawnOffer(
            producer=producer,
            number=0,
            posted_at=local_moment(day, time(7)),
            draft=OfferDraft(
                title=lots[0][0],
                available_from=local_moment(day, time(8)),
                available_until=local_moment(day, time(12, 30)),
                lots=[
                    LotDraft(Category.BAKERY, words, grams, Temperature.AMBIENT, allergens=("gluten",))
                    for words, grams in lots
                ],
            ),
        )
        for producer, lots in zip(sign_in_producers(territory, seed=seed), _LOTS.values(), strict=True)
    ]
