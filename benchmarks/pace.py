"""How fast the machine is just now: on a shared one the same search makes three times as many trials one hour as the next."""

from __future__ import annotations

import os
import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np

CELLS, LOOKS, TIMES = 4_000_000, 2_000_000, 5
"""A table of 16 MB, as that of 2,000 places, more than a core keeps to itself; looks into it; how often the work is done."""


def pace_s(threads: int | None = None) -> float:
    """Seconds that a fixed piece of work takes on each of so many threads at once (the cores unless told), in the median.

    It looks up cells of a table at random, which is what the search mostly waits for.
    """
    count = threads or os.cpu_count() or 1
    draw = np.random.default_rng(1)
    table = draw.integers(0, 1 << 30, CELLS, dtype=np.int32)
    looks = draw.integers(0, CELLS, LOOKS, dtype=np.int64)

    def work(_: int) -> int:
        return int(table.take(looks).sum())

    taken = []
    with ThreadPoolExecutor(count) as pool:
        for _ in range(TIMES):
            began = time.perf_counter()
            list(pool.map(work, range(count)))
            taken.append(time.perf_counter() - began)
    return statistics.median(taken)
