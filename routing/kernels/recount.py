"""What a route is, counted from its nodes alone: places, loads, times, cost; and whether it breaks a rule."""

from __future__ import annotations

from typing import Any

from routing.kernels.compiling import inner, kernel
from routing.kernels.layout import (
    B_CLOSES,
    B_LONG,
    B_OPENS,
    BY_DISTANCE,
    CHANGE,
    CHOICE,
    CLOSE,
    CLOSED,
    COST,
    COUNT,
    DEPART,
    DRIVE,
    DROVE,
    DURATION,
    EDGE,
    END,
    F_CLOSES,
    F_LONG,
    F_OPENS,
    FIXED,
    HEAD,
    HI,
    LAST,
    LATEST,
    LEG,
    LO,
    LOC,
    METRES,
    NEVER,
    NODE,
    OPENS,
    PLACE,
    PLAIN_TIME,
    R_COMPLEX,
    R_COST,
    R_LONG,
    R_METRES,
    R_VISITS,
    R_WAIT,
    READY,
    SEEN,
    SERVED,
    SERVICE,
    SHIP,
    START,
    STOPS,
    STRICT,
    T_VERSION,
    TOLD_BY,
    TOLD_CHOICE,
    VERSION,
    Data,
    Work,
)
from routing.kernels.slots import slot_of
from routing.kernels.timing import STEP, exact_span
from routing.kernels.windows import open_at, open_until


@inner
def delivery_cost(data: Data, node: int, vehicle: int) -> int:
    """What serving a delivery with this vehicle costs beyond the drive: preference and change."""
    cost, ship = data.nodes[node, COST], data.nodes[node, SHIP]
    told = data.ships[ship, TOLD_BY]
    if told >= 0:
        choice = data.ships[ship, TOLD_CHOICE]
        if told != vehicle or (choice >= 0 and choice != data.nodes[node, CHOICE]):
            cost += data.flags[CHANGE]
    return cost


@kernel
def refresh(data: Data, work: Work, vehicle: int) -> bool:
    """Recount a vehicle's slot from its nodes; False where the order breaks a rule."""
    slot = slot_of(work, vehicle)
    route = work.routes[slot]
    work.totals[T_VERSION] += 1
    route[VERSION] = work.totals[T_VERSION]
    count = route[COUNT]
    points = work.points[slot]
    points[0, PLACE] = data.vehicles[vehicle, START]
    route[R_COST] = route[R_METRES] = route[R_LONG] = route[R_COMPLEX] = 0
    _count(data, work, vehicle, slot)
    if not _loaded(data, work, vehicle, slot):
        return False
    if data.flags[PLAIN_TIME]:
        if not _timed_plainly(data, work, vehicle, slot):
            return False
    elif not _timed(data, work, vehicle, slot):
        return False
    if count == 0:
        return True
    drive = route[R_METRES] if data.flags[BY_DISTANCE] else route[R_LONG]
    route[R_COST] += drive + data.vehicles[vehicle, FIXED]
    if data.vehicles[vehicle, CLOSED]:
        return True
    return bool(
        route[R_METRES] <= data.vehicles[vehicle, METRES]
        and route[R_VISITS] <= data.vehicles[vehicle, STOPS]
        and (data.flags[PLAIN_TIME] or route[R_LONG] <= data.vehicles[vehicle, DURATION])
    )


@inner
def _count(data: Data, work: Work, vehicle: int, slot: int) -> None:
    """Places, metres, visits, costs of deliveries, and whether the times are not plain."""
    route, points = work.routes[slot], work.points[slot]
    here = data.vehicles[vehicle, START]
    last, visits = data.vehicles[vehicle, LAST], data.vehicles[vehicle, SEEN]
    metres = cost = strict = 0
    for point in range(1, route[COUNT] + 1):
        node = points[point, NODE]
        place = data.nodes[node, LOC]
        points[point, PLACE] = place
        metres += data.tables[0, here, place]
        visits += place != last
        strict |= data.nodes[node, STRICT]
        if data.nodes[node, CHOICE] >= 0:
            cost += delivery_cost(data, node, vehicle)
        here = last = place
    home = data.vehicles[vehicle, END]
    if home >= 0 and route[COUNT] > 0:
        metres += data.tables[0, here, home]
    route[R_METRES], route[R_VISITS], route[R_COST], route[R_COMPLEX] = metres, visits, cost, strict


@inner
def _loaded(data: Data, work: Work, vehicle: int, slot: int) -> bool:
    """What is on board at each point; False where a pickup that is free to move finds no capacity."""
    points, on_board = work.points[slot], work.on_board[slot]
    dimensions = on_board.shape[1]
    head, checked = data.vehicles[vehicle, HEAD], data.vehicles[vehicle, CLOSED] == 0
    for key in range(dimensions):
        on_board[0, key] = data.capacity[vehicle, dimensions + key]
    for point in range(1, work.routes[slot, COUNT] + 1):
        node = points[point, NODE]
        ship = data.nodes[node, SHIP]
        if data.nodes[node, CHOICE] >= 0:
            for key in range(dimensions):
                on_board[point, key] = on_board[point - 1, key] - data.loads[ship, key]
            continue
        for key in range(dimensions):
            more = data.loads[ship, key]
            on_board[point, key] = on_board[point - 1, key] + more
            if checked and point > head and more > 0 and on_board[point, key] > data.capacity[vehicle, key]:
                return False
    return True


