"""Steps of a report: food is handed over, refused at the door, or could not be unloaded. They commit nothing."""

from __future__ import annotations

from foodlink.domain import food_rules
from foodlink.domain.lifecycle import AWAITED_RESERVATIONS, ReservationStatus, StopStatus
from foodlink.domain.report_words import Rejected
from foodlink.domain.reservation import ReservationLine
from foodlink.domain.route import Collection, StopKind, StopLoad
from foodlink.services.collect import infer_collection
from foodlink.services.handling import Handling, on_board_g

_R = ReservationStatus


def deliver_load(hand: Handling, load: StopLoad, *, quantity_g: int, temperature_c: float | None) -> None:
    """Record what was unloaded of one line: at most what is on board of it; 0 leaves it there, as a refusal does."""
    line = load.line
    if line.collected_g is None:
        infer_collection(hand, load, quantity_g=quantity_g)
    load.temperature_c = temperature_c
    if quantity_g == 0:
        refuse_load(hand, load, quantity_g=None)
        return
    on_board = on_board_g(line)
    if line.status is not _R.COLLECTED or on_board == 0:
        raise Rejected("nothing_on_board")
    load.status, load.actual_g = StopStatus.DONE, min(quantity_g, on_board)
    hand_over(hand, line, quantity_g=quantity_g, temperature_c=temperature_c)
    hand.cancel_loads(line, kind=StopKind.DELIVERY, but=load)


def hand_over(hand: Handling, line: ReservationLine, *, quantity_g: int, temperature_c: float | None) -> None:
    """Move a collected line to delivered and weigh it, by no more than was on board of it."""
    on_board = on_board_g(line)
    line.move_to(_R.DELIVERED)
    line.delivered_g = min(quantity_g, on_board)
    collection = _record(hand, line)
    collection.delivered_at, collection.delivered_by = hand.at, hand.by
    collection.delivered_g, collection.delivered_temperature_c = line.delivered_g, temperature_c
    hand.touch(line)
    if quantity_g > on_board:
        hand.flag(line, "more_than_on_board_g", quantity_g - on_board)
        hand.warn("more_than_on_board", lot=line.lot.description)
    if temperature_c is not None and food_rules.too_warm(line.lot.temperature, temperature_c):
        hand.flag(line, "delivered_too_warm", temperature_c)
        hand.warn("delivered_too_warm", lot=line.lot.description, measured=temperature_c)


def refuse_load(hand: Handling, load: StopLoad, *, quantity_g: int | None) -> None:
    """Record what a door did not take of one line, all that is on board where `quantity_g` is None: it stays on board."""
    line = load.line
    if line.collected_g is None:
        infer_collection(hand, load, quantity_g=0)
    on_board = on_board_g(line)
    refused = on_board if quantity_g is None else min(quantity_g, on_board)
    if refused == 0:
        raise Rejected("nothing_on_board")
    _record(hand, line)
    hand.carry(line, refused)
    hand.touch(line, why="not_taken")
    if load.status is StopStatus.DONE:
        return
    if refused == on_board:
        load.status, load.actual_g = StopStatus.REFUSED, 0
        line.move_to(_R.REFUSED)
        hand.cancel_loads(line, kind=StopKind.DELIVERY, but=load)
    else:
        load.quantity_g = on_board - refused


def fail_delivery(hand: Handling, load: StopLoad) -> None:
    """Record that one line could not be unloaded: what is on board stays there, what is not is not fetched any more."""
    line = load.line
    load.status, load.actual_g = StopStatus.FAILED, 0
    if line.status is _R.COLLECTED:
        _record(hand, line)
        hand.carry(line, on_board_g(line))
        line.move_to(_R.FAILED)
        hand.cancel_loads(line, kind=StopKind.DELIVERY, but=load)
    elif line.status in AWAITED_RESERVATIONS:
        line.move_to(_R.FAILED)
        hand.replan = True
        hand.cancel_loads(line)
    hand.touch(line)


def _record(hand: Handling, line: ReservationLine) -> Collection:
    """The record of the handover; food that was carried on from another door was collected when that door's was."""
    taken_over = next((carry for carry in line.lot.carries if carry.handed_on_line_id == line.id), None)
    return hand.collection_of(line, collected_at=taken_over.collected_at if taken_over else hand.at)
