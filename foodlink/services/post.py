"""A producer posts an offer."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from foodlink.database.rows import insert_at_commit
from foodlink.domain import event
from foodlink.domain.account import Role
from foodlink.domain.actor import Actor
from foodlink.domain.availability import announce
from foodlink.domain.draft import LotDraft, OfferDraft, draft_faults
from foodlink.domain.errors import Invalid, NotFound
from foodlink.domain.lifecycle import OfferStatus, RestStatus
from foodlink.domain.offer import Lot, Offer
from foodlink.domain.organisation import Organisation
from foodlink.ids import new_id
from foodlink.services.find_place import OFFLINE, FoundPlace, PlaceFinder, find_place


def post_offer(session: Session, draft: OfferDraft, *, by: Actor, at: datetime, finder: PlaceFinder = OFFLINE) -> Offer:
    """Open an offer of the producer that `by` belongs to; its territory is that of its pickup place.

    Raises Forbidden unless `by` is a producer, and Invalid, with each field's path, for what may not be given, a window
    that is wrong or over, a use-by date that is past, a place that is not known or outside every territory.
    """
    by.must_be(Role.PRODUCER)
    faults = draft_faults(draft, at)
    if faults:
        raise Invalid(faults)
    producer = session.get(Organisation, by.organisation_id)
    if producer is None:
        raise NotFound()
    place = _place_of(session, draft, producer, finder=finder, at=at)
    offer = _open(session, draft, producer, place=place, by=by, at=at)
    event.record(offer, OfferStatus.OPEN, at=at, by=by.account_id, territory=offer.territory, offer_id=offer.id)
    announce(offer, "opened", at=at, by=by.account_id)
    session.commit()
    return offer


def new_lot(draft: LotDraft, offer_id: UUID, *, position: int) -> Lot:
    """The lot that a draft describes, as the `position`-th of its offer."""
    return Lot(**_lot_of(draft, offer_id, position), lines=[], carries=[])


def _lot_of(draft: LotDraft, offer_id: UUID, position: int) -> dict[str, Any]:
    return {
        "id": new_id(),
        "offer_id": offer_id,
        "position": position,
        "category": draft.category,
        "description": draft.description,
        "quantity_g": draft.quantity_g,
        "reserved_g": 0,
        "rest": RestStatus.OPEN,
        "crates": draft.crates_filled,
        "temperature": draft.temperature,
        "use_by": draft.use_by,
        "best_before": draft.best_before,
        "allergens": list(draft.allergens),
    }


def _open(
    session: Session, draft: OfferDraft, producer: Organisation, *, place: FoundPlace, by: Actor, at: datetime
) -> Offer:
    offer = insert_at_commit(
        session,
        Offer,
        id=new_id(),
        producer=producer,
        producer_id=producer.id,
        posted_by=by.account_id,
        territory=place.territory,
        title=draft.title,
        notes=draft.notes,
        status=OfferStatus.OPEN,
        created_at=at,
        available_from=draft.available_from,
        available_until=draft.available_until,
        lat=place.lat,
        lon=place.lon,
        address=place.address,
        commune=place.commune or None,
        version=1,
    )
    lots = [
        insert_at_commit(session, Lot, **_lot_of(lot, offer.id, position), offer=offer, lines=[], carries=[])
        for position, lot in enumerate(draft.lots)
    ]
    set_committed_value(offer, "lots", lots)
    return offer


def _place_of(
    session: Session, draft: OfferDraft, producer: Organisation, *, finder: PlaceFinder, at: datetime
) -> FoundPlace:
    if draft.pickup is None:
        return own_place(producer)
    near = (producer.lat, producer.lon)
    return find_place(session, draft.pickup, finder=finder, at=at, near=near)


def own_place(producer: Organisation) -> FoundPlace:
    """Where the producer itself is: the place of offers that name no other."""
    return FoundPlace(producer.lat, producer.lon, producer.address, producer.commune or "", producer.territory)
