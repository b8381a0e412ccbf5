"""The cheapest routes of one kind of vehicle at given prices: labels in the order of time, needless ones left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from heapq import heappop, heappush
from itertools import count

from benchmarks.routing.bound.front import Front, Measure
from benchmarks.routing.bound.hope import Hope
from benchmarks.routing.bound.label import Label, close, first_label, step, windows_of
from benchmarks.routing.bound.setting import SCALE, Duals, Priced, Setting


class Rule(Enum):
    """Which labels are needless: QUICK forgets what was served (routes are lawful, the least is not proven)..."""

    QUICK = "quick"
    LEAST = "least"
    EACH = "each"
    """...LEAST proves the least, EACH finds the cheapest order of every set of shipments and use of room."""


@dataclass(frozen=True)
class Found:
    """Routes whose reduced cost is below what was asked; `whole` where none was missed."""

    routes: list[Priced]
    whole: bool


class Labelling:
    """One run for one kind of vehicle."""

    def __init__(self, setting: Setting, kind: int, duals: Duals, *, below: int, rule: Rule) -> None:
        self.setting, self.kind, self.below, self.rule = setting, kind, below, rule
        self.compiled = setting.compiled
        self.vehicle = self.compiled.vehicles[kind]
        self.metric = setting.is_metric(self.vehicle)
        self.duals = duals
        self.prices = {node: self._price(node) for node in setting.ways}
        self.ways = [[node for node in nodes if node in self.prices] for nodes in self.compiled.deliveries]
        self.taken = {node: self._taken(node) for node in setting.ways}
        self.prizes = {ship: duals.ships[ship] for ship in self._candidates()}
        self.hope = Hope(self.compiled, self.vehicle, prizes=self.prizes, prices=self.prices)
        riders = [ship for ship in self.prizes if self.compiled.max_ride[ship] is not None]
        self.measure = Measure(self.vehicle, riders=riders, bins=self._bins(), by_distance=self.compiled.by_distance)
        self.fronts: dict[object, Front] = defaultdict(lambda: Front(self.measure.width))
        self.windows = {node: windows_of(self.compiled, node) for node in range(len(self.compiled.loc))}
        self.aboard: dict[int, list[int]] = {}
        self.seen = 0
        self.last = {ship: self._last_fetch(ship) for ship in self.prizes}

    def _price(self, node: int) -> int:
        room = sum(self.duals.room.get(key, 0) * load for key, load in self.setting.takes_room(node))
        return SCALE * self.compiled.cost_of[node] + room

    def _taken(self, node: int) -> tuple[int, ...]:
        taken = dict(self.setting.takes_room(node))
        return tuple(taken.get(key, 0) for key in self.setting.room)

    def _bins(self) -> list[int]:
        """Where one route can bring more than there is room for; where routes are listed, each that counts in the choice."""
        if self.rule is Rule.EACH:
            return list(range(len(self.setting.room)))
        bins = []
        for place, (_, room) in enumerate(self.setting.room.items()):
            loads = [max((self.taken[node][place] for node in self.ways[ship]), default=0) for ship in self.prizes]
            if sum(loads) > room:
                bins.append(place)
        return bins

    def _candidates(self) -> Iterator[int]:
        """Shipments that a good route may hold: where leaving a step out never costs, none that brings nothing."""
        for ship, load in enumerate(self.compiled.load):
            fits = all(more <= most for more, most in zip(load, self.vehicle.capacity, strict=True) if more)
            if ship in self.vehicle.allowed and fits:
                least = [self.prices[node] for node in self.ways[ship]]
                keeps_all = not self.metric or self.rule is Rule.EACH
                if least and (keeps_all or self.duals.ships[ship] > min(least)):
                    yield ship

    def _last_fetch(self, ship: int) -> int:
        """The latest start of a pickup after which its delivery is still in time, going there at once."""
        compiled, vehicle = self.compiled, self.vehicle
        pick = compiled.pickup[ship]
        starts = []
        for node in self.ways[ship]:
            place = compiled.loc[node]
            home = vehicle.drive[place][vehicle.end] if vehicle.end >= 0 else 0
            last = min(self.windows[node][-1][1], vehicle.close - home - compiled.service[node])
            starts.append(last - vehicle.edge[compiled.loc[pick]][place] - compiled.service[pick])
        return min(self.windows[pick][-1][1], max(starts))

    def run(self, *, labels: int, most: int) -> Found:
        """The routes; not whole where the number of labels or of routes ended it."""
        found: dict[tuple[object, ...], Priced] = {}
        heap: list[tuple[int, int, int, Label]] = []
        order = count()
        heappush(heap, (self.vehicle.ready, 0, next(order), first_label(self.vehicle, bins=len(self.setting.room))))
        while heap:
            label = heappop(heap)[3]
            self.seen += 1
            if self.seen > labels or len(found) > most:
                return Found(list(found.values()), whole=False)
            if not self._is_needed(label):
                continue
            if label.node >= 0 and not label.open:
                self._close(label, found)
            for grown in self._grow(label):
                if self.hope.best(grown) < self.below:
                    heappush(heap, (grown.ready, grown.rest, next(order), grown))
        return Found(list(found.values()), whole=self.rule is not Rule.QUICK)

    def _is_needed(self, label: Label) -> bool:
        quick = self.rule is Rule.QUICK
        sets = (label.open, 0 if quick else label.taken | label.gone)
        front = self.fronts[self._key(label)]
        row = self.measure.row(label, beaten=True)
        if front.beats(sets, row, columns=1 if quick else self.measure.width):
            return False
        front.add(sets, self.measure.row(label, beaten=False))
        return True

    def _key(self, label: Label) -> object:
        """Labels of one key are held against each other."""
        if self.rule is Rule.EACH:
            return label.place, label.open, label.taken
        return label.place if self.metric else (label.place, label.open)

    def _too_late(self, label: Label) -> int:
        """What can no longer be fetched in time, as bits."""
        row, loc, pickup = self.vehicle.edge[label.place], self.compiled.loc, self.compiled.pickup
        late = 0
        for ship, last in self.last.items():
            if label.ready + row[loc[pickup[ship]]] > last:
                late |= 1 << ship
        return late

    def _grow(self, label: Label) -> list[Label]:
        """The labels that follow. Where it is metric and something on board cannot be delivered at once, it never can."""
        compiled, grown = self.compiled, []
        for ship in self.prizes:
            if label.open >> ship & 1:
                steps = [each for node in self.ways[ship] for each in self._stepped(label, node, self.prices[node])]
                if not steps and self.metric:
                    return []
                grown += steps
        for ship, prize in self.prizes.items():
            if not (label.taken | label.gone) >> ship & 1 and self._fits(label, ship):
                grown += self._stepped(label, compiled.pickup[ship], -prize)
        return grown

    def _fits(self, label: Label, ship: int) -> bool:
        """Whether a shipment finds capacity beside what is on board, in each dimension that it needs."""
        held = self.aboard.get(label.open)
        if held is None:
            loads = [load for each, load in enumerate(self.compiled.load) if label.open >> each & 1]
            held = self.aboard[label.open] = [sum(row) for row in zip(*loads, strict=True)] or [0] * len(
                self.vehicle.capacity
            )
        limits = zip(held, self.compiled.load[ship], self.vehicle.capacity, strict=True)
        return all(not more or load + more <= most for load, more, most in limits)

    def _stepped(self, label: Label, node: int, cost: int) -> Iterator[Label]:
        for window in self.windows[node]:
            grown = step(self.compiled, self.vehicle, label, node=node, window=window)
            if grown is not None:
                grown.rest += cost
                if self.metric:
                    grown.gone = self._too_late(grown)
                if self._finds_room(grown):
                    yield grown

    def _finds_room(self, label: Label) -> bool:
        """Count what a delivery brings; whether the receiver has room for it."""
        taken = self.taken.get(label.node)
        if taken:
            label.room = tuple(map(int.__add__, label.room, taken))
            return all(held <= room for held, room in zip(label.room, self.setting.room.values(), strict=True))
        return True

    def _close(self, label: Label, found: dict[tuple[object, ...], Priced]) -> None:
        """Keep a whole route where it is the cheapest of its kind."""
        ended = close(self.compiled, self.vehicle, label)
        if ended is None:
            return
        drive = SCALE * (ended[1] if self.compiled.by_distance else ended[0])
        reduced = label.rest + drive
        nodes = label.nodes()
        key = (frozenset(self.setting.ships_in(nodes)), label.room)
        if reduced < self.below and (key not in found or reduced < found[key].reduced):
            prizes = sum(self.duals.ships[ship] for ship in key[0])
            room = sum(self.prices[node] - SCALE * self.compiled.cost_of[node] for node in nodes if node in self.prices)
            found[key] = Priced(self.kind, nodes, reduced + prizes - room, reduced)
