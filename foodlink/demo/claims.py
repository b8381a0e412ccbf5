"""Some of a loaded day's offers are claimed already: what a coordinator would find on a morning."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from foodlink.demo.draws import draws
from foodlink.demo.network import DrawnAssociation, Network
from foodlink.domain import food_rules
from foodlink.domain.account import Account
from foodlink.domain.actor import Actor
from foodlink.domain.errors import Conflict
from foodlink.domain.offer import Lot, Offer
from foodlink.domain.organisation import Organisation
from foodlink.domain.reservation import Transport
from foodlink.places.sphere import distance_km
from foodlink.services.reserve import LotQuantity, reserve_lots

_CLAIMED = 0.3
"""The share of the offers that somebody has claimed half of."""
_GRAMS = 1000


def claim_some(session: Session, network: Network, offers: list[Offer], *, at: datetime) -> int:
    """Have the nearest association that may take it claim half of the first lot of some of the offers. How many did."""
    return sum(_claim(session, network, offer, at=at) for offer in offers if _is_claimed(network, offer))


def _is_claimed(network: Network, offer: Offer) -> bool:
    return draws(network.seed, offer.producer_id, "claimed", offer.available_from).random() < _CLAIMED


def _claim(session: Session, network: Network, offer: Offer, *, at: datetime) -> bool:
    lot = offer.lots[0]
    near = sorted(network.associations, key=lambda one: _away_km(one, offer))
    wanted = LotQuantity(lot.id, max(1, lot.quantity_g // 2 // _GRAMS) * _GRAMS)
    for drawn in near[:5]:
        account = session.get(Account, drawn.account_id)
        if account is None or account.organisation is None:
            continue
        if wanted.quantity_g > lot.left_g or not _may_go_to(account.organisation, lot, at=at):
            continue
        try:
            reserve_lots(session, offer.id, lots=[wanted], transport=Transport.DELIVERY, by=Actor.of(account), at=at)
        except Conflict:
            session.rollback()  # its cold store is full
            continue
        return True
    return False


def _may_go_to(association: Organisation, lot: Lot, *, at: datetime) -> bool:
    return food_rules.may_not_go_to(lot, association, lot.offer.there_from(at)) is None


def _away_km(drawn: DrawnAssociation, offer: Offer) -> float:
    return distance_km(offer.lat, offer.lon, to_lat=drawn.site.lat, to_lon=drawn.site.lon)
