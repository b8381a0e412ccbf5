"""Why a claim on lots of an offer is refused: what is no lot of it, what food rules forbid, what is not left, a full store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from foodlink.domain import food_rules
from foodlink.domain.draft import LotQuantity
from foodlink.domain.errors import Conflict, Invalid, NotEnoughLeft
from foodlink.domain.offer import Lot, Offer
from foodlink.domain.organisation import Organisation
from foodlink.local_time import local_day
from foodlink.queries.reservations import held_on

_INSTANT = timedelta(microseconds=1)


def asked_of(offer: Offer, lots: Sequence[LotQuantity]) -> Mapping[Lot, int]:
    """Grams that are wanted of each lot. Raises Invalid for one that is not the offer's, or is named twice."""
    by_id = {lot.id: lot for lot in offer.lots}
    asked: dict[Lot, int] = {}
    for position, wanted in enumerate(lots):
        lot = by_id.get(wanted.lot_id)
        if lot is None:
            raise Invalid({f"lots.{position}.lot_id": ["This offer has no such lot."]})
        if lot in asked:
            raise Invalid({f"lots.{position}.lot_id": ["Each lot only once."]})
        asked[lot] = wanted.quantity_g
    return asked


def refuse_unfit(offer: Offer, asked: Mapping[Lot, int], *, association: Organisation, at: datetime) -> None:
    """Raises Conflict, with each lot and its reason, where a food rule or a pin keeps one from the association."""
    refused = []
    for lot in asked:
        refusal = food_rules.may_not_go_to(lot, association, offer.there_from(at))
        if refusal is None and lot.pinned_association_id not in (None, association.id):
            refusal = food_rules.Refusal(
                "pinned", "Ce lot est promis à une autre association.", "This lot is promised to another association."
            )
        if refusal is not None:
            refused.append({"lot_id": str(lot.id), "code": refusal.code, "reason": refusal.en})
    if refused:
        raise Conflict(refused[0]["reason"], refused=refused)


def refuse_too_much(asked: Mapping[Lot, int]) -> None:
    """Raises NotEnoughLeft with what is left of each lot that has too little."""
    short = [lot for lot, quantity_g in asked.items() if quantity_g > lot.left_g]
    if short:
        raise NotEnoughLeft(left=[{"lot_id": str(lot.id), "left_kg": lot.left_g / 1000} for lot in short])


def refuse_closed(
    offer: Offer, asked: Mapping[Lot, int], *, association: Organisation, closed: set[date], at: datetime
) -> None:
    """Raises Conflict for lots that could only be brought on days on which the association is `closed` (holiday, full store)."""
    first = local_day(offer.there_from(at))
    last = max(first, local_day(offer.available_until - _INSTANT))
    refused = [lot for lot in asked if _days_to_bring(lot, association, first, last) <= closed]
    if refused:
        raise Conflict(
            "The association is closed on every day on which this could be brought.",
            refused=[{"lot_id": str(lot.id), "code": "closed"} for lot in refused],
        )


def _days_to_bring(lot: Lot, association: Organisation, first: date, last: date) -> set[date]:
    """The local days on which a driver can fetch a lot, and so bring it, before its use-by day comes too near."""
    deadline = food_rules.hand_over_before(lot.use_by, association.use_by_lead_h)
    if deadline is not None:
        last = max(first, min(last, local_day(deadline - _INSTANT)))
    return {first + timedelta(days=more) for more in range((last - first).days + 1)}


def refuse_full_store(
    session: Session, offer: Offer, asked: Mapping[Lot, int], *, association: Organisation, at: datetime
) -> None:
    """Cold food only goes where there is room for it that day (the first on which it can be there), else Conflict."""
    day = local_day(offer.there_from(at))
    cold = [lot for lot in asked if lot.temperature in food_rules.COLD]
    if cold:
        # Two claims of one association on two offers are counted one after the other.
        session.execute(
            select(Organisation.id).where(Organisation.id == association.id).with_for_update(key_share=True)
        )
    for temperature in sorted({lot.temperature for lot in cold}):
        wanted_g = sum(asked[lot] for lot in cold if lot.temperature is temperature)
        room_g = association.storage_g(temperature) - held_on(session, association.id, day, temperature=temperature)
        if wanted_g > room_g:
            raise Conflict(
                "The association's cold store has no room for this on that day.",
                refused=[
                    {"lot_id": str(lot.id), "code": "no_room", "room_kg": max(0, room_g) / 1000}
                    for lot in cold
                    if lot.temperature is temperature
                ],
            )
