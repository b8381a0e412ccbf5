"""Producers post and withdraw, associations claim: the same under every policy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from config.tables import table
from foodlink.domain import food_rules
from foodlink.domain.account import Role
from foodlink.domain.actor import Actor
from foodlink.domain.errors import Conflict
from foodlink.domain.lifecycle import TAKEABLE_OFFERS
from foodlink.domain.offer import Offer, Temperature
from foodlink.domain.reservation import Transport
from foodlink.queries.reservations import held_on
from foodlink.services.post import post_offer
from foodlink.services.reserve import LotQuantity, reserve_lots
from foodlink.services.withdraw import withdraw_offer
from foodlink.simulate.stage import Stage
from foodlink.simulate.world import Interest, OfferFate

_GRAMS = 1000
Claimed = Callable[[UUID, datetime], None]
"""What a policy does once a reservation (by id) has been made."""


def note_offers(stage: Stage, *, claimed: Claimed) -> None:
    """Put the day's offers on the agenda."""
    for fate in stage.world.offers(stage.day):
        stage.agenda.note(fate.offer.posted_at, partial(_post, stage, fate, claimed))


def _post(stage: Stage, fate: OfferFate, claimed: Claimed, at: datetime) -> None:
    with stage.sessions() as session:
        offer = post_offer(session, fate.offer.draft, by=stage.as_producer(fate), at=at)
        stage.fates[offer.id] = fate
        stage.offer_ids[fate.key] = offer.id
        for lot in offer.lots:
            stage.real_g[lot.id] = round(lot.quantity_g * fate.found[lot.position])
    if fate.withdrawn_at is not None:
        stage.agenda.note(fate.withdrawn_at, partial(_withdraw, stage, fate, offer.id))
    for interest in stage.world.interests(fate, stage.day):
        stage.agenda.note(interest.at, partial(_claim, stage, interest, offer.id, claimed))


def _withdraw(stage: Stage, fate: OfferFate, offer_id: UUID, at: datetime) -> None:
    with stage.sessions() as session:
        try:
            withdraw_offer(session, offer_id, reason="Vendu finalement", by=stage.as_producer(fate), at=at)
        except Conflict:
            return  # it was fetched before, or has ended


def _claim(stage: Stage, interest: Interest, offer_id: UUID, claimed: Claimed, at: datetime) -> None:
    one = interest.association
    by = Actor(one.account_id, Role.ASSOCIATION, one.person, stage.territory, one.id)
    with stage.sessions() as session:
        offer = session.get_one(Offer, offer_id)
        wanted = _wanted(session, stage, interest, offer, at)
        if not wanted:
            return
        try:
            made = reserve_lots(session, offer_id, lots=wanted, transport=Transport.DELIVERY, by=by, at=at)
        except Conflict:
            return  # its rules or its store forbid it after all
    claimed(made.id, at)


def _wanted(session: Session, stage: Stage, interest: Interest, offer: Offer, at: datetime) -> list[LotQuantity]:
    """As much of each lot as is left, as it has room for, as those it serves can eat today, and as a car carries."""
    takeable, there_from = offer.status in TAKEABLE_OFFERS and at < offer.available_until, offer.there_from(at)
    if not takeable or not any(lot.left_g > 0 and interest.may_take(lot, there_from) for lot in offer.lots):
        return []
    claims, one = table("demonstration")["claims"], interest.association
    held = {kind.value: held_on(session, one.id, stage.day, temperature=kind) for kind in Temperature}
    room = {kind: one.storage_kg[kind] * _GRAMS - grams for kind, grams in held.items()}
    most = {
        False: min(
            round(one.beneficiaries * float(claims["kg_a_person"]) * _GRAMS) - sum(held.values()),
            round(float(claims["at_most_kg"]) * _GRAMS),
        ),
        True: round(float(claims["cold_at_most_kg"]) * _GRAMS),
    }
    wanted = []
    for lot in offer.lots:
        grams = min(lot.left_g, room[lot.temperature.value], most[False])
        if lot.temperature in food_rules.COLD:
            grams = min(grams, most[True])
        if not interest.may_take(lot, there_from) or grams < float(claims["at_least_kg"]) * _GRAMS:
            continue
        wanted.append(LotQuantity(lot.id, grams))
        room[lot.temperature.value] -= grams
        most[False] -= grams
        if lot.temperature in food_rules.COLD:
            most[True] -= grams
    return wanted
