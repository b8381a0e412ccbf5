"""What one event means at its stop: which loads it speaks of, how much of each, and what becomes of the stop."""

from __future__ import annotations

from collections.abc import Sequence

from foodlink.domain import food_rules
from foodlink.domain.handover import ReportedEvent, ReportKind, misses_temperature, share_out
from foodlink.domain.lifecycle import ACTIVE_ROUTES, PENDING_STOPS, ReservationStatus, RouteStatus, StopStatus
from foodlink.domain.offer import Lot
from foodlink.domain.report_words import Rejected
from foodlink.domain.route import Stop, StopKind, StopLoad
from foodlink.services.collect import collect_load, leave_behind
from foodlink.services.deliver import deliver_load, fail_delivery, refuse_load
from foodlink.services.handling import Handling, in_order, on_board_g, settle_stop

_BELONGS = {
    ReportKind.ARRIVED: set(StopKind),
    ReportKind.COLLECTED: {StopKind.PICKUP},
    ReportKind.DELIVERED: {StopKind.DELIVERY},
    ReportKind.REFUSED: {StopKind.DELIVERY},
    ReportKind.FAILED: set(StopKind),
}


def report_at_stop(hand: Handling, event: ReportedEvent) -> None:
    """Apply one event to the rows; raises Rejected where it cannot be used."""
    stop = _stop_of(hand, event)
    _check_lots_are_here(event, stop)
    hand.off_route = not _driven(hand) or (
        stop.status is StopStatus.CANCELLED and not _cancelled_since(hand, stop.loads)
    )
    if event.kind is ReportKind.ARRIVED:
        _arrive(hand, stop)
        return
    loads = _loads_meant(hand, event, stop)
    hand.off_route |= any(load.status is StopStatus.CANCELLED and not _cancelled_since(hand, [load]) for load in loads)
    if not loads and not hand.off_route:
        raise Rejected("already_done")
    _APPLY[event.kind](hand, event, loads)
    if stop.status is StopStatus.DONE and event.kind is ReportKind.COLLECTED:
        stop.ended_at = event.at
    settle_stop(stop, at=event.at, by=hand.by, reason=event.note)
    hand.session.flush()


def _stop_of(hand: Handling, event: ReportedEvent) -> Stop:
    stops = hand.route.stops if hand.route else []
    stop = next((stop for stop in stops if stop.id == event.stop_id), None)
    if stop is None:
        raise Rejected("unknown_stop")
    if stop.kind not in _BELONGS[event.kind]:
        raise Rejected("not_here", kind=event.kind.value)
    return stop


def _driven(hand: Handling) -> bool:
    return hand.route is not None and hand.route.status in (*ACTIVE_ROUTES, RouteStatus.DONE)


def _check_lots_are_here(event: ReportedEvent, stop: Stop) -> None:
    here = {load.line.lot_id for load in stop.loads}
    seen = set()
    for index, lot in enumerate(event.lots or ()):
        if lot.lot_id not in here:
            raise Rejected("unknown_lot", index=index)
        if lot.lot_id in seen:
            raise Rejected("lot_twice", index=index)
        seen.add(lot.lot_id)


def _arrive(hand: Handling, stop: Stop) -> None:
    """Arriving where all is done already only tells when: the phone's events came in another order."""
    stop.arrived_at = min(hand.at, stop.arrived_at or hand.at)
    if stop.status is StopStatus.PLANNED and not hand.off_route:
        stop.move_to(StopStatus.ARRIVED, at=hand.at, by=hand.by)


def _loads_meant(hand: Handling, event: ReportedEvent, stop: Stop) -> list[StopLoad]:
    """What the event can still speak of: what waits; what had left the route; and what only was inferred or left over."""
    named = event.named()
    waiting = {load.line.lot_id for load in stop.loads if load.status in PENDING_STOPS}
    picked_out = event.kind in (ReportKind.REFUSED, ReportKind.FAILED) and event.lots is not None
    return [
        load
        for load in stop.loads
        if (
            _can_still_be(event.kind, load, alone=load.line.lot_id in named.keys() - waiting)
            or _cancelled_since(hand, [load])
        )
        and not (picked_out and load.line.lot_id not in named)
    ]


