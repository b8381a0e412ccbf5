"""What the arrays of the kernels hold: one row a thing, one column a fact, all 64-bit integers but for the drives, of 32.

A *node* is a pickup or one alternative delivery; those of a shipment follow each other, the pickup first. A *point* is a
place in a route: 0 the start, then the steps. Each vehicle has two *slots*, the route as it is and the one being tried, so
that a trial that is not kept costs nothing to undo. Few arrays with many columns: each one more costs compile time in
every function, for it is passed as seven numbers.
"""

from __future__ import annotations

from typing import Any, NamedTuple

NEVER = 1 << 50
"""Later than any time, more than any amount, of a problem that is small enough for the kernels."""

# Columns of `Data.nodes`; a step that is STRICT needs more than one window to be timed.
LOC, SERVICE, LO, HI, SHIP, CHOICE, COST, RECV, STRICT, WINDOW_FROM, WINDOW_UNTIL = range(11)
NODE_COLUMNS = 11
# Columns of `Data.ships`.
PICK, CHOICES, RIDE, WEIGHT, MUST, DROP, TOLD_BY, TOLD_CHOICE, CARRIER, PENALTY, SETTLED, COMPLEX = range(12)
SHIP_COLUMNS = 12
# Columns of `Data.vehicles`; EDGE and DRIVE are numbers of tables.
START, END, EDGE, DRIVE, READY, CLOSE, FIXED, STOPS, METRES, DURATION, SKILLS, CLOSED, LAST, SEEN, TWIN, HEAD = range(
    16
)
VEHICLE_COLUMNS = 16
# Flags of `Data.flags`.
BY_DISTANCE, VEHICLES_FIRST, PRICED, PLAIN_TIME, HAS_STOPS, HAS_METRES, HAS_ROOM, CHANGE, METRIC = range(9)
FLAGS = 9

# Columns of a point in `Work.points`: the first row where only windows bound the time, else NODE, PLACE and the second. LEG are
# metres to the next point, DROVE seconds from the one before, OPENS is -NEVER where a step has several windows.
NODE, PLACE, DEPART, LATEST, LEG, OPENS, SERVED, DROVE = range(8)
F_LONG, F_OPENS, F_CLOSES, B_LONG, B_OPENS, B_CLOSES = 2, 3, 4, 5, 6, 7
POINT_COLUMNS = 8
# Columns of a slot in `Work.routes`.
COUNT, VERSION, R_COST, R_METRES, R_LONG, R_VISITS, R_COMPLEX, R_WAIT = range(8)
ROUTE_COLUMNS = 8
# Columns of `Work.vehicles`.
SIDE, TOUCHED, TOUCHED_AT, TWIN_AT, BEST, LISTED = range(6)
WORK_VEHICLE_COLUMNS = 6
# Columns of `Work.ships`.
AT, ABSENT, ABSENT_AT, MARK, ORDER, KEY, ABSENCES = range(7)
WORK_SHIP_COLUMNS = 7
# Places in `Work.totals`; the first five are the parts of the objective.
T_MISSING, T_WEIGHT, T_USED, T_COST, T_PENALTY = range(5)
PARTS = 5
T_VERSION, T_STAMP, T_TWIN, T_ABSENT, T_TOUCHED, T_JOURNAL, T_ORDER, T_POOL, T_LISTED = range(5, 14)
TOTALS = 14
# Rows of `Work.others`.
TRIAL, BEST_PLAN = range(2)


class Data(NamedTuple):
    """A problem; never written to."""

    flags: Any
    """[FLAGS]: what kind of problem it is; CHANGE is the seconds that a change costs"""
    tables: Any
    """[table, location, location]: 0 is metres, then the vehicles' drives, with and without the setup at the place reached"""
    into: Any
    """[table, location reached, location left]: the same, so that the ways from all steps of a route to one place lie together"""
    nodes: Any
    """[node, NODE_COLUMNS]"""
    windows: Any
    """[window, 2]: opens, closes; those of a node ordered and apart"""
    ships: Any
    """[shipment, SHIP_COLUMNS]"""
    loads: Any
    """[shipment, dimension]"""
    vehicles: Any
    """[vehicle, VEHICLE_COLUMNS]"""
    capacity: Any
    """[vehicle, 2 * dimension]: capacity, then what is on board at the start"""
    skilled: Any
    """[skill class of vehicles, shipment]: 1 where they may carry it"""
    room: Any
    """[receiver, dimension]: NEVER where nothing limits it"""
    near: Any
    """[location, k]: the locations nearest to it, itself first"""
    at_from: Any
    """[location + 1]: where the nodes at a location begin in `at_nodes`"""
    at_nodes: Any
    """[node]"""


class Work(NamedTuple):
    """One search: its current plan and all that it writes."""

    vehicles: Any
    """[vehicle, WORK_VEHICLE_COLUMNS]: SIDE, which of its slots is the route; TOUCHED, a list of the first T_TOUCHED that this
    trial changed; TOUCHED_AT and TWIN_AT, stamps; BEST, steps in the best plan; LISTED, a list of the first T_LISTED that
    may take a shipment"""
    ships: Any
    """[shipment, WORK_SHIP_COLUMNS]: AT, its vehicle, -1 absent, -2 settled; ABSENT, a list of the first T_ABSENT that are, and
    ABSENT_AT, its place there; MARK, stamp of the trial that takes it out; ORDER and KEY, a list of the first T_ORDER to insert;
    ABSENCES, how often it was left out"""
    routes: Any
    """[slot, ROUTE_COLUMNS]"""
    points: Any
    """[slot, point, POINT_COLUMNS]"""
    on_board: Any
    """[slot, point, dimension]: on leaving the point"""
    room: Any
    """[receiver, dimension]: left"""
    totals: Any
    """[TOTALS]"""
    others: Any
    """[2, PARTS]: the objective of the trial, and of the best plan"""
    journal: Any
    """[entry, 3]: shipment, vehicle it was in or -1, delivery; to undo a trial"""
    known: Any
    """[shipment, vehicle, 3]: version of the route, added cost, packed places; places below 0: it costs at least that"""
    chance: Any
    """[1]: state of the random numbers"""
    best: Any
    """[vehicle, point]: nodes of the best plan found, from column 1 on"""
    detours: Any
    """[point, choice]: scratch: what each alternative adds at the least after a point, NEVER where it is too late"""
    ways: Any
    """[choice, 2]: scratch: alternatives that are tried, and what choosing each costs"""
    line: Any
    """[10, point]: scratch for times"""
    pool: Any
    """[place]: nodes of routes that were driven in good plans, one after the other"""
    pool_from: Any
    """[route, 3]: where it begins in `pool`, its vehicle, its cost"""
    pool_seen: Any
    """[cell]: digests of routes that are in the pool already"""
