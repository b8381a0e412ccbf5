"""Views of an association."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from foodlink import clock
from foodlink.domain import food_rules
from foodlink.domain.account import Role
from foodlink.domain.draft import LotQuantity
from foodlink.domain.errors import Invalid, NotEnoughLeft, NotFound
from foodlink.domain.lifecycle import HOLDING_RESERVATIONS, ReservationStatus
from foodlink.domain.offer import Lot, Offer
from foodlink.domain.organisation import Organisation
from foodlink.domain.reservation import Reservation
from foodlink.domain.route import StopKind
from foodlink.pages.communes import commune_of
from foodlink.pages.door import a_door
from foodlink.pages.form import Form, load
from foodlink.pages.handover import lots_of, reported, said_of_reservation
from foodlink.pages.language import language
from foodlink.pages.show import kilos
from foodlink.pages.visitor import actor, db
from foodlink.queries.offers import OfferFilter, SeenOffer, list_offers, visible_offer
from foodlink.queries.taking import reservations_by
from foodlink.queries.visits import visits_of
from foodlink.schemas.reservations import ReservationDraftSchema
from foodlink.services.release import release_reservation
from foodlink.services.reserve import reserve_lots

association = a_door("association", __name__, prefix="/association", roles=(Role.ASSOCIATION,))

Answer = str | Response | tuple[str, int]

_AT_MOST = 100
_WHOLE_TERRITORY_M = 250_000
_draft = ReservationDraftSchema()


@association.get("/")
def show_home() -> Answer:
    """What can be taken now; the page's script keeps it true."""
    return render_template("association/home.html", **_list())


@association.get("/list")
def show_list() -> Answer:
    """The list of the home page alone, for its script."""
    return render_template("association/offer_list.html", **_list())


@association.get("/offers/<uuid:offer_id>")
def show_offer(offer_id: UUID) -> Answer:
    """One offer, with the form to reserve of it."""
    return _offer_page(offer_id, Form())


@association.post("/offers/<uuid:offer_id>/reservations")
def reserve(offer_id: UUID) -> Answer:
    """Reserve of an offer what was typed for each lot; none of a lot is none."""
    form = Form.sent()
    document = form.document()
    sent = document.get("lots")
    lots = sent if isinstance(sent, list) else []
    kept = [
        number for number, lot in enumerate(lots) if isinstance(lot, dict) and lot.get("quantity_kg") not in (0, None)
    ]
    if not kept:
        form.refuse("", _("Say how much you take of at least one lot."))
        return _offer_page(offer_id, form), 422
    with form.refusals():
        wish = load(_draft, {"transport": document.get("transport"), "lots": [lots[number] for number in kept]})
        try:
            reserve_lots(db(), offer_id, lots=wish["lots"], transport=wish["transport"], by=actor(), at=clock.now())
        except NotEnoughLeft as error:
            raise Invalid(_short_lots(wish["lots"], error)) from error
    if form.errors:
        form.renumber("lots", kept)
        return _offer_page(offer_id, form), 409
    return redirect(url_for("association.show_reservations", done="reserved"), 303)


@association.get("/reservations")
def show_reservations() -> Answer:
    """What one has reserved, and when it comes."""
    return _reservations(Form())


@association.post("/reservations/<uuid:reservation_id>/give-back")
def give_back(reservation_id: UUID) -> Answer:
    """Give a reservation back."""
    form = Form.sent()
    with form.refusals():
        release_reservation(db(), reservation_id, by=actor(), at=clock.now())
    if form.errors:
        return _reservations(form), 409
    return redirect(url_for("association.show_reservations", done="given_back"), 303)


@association.post("/reservations/<uuid:reservation_id>/events")
def report_fetched(reservation_id: UUID) -> Answer:
    """Say that one has fetched what one reserved, or could not."""
    form = Form.sent()
    done = reported(form, reservation_id)
    if done is None:
        return _reservations(form), 409
    return redirect(url_for("association.show_reservations", done=done), 303)


def _short_lots(asked: Sequence[LotQuantity], error: NotEnoughLeft) -> dict[str, list[str]]:
    """Beside each lot of which there is too little, how much is left."""
    left = {UUID(lot["lot_id"]): lot["left_kg"] for lot in error.details["left"]}
    return {
        f"lots.{number}.quantity_kg": [_("Only %(left)s are left.", left=kilos(left[lot.lot_id]))]
        for number, lot in enumerate(asked)
        if lot.lot_id in left
    }


def _list() -> dict[str, object]:
    own = _own()
    near = OfferFilter(near=(own.lat, own.lon), radius_m=_WHOLE_TERRITORY_M)
    seen = list_offers(db(), near, by=actor(), at=clock.now(), after=None, limit=_AT_MOST)
    shown = {"takeable_g": _takeable_g, "commune": commune_of, "at_most": _AT_MOST}
    return {"offers": sorted(seen, key=_soonest), **shown}


def _soonest(seen: SeenOffer) -> tuple[object, ...]:
    return seen.offer.available_until, seen.offer.id


def _offer_page(offer_id: UUID, form: Form) -> str:
    offer = visible_offer(db(), offer_id, by=actor(), at=clock.now())
    if offer is None:
        raise NotFound()
    lots = [lot for lot in offer.lots if lot.left_g > 0]
    return render_template("association/offer.html", form=form, offer=offer, lots=lots, refusal_of=_refusal_of)


def _reservations(form: Form) -> str:
    found = reservations_by(db(), _own().id, limit=_AT_MOST)
    running = [one for one in found if _is_running(one)]
    visits = visits_of(db(), [one.id for one in found], kind=StopKind.DELIVERY, at=clock.now())
    return render_template(
        "association/reservations.html",
        form=form,
        running=sorted(
            running,
            key=lambda one: min((visit.eta for visit in visits.get(one.id, [])), default=one.offer.available_until),
        ),
        over=[one for one in found if not _is_running(one)][:30],
        visits=visits,
        reservation_word=said_of_reservation,
        lots_of=lots_of,
    )


def _is_running(reservation: Reservation) -> bool:
    return reservation.status in HOLDING_RESERVATIONS and reservation.status is not ReservationStatus.DELIVERED


def _takeable_g(offer: Offer) -> int:
    there_from, own = offer.there_from(clock.now()), _own()
    free = [lot for lot in offer.lots if lot.pinned_association_id in (None, own.id)]
    return sum(lot.left_g for lot in free if food_rules.may_not_go_to(lot, own, there_from) is None)


def _refusal_of(lot: Lot) -> str | None:
    """Why one may not take this lot, in the reader's language."""
    if lot.pinned_association_id not in (None, _own().id):
        return str(_("This lot is promised to another association."))
    refusal = food_rules.may_not_go_to(lot, _own(), lot.offer.there_from(clock.now()))
    return None if refusal is None else (refusal.fr if language() == "fr" else refusal.en)


def _own() -> Organisation:
    return db().get_one(Organisation, actor().organisation_id)
