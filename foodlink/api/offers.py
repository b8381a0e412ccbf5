"""Offers: unsold food, until when, where."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response

from foodlink.api import paging
from foodlink.api.answers import single
from foodlink.api.arguments import Blueprint
from foodlink.api.authentication import allowed, current_actor
from foodlink.api.idempotency import once
from foodlink.api.request_session import current_session, place_finder
from foodlink.clock import now
from foodlink.domain.account import Role
from foodlink.domain.draft import OfferDraft
from foodlink.domain.errors import NotFound
from foodlink.queries.offers import OfferFilter, SeenOffer, list_offers, visible_offer
from foodlink.schemas.offers import (
    NEAR_KM,
    OfferDraftSchema,
    OfferPageSchema,
    OfferQuerySchema,
    OfferSchema,
)
from foodlink.services.post import post_offer

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


def _key(seen: SeenOffer) -> paging.Key:
    first = seen.offer.available_until if seen.distance_m is None else seen.distance_m
    return first, seen.offer.id


def _body(seen: SeenOffer) -> dict[str, Any]:
    body: dict[str, Any] = offer_schema.dump(seen.offer)
    return body | {"distance_m": seen.distance_m}
