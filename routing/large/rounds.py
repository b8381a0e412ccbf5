"""The rounds in which a large day is searched: each cuts all of it into neighbourhoods, with the room that each may use."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

from routing.kernels import layout
from routing.kernels.layout import NEVER
from routing.large.joined import ABSENT, Joined
from routing.large.land import Land
from routing.large.neighbourhoods import neighbourhoods
from routing.large.sources import Ints
from routing.large.visit import Visit

SIZE = 200.0
"""Shipments of a neighbourhood, where each has few alternatives."""
USUAL_STEPS = 4
"""A pickup and three alternatives; a shipment with more weighs more, for its places make the neighbourhood's tables larger."""
IDLE_WEIGHT = 0.5
"""What an unused vehicle weighs, in shipments."""
MOST_ABSENT = 2.0
"""Absent shipments in one visit at the most, in sizes of a neighbourhood: those who are required, then some at random."""


@dataclass(frozen=True)
class Turn:
    """How the visits of a round are to be spent, as `Visit` has it."""

    number: int
    since: float
    until: float
    hot: float
    builds: bool = False
    saves_routes: bool = False


class Rounds:
    """Makes the visits of each round; the same seed makes the same ones of the same plan."""

    def __init__(self, joined: Joined, land: Land, *, seed: int, size: float = SIZE) -> None:
        self._joined, self._land, self._seed, self._size = joined, land, seed, size
        self._random = Random(seed)
        facts = joined.frame.facts
        self._ship_weights = np.maximum(1.0, (facts.ships[:, layout.CHOICES] + 1) / USUAL_STEPS)

    def visits(self, turn: Turn) -> list[Visit]:
        """The visits of a round, apart in vehicles, shipments and room."""
        groups = [group for group in self._groups(turn) if len(group[1])]
        rooms = self._rooms(groups, turn)
        return [
            Visit(
                vehicles=vehicles,
                ships=ships,
                orders=[self._joined.orders[vehicle] for vehicle in vehicles.tolist()],
                room=room,
                seed=hash((self._seed, turn.number, place)) & 0xFFFFFFFF,
                since=turn.since,
                until=turn.until,
                hot=turn.hot,
                builds=turn.builds,
                saves_routes=turn.saves_routes,
            )
            for place, ((vehicles, ships), room) in enumerate(zip(groups, rooms, strict=True))
        ]

    def _groups(self, turn: Turn) -> list[tuple[Ints, Ints]]:
        """Vehicles and shipments of each neighbourhood."""
        joined, facts = self._joined, self._joined.frame.facts
        absent = np.flatnonzero(joined.at == ABSENT)
        leader = self._leaders(absent, turn)
        free = absent[leader < 0]
        held = [facts.nodes[order, layout.SHIP] for order in joined.orders]
        weights = np.array([IDLE_WEIGHT + self._ship_weights[np.unique(each)].sum() for each in held])
        np.add.at(weights, leader[leader >= 0], self._ship_weights[absent[leader >= 0]])
        cut = neighbourhoods(
            self._land.vehicles(joined.orders),
            self._land.ships[free],
            weights=weights,
            absent_weights=self._ship_weights[free],
            size=self._size,
            random=self._random,
        )
        group_of = np.zeros(len(joined.orders), dtype=np.int64)
        for place, one in enumerate(cut):
            group_of[one.vehicles] = place
        following = np.where(leader >= 0, group_of[leader], -1)
        groups = []
        for place, one in enumerate(cut):
            own = [held[vehicle] for vehicle in one.vehicles.tolist()]
            ships = np.concatenate([*own, absent[following == place], self._some(free[one.absent])])
            groups.append((one.vehicles, np.unique(ships)))
        return groups

    def _leaders(self, absent: Ints, turn: Turn) -> Ints:
        """The vehicle whose neighbourhood an absent shipment must be offered to, -1 where its place says which.

        What is on board follows its carrier; what people were told follows that vehicle in every other round.
        """
        ships = self._joined.frame.facts.ships[absent]
        leader: Ints = ships[:, layout.CARRIER].copy()
        if turn.number % 2 == 0:
            leader = np.where(leader < 0, ships[:, layout.TOLD_BY], leader)
        return leader

    def _some(self, absent: Ints) -> Ints:
        """Not more than a visit can look at: required ones first, then the most valuable and others by chance in turn."""
        most = int(MOST_ABSENT * self._size)
        weights = np.cumsum(self._ship_weights[absent])
        if len(absent) == 0 or weights[-1] <= most:
            return absent
        ships = self._joined.frame.facts.ships[absent]
        by_value = np.argsort(np.argsort(-ships[:, layout.WEIGHT], kind="stable"))
        by_chance = np.array(self._random.sample(range(len(absent)), len(absent)))
        order = np.argsort(np.where(ships[:, layout.MUST] != 0, -1, np.minimum(by_value, by_chance)), kind="stable")
        kept = int(np.searchsorted(np.cumsum(self._ship_weights[absent[order]]), most))
        return np.sort(absent[order[:kept]])

    def _rooms(self, groups: list[tuple[Ints, Ints]], turn: Turn) -> list[Ints]:
        """What each neighbourhood may use of the receivers' room: what it uses, and its part of what is left."""
        joined, facts = self._joined, self._joined.frame.facts
        if not joined.frame.limited.any():
            return [facts.room for _ in groups]
        wanted = self._wanted(groups)
        part = wanted / np.maximum(wanted.sum(axis=0), 1)
        if not turn.builds:
            part = _all_to_one(np.asarray(wanted.any(axis=2)), turn.number)[:, :, None]
        rooms = []
        for (vehicles, _), mine in zip(groups, part, strict=True):
            used = joined.room_used(vehicles, [joined.orders[vehicle] for vehicle in vehicles.tolist()])
            grant = np.where(joined.left > 0, np.floor(joined.left * mine).astype(np.int64), joined.left)
            rooms.append(np.where(facts.room < NEVER, used + grant, NEVER))
        return rooms

    def _wanted(self, groups: list[tuple[Ints, Ints]]) -> Ints:
        """The loads of each neighbourhood that could go to each receiver."""
        facts = self._joined.frame.facts
        group_of = np.full(len(facts.ships), -1, dtype=np.int64)
        for place, (_, ships) in enumerate(groups):
            group_of[ships] = place
        steps = facts.nodes[facts.nodes[:, layout.RECV] >= 0]
        groups_of = group_of[steps[:, layout.SHIP]]
        steps, groups_of = steps[groups_of >= 0], groups_of[groups_of >= 0]
        wanted = np.zeros((len(groups), *facts.room.shape), dtype=np.int64)
        np.add.at(wanted, (groups_of, steps[:, layout.RECV]), facts.loads[steps[:, layout.SHIP]])
        return wanted


def _all_to_one(wants: NDArray[np.bool_], number: int) -> Ints:
    """For each receiver 1 at one of those who want it, by turns, 0 at the others."""
    parts = np.zeros(wants.shape, dtype=np.int64)
    for receiver in range(wants.shape[1]):
        who = np.flatnonzero(wants[:, receiver])
        if len(who):
            parts[who[(number + receiver) % len(who)], receiver] = 1
    return parts