def _can_still_be(kind: ReportKind, load: StopLoad, *, alone: bool) -> bool:
    """Whether a report may be about this load; `alone`: its lot is named and nothing else of that lot waits at the stop."""
    if load.status in PENDING_STOPS:
        return True
    if load.status is StopStatus.CANCELLED:
        return load.stop.status is StopStatus.CANCELLED or alone
    if load.status is StopStatus.DONE and kind is ReportKind.COLLECTED:
        return load.actual_g is None
    return load.status is StopStatus.DONE and kind is ReportKind.REFUSED and on_board_g(load.line) > 0


def _cancelled_since(hand: Handling, loads: Sequence[StopLoad]) -> bool:
    """Whether a later moment cancelled these pickups: a door that was found closed after them, but reported before them."""
    return all(
        load.kind is StopKind.PICKUP
        and load.status is StopStatus.CANCELLED
        and any(
            other.status is StopStatus.FAILED
            and other.stop.route_id == load.stop.route_id
            and other.stop.ended_at is not None
            and other.stop.ended_at > hand.at
            for other in hand.known.loads.get(load.line_id, [])
        )
        for load in loads
    )


def _measured(event: ReportedEvent, expected: Sequence[int], lot: Lot) -> tuple[list[int], float | None]:
    """How many grams of each load the event means, and the temperature; raises Rejected where one is needed and missing."""
    named = event.named().get(lot.id)
    total = sum(expected) if named is None or named.quantity_g is None else named.quantity_g
    temperature = named.temperature_c if named is not None else None
    if misses_temperature(lot, total, temperature):
        index = [one.lot_id for one in event.lots or ()].index(lot.id) if named else len(event.lots or ())
        raise Rejected("needs_temperature", index=index, lot=lot.description)
    return share_out(total, expected), temperature


def _collected(hand: Handling, event: ReportedEvent, loads: list[StopLoad]) -> None:
    for lot, of_lot in in_order(loads).values():
        grams, temperature = _measured(event, [load.quantity_g for load in of_lot], lot)
        for load, quantity in zip(of_lot, grams, strict=True):
            collect_load(hand, load, quantity_g=quantity, temperature_c=temperature)


def _delivered(hand: Handling, event: ReportedEvent, loads: list[StopLoad]) -> None:
    for lot, of_lot in in_order(loads).values():
        expected = [_awaited_g(load) for load in of_lot]
        grams, temperature = _measured(event, expected, lot)
        if sum(grams) > 0 and food_rules.expired(lot.use_by, event.at):
            raise Rejected("not_deliverable", lot=lot.description)
        for load, quantity in zip(of_lot, grams, strict=True):
            deliver_load(hand, load, quantity_g=quantity, temperature_c=temperature)


def _refused(hand: Handling, event: ReportedEvent, loads: list[StopLoad]) -> None:
    named = event.named()
    for lot, of_lot in in_order(loads).values():
        said = named.get(lot.id)
        if said is None or said.quantity_g is None:
            shares: list[int | None] = [None] * len(of_lot)
        else:
            shares = [*share_out(said.quantity_g, [_awaited_g(load) for load in of_lot])]
        for load, quantity in zip(of_lot, shares, strict=True):
            if quantity != 0:
                refuse_load(hand, load, quantity_g=quantity)


def _failed(hand: Handling, _event: ReportedEvent, loads: list[StopLoad]) -> None:
    for load in loads:
        if load.status is StopStatus.CANCELLED and not _is_on_board(hand, load):
            continue
        if load.kind is StopKind.PICKUP:
            leave_behind(hand, load.line, load=load)
        else:
            fail_delivery(hand, load)


def _awaited_g(load: StopLoad) -> int:
    return load.quantity_g if load.line.collected_g is None else on_board_g(load.line)


def _is_on_board(hand: Handling, load: StopLoad) -> bool:
    """Whether the food of a delivery that had left the route is in this route's vehicle all the same."""
    collection = hand.known.collections.get(load.line_id)
    return (
        load.kind is StopKind.DELIVERY
        and load.line.status is ReservationStatus.COLLECTED
        and collection is not None
        and hand.route is not None
        and collection.route_id == hand.route.id
    )


_APPLY = {
    ReportKind.COLLECTED: _collected,
    ReportKind.DELIVERED: _delivered,
    ReportKind.REFUSED: _refused,
    ReportKind.FAILED: _failed,
}
