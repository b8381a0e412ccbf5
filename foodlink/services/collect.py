"""Steps of a report: food is taken on board, or is not there to be taken. They change rows and commit nothing."""

from __future__ import annotations

from foodlink.domain.handover import unfit_to_load
from foodlink.domain.lifecycle import AWAITED_RESERVATIONS, PENDING_STOPS, ReservationStatus, RestStatus, StopStatus
from foodlink.domain.report_words import Rejected
from foodlink.domain.reservation import Carry, ReservationLine
from foodlink.domain.route import StopKind, StopLoad
from foodlink.services.handling import Handling, carried_g, on_board_g, settle_stop

_R = ReservationStatus
_GIVEN_UP = (_R.RELEASED, _R.EXPIRED, _R.FAILED)
_ON_BOARD_OR_GONE = (_R.COLLECTED, _R.DELIVERED, _R.REFUSED)


def collect_load(hand: Handling, load: StopLoad, *, quantity_g: int, temperature_c: float | None) -> None:
    """Record what was loaded of one line at a pickup: 0 where nothing was there, or where it may not be taken."""
    line = load.line
    load.temperature_c = temperature_c
    unfit = unfit_to_load(line.lot, temperature_c, hand.at)
    gone = line.status in _ON_BOARD_OR_GONE
    if quantity_g == 0 or (unfit and not gone):
        leave_behind(hand, line, load=load, measured_g=quantity_g, temperature_c=temperature_c)
        return
    if not take_on_board(hand, line, quantity_g=quantity_g, temperature_c=temperature_c):
        load.status = StopStatus.CANCELLED
        return
    load.status, load.actual_g = StopStatus.DONE, quantity_g
    if unfit:
        _note_unfit(hand, line, reason=unfit, temperature_c=temperature_c)
    hand.cancel_loads(line, kind=StopKind.PICKUP, but=load)
    _carry_on_with(hand, line)


def take_on_board(hand: Handling, line: ReservationLine, *, quantity_g: int, temperature_c: float | None) -> bool:
    """Move a line to collected and weigh it; False where the report is only recorded, because it cannot be held any more."""
    if line.status in _ON_BOARD_OR_GONE:
        return _correct(hand, line, quantity_g=quantity_g, temperature_c=temperature_c)
    if line.status in _GIVEN_UP and not _hold_again(hand, line):
        return False
    line.move_to(_R.COLLECTED)
    line.collected_g = quantity_g
    hand.touch(line)
    collection = hand.collection_of(line, collected_at=hand.at)
    collection.collected_g, collection.collected_temperature_c = quantity_g, temperature_c
    _note_surplus(hand, line, quantity_g)
    return True


def leave_behind(
    hand: Handling,
    line: ReservationLine,
    *,
    load: StopLoad | None,
    measured_g: int = 0,
    temperature_c: float | None = None,
) -> None:
    """Fail a line whose food was not there or may not be taken; nobody else is sent for the rest of that lot.

    The grams go back to the lot and its rest ends as failed with them: who offers it still may add a lot again.
    """
    if line.status not in (*AWAITED_RESERVATIONS, *_GIVEN_UP):
        raise Rejected("already_done")
    if load is not None:
        load.status, load.actual_g = StopStatus.FAILED, 0
    reason = unfit_to_load(line.lot, temperature_c, hand.at) if measured_g else None
    if line.status in AWAITED_RESERVATIONS:
        line.move_to(_R.FAILED)
        hand.replan = True
    if line.lot.rest is RestStatus.OPEN:
        line.lot.rest = RestStatus.FAILED
    hand.touch(line, why=reason or "nothing_there", measured=temperature_c)
    hand.cancel_loads(line)
    if reason is not None:
        _note_unfit(hand, line, reason=reason, temperature_c=temperature_c)


def infer_collection(hand: Handling, load: StopLoad, *, quantity_g: int) -> None:
    """Hold a line for collected because its food is at a door, though its pickup is not reported: the phone sends it later.

    The pickup is then ended without a measure, which is how a report that comes after is known to be awaited.
    """
    line = load.line
    pickup = _pickup_on_route(hand, line)
    if pickup is not None and pickup.status is StopStatus.FAILED:
        raise Rejected("nothing_on_board")
    on_board = max(quantity_g, line.quantity_g)
    if not take_on_board(hand, line, quantity_g=on_board, temperature_c=None):
        raise Rejected("nothing_on_board")
    hand.known.collections[line.id].flags = {**(hand.known.collections[line.id].flags or {}), "inferred": True}
    if pickup is not None and pickup.status in (*PENDING_STOPS, StopStatus.CANCELLED):
        pickup.status, pickup.actual_g = StopStatus.DONE, None
        settle_stop(pickup.stop, at=hand.at, by=hand.by, reason=None)
    hand.cancel_loads(line, kind=StopKind.PICKUP)


