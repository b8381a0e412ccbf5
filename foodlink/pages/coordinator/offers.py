"""A territory's offers: to see, pin, reserve, release and withdraw on behalf of others."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import redirect, render_template, request, url_for

from foodlink import clock
from foodlink.domain.errors import NotFound
from foodlink.domain.lifecycle import LIVE_OFFERS
from foodlink.domain.offer import Offer
from foodlink.pages.coordinator.door import Answer, coordinator, territory_in_view
from foodlink.pages.coordinator.wishes import PinLotSchema
from foodlink.pages.form import Form, load
from foodlink.pages.reason import ReasonSchema
from foodlink.pages.visitor import actor, db
from foodlink.queries.giving import reservations_of
from foodlink.queries.oversight import Key, offer_in, offers_in, organisations_in
from foodlink.schemas.reservations import ReservationDraftSchema
from foodlink.services.pin import pin_lot
from foodlink.services.release import release_reservation
from foodlink.services.reserve import reserve_lots
from foodlink.services.withdraw import withdraw_offer

_PAGE = 40
_draft = ReservationDraftSchema()
_reason = ReasonSchema()
_pin = PinLotSchema()


@coordinator.get("/<territory>/offers")
def show_offers() -> Answer:
    """The offers under way, or those that are over, a page at a time."""
    show = "over" if request.args.get("show") == "over" else "live"
    found = list(offers_in(db(), territory_in_view().code, live=show == "live", after=_after(), limit=_PAGE + 1))
    last = found[_PAGE - 1] if len(found) > _PAGE else None
    return render_template(
        "coordinator/offers.html",
        territory=territory_in_view(),
        form=Form(request.args),
        show=show,
        offers=found[:_PAGE],
        after=None if last is None else f"{last.available_until.isoformat()}~{last.id}",
    )


@coordinator.get("/<territory>/offers/<uuid:offer_id>")
def show_offer(offer_id: UUID) -> Answer:
    """One offer with its lots and reservations, and what a coordinator may do with them."""
    return _offer_page(offer_id, Form())


@coordinator.post("/<territory>/offers/<uuid:offer_id>/reservations")
def reserve_for(offer_id: UUID) -> Answer:
    """Reserve on behalf of an association."""
    form = Form.sent()
    with form.refusals():
        wish = load(_draft, form.document())
        reserve_lots(db(), offer_id, **wish, by=actor(), at=clock.now())
    return _back(offer_id, form, done="given")


@coordinator.post("/<territory>/offers/<uuid:offer_id>/lots/<uuid:lot_id>/pin")
def pin_a_lot(offer_id: UUID, lot_id: UUID) -> Answer:
    """Keep a lot for one association, or for nobody in particular again, with a reason."""
    form = Form.sent()
    with form.refusals():
        wish = load(_pin, form.document())
        association_id = wish["association_id"]
        pin_lot(db(), lot_id, association_id=association_id, reason=wish["reason"], by=actor(), at=clock.now())
    return _back(offer_id, form, done="unpinned" if not form.text("association_id") else "pinned")


@coordinator.post("/<territory>/offers/<uuid:offer_id>/reservations/<uuid:reservation_id>/release")
def release(offer_id: UUID, reservation_id: UUID) -> Answer:
    """Take a reservation back, with a reason."""
    form = Form.sent()
    with form.refusals():
        wish = load(_reason, form.document())
        release_reservation(db(), reservation_id, by=actor(), at=clock.now(), reason=wish["reason"])
    return _back(offer_id, form, done="given_back")


@coordinator.post("/<territory>/offers/<uuid:offer_id>/withdraw")
def withdraw(offer_id: UUID) -> Answer:
    """Withdraw an offer on behalf of its producer, with a reason."""
    form = Form.sent()
    with form.refusals():
        wish = load(_reason, form.document())
        withdraw_offer(db(), offer_id, reason=wish["reason"], by=actor(), at=clock.now())
    return _back(offer_id, form, done="withdrawn")


def _back(offer_id: UUID, form: Form, *, done: str) -> Answer:
    if form.errors:
        return _offer_page(offer_id, form), 409
    code = territory_in_view().code
    return redirect(url_for("coordinator.show_offer", territory=code, offer_id=offer_id, done=done), 303)


def _offer_page(offer_id: UUID, form: Form) -> str:
    territory = territory_in_view()
    offer = offer_in(db(), territory.code, offer_id)
    if offer is None:
        raise NotFound()
    return render_template(
        "coordinator/offer.html",
        territory=territory,
        form=form,
        offer=offer,
        live=_is_open(offer),
        reservations=reservations_of(db(), [offer.id]).get(offer.id, []),
        associations=[one for one in organisations_in(db(), territory.code) if one.is_association],
    )


def _is_open(offer: Offer) -> bool:
    return offer.status in LIVE_OFFERS and clock.now() < offer.available_until


def _after() -> Key | None:
    """Where the last page ended; the beginning where the address says nothing that can be read."""
    moment, _, offer_id = request.args.get("after", "").partition("~")
    try:
        at = datetime.fromisoformat(moment)
        return (at, UUID(offer_id)) if at.tzinfo else None
    except ValueError:
        return None
