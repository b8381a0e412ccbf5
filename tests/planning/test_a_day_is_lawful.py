"""Whatever a day looks like, its plan is lawful, and so is the plan of its rest once it is under way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from foodlink.domain.driver import Shift, VehicleKind
from foodlink.domain.food_rules import hand_over_before
from foodlink.domain.lifecycle import RouteStatus, StopStatus
from foodlink.domain.offer import Category
from foodlink.domain.route import StopKind
from foodlink.planning.cargo import Posed
from foodlink.planning.proposal import proposal_from
from foodlink.planning.snapshot import (
    Food,
    FreePart,
    HeldLine,
    RouteInForce,
    Site,
    Snapshot,
    StopInForce,
    Taker,
    Volunteer,
)
from foodlink.routing_bridge import problem_from, solve_problem
from foodlink.routing_bridge.reasons import SENTENCES
from tests.builders import MORNING

DAY = date(2026, 11, 24)
MIDNIGHT = datetime(2026, 11, 23, 23, tzinfo=MORNING.tzinfo)
WINDOW = (MIDNIGHT, MIDNIGHT + timedelta(days=1))
KINDS = ("ambient", "chilled", "frozen")
ALL = [category.value for category in Category]

Draw = Callable[..., int]


def _id(kind: int, number: int) -> UUID:
    return UUID(int=(kind << 64) + number)


def _hours(draw: st.DrawFn, *, shortest: int = 1) -> tuple[datetime, datetime]:
    begins = draw(st.integers(6, 19))
    return (
        MIDNIGHT + timedelta(hours=begins),
        MIDNIGHT + timedelta(hours=begins + draw(st.integers(shortest, 5))),
    )


def _site(draw: st.DrawFn, organisation: UUID) -> Site:
    return Site(organisation, "Lieu", 47.2 + draw(st.integers(-30, 30)) / 200, -1.55 + draw(st.integers(-30, 30)) / 150)


@st.composite
def days(draw: st.DrawFn) -> Snapshot:
    """A small territory: some associations, some volunteers, food that is free or claimed."""
    takers = tuple(_taker(draw, number) for number in range(draw(st.integers(1, 4))))
    foods = [_food(draw, number) for number in range(draw(st.integers(1, 8)))]
    free, lines = [], []
    for number, food in enumerate(foods):
        claimed = draw(st.booleans())
        part = food.quantity_g // 2 if claimed else 0
        free.append(FreePart(food, food.quantity_g - part))
        if part:
            taker = draw(st.sampled_from(takers))
            lines.append(HeldLine(food, _id(5, number), _id(6, number), taker.id, part, claimed=draw(st.booleans())))
    return Snapshot(
        territory="44",
        day=DAY,
        at=MORNING,
        day_window=WINDOW,
        based_on=0,
        chilled_on_board_s=3600,
        frozen_on_board_s=1800,
        free=tuple(free),
        lines=tuple(lines),
        takers=takers,
        volunteers=tuple(_volunteer(draw, number) for number in range(draw(st.integers(0, 3)))),
    )


def _taker(draw: st.DrawFn, number: int) -> Taker:
    return Taker(
        site=_site(draw, _id(1, number)),
        accepts=ALL,
        use_by_lead_h=draw(st.sampled_from([0, 12, 48])),
        storage={kind: draw(st.sampled_from([0, 20_000, 200_000])) for kind in KINDS},
        taken_g={"ambient": draw(st.sampled_from([0, 10_000]))},
        hours=tuple(_hours(draw) for _ in range(draw(st.integers(0, 2)))),
        beneficiaries=draw(st.integers(0, 200)),
        received_g=draw(st.integers(0, 500_000)),
    )


def _food(draw: st.DrawFn, number: int) -> Food:
    return Food(
        lot_id=_id(2, number),
        offer_id=_id(3, number),
        category="bakery",
        temperature=draw(st.sampled_from(KINDS)),
        use_by=draw(st.sampled_from([None, DAY, DAY + timedelta(days=1), DAY + timedelta(days=3)])),
        quantity_g=draw(st.integers(1, 300)) * 1000,
        crates=draw(st.integers(1, 30)),
        site=_site(draw, _id(4, number % 3)),
        window=_hours(draw),
    )


def _volunteer(draw: st.DrawFn, number: int) -> Volunteer:
    starts, ends = _hours(draw, shortest=2)
    return Volunteer(
        driver_id=_id(7, number),
        vehicle_id=_id(8, number),
        kind=draw(st.sampled_from(list(VehicleKind))),
        capacity_g=draw(st.sampled_from([30_000, 300_000])),
        crates=draw(st.integers(1, 40)),
        chilled_crates=draw(st.sampled_from([0, 6])),
        frozen_crates=draw(st.sampled_from([0, 3])),
        lat=47.2,
        lon=-1.55,
        shifts=(Shift(starts, ends, draw(st.sampled_from([None, 4])), draw(st.sampled_from([None, 7200]))),),
    )


def _solved(snapshot: Snapshot) -> tuple[Posed, dict[str, object]]:
    """Its plan; the router's own check has passed it, or this raises."""
    posed = problem_from(snapshot)
    plan = solve_problem(posed.problem, time_limit_s=None, iterations=15)
    return posed, proposal_from(posed, plan, SENTENCES)


