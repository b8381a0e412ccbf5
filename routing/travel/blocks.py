"""Cutting a matrix into questions that a road engine takes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import isqrt

import numpy as np

from routing.travel.table import Mask

MOSTLY = 0.5
"""A start that misses more than this share of its drives is new: asked for all of them."""


@dataclass(frozen=True)
class Block:
    """One question: the drives from each of `starts` to each of `ends`, by their places in the table."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @property
    def pairs(self) -> int:
        """How many drives it asks for."""
        return len(self.starts) * len(self.ends)


def blocks_of(missing: Mask, *, most_pairs: int, most_points: int) -> list[Block]:
    """Questions that cover what is missing, none larger than the engine takes.

    New points lack their row and their column: two groups of starts, those that are new and the others, make few and
    full questions of that. A pair that is known already may be asked for again along the way.
    """
    lacking = missing.sum(axis=1)
    new = lacking > MOSTLY * len(missing)
    blocks: list[Block] = []
    for group in (np.flatnonzero(new), np.flatnonzero((lacking > 0) & ~new)):
        ends = np.flatnonzero(missing[group].any(axis=0)) if len(group) else group
        whole = Block(tuple(group.tolist()), tuple(ends.tolist()))
        blocks += _cut(whole, most_pairs=most_pairs, most_points=most_points)
    return blocks


def _cut(block: Block, *, most_pairs: int, most_points: int) -> list[Block]:
    """The block in pieces that are as square as the limits allow: of the same pairs a square names the fewest points."""
    if not block.pairs:
        return []
    side = max(1, min(isqrt(most_pairs), most_points // 2))
    high = min(side, len(block.starts))
    wide = max(1, min(most_pairs // high, most_points - high, len(block.ends)))
    high = max(1, min(most_pairs // wide, most_points - wide, len(block.starts)))
    return [Block(starts, ends) for starts in _pieces(block.starts, high) for ends in _pieces(block.ends, wide)]


def _pieces(places: tuple[int, ...], most: int) -> list[tuple[int, ...]]:
    """Pieces of nearly the same length."""
    number = -(-len(places) // most)
    cuts = [len(places) * cut // number for cut in range(number + 1)]
    return [places[begin:end] for begin, end in pairwise(cuts)]


def halves(block: Block) -> list[Block]:
    """The block cut in two along its longer side."""
    starts, ends = block.starts, block.ends
    if len(starts) >= len(ends):
        middle = len(starts) // 2
        return [Block(starts[:middle], ends), Block(starts[middle:], ends)]
    middle = len(ends) // 2
    return [Block(starts, ends[:middle]), Block(starts, ends[middle:])]
