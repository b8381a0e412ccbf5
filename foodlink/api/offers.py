"""Offers: unsold food, until when, where."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response

from foodlink.api import paging
from foodlink.api.answers import single, unchanged
from foodlink.api.arguments import Blueprint
from foodlink.api.authentication import allowed, current_actor
from foodlink.api.idempotency import once
from foodlink.api.request_session import current_session, place_finder
from foodlink.clock import now
from foodlink.domain.account import Role
from foodlink.domain.draft import LotDraft, OfferDraft
from foodlink.domain.errors import NotFound
from foodlink.queries.offers import OfferFilter, SeenOffer, list_offers, visible_offer
from foodlink.schemas.offers import (
    NEAR_KM,
    OfferChangesSchema,
    OfferDraftSchema,
    OfferPageSchema,
    OfferQuerySchema,
    OfferSchema,
    WithdrawalSchema,
)
from foodlink.services.amend import LotChange, NewLot, OfferChanges, amend_offer
from foodlink.services.post import post_offer
from foodlink.services.withdraw import withdraw_offer

blueprint = Blueprint("offers", __name__, url_prefix="/api/v1/offers", description="Unsold food, until when, where")

offer_schema = OfferSchema()


@blueprint.post("")
@allowed(Role.PRODUCER)
@blueprint.arguments(OfferDraftSchema())
@blueprint.response(201, OfferSchema)
@once
def post(draft: OfferDraft) -> Response:
    """Post an offer."""
    offer = post_offer(current_session(), draft, by=current_actor(), at=now(), finder=place_finder())
    return single(offer_schema, offer, 201, Location=f"/api/v1/offers/{offer.id}")


@blueprint.get("")
@blueprint.arguments(OfferQuerySchema(), location="query")
@blueprint.response(200, OfferPageSchema)
def list_seen(query: dict[str, Any]) -> Response:
    """The offers that one sees: by distance with `near`, else by `available_until`; ties by id."""
    near, radius_km = query["near"], query["radius_km"] or NEAR_KM
    wanted = OfferFilter(query["status"], query["category"], near=near, radius_m=radius_km * 1000)
    after = paging.after(query["cursor"], int if near else datetime.fromisoformat, UUID)
    seen = list_offers(current_session(), wanted, by=current_actor(), at=now(), after=after, limit=query["limit"] + 1)
    return paging.page(seen, query["limit"], key=_key, body=_body)


@blueprint.get("/<uuid:offer_id>")
@blueprint.response(200, OfferSchema)
def show(offer_id: UUID) -> Response:
    """One offer."""
    offer = visible_offer(current_session(), offer_id, by=current_actor(), at=now())
    if offer is None:
        raise NotFound()
    return single(offer_schema, offer)


@blueprint.patch("/<uuid:offer_id>")
@allowed(Role.PRODUCER)
@blueprint.arguments(OfferChangesSchema())
@blueprint.response(200, OfferSchema)
def amend(changes: dict[str, Any], offer_id: UUID) -> Response:
    """Change an offer: lots with `id` change, those without are added, those left out stay."""
    offer = amend_offer(
        current_session(),
        offer_id,
        changes=_changes(changes),
        by=current_actor(),
        at=now(),
        finder=place_finder(),
        unchanged=unchanged(offer_schema),
    )
    return single(offer_schema, offer)


@blueprint.post("/<uuid:offer_id>/withdraw")
@allowed(Role.PRODUCER, Role.COORDINATOR)
@blueprint.arguments(WithdrawalSchema(), required=False)
@blueprint.response(200, OfferSchema)
def withdraw(withdrawal: dict[str, Any], offer_id: UUID) -> Response:
    """Take an offer back; its reservations are released and those concerned told."""
    offer = withdraw_offer(current_session(), offer_id, **withdrawal, by=current_actor(), at=now())
    return single(offer_schema, offer)


def _changes(sent: dict[str, Any]) -> OfferChanges:
    lots = [(f"lots.{position}", lot) for position, lot in enumerate(sent.pop("lots", ()))]
    new_lots = [NewLot(path, LotDraft(**lot)) for path, lot in lots if "id" not in lot]
    changed = [LotChange(lot.pop("id"), path, lot) for path, lot in lots if "id" in lot]
    return OfferChanges(fields=sent, lots=changed, new_lots=new_lots)


def _key(seen: SeenOffer) -> paging.Key:
    first = seen.offer.available_until if seen.distance_m is None else seen.distance_m
    return first, seen.offer.id


def _body(seen: SeenOffer) -> dict[str, Any]:
    body: dict[str, Any] = offer_schema.dump(seen.offer)
    return body | {"distance_m": seen.distance_m}