@given(days())
@settings(max_examples=25)
def test_all_food_is_on_a_route_or_left_behind_with_a_reason_in_two_languages(snapshot: Snapshot) -> None:
    posed, proposal = _solved(snapshot)

    served = [proposal["cargo"][key] for key in proposal["cargo"]]
    left = proposal["unassigned"]
    assert len(served) + len(left) == len(posed.cargo) + len(posed.left_out)
    assert all(one["reason"] and one["reason_en"] and one["code"] for one in left)
    for line in snapshot.lines:
        places = [one for one in (*served, *left) if one["line_id"] == str(line.line_id)]
        assert [one["quantity_g"] for one in places] == [line.quantity_g]
        if line.claimed:
            assert all(
                one.get("association_id", str(line.association_id)) == str(line.association_id) for one in places
            )


@given(days())
@settings(max_examples=25)
def test_food_is_handed_over_before_its_use_by_date_where_it_is_open_and_never_beyond_the_room(
    snapshot: Snapshot,
) -> None:
    posed, proposal = _solved(snapshot)

    brought: dict[tuple[str, str], int] = {}
    for route in proposal["routes"]:
        for stop in route["stops"]:
            if stop["kind"] != "delivery":
                continue
            eta = datetime.fromisoformat(stop["eta"])
            taker = snapshot.taker_by_id[UUID(stop["organisation_id"])]
            assert any(opens <= eta <= closes for opens, closes in taker.hours)
            for number in stop["cargo"]:
                food = posed.cargo[number].food
                deadline = hand_over_before(food.use_by, taker.use_by_lead_h)
                assert deadline is None or eta <= deadline
                key = (stop["organisation_id"], food.temperature)
                brought[key] = brought.get(key, 0) + posed.cargo[number].quantity_g
    for (organisation, kind), grams in brought.items():
        assert grams <= snapshot.taker_by_id[UUID(organisation)].room_g(kind)


@given(days(), st.integers(0, 4), st.integers(0, 3))
@settings(max_examples=25)
def test_the_rest_of_a_day_under_way_is_lawful_and_leaves_what_is_on_board_where_it_is(
    snapshot: Snapshot, made: int, late_quarters: int
) -> None:
    posed, proposal = _solved(snapshot)
    later, carried = _under_way(snapshot, posed, proposal, made=made, late=timedelta(minutes=15 * late_quarters))

    again, then = _solved(later)

    by_line = {str(cargo.line_id): number for number, cargo in enumerate(again.cargo) if cargo.line_id}
    for line, route_id in carried.items():
        if str(line) not in by_line:
            continue
        [route] = [one for one in then["routes"] if one["id"] == str(route_id)]
        stops = [stop["kind"] for stop in route["stops"] if by_line[str(line)] in stop["cargo"]]
        assert stops in (["delivery"], []), "what is on board is only unloaded"
        assert stops or any(one["line_id"] == str(line) for one in then["unassigned"])


