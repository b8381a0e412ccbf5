"""Li & Lim files: pickup and delivery with time windows, Euclidean times in double precision.

Li and Lim, "A metaheuristic for the pickup and delivery problem with time windows" (2001), in SINTEF's form: a line
of vehicles, capacity and speed, then a line a node: number, x, y, demand, opens, closes, service, pickup, delivery.
"""

from __future__ import annotations

import math
import re

from routing.errors import InvalidInstance
from routing.formats.benchmark import Instance, Node, check_pairs

_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})(?:[eE][+-]?[0-9]{1,3})?")
"""What others who read these files take for a number: not 1_000, nor other scripts' digits, which Python's `float` reads."""
FINEST = 8
LARGEST = 1 << 30
"""A unit of the file is as many solver units, a power of ten up to this one, as keep every drive below this number: the search
reads drives of 32 bits. Times are rounded to the safe side (`formats/benchmark.py`), so a plan holds unscaled."""


def instance_from_text(text: str, *, name: str = "lilim") -> Instance:
    """The instance in a file's text. Raises `InvalidInstance` with the line."""
    lines = [(number, line.split()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if not lines:
        raise InvalidInstance("line 1", "is not there: the file is empty")
    vehicles, capacity = (_whole(lines[0], number) for number in _numbers(lines[0], 3)[:2])
    if vehicles < 0 or capacity < 0:
        raise InvalidInstance(f"line {lines[0][0]}", "has a number below zero")
    rows = [_numbers(line, 9) for line in lines[1:]]
    if not rows or [row[0] for row in rows] != list(range(len(rows))):
        raise InvalidInstance("line 2", "nodes are not numbered from 0 in order")
    nodes = tuple(
        Node(
            demand=_whole(line, row[3]),
            opens=row[4],
            closes=row[5],
            service=row[6],
            partner=_whole(line, row[8] or row[7]),
        )
        for line, row in zip(lines[1:], rows, strict=True)
    )
    check_pairs(nodes)
    times = [[math.hypot(a[1] - b[1], a[2] - b[2]) for b in rows] for a in rows]
    return Instance(name, nodes, times, capacity, vehicles, None, _scale(max(map(max, times))))


def _scale(farthest: float) -> int:
    return next((10**digits for digits in range(FINEST, 0, -1) if farthest * 10**digits < LARGEST), 1)


def _whole(line: tuple[int, list[str]], number: float) -> int:
    if number != int(number):
        raise InvalidInstance(f"line {line[0]}", f"{number:g} is not a whole number")
    return int(number)


def _numbers(line: tuple[int, list[str]], count: int) -> list[float]:
    number, words = line
    if len(words) != count:
        raise InvalidInstance(f"line {number}", f"has {len(words)} numbers, not {count}")
    if not all(map(_NUMBER.fullmatch, words)):
        raise InvalidInstance(f"line {number}", "is not all numbers")
    numbers = [float(word) for word in words]
    if not all(abs(each) <= 1e9 for each in numbers):
        raise InvalidInstance(f"line {number}", "has a number out of bounds")
    return numbers
