"""Filling a table with what a road engine knows, whatever it refuses on the way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np

from routing.travel.asking import answers
from routing.travel.blocks import Block, blocks_of, halves
from routing.travel.polyline import Line
from routing.travel.table import NO_ROAD, Drive, Known, Mask, Point, Table, Whole
from routing.travel.trouble import EngineAway, Refused, TooLarge


class RoadService(Protocol):
    """A road engine, question by question; each call raises Refused, TooLarge and EngineAway."""

    @property
    def name(self) -> str: ...
    @property
    def most_pairs(self) -> int: ...
    @property
    def most_points(self) -> int: ...
    @property
    def most_stops(self) -> int: ...
    @property
    def at_once(self) -> int: ...
    def drives(self, starts: Sequence[Point], ends: Sequence[Point], *, deadline: float) -> list[list[Drive]]:
        """Drives from each start to each end."""
        ...

    def lines(self, stops: Sequence[Point], *, deadline: float) -> list[Line]:
        """The line of each leg of a way."""
        ...


def fill(table: Table, service: RoadService, *, deadline: float) -> str | None:
    """Ask for what the table lacks, and write down what comes; why something still lacks, None where nothing does.

    Engines refuse a whole question for the sake of one point. Then each point of it is asked for alone, which tells those
    off the map; the others are sorted into regions that roads join, and only drives within one are asked for again.
    """
    filling = _Filling(table, service, deadline)
    try:
        refused = filling.ask(filling.blocks())
        if refused:
            filling.sort_out(refused)
    except EngineAway as away:
        return str(away)
    return filling.limit


class _Filling:
    def __init__(self, table: Table, service: RoadService, deadline: float) -> None:
        self._table, self._service, self._deadline = table, service, deadline
        self.limit: str | None = None

    def blocks(self, among: Mask | None = None) -> list[Block]:
        """Questions for what is to be asked yet, among these pairs where told."""
        missing = self._table.to_ask if among is None else self._table.to_ask & among
        return blocks_of(missing, most_pairs=self._service.most_pairs, most_points=self._service.most_points)

    def ask(self, blocks: Iterable[Block]) -> list[tuple[Block, Refused]]:
        """Ask all, in smaller pieces where the engine takes less than is its custom; those that it refused."""
        refused: list[tuple[Block, Refused]] = []
        left = list(blocks)
        while left:
            smaller: list[Block] = []
            for block, answer in answers(left, self._drives, at_once=self._service.at_once, deadline=self._deadline):
                if isinstance(answer, Refused):
                    refused.append((block, answer))
                elif isinstance(answer, TooLarge):
                    smaller += _smaller(block, answer)
                else:
                    self._table.put(answer)
            left = smaller
        return refused

    def sort_out(self, refused: Sequence[tuple[Block, Refused]]) -> None:
        """Find out for the sake of which points questions were refused, and ask for the rest."""
        points = sorted({point for block, _ in refused for point in (*block.starts, *block.ends)})
        alone = [Block((point,), (point,)) for point in points if self._table.seconds[point, point] < 0]
        self._table.put((block.starts[0], block.ends[0], *NO_ROAD) for block, _ in self.ask(alone))
        on_map = [point for point in points if not self._table.off_map[point]]
        region = self._regions(on_map)
        joined = region[:, None] == region[None, :]
        apart = (region[:, None] >= 0) & (region[None, :] >= 0) & ~joined
        self._table.put_no_road(apart)
        left = self.ask(self.blocks())
        while left:
            self._give_up([(block, why) for block, why in left if block.pairs == 1])
            left = self.ask(half for block, _ in left if block.pairs > 1 for half in halves(block))

    def _regions(self, points: list[int]) -> Whole:
        """The number of each point's region, -1 for those that are not among `points`."""
        region = np.full(len(self._table.points), -1, dtype=np.int64)
        number = 0
        while points:
            first, *others = points
            refused = self.ask(Block((first,), (other,)) for other in others)
            points = sorted(block.ends[0] for block, why in refused if why.no_road)
            inside = {first, *others} - set(points)
            region[list(inside)] = number
            number += 1
        return region

    def _give_up(self, refused: Sequence[tuple[Block, Refused]]) -> None:
        """Single drives that are refused though both ends are on the map."""
        for block, why in refused:
            if why.no_road:
                self._table.put([(block.starts[0], block.ends[0], *NO_ROAD)])
            else:
                self.limit = str(why)

    def _drives(self, block: Block) -> list[Known]:
        points = self._table.points
        starts, ends = [points[place] for place in block.starts], [points[place] for place in block.ends]
        found = self._service.drives(starts, ends, deadline=self._deadline)
        return [
            # Whoever was not refused is on the map, and already where it is.
            (start, end, *((0, 0) if start == end else drive))
            for start, row in zip(block.starts, found, strict=True)
            for end, drive in zip(block.ends, row, strict=True)
        ]


def _smaller(block: Block, why: TooLarge) -> list[Block]:
    if block.pairs == 1:
        raise EngineAway(f"it takes no question at all: {why}")
    return halves(block)
