"""Why a shipment is left behind: the first cause that holds for it alone in an otherwise empty day."""

from __future__ import annotations

from routing.in_time import Hurry
from routing.plan import Code, Unassigned
from routing.problem import Problem
from routing.search.compiled import Compiled, VehicleState, compile_problem
from routing.search.pieces import never
from routing.search.recreate import cheapest, pays
from routing.search.route import build, count_visits, route_distance
from routing.search.state import State, first_state
from routing.search.timing import schedule
from routing.sentences import Sentences


class Reasons:
    """Finds the causes of what a plan leaves behind."""

    def __init__(self, problem: Problem, compiled: Compiled) -> None:
        self._problem, self._compiled = problem, compiled
        self._sentences = Sentences(problem)
        self._alone = CausesAlone(compile_problem(problem) if problem.in_force else compiled)

    def unassigned(self, state: State, is_hurried: Hurry = never) -> tuple[Unassigned, ...]:
        """Every absent shipment with its cause; once `is_hurried` says so, nothing is tried out any more: what is not known to
        have another cause is told as crowded out, which claims nothing about it alone."""
        return tuple(self.explain(state, shipment, at_a_glance=is_hurried()) for shipment in sorted(state.absent))

    def explain(self, state: State, shipment: int, *, at_a_glance: bool = False) -> Unassigned:
        """One absent shipment with its cause, or with what is known of it at a glance."""
        if shipment in self._compiled.carrier:
            code: Code | None = Code.ON_BOARD
        elif at_a_glance:
            code = self._alone.at_a_glance(shipment)
        else:
            code = self._alone.cause(shipment) or self._in_company(state, shipment)
        return self._sentences.told(self._problem.shipments[shipment], code)

    def _in_company(self, state: State, shipment: int) -> Code:
        if self._compiled.worth is None:
            return Code.CROWDED_OUT
        return Code.CROWDED_OUT if cheapest(state, shipment, widely=False) is None else Code.NOT_WORTH_IT


class CausesAlone:
    """What keeps a shipment out of a day that has nothing else in it; found once each, for it does not depend on the plan."""

    def __init__(self, empty_day: Compiled) -> None:
        self._day = empty_day
        self._state: State | None = None
        self._known: dict[int, Code | None] = {}

    def cause(self, shipment: int) -> Code | None:
        """The cause, that it does not pay among them; None where it could be served alone."""
        if shipment not in self._known:
            self._known[shipment] = self._cause(shipment)
        return self._known[shipment]

    def at_a_glance(self, shipment: int) -> Code | None:
        """The cause that is known without trying anything out."""
        return self._known.get(shipment) or _on_shift(self._day, shipment)[1]

    def _cause(self, shipment: int) -> Code | None:
        code = _cause_alone(self._day, shipment)
        if code is not None or self._day.worth is None:
            return code
        if self._state is None:
            self._state = first_state(self._day)
        alone = cheapest(self._state, shipment, widely=False)
        return None if alone is None or pays(self._day, shipment, alone[0][0]) else Code.NOT_WORTH_IT


def _cause_alone(compiled: Compiled, shipment: int) -> Code | None:
    """The cause in an empty day, None where the shipment could be served alone."""
    on_shift, code = _on_shift(compiled, shipment)
    if code is not None:
        return code
    in_time = in_ride = False
    for vehicle in on_shift:
        for node in compiled.deliveries[shipment]:
            if not alone_in_time(compiled, vehicle, (compiled.pickup[shipment], node)):
                continue
            in_time = True
            route = build(compiled, vehicle, (compiled.pickup[shipment], node))
            if route is None:
                continue
            in_ride = True
            if room_alone(compiled, node):
                return None
    if not in_time:
        return Code.WINDOWS_UNREACHABLE
    return Code.NO_ROOM if in_ride else Code.RIDE_TOO_LONG


def _on_shift(compiled: Compiled, shipment: int) -> tuple[list[VehicleState], Code | None]:
    """Who has the skills, the size and the hours for a shipment, one of each kind; where nobody has, what it is that all lack."""
    kinds = [vehicle for vehicle in compiled.vehicles if vehicle.twin_of in (-1, vehicle.number)]
    skilled = [vehicle for vehicle in kinds if shipment in vehicle.allowed]
    if not skilled:
        return [], Code.NO_VEHICLE_SKILL
    able = [vehicle for vehicle in skilled if all(map(int.__le__, compiled.load[shipment], vehicle.capacity))]
    if not able:
        return [], Code.TOO_LARGE
    on_shift = [vehicle for vehicle in able if _meets_windows(compiled, vehicle, shipment)]
    return on_shift, None if on_shift else Code.NO_SHIFT


def _meets_windows(compiled: Compiled, vehicle: VehicleState, shipment: int) -> bool:
    """Whether the shift meets a window of the pickup and one of some delivery."""

    def meets(node: int) -> bool:
        windows = compiled.several[node] or ((compiled.lo[node], compiled.hi[node]),)
        return any(opens <= vehicle.close and vehicle.ready <= closes for opens, closes in windows)

    return meets(compiled.pickup[shipment]) and any(map(meets, compiled.deliveries[shipment]))


def alone_in_time(compiled: Compiled, vehicle: VehicleState, nodes: tuple[int, int]) -> bool:
    """Whether a vehicle could serve one shipment alone, ride limit and room aside."""
    places = [compiled.loc[node] for node in nodes]
    if vehicle.ready + vehicle.edge[vehicle.start][places[0]] > compiled.hi[nodes[0]]:
        return False
    if vehicle.max_stops is not None and count_visits(vehicle, places) > vehicle.max_stops:
        return False
    metres = route_distance(compiled, vehicle, [vehicle.start, *places])
    if vehicle.max_distance is not None and metres > vehicle.max_distance:
        return False
    return schedule(compiled, vehicle, nodes, rides=False, shortest=False) is not None


def room_alone(compiled: Compiled, node: int) -> bool:
    """Whether the receiver of a delivery had room for it if nothing else went there."""
    receiver = compiled.receiver_of[node]
    if receiver < 0:
        return True
    load = compiled.load[compiled.shipment_of[node]]
    return all(not load[key] or load[key] <= room for key, room in compiled.room[receiver].items())
