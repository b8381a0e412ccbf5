"""Cost over time: how far above the best plan of all runs each seed is, second by second."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from benchmarks.routing.pictures.svg import COLOURS, GREY, INK, PALE, Point, element, line, picture, text

WIDTH, HEIGHT = 980, 480
LEFT, TOP, RIGHT, BOTTOM = 76.0, 84.0, 950.0, 424.0
Course = Sequence[tuple[float, float]]
"""(seconds, cost of the best plan so far)."""
GRID = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60)


def cost_picture(name: str, courses: Mapping[str, Course]) -> str:
    """One line a run, with time on a logarithmic axis; what is above the frame is told by its number."""
    best = min(cost for course in courses.values() for _, cost in course)
    last = max(course[-1][0] for course in courses.values())
    first = max(GRID[0], min(course[0][0] for course in courses.values()))
    most = max(100 * (course[0][1] / best - 1) for course in courses.values())
    axes = _Axes(first, last, _round_up(most))
    head = [
        text(f"Cost over time: {name}", (20, 34), size=22, weight=600),
        text("per cent above the best plan of all runs; two threads a run", (20, 58), size=14, colour=GREY),
    ]
    runs = [part for number, course in enumerate(courses.items()) for part in _run(axes, number, course, best)]
    return picture(WIDTH, HEIGHT, title=f"Cost over time: {name}", parts=[*head, *axes.drawn(), *runs])


def _round_up(per_cent: float) -> float:
    step = next(each for each in (1, 2, 5, 10, 20, 50, 100, 1000) if per_cent <= 6 * each)
    return step * math.ceil(per_cent / step)


class _Axes:
    def __init__(self, first: float, last: float, most: float) -> None:
        self.first, self.last, self.most = first, last, most

    def point(self, seconds: float, per_cent: float) -> Point:
        along = math.log(max(seconds, self.first) / self.first) / math.log(self.last / self.first)
        return LEFT + (RIGHT - LEFT) * along, BOTTOM - (BOTTOM - TOP) * per_cent / self.most

    def drawn(self) -> list[str]:
        parts = []
        step = next(each for each in (1, 2, 5, 10, 20, 50, 100, 1000) if self.most <= 6 * each)
        for number in range(int(self.most / step) + 1):
            y = self.point(self.first, number * step)[1]
            parts.append(line([(LEFT, y), (RIGHT, y)], colour=PALE if number else INK))
            parts.append(text(f"{number * step:+g} %" if number else "best", (LEFT - 10, y + 4), anchor="end"))
        for seconds in GRID:
            if self.first <= seconds <= self.last + 1:
                x = self.point(seconds, 0)[0]
                parts.append(line([(x, BOTTOM), (x, BOTTOM + 6)], colour=INK))
                parts.append(text(f"{seconds:g} s", (x, BOTTOM + 22), anchor="middle"))
        middle = ((LEFT + RIGHT) / 2, BOTTOM + 44)
        return [*parts, text("seconds since the search began", middle, colour=GREY, anchor="middle")]


def _run(axes: _Axes, number: int, course: tuple[str, Course], best: float) -> list[str]:
    """A line of steps, with its end in figures."""
    label, moments = course
    shares = [(seconds, 100 * (cost / best - 1)) for seconds, cost in moments]
    steps: list[Point] = []
    for seconds, share in shares:
        if steps:
            steps.append((axes.point(seconds, 0)[0], steps[-1][1]))
        steps.append(axes.point(seconds, share))
    colour = COLOURS[number]
    said = f"{label}: {shares[0][1]:+.1f} % at first, {_at(shares, 2.0):+.1f} % after 2 s, {shares[-1][1]:+.2f} % at the end"
    y = TOP + 16 + 22 * number
    return [
        line(steps, colour=colour, width=2.2, stroke_linejoin="round"),
        element("rect", x=RIGHT - 420, y=y - 9, width=22, height=4, fill=colour),
        text(said, (RIGHT - 390, y), size=13),
    ]


def _at(shares: Sequence[tuple[float, float]], seconds: float) -> float:
    """What it was at a moment."""
    return [share for at, share in shares if at <= seconds or at == shares[0][0]][-1]
