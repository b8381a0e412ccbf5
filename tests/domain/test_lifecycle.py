"""The tables of moves, and what an offer shows of its lots."""

from __future__ import annotations

import enum
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foodlink.domain import lifecycle
from foodlink.domain.errors import MoveNotAllowed
from foodlink.domain.lifecycle import OfferStatus, ReservationStatus, RestStatus, check_move
from foodlink.domain.offer import Lot, shown_status
from foodlink.domain.reservation import Reservation, ReservationLine

TABLES: list[tuple[type[enum.StrEnum], Mapping[enum.StrEnum, set[enum.StrEnum]]]] = [
    (lifecycle.OfferStatus, lifecycle.OFFER_MOVES),  # type: ignore[list-item] # a mapping is invariant in its keys
    (lifecycle.ReservationStatus, lifecycle.RESERVATION_MOVES),  # type: ignore[list-item]
    (lifecycle.PlanStatus, lifecycle.PLAN_MOVES),  # type: ignore[list-item]
    (lifecycle.RouteStatus, lifecycle.ROUTE_MOVES),  # type: ignore[list-item]
    (lifecycle.StopStatus, lifecycle.STOP_MOVES),  # type: ignore[list-item]
    (lifecycle.CarryStatus, lifecycle.CARRY_MOVES),  # type: ignore[list-item]
]


@pytest.mark.parametrize(("states", "moves"), TABLES, ids=lambda value: getattr(value, "__name__", ""))
def test_every_state_has_its_row_and_none_leads_to_itself(
    states: type[enum.StrEnum], moves: Mapping[enum.StrEnum, set[enum.StrEnum]]
) -> None:
    assert set(moves) == set(states)
    assert all(state not in targets and targets <= set(states) for state, targets in moves.items())


@pytest.mark.parametrize(("states", "moves"), TABLES, ids=lambda value: getattr(value, "__name__", ""))
def test_every_state_but_the_first_can_be_reached(
    states: type[enum.StrEnum], moves: Mapping[enum.StrEnum, set[enum.StrEnum]]
) -> None:
    first = next(iter(states))
    reached, waiting = {first}, [first]
    while waiting:
        for state in moves[waiting.pop()] - reached:
            reached.add(state)
            waiting.append(state)
    assert reached == set(states)


def test_a_withdrawn_offer_stays_withdrawn() -> None:
    with pytest.raises(MoveNotAllowed, match="What is withdrawn cannot become open"):
        check_move(lifecycle.OFFER_MOVES, OfferStatus.WITHDRAWN, OfferStatus.OPEN)


@pytest.mark.parametrize(
    ("lots", "shown"),
    [
        (["open"], "open"),
        (["delivered", "reserved"], "reserved"),
        (["planned", "partly_reserved"], "partly_reserved"),
        (["delivered", "expired"], "delivered"),
        (["withdrawn", "expired"], "expired"),
        (["failed", "withdrawn"], "failed"),
        (["withdrawn"], "withdrawn"),
    ],
)
def test_an_offer_shows_its_least_advanced_lot_that_is_still_alive(lots: list[str], shown: str) -> None:
    assert shown_status([OfferStatus(lot) for lot in lots]) is OfferStatus(shown)


def a_lot_held_by(*lines: tuple[int, str], quantity_g: int = 1000, rest: RestStatus = RestStatus.OPEN) -> Lot:
    lot = Lot(quantity_g=quantity_g, reserved_g=0, rest=rest)
    for grams, status in lines:
        line = ReservationLine(quantity_g=grams, status=ReservationStatus(status), lot=lot, reservation=Reservation())
        lot.reserved_g += grams if line.holds else 0
    return lot


@pytest.mark.parametrize(
    ("lot", "shown"),
    [
        (a_lot_held_by(), "open"),
        (a_lot_held_by((400, "active")), "partly_reserved"),
        (a_lot_held_by((1000, "active")), "reserved"),
        (a_lot_held_by((600, "planned"), (400, "active")), "reserved"),
        (a_lot_held_by((600, "delivered"), (400, "collected")), "collected"),
        (a_lot_held_by((400, "released")), "open"),
        (a_lot_held_by((400, "delivered"), rest=RestStatus.EXPIRED), "delivered"),
        (a_lot_held_by((400, "released"), rest=RestStatus.WITHDRAWN), "withdrawn"),
    ],
)
def test_a_lot_shows_its_least_advanced_part(lot: Lot, shown: str) -> None:
    assert lot.status is OfferStatus(shown)


@given(st.lists(st.sampled_from(list(ReservationStatus)), max_size=12))
def test_a_line_holds_its_grams_exactly_as_long_as_its_state_says(path: list[ReservationStatus]) -> None:
    lot = a_lot_held_by((300, "active"))
    (line,) = lot.lines
    for status in path:
        try:
            line.move_to(status)
        except MoveNotAllowed:
            continue
        assert lot.reserved_g == (300 if line.holds else 0)


def test_food_that_was_in_a_vehicle_stays_held_when_it_is_refused() -> None:
    lot = a_lot_held_by((300, "collected"))
    lot.lines[0].collected_g = 300
    lot.lines[0].move_to(ReservationStatus.REFUSED)
    assert lot.reserved_g == 300
