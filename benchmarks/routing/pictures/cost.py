"""Cost over time: how far above the best plan of all runs each seed is, second by second."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from benchmarks.routing.pictures.svg import COLOURS, GREY, INK, PALE, Point, element, line, picture, text

WIDTH, HEIGHT = 980, 480
LEFT, TOP, RIGHT, BOTTOM = 76.0, 84.0, 950.0, 424.0
Course = Sequence[tuple[float, float]]
"""(seconds, cost of the best plan so far)."""
MOMENTS = (1.0, 2.0, 5.0, 10.0)
"""Seconds that the figures are told of, and the end."""
GRID = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60)


def cost_picture(name: str, courses: Mapping[str, Course]) -> str:
    """One line a run, with time on a logarithmic axis; first plans are far above the frame, and told in figures."""
    best = min(cost for course in courses.values() for _, cost in course)
    last = max(course[-1][0] for course in courses.values())
    first = max(GRID[0], min(course[0][0] for course in courses.values()))
    most = max(100 * (course[min(1, len(course) - 1)][1] / best - 1) for course in courses.values())
    axes = _Axes(first, last, _round_up(most))
    head = [
        text(f"Cost over time: {name}", (20, 34), size=22, weight=600),
        text("per cent above the best plan of all runs; two threads a run", (20, 58), size=14, colour=GREY),
    ]
    clip = element("clipPath", element("rect", x=LEFT, y=TOP, width=RIGHT - LEFT, height=BOTTOM - TOP + 2), id="axes")
    runs = [_run(axes, number, course, best) for number, course in enumerate(courses.values())]
    parts = [*head, *axes.drawn(), clip, element("g", *runs, clip_path="url(#axes)"), *_legend(courses, best)]
    return picture(WIDTH, HEIGHT, title=f"Cost over time: {name}", parts=parts)


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


def _run(axes: _Axes, number: int, course: Course, best: float) -> str:
    """A line of steps."""
    steps: list[Point] = []
    for seconds, cost in course:
        x, y = axes.point(seconds, 100 * (cost / best - 1))
        steps += [(x, steps[-1][1]), (x, y)] if steps else [(x, y)]
    return line(steps, colour=COLOURS[number], width=2.2, stroke_linejoin="round")


def _legend(courses: Mapping[str, Course], best: float) -> list[str]:
    """A table: what each run had at some moments."""
    moments = (*MOMENTS, max(course[-1][0] for course in courses.values()))
    heads = ["first plan", *(f"{moment:.0f} s" for moment in moments)]
    ends = [RIGHT - 64 * (len(heads) - 1 - place) - 8 for place in range(len(heads))]
    left, top = ends[0] - 150, TOP + 24
    box = element("rect", x=left - 14, y=TOP + 4, width=RIGHT - left + 14, height=26 + 22 * len(courses), fill="#fff")
    drawn = [box, *(text(said, (end, top), colour=GREY, anchor="end") for said, end in zip(heads, ends, strict=True))]
    for number, (label, course) in enumerate(courses.items()):
        y = top + 22 * (number + 1)
        costs = [course[0][1], *(_at(course, moment) for moment in moments)]
        drawn.append(element("rect", x=left, y=y - 7, width=22, height=4, fill=COLOURS[number]))
        drawn.append(text(label, (left + 30, y)))
        cells = [f"{100 * (cost / best - 1):+.1f} %" for cost in costs]
        drawn += [text(cell, (end, y), anchor="end") for cell, end in zip(cells, ends, strict=True)]
    return drawn


def _at(course: Course, seconds: float) -> float:
    """What the best plan cost at a moment."""
    return [cost for at, cost in course if at <= seconds or at == course[0][0]][-1]
