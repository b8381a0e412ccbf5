"""The known cast: Alice donates, Bob's association receives, Charlie drives, Dora coordinates; Stan sees nothing."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from foodlink.domain.account import Account, Role
from foodlink.domain.actor import Actor
from foodlink.domain.driver import Driver
from foodlink.domain.organisation import Organisation
from tests import builders


@dataclass(frozen=True)
class People:
    """Who is there, in Loire-Atlantique; Stan gives and Stella receives in Sarthe."""

    bakery: Organisation
    association: Organisation
    other_association: Organisation
    alice: Account
    bob: Account
    beth: Account
    charlie: Account
    driver: Driver
    dora: Account
    admin: Account
    stan: Account
    stella: Account

    def actor(self, name: str) -> Actor:
        return Actor.of(getattr(self, name))


def the_people(session: Session) -> People:
    bakery = builders.a_producer(session)
    association = builders.an_association(session)
    other = builders.an_association(session, "La Table de Beth", place=(47.2000, -1.5400))
    far_producer = builders.a_producer(session, "Ferme de Stan", place=(48.0061, 0.1996), territory="72")
    far_association = builders.an_association(session, "Le Panier de Stella", place=(48.0, 0.2), territory="72")
    charlie = builders.an_account(session, "charlie@example.org", role=Role.DRIVER)
    return People(
        bakery=bakery,
        association=association,
        other_association=other,
        alice=builders.an_account(session, "alice@example.org", role=Role.PRODUCER, organisation=bakery),
        bob=builders.an_account(session, "bob@example.org", role=Role.ASSOCIATION, organisation=association),
        beth=builders.an_account(session, "beth@example.org", role=Role.ASSOCIATION, organisation=other),
        charlie=charlie,
        driver=builders.a_driver(session, charlie),
        dora=builders.an_account(session, "dora@example.org", role=Role.COORDINATOR),
        admin=builders.an_account(session, "admin@example.org", role=Role.ADMIN, territory=None),
        stan=builders.an_account(
            session, "stan@example.org", role=Role.PRODUCER, organisation=far_producer, territory="72"
        ),
        stella=builders.an_account(
            session, "stella@example.org", role=Role.ASSOCIATION, organisation=far_association, territory="72"
        ),
    )
