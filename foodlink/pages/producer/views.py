"""Views of a producer."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from foodlink import clock
from foodlink.domain.account import Role
from foodlink.domain.organisation import Organisation
from foodlink.domain.route import StopKind
from foodlink.local_time import local_day
from foodlink.pages.door import a_door
from foodlink.pages.form import Form, load
from foodlink.pages.handover import lots_of, reported, said_of_reservation
from foodlink.pages.producer.offer_form import again, days_ahead, document_of, lot_numbers, usual_end
from foodlink.pages.show import local_time_value
from foodlink.pages.visitor import actor, db, place_finder
from foodlink.queries.giving import last_offer_of, offers_of, reservations_of
from foodlink.queries.offers import visible_offer
from foodlink.queries.visits import visits_of
from foodlink.schemas.offers import OfferDraftSchema, WithdrawalSchema
from foodlink.services.post import post_offer
from foodlink.services.withdraw import withdraw_offer

producer = a_door("producer", __name__, prefix="/producer", roles=(Role.PRODUCER,))

Answer = str | Response | tuple[str, int]

_draft = OfferDraftSchema()
_withdrawal = WithdrawalSchema()


@producer.get("/")
def show_home() -> Answer:
    """The form to give, filled as last time where one asks for it, and what is under way."""
    try:
        repeated = visible_offer(db(), UUID(request.args.get("again", "")), by=actor(), at=clock.now())
    except ValueError:
        repeated = None
    return _home(Form(again(repeated) if repeated is not None else None))


@producer.post("/offers")
def post_an_offer() -> Answer:
    """Post an offer, or show the form with one more lot."""
    form, at = Form.sent(), clock.now()
    if form.text("more"):
        return _home(form)
    document, kept = document_of(form, at)
    with form.refusals():
        draft = load(_draft, document)
        offer = post_offer(db(), draft, by=actor(), at=at, finder=place_finder())
    if form.errors:
        form.renumber("lots", kept)
        return _home(form), 422
    return redirect(url_for("producer.show_home", done="posted", _anchor=f"offer-{offer.id}"), 303)


@producer.get("/offers")
def show_offers() -> Answer:
    """All of one's offers with what became of them."""
    return _offers(Form())


@producer.post("/offers/<uuid:offer_id>/withdraw")
def withdraw(offer_id: UUID) -> Answer:
    """Withdraw an offer, with a reason or without."""
    form = Form.sent()
    with form.refusals():
        wish = load(_withdrawal, form.document())
        withdraw_offer(db(), offer_id, reason=wish["reason"], by=actor(), at=clock.now())
    if form.errors:
        return _offers(form), 409
    return redirect(url_for("producer.show_offers", done="withdrawn"), 303)


@producer.post("/reservations/<uuid:reservation_id>/events")
def report_fetched(reservation_id: UUID) -> Answer:
    """Say that an association fetched what it reserved, or did not."""
    form = Form.sent()
    done = reported(form, reservation_id)
    if done is None:
        return _offers(form), 409
    return redirect(url_for("producer.show_offers", done=done), 303)


def _home(form: Form) -> str:
    at, own = clock.now(), _own_id()
    last = last_offer_of(db(), own)
    until = usual_end(at, last)
    offers = offers_of(db(), own, live=True)
    return render_template(
        "producer/home.html",
        form=form,
        lot_numbers=lot_numbers(form),
        lot_details_open=_lot_details_open,
        more_open=_more_open,
        days=days_ahead(at),
        until_day=local_day(until).isoformat(),
        until_time=local_time_value(until),
        last=last,
        own_address=db().get_one(Organisation, own).address,
        offers=offers,
        **_takers_of([offer.id for offer in offers]),
    )


def _offers(form: Form) -> str:
    own = _own_id()
    offers, past = offers_of(db(), own, live=True), offers_of(db(), own, live=False, limit=20)
    shown = [offer.id for offer in (*offers, *past)]
    return render_template("producer/offers.html", form=form, offers=offers, past=past, **_takers_of(shown))


def _takers_of(offer_ids: list[UUID]) -> dict[str, object]:
    reservations = reservations_of(db(), offer_ids)
    ids = [reservation.id for taken in reservations.values() for reservation in taken]
    return {
        "reservations": reservations,
        "visits": visits_of(db(), ids, kind=StopKind.PICKUP, at=clock.now()),
        "reservation_word": said_of_reservation,
        "lots_of": lots_of,
    }


def _lot_details_open(form: Form, path: str) -> bool:
    """Whether the folded part of a lot is to be seen: something is written in it, or wrong."""
    names = [f"{path}.{name}" for name in ("description", "use_by", "best_before", "crates", "allergens[]")]
    return any(form.text(name) for name in names) or any(name.removesuffix("[]") in form.errors for name in names)


def _more_open(form: Form) -> bool:
    names = ("from_time", "title", "pickup.address", "notes")
    return any(form.text(name) for name in names) or any(
        name.startswith(("available_from", "title", "pickup", "notes")) for name in form.errors
    )


def _own_id() -> UUID:
    own = actor().organisation_id
    if own is None:
        raise RuntimeError("a producer belongs to an organisation")
    return own
