"""What comes after a search has a clock too: how long causes take, what is kept for them, and when they are told at a glance."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Sequence

import numpy as np

from routing.search.pieces import never
from routing.stop import BEFORE_THE_FIRST, Stop, is_cut_short

SAMPLE, SAMPLING_SHARE = 30, 0.02
"""Absent shipments whose causes are found to learn how long it takes for all, and what that may take of the clock."""
MOST_FOR_REASONS = 0.1
"""Of the clock, kept for causes at the most."""
ASKED_S = 0.1
"""How long causes are looked for when somebody asked to stop; those that are not found by then are told at a glance."""

Hurry = Callable[[], bool]
"""Says whether what is not known yet is told at a glance."""


def kept_for_causes(stop: Stop, find: Callable[[int], object], absent: Sequence[int]) -> float:
    """Seconds of the clock that the causes of all who are absent will take, found one by one by `find`; none of no clock."""
    left = stop.seconds_left
    if not left or not absent:
        return 0.0
    chosen = np.random.default_rng(1).permutation(absent)[:SAMPLE].tolist()
    return min(usual_s(find, chosen, most_s=SAMPLING_SHARE * left) * len(absent), MOST_FOR_REASONS * left)


def glance_from(stop: Stop, iterations: int, *, writing_s: float = 0.0) -> float:
    """From when on (`time.monotonic`) causes are told at a glance, `writing_s` being needed after them; never where it is the
    iterations that ended the search."""
    now, left = time.monotonic(), stop.seconds_left
    until = math.inf if left is None else now + left - writing_s
    return min(until, now + ASKED_S) if is_cut_short(stop, iterations) else until


def hurry(stop: Stop | None, iterations: int) -> Hurry:
    """Of a rule that ended a search: once its clock has run out, or somebody asked to stop; without one never."""
    if stop is None:
        return never
    until, is_asked = glance_from(stop, iterations), is_cut_short(stop, iterations)
    return lambda: time.monotonic() >= until or (not is_asked and stop(BEFORE_THE_FIRST))


def usual_s(work: Callable[[int], object], numbers: Sequence[int], *, most_s: float = math.inf) -> float:
    """Seconds that it takes for one of these numbers, however long a few are held up; no more are tried after `most_s`."""
    began, seconds = time.perf_counter(), [0.0]
    for number in numbers:
        since = time.perf_counter()
        if since - began > most_s:
            break
        work(number)
        seconds.append(time.perf_counter() - since)
    return statistics.median(seconds[1:] or seconds)
