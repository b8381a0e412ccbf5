"""How long seven simulated days of one department take, both policies. `python -m benchmarks.week`. Goal: under ten minutes."""

from __future__ import annotations

import time

from benchmarks.ground import foodlink, home
from benchmarks.machine import describe

TERRITORY, DAYS, SEED = "44", 7, 1


def main() -> None:
    """Measure and print."""
    print(describe())
    with home() as folder:
        began = time.perf_counter()
        foodlink(folder, "simulate", "--territory", TERRITORY, "--days", str(DAYS), "--seed", str(SEED))
        print(f"{DAYS} days of department {TERRITORY}, both policies: {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
