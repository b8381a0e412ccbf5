"""Tables of drives that are filled in as they are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from routing.search.drive_tables import ROUGHLY_NEVER

Cell = Callable[[int, int], int]


class _Row(dict[int, int]):
    """One row of a table, filled in as it is read."""

    __slots__ = ("_cell", "_here")

    def __init__(self, cell: Cell, here: int) -> None:
        self._cell, self._here = cell, here

    def __missing__(self, there: int) -> int:
        value = self[there] = self._cell(self._here, there)
        return value


class LazyTable(dict[int, _Row]):
    """`table[here][there]`, filled in as it is read."""

    __slots__ = ("_cell",)

    def __init__(self, cell: Cell) -> None:
        self._cell = cell

    def __missing__(self, here: int) -> _Row:
        row = self[here] = _Row(self._cell, here)
        return row


class LazyRanking:
    """The same as numpy reads a table by two indices, cut where it is too large to add up."""

    def __init__(self, table: LazyTable) -> None:
        self._table = table

    def __getitem__(self, key: tuple[Any, Any]) -> Any:
        cell = np.vectorize(lambda here, there: min(self._table[here][there], ROUGHLY_NEVER), otypes=[np.int64])
        return cell(*(np.asarray(part) for part in key))
