"""A plan on a map: the whole day, its densest part larger, and a line for each route."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.routing.pictures.frame import Frame
from benchmarks.routing.pictures.svg import COLOURS, GREY, INK, PALE, Point, element, haloed, line, picture, text
from foodlink.places.gazetteer import gazetteer
from routing.plan import Plan, Route
from routing.problem import Problem
from routing.units import PER_UNIT

WIDTH, HEIGHT = 1240, 770
WHOLE = {"left": 20.0, "top": 76.0, "width": 720.0, "height": 674.0}
CLOSE = {"left": 760.0, "top": 76.0, "width": 460.0, "height": 380.0}
NANTES, CLOSE_PX_A_KM = (47.225, -1.555), 17.0
TOWNS = 16
DEPARTMENT = "44"
SIGNS = ("pickup", "delivery")
LEGEND_TOP, LEGEND_LINE = 478.0, 15.2
CELLS = (98.0, 134.0, 174.0, 214.0)
"""Where the cells of a line of the legend end."""


def plan_picture(name: str, problem: Problem, plan: Plan) -> str:
    """The picture of a plan."""
    spots = {place.id: (place.lat or 0.0, place.lon or 0.0) for place in problem.locations}
    gone = {each.shipment for each in plan.unassigned}
    left = [each.pickup.location for each in problem.shipments if each.id in gone]
    whole = Frame.around(spots.values(), **WHOLE)
    close = replace(whole, **CLOSE, middle=NANTES, px_a_km=CLOSE_PX_A_KM)
    parts = [*_head(name, problem, plan), *_map(whole, plan, spots, left, besides=close, scale_km=10)]
    parts += [_box_of(close, whole), *_map(close, plan, spots, left, besides=None, scale_km=2)]
    return picture(WIDTH, HEIGHT, title=f"A plan of {name}", parts=[*parts, *_legend(problem, plan)])


def _head(name: str, problem: Problem, plan: Plan) -> list[str]:
    served = len(problem.shipments) - len(plan.unassigned)
    kg = _kilos(problem, {step.shipment for route in plan.routes for step in route.steps if step.shipment})
    said = (
        f"{served} of {len(problem.shipments)} lots ({kg:,.0f} kg) to {len(problem.receivers)} associations in "
        f"{len(plan.routes)} routes of {len(problem.vehicles)} drivers: {plan.cost.distance_m / 1000:,.0f} km, "
        f"{plan.cost.duration_s / 3600:,.0f} h. Straight lines stand for drives."
    )
    return [text(f"A plan of {name}", (20, 34), size=22, weight=600), text(said, (20, 58), size=14, colour=GREY)]


def _kilos(problem: Problem, names: set[str]) -> float:
    return sum(each.load.get("kg", 0) for each in problem.shipments if each.id in names) / PER_UNIT


def _box_of(close: Frame, whole: Frame) -> str:
    """Where the part that is drawn larger lies."""
    x, y = whole.point(close.middle)
    wide, tall = (side * whole.px_a_km / close.px_a_km for side in (close.width, close.height))
    return element(
        "rect", x=x - wide / 2, y=y - tall / 2, width=wide, height=tall, fill="none", stroke=INK, stroke_dasharray="5 4"
    )


def _map(
    frame: Frame, plan: Plan, spots: dict[str, Point], left: list[str], *, besides: Frame | None, scale_km: int
) -> list[str]:
    """What lies in a frame; names and numbers only where no other frame, `besides` it, shows them larger."""
    key = "whole" if besides else "close"
    box = {"x": frame.left, "y": frame.top, "width": frame.width, "height": frame.height, "rx": 6}
    clip = element("clipPath", element("rect", **box), id=f"clip-{key}")
    inside = [element("rect", **box, fill="#f7f9fa")]
    badges = [frame.point(spots[route.steps[0].location]) for route in plan.routes]
    for number, route in enumerate(plan.routes):
        inside += _route(frame, number, route, spots)
    inside += _towns(frame, badges, besides)
    inside += [_cross(frame.point(spots[each])) for each in left]
    inside += _numbers(frame, plan, spots, besides)
    group = element("g", *(f"\n{each}" for each in inside), clip_path=f"url(#clip-{key})")
    return [clip, group, element("rect", **box, fill="none", stroke=PALE), *_scale(frame, scale_km)]


def _route(frame: Frame, number: int, route: Route, spots: dict[str, Point]) -> list[str]:
    colour = COLOURS[number % len(COLOURS)]
    stops = [frame.point(spots[step.location]) for step in route.steps]
    if not any(frame.holds(at) for at in stops):
        return []
    spots_of = {kind: {at for step, at in zip(route.steps, stops, strict=True) if step.type == kind} for kind in SIGNS}
    drawn = [line(stops, colour=colour, width=1.8, stroke_opacity=0.8, stroke_linejoin="round")]
    pickups = [element("circle", cx=x, cy=y, r=3.4) for x, y in sorted(spots_of["pickup"])]
    squares = [element("rect", x=x - 3.6, y=y - 3.6, width=7.2, height=7.2) for x, y in sorted(spots_of["delivery"])]
    drawn += [element("g", *pickups, fill="#fff", stroke=colour, stroke_width=1.8), element("g", *squares, fill=colour)]
    return drawn


def _numbers(frame: Frame, plan: Plan, spots: dict[str, Point], besides: Frame | None) -> list[str]:
    """The number of each route at the start of its driver."""
    drawn = []
    for number, route in enumerate(plan.routes):
        spot = spots[route.steps[0].location]
        if besides is not None and besides.holds(besides.point(spot)):
            continue
        x, y = frame.point(spot)
        drawn.append(element("circle", cx=x, cy=y, r=8, fill=COLOURS[number % len(COLOURS)], stroke="#fff"))
        drawn.append(text(str(number + 1), (x, y + 3.4), size=10, colour="#fff", anchor="middle", weight=600))
    return drawn


def _cross(at: Point) -> str:
    x, y = at
    way = f"M{x - 3.5:.1f} {y - 3.5:.1f}l7 7m0 -7l-7 7"
    return element("path", d=way, stroke=GREY, stroke_width=1.5, fill="none")


def _towns(frame: Frame, badges: list[Point], besides: Frame | None) -> list[str]:
    """The largest towns by name, as orientation."""
    communes = [each for each in gazetteer().communes if each.department == DEPARTMENT]
    drawn: list[str] = []
    used = [(x, y + 4, 0) for x, y in badges]
    for commune in sorted(communes, key=lambda each: -each.population):
        spot = (commune.lat, commune.lon)
        hidden = besides is not None and drawn and besides.holds(besides.point(spot))
        at = None if hidden else _free_spot(frame.point(spot), len(commune.name), used)
        if at is not None and frame.holds(at, margin=36) and len(drawn) < TOWNS:
            used.append((*at, len(commune.name)))
            drawn.append(haloed(commune.name, at, size=12, colour="#3e4c59", anchor="middle"))
    return drawn


def _free_spot(town: Point, letters: int, used: list[tuple[float, float, int]]) -> Point | None:
    """Where near a town its name hides neither a number nor another name; None where it would."""
    x, y = town
    for below in (-10.0, 22.0, -26.0, 38.0):
        if all(abs(x - a) > 3.4 * (letters + n) + 10 or abs(y + below - b) > 15 for a, b, n in used):
            return x, y + below
    return None


def _scale(frame: Frame, km: int) -> list[str]:
    x, y = frame.left + 16, frame.top + frame.height - 16
    end = x + km * frame.px_a_km
    bar = line([(x, y - 5), (x, y), (end, y), (end, y - 5)], colour=INK, width=1.5)
    return [bar, haloed(f"{km} km", (x + 6, y - 5), size=12)]


def _legend(problem: Problem, plan: Plan) -> list[str]:
    """The signs, then a line a route in two columns."""
    x, y = 760.0, LEGEND_TOP
    drawn = [
        element("circle", cx=x + 6, cy=y - 4, r=3.4, fill="#fff", stroke=INK, stroke_width=1.8),
        text("pickup", (x + 15, y), size=12),
        element("rect", x=x + 70, y=y - 8, width=7.2, height=7.2, fill=INK),
        text("delivery", (x + 82, y), size=12),
        element("circle", cx=x + 146, cy=y - 4, r=7, fill=INK),
        text("start of a route, with its number", (x + 158, y), size=12),
        _cross((x + 374, y - 4)),
        text("left behind", (x + 384, y), size=12),
    ]
    half = -(-len(plan.routes) // 2)
    for column in range(2):
        heads = zip(("on the way", "lots", "kg", "km"), CELLS, strict=True)
        drawn += [
            text(said, (x + 240 * column + end, y + 24), size=11, colour=GREY, anchor="end") for said, end in heads
        ]
    for number, route in enumerate(plan.routes):
        column, row = divmod(number, half)
        drawn += _legend_line(problem, number, route, (x + 240 * column, y + 41 + LEGEND_LINE * row))
    return drawn


def _legend_line(problem: Problem, number: int, route: Route, at: Point) -> list[str]:
    x, y = at
    names = {step.shipment for step in route.steps if step.shipment}
    hours = f"{_clock(route.steps[0].departure_s)}–{_clock(route.steps[-1].departure_s)}"
    cells = (hours, str(len(names)), f"{_kilos(problem, names):,.0f}", f"{route.distance_m / 1000:.0f}")
    return [
        element("rect", x=x, y=y - 10, width=20, height=12, rx=3, fill=COLOURS[number % len(COLOURS)]),
        text(str(number + 1), (x + 10, y - 0.5), size=10, colour="#fff", anchor="middle", weight=600),
        *(text(cell, (x + end, y), size=11, anchor="end") for cell, end in zip(cells, CELLS, strict=True)),
    ]


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}"