def _under_way(
    snapshot: Snapshot, posed: Posed, proposal: dict[str, object], *, made: int, late: timedelta
) -> tuple[Snapshot, dict[UUID, UUID]]:
    """The same day after the first route has made some stops, and what it then has on board."""
    routes = proposal["routes"]
    if not routes:
        return snapshot, {}
    route = routes[0]
    lines = {number: posed.cargo[number].line_id or _id(9, number) for number in map(int, proposal["cargo"])}
    over = route["stops"][: min(made, len(route["stops"]) - 1)]
    at = max([datetime.fromisoformat(route["starts_at"]), *(_end(stop) for stop in over)]) + late
    stops = tuple(_stop(stop, lines, over=stop in over) for stop in route["stops"])
    in_force = RouteInForce(
        route_id=UUID(route["id"]),
        status=RouteStatus.UNDER_WAY,
        version=1,
        pinned=False,
        starts_at=datetime.fromisoformat(route["starts_at"]),
        ends_at=datetime.fromisoformat(route["ends_at"]),
        started_at=datetime.fromisoformat(route["starts_at"]),
        stops=stops,
    )
    on_route = {number for stop in route["stops"] for number in stop["cargo"]}
    loaded = {number for stop in over if stop["kind"] == "pickup" for number in stop["cargo"]}
    gone = {number for stop in over if stop["kind"] == "delivery" for number in stop["cargo"]}
    held = [
        HeldLine(
            food=posed.cargo[number].food,
            line_id=lines[number],
            reservation_id=_id(10, number),
            association_id=UUID(proposal["cargo"][str(number)]["association_id"]),
            quantity_g=posed.cargo[number].quantity_g,
            claimed=posed.cargo[number].claimed,
            collected_at=at - late - timedelta(minutes=1) if number in loaded else None,
            route_id=in_force.route_id if number in loaded else None,
        )
        for number in sorted(on_route - gone)
    ]
    volunteers = tuple(
        _with_route(one, in_force) if str(one.driver_id) == route["driver_id"] else one for one in snapshot.volunteers
    )
    moved = {line.line_id for line in held}
    rest = tuple(
        line for line in snapshot.lines if line.line_id not in moved and line.line_id not in {lines[g] for g in gone}
    )
    later = Snapshot(
        **{
            **{name: getattr(snapshot, name) for name in Snapshot.__slots__ if name != "taker_by_id"},
            "at": at,
            "free": (),
            "lines": (*rest, *held),
            "volunteers": volunteers,
        }
    )
    return later, {lines[number]: in_force.route_id for number in loaded - gone}


def _end(stop: dict[str, object]) -> datetime:
    return datetime.fromisoformat(str(stop["eta"])) + timedelta(seconds=int(str(stop["service_s"])))


def _stop(stop: dict[str, object], lines: dict[int, UUID], *, over: bool) -> StopInForce:
    numbers = stop["cargo"]
    assert isinstance(numbers, list)
    return StopInForce(
        stop_id=UUID(str(stop["id"])),
        kind=StopKind(str(stop["kind"])),
        status=StopStatus.DONE if over else StopStatus.PLANNED,
        site=Site(UUID(str(stop["organisation_id"])), "Lieu", float(str(stop["lat"])), float(str(stop["lon"]))),
        eta=datetime.fromisoformat(str(stop["eta"])),
        service_s=int(str(stop["service_s"])),
        line_ids=tuple(lines[number] for number in numbers),
        ended_at=_end(stop) if over else None,
    )


def _with_route(volunteer: Volunteer, route: RouteInForce) -> Volunteer:
    facts = {name: getattr(volunteer, name) for name in Volunteer.__slots__}
    return Volunteer(**{**facts, "route": route})
