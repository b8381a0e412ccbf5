"""Sartori & Buriol files: pickup and delivery with time windows on real road times, in whole minutes.

Sartori and Buriol, "A study on the pickup and delivery problem with time windows: matheuristics and new instances"
(2020), doi 10.1016/j.cor.2020.105065: a header, NODES (number, latitude, longitude, demand, opens, closes, service,
pickup, delivery), EDGES (the matrix), EOF.
"""

from __future__ import annotations

import re

import numpy as np

from routing.errors import InvalidInstance
from routing.formats.benchmark import Instance, Node, check_pairs

_PLAIN_ROW = re.compile(r"[ \t]*[0-9]{1,9}(?:[ \t]+[0-9]{1,9})*[ \t]*")
"""As nearly all are: looked at once, for a file of 1,000 places has a million of these numbers."""
_WHOLE = re.compile(r"-?[0-9]{1,11}")
HEADER = ("NAME", "SIZE", "ROUTE-TIME", "CAPACITY")


def instance_from_text(text: str) -> Instance:
    """The instance in a file's text. Raises `InvalidInstance` with the line."""
    lines = text.splitlines()
    header = dict(_header_field(line) for line in lines if ":" in line)
    for field in HEADER:
        if field not in header:
            raise InvalidInstance("header", f"has no {field}")
    size = _amount(header, "SIZE", most=100_000)
    first_node = _line_of(lines, "NODES")
    first_edge = _line_of(lines, "EDGES")
    nodes = tuple(
        _node(lines[first_node + number], first_node + number + 1, number)
        for number in range(min(size, first_edge - 1 - first_node))
    )
    if len(nodes) != size:
        raise InvalidInstance("NODES", f"has {len(nodes)} lines, not {size}")
    check_pairs(nodes)
    times = [_row(lines, first_edge + number, size) for number in range(size) if first_edge + number < len(lines)]
    if len(times) != size:
        raise InvalidInstance("EDGES", f"has {len(times)} rows, not {size}")
    capacity, route_time = _amount(header, "CAPACITY"), _amount(header, "ROUTE-TIME")
    return Instance(header["NAME"], nodes, times, capacity, max(size // 2, 1), route_time, 1)


def _header_field(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name.strip().upper(), value.strip()


def _line_of(lines: list[str], word: str) -> int:
    for number, line in enumerate(lines):
        if line.strip() == word:
            return number + 1
    raise InvalidInstance(word, "is not there")


def _whole(text: str, where: str, *, most: int = 10**9) -> int:
    if not _WHOLE.fullmatch(text) or abs(int(text)) > most:
        raise InvalidInstance(where, "is not a whole number within bounds")
    return int(text)


def _amount(header: dict[str, str], field: str, *, most: int = 10**9) -> int:
    number = _whole(header[field], field, most=most)
    if number < 0 or (field == "SIZE" and number == 0):
        raise InvalidInstance(field, "is below zero" if number < 0 else "is zero: there is no depot")
    return number


def _node(line: str, number: int, expected: int) -> Node:
    words = line.split()
    if len(words) != 9:
        raise InvalidInstance(f"line {number}", f"has {len(words)} numbers, not 9")
    where = f"line {number}"
    if _whole(words[0], where) != expected:
        raise InvalidInstance(where, "nodes are not numbered from 0 in order")
    demand, opens, closes, service, pickup, delivery = (_whole(word, where) for word in words[3:])
    return Node(demand, opens, closes, service, delivery or pickup)


def _row(lines: list[str], number: int, size: int) -> list[float]:
    line = lines[number]
    cells: list[float] = (
        np.fromstring(line, dtype=np.int64, sep=" ").tolist()
        if _PLAIN_ROW.fullmatch(line)
        else [_whole(word, f"line {number + 1}") for word in line.split()]
    )
    if len(cells) != size:
        raise InvalidInstance(f"line {number + 1}", f"has {len(cells)} numbers, not {size}")
    if min(cells) < 0:
        raise InvalidInstance(f"line {number + 1}", "has a negative time")
    return cells
