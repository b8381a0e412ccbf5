"""A producer changes an offer: its words, its window, its place, its lots."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from foodlink import jobs
from foodlink.domain.account import Role
from foodlink.domain.actor import Actor
from foodlink.domain.availability import announce
from foodlink.domain.draft import LOTS_AT_MOST, Faults, LotDraft, Pickup, crates_of, lot_faults, window_faults
from foodlink.domain.errors import Conflict, Invalid, NotFound, Stale
from foodlink.domain.lifecycle import FETCHED_RESERVATIONS, LIVE_OFFERS, OfferStatus, RestStatus
from foodlink.domain.offer import Lot, Offer
from foodlink.queries.accounts import accounts_of
from foodlink.queries.offers import offer_to_change
from foodlink.queries.reservations import days_planned, reservations_of
from foodlink.services.find_place import OFFLINE, FoundPlace, PlaceFinder, find_place
from foodlink.services.notices import tell
from foodlink.services.post import new_lot, own_place

_PROMISED = ("category", "temperature", "use_by")
"""What an association relied on when it reserved."""


@dataclass(frozen=True, slots=True)
class LotChange:
    """The fields of one lot to change, by the names of `LotDraft`."""

    lot_id: UUID
    path: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NewLot:
    """A lot to add; `path` is where it stands in what was sent."""

    path: str
    draft: LotDraft


@dataclass(frozen=True, slots=True)
class OfferChanges:
    """What to change of an offer: `fields` by the names of `OfferDraft` (a `pickup` of None is the producer's own place)."""

    fields: Mapping[str, Any] = field(default_factory=dict)
    lots: Sequence[LotChange] = ()
    new_lots: Sequence[NewLot] = ()


def amend_offer(
    session: Session,
    offer_id: UUID,
    *,
    changes: OfferChanges,
    by: Actor,
    at: datetime,
    finder: PlaceFinder = OFFLINE,
    unchanged: Callable[[Offer], bool] | None = None,
) -> Offer:
    """Change an offer of the producer of `by`. Lots that are not named stay as they are.

    `unchanged` tells, under the offer's lock, whether it is still what the caller has read. Raises Stale where it is not,
    NotFound for what is another's, Conflict below what is reserved or once collected, Invalid as `post_offer`.
    """
    by.must_be(Role.PRODUCER)
    place = _new_place(session, offer_id, changes, by=by, at=at, finder=finder)
    offer = offer_to_change(session, offer_id)
    if offer is None or offer.producer_id != by.organisation_id:
        raise NotFound()
    if unchanged is not None and not unchanged(offer):
        raise Stale()
    _refuse_ended(offer, changes)
    _change_offer(offer, changes, place=place, at=at)
    _change_lots(offer, changes, at=at)
    _add_lots(offer, changes, at=at)
    offer.follow_lots(at=at, by=by.account_id)
    announce(offer, "changed", at=at, by=by.account_id)
    _tell_holders(session, offer, at=at)
    session.commit()
    return offer


def _new_place(
    session: Session, offer_id: UUID, changes: OfferChanges, *, by: Actor, at: datetime, finder: PlaceFinder
) -> FoundPlace | None:
    """Found before the offer is locked: the network may take seconds."""
    if "pickup" not in changes.fields:
        return None
    offer = session.get(Offer, offer_id)
    if offer is None or offer.producer_id != by.organisation_id:
        raise NotFound()
    pickup: Pickup | None = changes.fields["pickup"]
    home = own_place(offer.producer)
    return home if pickup is None else find_place(session, pickup, finder=finder, at=at, near=(home.lat, home.lon))


def _refuse_ended(offer: Offer, changes: OfferChanges) -> None:
    only_adds = not changes.fields and not changes.lots
    if offer.status not in (*LIVE_OFFERS, OfferStatus.DELIVERED):
        raise Conflict("This offer has ended.", state=offer.status.value)
    if not only_adds and any(line.status in FETCHED_RESERVATIONS for lot in offer.lots for line in lot.lines):
        raise Conflict("It is collected already.", state=offer.status.value)


def _change_offer(offer: Offer, changes: OfferChanges, *, place: FoundPlace | None, at: datetime) -> None:
    for name in ("title", "notes", "available_from", "available_until"):
        if name in changes.fields:
            setattr(offer, name, changes.fields[name])
    if {"available_from", "available_until"} & set(changes.fields) or changes.new_lots:
        faults = window_faults(offer.available_from, offer.available_until, at=at)
        if faults:
            raise Invalid(faults)
    if place is not None:
        if place.territory != offer.territory and any(lot.reserved_g for lot in offer.lots):
            raise Conflict("It is reserved already, and cannot move to another territory.")
        offer.lat, offer.lon, offer.address = place.lat, place.lon, place.address
        offer.commune, offer.territory = place.commune or None, place.territory


def _change_lots(offer: Offer, changes: OfferChanges, *, at: datetime) -> None:
    by_id = {lot.id: lot for lot in offer.lots}
    seen: set[UUID] = set()
    for change in changes.lots:
        lot = by_id.get(change.lot_id)
        if lot is None:
            raise Invalid({f"{change.path}.id": ["This offer has no such lot."]})
        if lot.id in seen:
            raise Invalid({f"{change.path}.id": ["Each lot only once."]})
        seen.add(lot.id)
        _change_lot(lot, change, at=at)


def _change_lot(lot: Lot, change: LotChange, *, at: datetime) -> None:
    before = LotDraft(
        category=lot.category,
        description=lot.description,
        quantity_g=lot.quantity_g,
        temperature=lot.temperature,
        crates=lot.crates if lot.crates != crates_of(lot.quantity_g) else None,
        use_by=lot.use_by,
        best_before=lot.best_before,
        allergens=lot.allergens,
    )
    after = replace(before, **change.fields)
    if lot.rest is not RestStatus.OPEN:
        raise Conflict("This lot has ended.", lot_id=str(lot.id))
    if after.quantity_g < lot.reserved_g:
        raise Conflict("More than this is reserved.", lot_id=str(lot.id), reserved_kg=lot.reserved_g / 1000)
    if lot.reserved_g and any(getattr(before, name) != getattr(after, name) for name in _PROMISED):
        raise Conflict("It is reserved already as it was described.", lot_id=str(lot.id))
    faults = lot_faults(after, change.path, opens=lot.offer.available_from, at=at)
    if faults:
        raise Invalid(faults)
    for name in ("category", "description", "quantity_g", "temperature", "use_by", "best_before"):
        setattr(lot, name, getattr(after, name))
    lot.crates, lot.allergens = after.crates_filled, list(after.allergens)


def _add_lots(offer: Offer, changes: OfferChanges, *, at: datetime) -> None:
    if len(offer.lots) + len(changes.new_lots) > LOTS_AT_MOST:
        raise Invalid({"lots": [f"An offer has at most {LOTS_AT_MOST} lots."]})
    faults: Faults = {}
    for new in changes.new_lots:
        faults |= lot_faults(new.draft, new.path, opens=offer.available_from, at=at)
    if faults:
        raise Invalid(faults)
    following = 1 + max((lot.position for lot in offer.lots), default=-1)
    if changes.new_lots:
        flag_modified(offer, "title")  # the offer is another, though no column is: who has read it must read it again
    for place, new in enumerate(changes.new_lots):
        offer.lots.append(new_lot(new.draft, offer.id, position=following + place))


def _tell_holders(session: Session, offer: Offer, *, at: datetime) -> None:
    lines = [line for lot in offer.lots for line in lot.lines if line.holds]
    if not lines:
        return
    for day in days_planned(session, [line.id for line in lines]):
        jobs.ask_for_replan(session, offer.territory, day.isoformat())
    holders = {one.association_id for one in reservations_of(session, offer.id)}
    told = {account for holder in holders for account in accounts_of(session, holder)}
    tell(session, told, "offer_changed", {"offer_id": offer.id, "title": offer.title}, at=at)
