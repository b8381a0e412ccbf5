"""A day under way, held in memory: every change of it is planned at once, and moves as little as it can."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from routing.errors import InvalidChange, InvalidProblem
from routing.faults.numbers import away_faults, sum_faults, whole_faults
from routing.faults.problem import place_faults, shipment_faults
from routing.in_time import hurry
from routing.live.book import Book
from routing.live.change import Change
from routing.live.orders import orders_of
from routing.live.renew import renewed
from routing.live.standing import Standing
from routing.plan import Plan
from routing.problem import DayUnderWay, Location, Problem, Shipment
from routing.stop import Stop, after_iterations, sooner
from routing.travel import TravelEngine, engine_named, with_matrix
from routing.travel.one_more import Drives, drives_of

CHANGE_S, CHANGE_M = 300, 3_000
"""What a shipment that has to be told costs where the problem has no price for it: seconds, or metres if those are the cost."""
TRIALS, MOST_TRIALS = 20, 100
"""How often the routes around a change are taken apart and mended for each shipment that it is about, and in all, unless told."""


class LiveDay:
    """A plan in force and its problem, kept ready for changes.

    Each change returns what is different now (`Change`), and what it returns people are taken to know: the next one moves away
    from it only where that is worth `change_s` for each shipment that another vehicle brings, or to somebody else. What is
    done or locked is never moved, and a shipment that people count on is dropped for a required one at most.

    Parameters
    ----------
    problem, plan
        The day, and the plan that people know; the plan's times are counted again. What of it can be driven no more, for the
        day went otherwise, is planned anew, and `mended` tells what that was.
    seed
        The same seed, threads and changes lead to the same plans where no clock ends an improvement.
    threads
        Of each improvement; more than one is worth it from a second on.
    change_s
        What one shipment that has to be told costs; the problem's `change_s` unless told; if that is 0, `CHANGE_S` or `CHANGE_M`.
    engine
        Fills in the matrix of a problem without one, and the drives of places that come later; the great circle unless told.

    Raises
    ------
    InvalidPlan
        With the path of the fault, where the plan is that of another problem.
    InvalidProblem
        Where `change_s` is no amount.
    ValueError
        Where there are no threads.
    """

    def __init__(
        self,
        problem: Problem,
        plan: Plan,
        *,
        seed: int = 0,
        threads: int = 1,
        change_s: int | None = None,
        engine: TravelEngine | None = None,
    ) -> None:
        self._seed, self._threads, self._engine = seed, threads, engine
        self.iterations = 0
        """Trials of improvement since the beginning."""
        fault = next(whole_faults("LiveDay", [("change_s", change_s)]), None)
        if fault is not None:
            raise InvalidProblem(*fault)
        if threads < 1:
            raise ValueError("threads: is below 1")
        price = problem.objective.change_s if change_s is None else change_s
        if not price and change_s is None:
            price = CHANGE_M if problem.objective.cost == "distance" else CHANGE_S
        book = Book(with_matrix(problem, engine), change_s=price)
        self._standing = Standing(book, orders_of(book.compiled, plan), seed=seed)
        self.mended: Change = self._changed(self._standing.counted_on(), (), None)

    @property
    def problem(self) -> Problem:
        """The problem as it stands, for `solve` and `check`; `planned` is what people knew before the last change."""
        return self._standing.problem()

    def plan(self, stop: Stop | None = None) -> Plan:
        """The whole plan as it stands; its cost counts the changes that the last change made. Causes that are not found before
        the clock of `stop` runs out, or somebody asks to stop, are told as crowded out."""
        return self._standing.plan(iterations=self.iterations, is_hurried=hurry(stop, self.iterations))

    def with_time_for_causes(self, stop: Stop) -> Stop:
        """A rule for a change whose clock ends before that of `stop`, which is then the one for `plan`."""
        return sooner(stop, self._standing.seconds_for_causes(stop))

    def check(self, shipment: Shipment) -> None:
        """Raises `InvalidProblem`, with the path in the shipment, where it cannot be one more of this problem's."""
        problem, gone = self._standing.book.problem, self._standing.book.gone
        if shipment.id in problem.shipment_index and problem.shipment_index[shipment.id] not in gone:
            raise InvalidProblem("id", f"{shipment.id!r} is there already")
        receivers = {receiver.id for receiver in problem.receivers}
        for path, fault in shipment_faults("", shipment, problem.location_index, receivers):
            raise InvalidProblem(path.lstrip("."), fault)
        for path, fault in sum_faults((*problem.shipments, shipment)):
            raise InvalidProblem(path.partition("].")[2], fault)

    def insert(self, shipment: Shipment, stop: Stop | None = None) -> Change:
        """A new shipment, brought in where it costs least; in `unassigned` with its reason where it fits nowhere or does not pay.

        `stop` bounds the improvement around it, in trials or by a clock; `TRIALS` unless told. Raises `InvalidProblem` with the
        path in the shipment where it is not one of this problem.
        """
        self.check(shipment)
        self._standing.tell()
        if any(name not in self._standing.book.compiled.dimensions for name in shipment.load):
            self._standing, ship = renewed(self._standing, shipment, seed=self._seed)
        else:
            ship = self._standing.book.add_shipment(shipment)
            self._standing.admit(ship)
        return self._changed([ship], [ship], stop, new={ship})

    def cancel(self, shipment: str, stop: Stop | None = None) -> Change:
        """A shipment is not to be carried any more; what was left out may take its place.

        Raises `InvalidChange` where it is unknown, on board or delivered.
        """
        book, standing = self._standing.book, self._standing
        ship = book.ship_of(shipment)
        if ship in book.compiled.boarded or ship in book.compiled.served_before:
            raise InvalidChange(f"shipment {shipment!r} is picked up already")
        standing.tell()
        vehicle = max(standing.driven.vehicle_of(ship), book.compiled.carrier.get(ship, -1))
        is_locked = ship in book.compiled.carrier
        book.strike(ship)
        standing.forget(ship)
        if is_locked:
            standing.reload(vehicle)
        else:
            standing.driven.take_away(ship)
        beside = [each for each in standing.free_ships(vehicle) if each != ship] if vehicle >= 0 else []
        return self._changed(standing.driven.absent(), (*beside, *standing.counted_on()), stop)

    def lose(self, vehicle: str, stop: Stop | None = None) -> Change:
        """Nobody drives a vehicle any more: others take over what they can, what is on board stays and is `on_board`.

        Raises `InvalidChange` where it is unknown.
        """
        number = self._standing.book.vehicle_of(vehicle)
        self._standing.tell()
        self._standing.book.lose(number)
        self._standing.reload(number)
        self._standing.reasons.forget()
        return self._changed(self._standing.driven.absent(), self._standing.counted_on(), stop)

    def delay(self, vehicle: str, until: int, stop: Stop | None = None, *, position: str | None = None) -> Change:
        """A vehicle is free only from `until` on, where its day says or at another `position`.

        What it can no longer do others take over. Raises `InvalidChange` where one of them is unknown, or it was free later.
        """
        number = self._standing.book.vehicle_of(vehicle)
        facts = self._standing.book.problem.vehicles[number]
        day = self._standing.book.day_of(number) or DayUnderWay(vehicle, facts.start, facts.shift[0])
        if until < day.time:
            raise InvalidChange(f"vehicle {vehicle!r} is not free before {day.time}")
        return self.report(replace(day, time=until, position=position or day.position), stop)

    def report(self, day: DayUnderWay, stop: Stop | None = None) -> Change:
        """How a vehicle's day stands now: what is done, what is locked, where and when it is free; `planned` is not looked at.

        Raises `InvalidChange` where that contradicts the problem, or itself.
        """
        number = self._standing.book.vehicle_of(day.vehicle)
        self._standing.tell()
        self._standing.book.report(replace(day, planned=()))
        self._standing.reload(number)
        focus = (*self._standing.free_ships(number), *self._standing.counted_on())
        return self._changed(self._standing.driven.absent(), focus, stop, later={number})

    def add_place(self, place: Location, drives: Drives | None = None) -> None:
        """A location that a shipment to come needs, with its drives from and to the others in their order, or by the engine.

        Raises `InvalidProblem` where it is there already, has no coordinates, or drives that are no numbers.
        """
        book = self._standing.book
        if place.id in book.problem.location_index:
            raise InvalidProblem("id", f"{place.id!r} is there already")
        matrix = None if drives is None else book.problem.matrix
        for path, fault in place_faults((place,), matrix):
            raise InvalidProblem(path.partition(".")[2], fault)
        engine = self._engine or engine_named("great-circle")
        drives = drives or drives_of(engine, place, book.problem.locations)
        for path, fault in away_faults(drives, len(book.problem.locations), book.problem.vehicles):
            raise InvalidProblem(path, fault)
        book.add_place(place, drives)
        self._standing.add_place()

    def _changed(
        self,
        wanted: Sequence[int],
        focus: Collection[int],
        stop: Stop | None,
        *,
        new: Collection[int] = (),
        later: Collection[int] = (),
    ) -> Change:
        about = set(focus)
        rule = after_iterations(min(TRIALS * len(about), MOST_TRIALS)) if stop is None else stop
        done = self._standing.settle(wanted, about, rule, threads=self._threads)
        self.iterations += done
        return self._standing.change(new=new, later=later, iterations=done)