@inner
def _timed_plainly(data: Data, work: Work, vehicle: int, slot: int) -> bool:
    """Earliest departures and latest starts, where nothing but windows and the shift bounds the time."""
    points, count = work.points[slot], work.routes[slot, COUNT]
    edge, close = data.vehicles[vehicle, EDGE], data.vehicles[vehicle, CLOSE]
    at = data.vehicles[vehicle, READY]
    points[0, DEPART] = at
    points[count, LEG] = 0
    for point in range(1, count + 1):
        node = points[point, NODE]
        drove = data.tables[edge, points[point - 1, PLACE], points[point, PLACE]]
        at = open_at(data, node, at + drove)
        if at >= NEVER:
            return False
        at += data.nodes[node, SERVICE]
        points[point, DEPART], points[point, DROVE] = at, drove
        points[point, SERVED] = data.nodes[node, SERVICE]
        points[point, OPENS] = -NEVER if data.nodes[node, STRICT] else data.nodes[node, LO]
        points[point - 1, LEG] = data.tables[0, points[point - 1, PLACE], points[point, PLACE]]
    home, bound = data.vehicles[vehicle, END], close
    if count > 0:
        back = data.tables[data.vehicles[vehicle, DRIVE], points[count, PLACE], home] if home >= 0 else 0
        if at + back > close:
            return False
        if home >= 0:
            points[count, LEG] = data.tables[0, points[count, PLACE], home]
        bound = close - back
    for point in range(count, 0, -1):
        node = points[point, NODE]
        bound = open_until(data, node, bound - points[point, SERVED])
        points[point, LATEST] = bound
        bound -= points[point, DROVE]
    points[0, LATEST] = bound
    return True


@kernel
def _timed(data: Data, work: Work, vehicle: int, slot: int) -> bool:
    """Stretches forwards and backwards (`routing.search.route` has the source), and the exact span where they are not all."""
    points, route = work.points[slot], work.routes[slot]
    count, edge = route[COUNT], data.vehicles[vehicle, EDGE]
    close, home = data.vehicles[vehicle, CLOSE], data.vehicles[vehicle, END]
    points[0, F_LONG], points[0, F_OPENS], points[0, F_CLOSES] = 0, data.vehicles[vehicle, READY], close
    work_s = 0
    for point in range(1, count + 1):
        node, earlier = points[point, NODE], points[point - 1]
        gap = data.tables[edge, earlier[PLACE], points[point, PLACE]]
        work_s += gap + data.nodes[node, SERVICE]
        away = earlier[F_LONG] + gap
        opens, closes = data.nodes[node, LO], data.nodes[node, HI]
        if earlier[F_OPENS] + away > closes:
            return False
        wait = max(opens - away - earlier[F_CLOSES], 0)
        points[point, F_LONG] = away + data.nodes[node, SERVICE] + wait
        points[point, F_OPENS] = max(opens - away, earlier[F_OPENS]) - wait
        points[point, F_CLOSES] = min(closes - away, earlier[F_CLOSES])
    back = data.tables[data.vehicles[vehicle, DRIVE], points[count, PLACE], home] if home >= 0 and count > 0 else 0
    if points[count, F_OPENS] + points[count, F_LONG] + back > close:
        return False
    route[R_LONG] = points[count, F_LONG] + back if count > 0 else 0
    _timed_backwards(data, points, count, edge, close, back)
    if route[R_COMPLEX]:
        for point in range(count):
            work.line[STEP, point] = points[point + 1, NODE]
        route[R_LONG] = exact_span(data, work, vehicle, count, data.flags[BY_DISTANCE] == 0, route[R_LONG])
        if route[R_LONG] < 0:
            return False
    route[R_WAIT] = route[R_LONG] - work_s - back if count > 0 else 0
    return True


@inner
def _timed_backwards(data: Data, points: Any, count: int, edge: int, close: int, back: int) -> None:
    """`B_` of point k is the stretch from step k + 1 on to the end; that of the last point is the end alone."""
    long, opens, closes, gap = 0, -NEVER, close, back
    points[count, B_LONG], points[count, B_OPENS], points[count, B_CLOSES] = long, opens, closes
    for point in range(count, 0, -1):
        node = points[point, NODE]
        away = data.nodes[node, SERVICE] + gap
        from_, until = data.nodes[node, LO], data.nodes[node, HI]
        wait = max(opens - away - until, 0)
        opens = max(opens - away, from_) - wait
        closes = min(closes - away, until)
        long = away + long + wait
        points[point - 1, B_LONG], points[point - 1, B_OPENS], points[point - 1, B_CLOSES] = long, opens, closes
        gap = data.tables[edge, points[point - 1, PLACE], points[point, PLACE]]
