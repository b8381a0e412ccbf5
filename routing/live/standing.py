"""How a day stands: the plan that is driven, and the one that people know."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from routing.cost import cost_of
from routing.in_time import Hurry, kept_for_causes
from routing.live.book import Book
from routing.live.change import Change
from routing.live.reasons import LiveReasons
from routing.plan import Plan, Route, Stats
from routing.problem import Problem
from routing.search.answer import plan_route
from routing.search.compiled import Orders
from routing.search.driven_plan import driven_plan
from routing.search.lawful import lawful_part
from routing.search.pieces import never
from routing.search.route import build
from routing.stop import Stop

ENGINE = "foodlink-routing, day under way"


class Standing:
    """The orders of all vehicles: as they are (`orders`), as they were when people were told last (`known`), and what of those
    is still to come (`told`)."""

    def __init__(self, book: Book, told: Orders, *, seed: int) -> None:
        self.book = book
        self.told = self.known = told
        self.reasons = LiveReasons(book)
        for vehicle in range(len(told)):
            self._tell(vehicle)
        self.orders = lawful_part(book.compiled, told, unsure=range(len(told)))
        self._seed = seed
        self.driven = driven_plan(book.compiled, self.orders, seed=seed)
        self._routes: dict[int, Route] = {}

    def tell(self) -> None:
        """People know the plan now; what changes from here on is a change."""
        changed = [vehicle for vehicle, nodes in enumerate(self.orders) if nodes != self.told[vehicle]]
        self.known = list(self.orders)
        if not changed:
            return
        ships = {ship for vehicle in changed for ship in self._ships((*self.told[vehicle], *self.orders[vehicle]))}
        for ship in ships:
            self.book.forget(ship)
        self.told = list(self.orders)
        for vehicle in changed:
            self._tell(vehicle)
        self.driven.retell(changed, sorted(ships))

    def admit(self, ship: int) -> None:
        """A shipment that is new in the book is absent from the plan."""
        if not self.driven.admit(ship):
            self.driven = driven_plan(self.book.compiled, self.orders, seed=self._seed)

    def add_place(self) -> None:
        """A place that is new in the book can be driven to."""
        if not self.driven.add_place():
            self.driven = driven_plan(self.book.compiled, self.orders, seed=self._seed)

    def forget(self, ship: int) -> None:
        """Nobody has to be told of a shipment that is not in the day any more."""
        of = self.book.compiled.shipment_of
        self.told = [tuple(node for node in nodes if of[node] != ship) for nodes in self.told]

    def reload(self, vehicle: int) -> None:
        """Take over what the book says of a vehicle and what is settled; as much of the orders stays as can be driven."""
        self.told = [tuple(node for node in nodes if not self._is_over(node)) for nodes in self.told]
        orders = [self._ahead(number, nodes) for number, nodes in enumerate(self.orders)]
        unsure = {vehicle, *(number for number, nodes in enumerate(orders) if nodes != self.orders[number])}
        self.driven.reload(lawful_part(self.book.compiled, orders, unsure=unsure))
        self._routes.clear()

    def counted_on(self) -> list[int]:
        """Shipments that nobody carries though people count on them, or they are on board."""
        compiled = self.book.compiled
        return [ship for ship in self.driven.absent() if ship in compiled.told or ship in compiled.carrier]

    def free_ships(self, vehicle: int) -> list[int]:
        """The shipments in a vehicle's route that could go elsewhere."""
        locked = len(self.book.compiled.vehicles[vehicle].prefix)
        return sorted(set(self._ships(self.orders[vehicle][locked:])))

    def settle(self, wanted: Iterable[int], focus: Iterable[int], stop: Stop, *, threads: int) -> int:
        """Put in what is wanted, and improve around `focus`; the trials made."""
        compiled = self.book.compiled

        def precedence(ship: int) -> tuple[bool, bool, int, int]:
            return not compiled.must[ship], ship not in compiled.told, -compiled.weight[ship], ship

        self.driven.put_in(sorted(wanted, key=precedence))
        iterations = self.driven.improve(focus, stop, threads=threads)
        orders = self.driven.orders()
        for vehicle, nodes in enumerate(orders):
            if nodes != self.orders[vehicle]:
                self._routes.pop(vehicle, None)
        self.orders = orders
        return iterations

    def change(self, *, new: Collection[int], later: Collection[int] = (), iterations: int = 0) -> Change:
        """What is different from what people know. `new` shipments are named if nobody carries them, `later` vehicles anyway."""
        problem, of = self.book.problem, self.book.compiled.shipment_of
        choice_of = self.book.compiled.choice_of
        differ = [v for v, nodes in enumerate(self.orders) if nodes != self.known[v] or v in later]
        now = {of[node]: (v, node) for v in differ for node in self.orders[v] if choice_of[node] >= 0}
        before = {of[node]: (v, node) for v in differ for node in self.told[v] if choice_of[node] >= 0}
        absent = [ship for ship in self.driven.absent() if ship in new or ship in before]
        return Change(
            routes=tuple(self._route(vehicle) for vehicle in differ if self.orders[vehicle]),
            idle=tuple(problem.vehicles[v].id for v in differ if self.known[v] and not self.orders[v]),
            told=tuple(problem.shipments[ship].id for ship in sorted(before) if now.get(ship) != before[ship]),
            unassigned=tuple(self.reasons.of(ship, self.driven) for ship in absent),
            iterations=iterations,
        )

    def problem(self) -> Problem:
        """The problem as it is, whole, with what people were told."""
        return replace(self.book.snapshot(self.told), matrix=self.book.matrix())

    def seconds_for_causes(self, stop: Stop) -> float:
        """How much of a clock is to be kept for the causes of all who are absent."""
        return kept_for_causes(stop, self.reasons.alone, self.driven.absent())

    def plan(self, *, iterations: int = 0, is_hurried: Hurry = never) -> Plan:
        """The whole plan; its cost counts what has changed since people were told last. Causes that are not known once
        `is_hurried` says so are told at a glance."""
        routes = tuple(self._route(vehicle) for vehicle, nodes in enumerate(self.orders) if nodes)
        unassigned = tuple(
            self.reasons.of(ship, self.driven, at_a_glance=is_hurried()) for ship in self.driven.absent()
        )
        cost = cost_of(self.book.snapshot(self.told), routes, [each.shipment for each in unassigned])
        return Plan(cost=cost, routes=routes, unassigned=unassigned, stats=Stats(iterations=iterations, engine=ENGINE))

    def _route(self, vehicle: int) -> Route:
        if vehicle not in self._routes:
            compiled = self.book.compiled
            made = build(compiled, compiled.vehicles[vehicle], self.orders[vehicle])
            assert made is not None, "the kernels hold a route for lawful that is not"
            self._routes[vehicle] = plan_route(compiled, made)
        return self._routes[vehicle]

    def _ships(self, nodes: Iterable[int]) -> list[int]:
        return [self.book.compiled.shipment_of[node] for node in nodes]

    def _tell(self, vehicle: int) -> None:
        """People know the route of a vehicle, which then is unlike any other one that is not used."""
        compiled = self.book.compiled
        for node in self.told[vehicle]:
            if compiled.choice_of[node] >= 0:
                self.book.tell(compiled.shipment_of[node], node, vehicle)
        is_like_others = not self.told[vehicle] and self.book.day_of(vehicle) is None
        compiled.vehicles[vehicle].twin_of = self.book.empty.vehicles[vehicle].twin_of if is_like_others else -1

    def _is_over(self, node: int) -> bool:
        compiled = self.book.compiled
        ship = compiled.shipment_of[node]
        return ship in compiled.served_before or (compiled.choice_of[node] < 0 and ship in compiled.boarded)

    def _ahead(self, vehicle: int, nodes: Iterable[int]) -> tuple[int, ...]:
        """A vehicle's order with what is locked first, without what is over, gone or in another vehicle."""
        compiled = self.book.compiled
        head, ships = compiled.vehicles[vehicle].prefix, compiled.shipment_of
        tail = (
            node
            for node in nodes
            if node not in head
            and ships[node] not in compiled.fixed
            and not self._is_over(node)
            and compiled.carrier.get(ships[node], vehicle) == vehicle
        )
        return (*head, *tail)