def _pickup_on_route(hand: Handling, line: ReservationLine) -> StopLoad | None:
    loads = [load for load in hand.known.loads.get(line.id, []) if load.kind is StopKind.PICKUP]
    ours = [load for load in loads if hand.route is not None and load.stop.route_id == hand.route.id]
    return next((load for load in ours if load.status is not StopStatus.CANCELLED), ours[0] if ours else None)


def _hold_again(hand: Handling, line: ReservationLine) -> bool:
    """Take hold again of a line that was given up while the phone was offline, as far as nobody else has it."""
    free = line.lot.quantity_g - line.lot.reserved_g
    if free <= 0:
        hand.off_route = True
        hand.warn("held_by_others", lot=line.lot.description)
        return False
    line.quantity_g = min(line.quantity_g, free)
    return True


def _correct(hand: Handling, line: ReservationLine, *, quantity_g: int, temperature_c: float | None) -> bool:
    """Put the true weight in the place of an inferred one; a line that was collected otherwise stays as it is."""
    collection = hand.known.collections.get(line.id)
    if collection is None or not (collection.flags or {}).get("inferred"):
        hand.off_route = True
        hand.warn("taken_by_another", lot=line.lot.description)
        return False
    before = line.collected_g or 0
    line.collected_g = collection.collected_g = quantity_g
    collection.collected_at, collection.collected_temperature_c = hand.at, temperature_c
    collection.flags = {name: value for name, value in (collection.flags or {}).items() if name != "inferred"} or None
    if line.delivered_g is not None:
        as_planned = line.delivered_g + carried_g(line) >= before
        most = max(0, quantity_g - carried_g(line))
        line.delivered_g = collection.delivered_g = most if as_planned else min(line.delivered_g, most)
        _correct_delivery_loads(hand, line)
    elif (carry := _carry_of(line)) is not None:
        carry.quantity_g, carry.collected_at = quantity_g, hand.at
    hand.touch(line)
    _note_surplus(hand, line, quantity_g)
    return True


def _correct_delivery_loads(hand: Handling, line: ReservationLine) -> None:
    for load in hand.known.loads.get(line.id, []):
        if load.kind is StopKind.DELIVERY and load.status is StopStatus.DONE:
            load.actual_g = line.delivered_g


def _carry_of(line: ReservationLine) -> Carry | None:
    return next((carry for carry in line.lot.carries if carry.refused_line_id == line.id), None)


def _carry_on_with(hand: Handling, line: ReservationLine) -> None:
    """Let the deliveries of the line on this route unload what is on board, and take it off every other route."""
    for load in hand.known.loads.get(line.id, []):
        if load.kind is not StopKind.DELIVERY:
            continue
        ours = hand.route is not None and load.stop.route_id == hand.route.id
        if load.status in PENDING_STOPS and ours:
            load.quantity_g = on_board_g(line) or load.quantity_g
        elif load.status in PENDING_STOPS:
            hand.cancel_loads(line, kind=StopKind.DELIVERY)
            hand.replan = True
        elif load.status is StopStatus.FAILED and ours and line.status is _R.COLLECTED:
            line.move_to(_R.FAILED)
            hand.carry(line, on_board_g(line))
    if line.status is _R.COLLECTED and not _has_delivery(hand, line):
        hand.replan = True


def _has_delivery(hand: Handling, line: ReservationLine) -> bool:
    loads = hand.known.loads.get(line.id, [])
    return any(load.kind is StopKind.DELIVERY and load.status in PENDING_STOPS for load in loads)


def _note_surplus(hand: Handling, line: ReservationLine, quantity_g: int) -> None:
    if quantity_g > line.quantity_g:
        hand.flag(line, "more_than_planned_g", quantity_g - line.quantity_g)
        hand.warn("more_than_planned", lot=line.lot.description)


def _note_unfit(hand: Handling, line: ReservationLine, *, reason: str, temperature_c: float | None) -> None:
    hand.collection_of(line, collected_at=hand.at).collected_temperature_c = temperature_c
    hand.flag(line, reason, temperature_c if reason == "too_warm" else True)
    hand.warn(reason, lot=line.lot.description, measured=temperature_c)
