"""Why a shipment is left behind, in a sentence with the facts by which somebody can change it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from routing.plan import Code, Unassigned
from routing.problem import Problem, Shipment, Windows
from routing.units import from_thousandths

NAMED = 3
"""So many windows or receivers are named; of more it is said how many."""
DAY_S = 86_400
EPOCH_S = 10 * 365 * DAY_S
"""Times from here on are taken for Unix time, those of the first two days for hours of the day."""


class Sentences:
    """Writes the sentences of one problem; what all vehicles of some skills can carry is looked up once."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._most: dict[frozenset[str], dict[str, int]] = {}

    def told(self, shipment: Shipment, code: Code | None) -> Unassigned:
        """A shipment left behind, with its cause; None: there was no time to find it, and the code claims nothing about it."""
        if code is None:
            reason = "there was no time left to look into why it has no place"
            return Unassigned(shipment=shipment.id, code=Code.CROWDED_OUT, reason=reason)
        return Unassigned(shipment=shipment.id, code=code, reason=self._sentence(shipment, code))

    def _sentence(self, shipment: Shipment, code: Code) -> str:
        if code is Code.NO_VEHICLE_SKILL:
            return self._no_skill(shipment)
        if code is Code.TOO_LARGE:
            return self._too_large(shipment)
        if code is Code.NO_SHIFT:
            return f"no vehicle that could carry it is on shift {_hours(shipment)}"
        if code is Code.WINDOWS_UNREACHABLE:
            return f"no vehicle that could carry it can be there {_hours(shipment)} and keep the limits of a route"
        if code is Code.RIDE_TOO_LONG:
            return f"it would be on board longer than {shipment.max_ride_s} s, even if it rode alone"
        if code is Code.NO_ROOM:
            receivers = [way.receiver for way in shipment.deliveries if way.receiver is not None]
            return f"no receiver that could be reached has room for it ({_some(receivers)})"
        if code is Code.NOT_WORTH_IT:
            return f"serving it costs more than its value of {shipment.value:g}"
        if code is Code.ON_BOARD:
            return "it is carried, and nobody can take it"
        return "what is served instead leaves no time, capacity or room for it"

    def _no_skill(self, shipment: Shipment) -> str:
        if not self._problem.vehicles:
            return "there is no vehicle"
        nobody_has = shipment.skills.difference(*(vehicle.skills for vehicle in self._problem.vehicles))
        if nobody_has:
            return f"no vehicle has what it needs: {', '.join(sorted(nobody_has))}"
        return f"no single vehicle has all that it needs: {', '.join(sorted(shipment.skills))}"

    def _too_large(self, shipment: Shipment) -> str:
        if shipment.skills not in self._most:
            able = [vehicle for vehicle in self._problem.vehicles if shipment.skills <= vehicle.skills]
            names = {name for vehicle in able for name in vehicle.capacity}
            self._most[shipment.skills] = {name: max(each.capacity.get(name, 0) for each in able) for name in names}
        most = self._most[shipment.skills]
        for name, amount in sorted(shipment.load.items()):
            if amount > most.get(name, 0):
                takes = from_thousandths(most.get(name, 0))
                return f"its load of {_load(name, amount)} is more than any vehicle that may carry it takes (at most {takes:g})"
        whole = ", ".join(_load(name, amount) for name, amount in sorted(shipment.load.items()))
        return f"no vehicle that may carry it takes all of it at once ({whole})"


def _load(name: str, amount: int) -> str:
    return f"{from_thousandths(amount):g} {name}"


def _hours(shipment: Shipment) -> str:
    """When it can be fetched and brought."""
    brought = [way.time_windows for way in shipment.deliveries]
    return f"when it can be fetched ({_windows([shipment.pickup.time_windows])}) and brought ({_windows(brought)})"


def _windows(alternatives: Sequence[Windows]) -> str:
    """The windows of any of several places; one that has none is open always."""
    if not all(alternatives):
        return "at any time"
    return _some(_window(*window) for window in sorted({window for windows in alternatives for window in windows}))


def _window(opens: int, closes: int) -> str:
    return f"{_clock(opens)} to {_clock(closes)}"


def _clock(at: int) -> str:
    """A time on the problem's clock as people read it: hours of the day, date and hour in UTC, or else seconds."""
    if 0 <= at < 2 * DAY_S:
        return f"{at // 3600:02}:{at // 60 % 60:02}" + (f":{at % 60:02}" if at % 60 else "")
    if EPOCH_S <= at < 10 * EPOCH_S:
        return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M UTC")
    return f"{at} s"


def _some(names: Iterable[str]) -> str:
    each = list(dict.fromkeys(names))
    more = f" and {len(each) - NAMED} more" if len(each) > NAMED else ""
    return ", ".join(each[:NAMED]) + more
