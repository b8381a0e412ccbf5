"""Fills an empty database with a demonstration, and later days with their offers."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from foodlink.demo import sign_ins
from foodlink.demo.claims import claim_some
from foodlink.demo.days import DrawnOffer, offers_of
from foodlink.demo.draws import draws
from foodlink.demo.network import Network, Size, draw_network
from foodlink.demo.rows import association_rows, driver_rows, producer_rows
from foodlink.domain.account import Account, Role
from foodlink.domain.actor import Actor
from foodlink.domain.errors import Conflict
from foodlink.domain.offer import Offer
from foodlink.domain.operation import Fact
from foodlink.domain.organisation import Organisation
from foodlink.domain.territory import DEPARTMENTS, Territory
from foodlink.queries.demonstration import has_accounts
from foodlink.services.passwords import Passwords
from foodlink.services.post import post_offer

_FACT = "demonstration"
_ANNOUNCED_AHEAD = 0.5
"""The share of the day's later offers that a loaded day already shows: announced hours before."""


class NotEmpty(Conflict):
    """The database is not empty: a demonstration is loaded into an empty one alone (a fresh FOODLINK_HOME has one)."""


def load(
    session: Session, territory: str, *, seed: int, passwords: Passwords, at: datetime, size: Size | None = None
) -> Network:
    """Fill an empty database with the network that belongs to `seed`, and the contract's sign-ins. Raises NotEmpty.

    All accounts are marked as a demonstration's; the sign-ins share one password (`sign_ins.PASSWORD`), others have none.
    """
    if has_accounts(session) or session.scalar(select(Organisation.id).limit(1)) is not None:
        raise NotEmpty
    network = draw_network(territory, seed=seed, size=size, clear=True)
    add_network(session, network, at=at)
    _add_sign_ins(session, territory, seed=seed, password_hash=passwords.hash(sign_ins.PASSWORD), at=at)
    session.add(Fact(name=_FACT, value={"territory": territory, "seed": seed}, at=at))
    session.commit()
    return network


def loaded_as(session: Session) -> tuple[str, int] | None:
    """Territory and seed of the demonstration that the database holds, None where it holds none."""
    fact = session.get(Fact, _FACT)
    return None if fact is None else (str(fact.value["territory"]), int(fact.value["seed"]))


def load_day(session: Session, territory: str, day: date, *, seed: int, at: datetime) -> int:
    """Post the offers that `day` shows at `at`: what appeared until then, and some of what is announced for later; some of
    them are claimed already, none of the sign-ins'.

    Returns how many were new: called again for the same day and seed it posts none twice.
    """
    network = draw_network(territory, seed=seed, clear=True)
    own = _post_all(session, sign_ins.sign_in_offers(territory, day, seed=seed), at=at)
    shown = [offer for offer in offers_of(network, day) if offer.posted_at <= at or _announced(seed, offer, day)]
    others = _post_all(session, shown, at=at)
    claim_some(session, network, others, at=at)
    return len(own) + len(others)


def add_network(session: Session, network: Network, *, at: datetime) -> None:
    """Add a network's rows, and all territories; the caller commits."""
    for code, name in DEPARTMENTS.items():
        session.add(Territory(code=code, name=name, auto_publish=True))
    session.flush()
    for producer in network.producers:
        session.add_all(producer_rows(producer, territory=network.territory, at=at))
    for association in network.associations:
        session.add_all(association_rows(association, territory=network.territory, at=at))
    for driver in network.drivers:
        session.add(driver_rows(driver, territory=network.territory, at=at))


def _add_sign_ins(session: Session, territory: str, *, seed: int, password_hash: str, at: datetime) -> None:
    producers = [
        producer_rows(one, territory=territory, at=at) for one in sign_ins.sign_in_producers(territory, seed=seed)
    ]
    associations = [
        association_rows(one, territory=territory, at=at) for one in sign_ins.sign_in_associations(territory, seed=seed)
    ]
    driver = driver_rows(sign_ins.sign_in_driver(territory, seed=seed), territory=territory, at=at)
    coordinator = Account(
        id=sign_ins.coordinator_id(territory, seed=seed),
        email=sign_ins.COORDINATION,
        name="Coordination (démonstration)",
        phone="+33639989998",
        role=Role.COORDINATOR,
        territory=territory,
        demonstration=True,
        created_at=at,
    )
    accounts = [account for _, account in producers + associations] + [driver.account, coordinator]
    for account in accounts:
        account.password_hash = password_hash
    session.add_all([*(organisation for organisation, _ in producers + associations), driver, *accounts])


def _posted(session: Session, drawn: DrawnOffer) -> bool:
    same = select(Offer.id).where(
        Offer.producer_id == drawn.producer.id,
        Offer.available_from == drawn.draft.available_from,
        Offer.title == drawn.draft.title,
    )
    return session.scalar(same.limit(1)) is not None


def _announced(seed: int, drawn: DrawnOffer, day: date) -> bool:
    return draws(seed, drawn.producer.id, "ahead", day).random() < _ANNOUNCED_AHEAD


def _post_all(session: Session, offers: list[DrawnOffer], *, at: datetime) -> list[Offer]:
    """Post those that are not over, not posted before, and whose producer takes part."""
    posted = []
    for drawn in offers:
        account = session.get(Account, drawn.producer.account_id)
        if account is not None and drawn.draft.available_until > at and not _posted(session, drawn):
            posted.append(post_offer(session, drawn.draft, by=Actor.of(account), at=min(at, drawn.posted_at)))
    return posted
