"""How far off the great-circle model is, and how long a matrix takes: `python -m benchmarks.travel [FOLDER]`.

The drives to compare with are `nantes_pairs.csv` of the folder (`../shared/data` unless told), read at run time only: 3,138
drives between random crossings of Nantes by car and by lorry, free flow, as Valhalla routes them on OpenStreetMap. The model
is fitted to the car's (`docs/routing.md`): its error there is how well the form fits, not how well it would do elsewhere.
"""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray

from benchmarks.machine import describe, spread_ms
from routing.problem import Location
from routing.travel import engine_named
from routing.travel.great_circle import drive_seconds, road_metres

CALLS, PLACES, SEED = 20, 500, 1
BANDS_KM = ((0.5, 2.0), (2.0, 4.0), (4.0, 6.0), (6.0, 12.0), (0.5, 12.0))
"""By great circle; the last is all of them."""

Column = NDArray[np.float64]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the model's errors, where there is something to compare with, and the time of a matrix."""
    given = sys.argv[1:] if arguments is None else arguments
    folder = Path(given[0]) if given else Path(__file__).parents[2] / "shared" / "data"
    file = folder / "nantes_pairs.csv"
    print(describe())
    if file.is_file():
        print_errors(file)
    else:
        print(f"skipped: the model's error needs {file}")
    print_speed()


def print_errors(file: Path) -> None:
    """Median and root mean square of the error, and the ratio of sums, of distances and of times."""
    print("| drives by | great circle, km | drives | quantity | median error | RMSE | sum, model / road |")
    print("| --- | --- | ---: | --- | ---: | ---: | ---: |")
    for costing, columns in _read(file):
        straight_km, road_km, time_s = columns
        for low, high in BANDS_KM:
            here = (straight_km >= low) & (straight_km < high)
            if not here.any():
                continue
            model_m = road_metres(straight_km[here] * 1000)
            row = f"| {costing} | {low:g}–{high:g} | {here.sum():,} |"
            print(row, _errors("distance", model_m / 1000, road_km[here], "km"))
            print(row, _errors("time", drive_seconds(model_m) / 60, time_s[here] / 60, "min"))


def print_speed() -> None:
    """How long a matrix of 500 places of the region takes by the great circle, Python lists and all."""
    chance = Random(SEED)
    places = [Location(str(n), chance.uniform(46.3, 48.5), chance.uniform(-2.5, 0.9)) for n in range(PLACES)]
    engine = engine_named("great-circle")
    seconds = []
    for _ in range(CALLS):
        began = time.perf_counter()
        engine.matrix(places)
        seconds.append(time.perf_counter() - began)
    print(f"great circle, {PLACES} x {PLACES} drives: {spread_ms(seconds)} ({CALLS} calls)")


def _read(file: Path) -> Iterator[tuple[str, tuple[Column, Column, Column]]]:
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for costing in dict.fromkeys(row["costing"] for row in rows):
        drives = [row for row in rows if row["costing"] == costing]
        names = ("great_circle_km", "road_km", "time_s")
        straight, road, spent = (np.array([float(row[name]) for row in drives]) for name in names)
        yield costing, (straight, road, spent)


def _errors(quantity: str, model: Column, true: Column, unit: str) -> str:
    """The median is of absolute errors, in the unit and as a share of the drive."""
    error = np.abs(model - true)
    share = np.median(error / true)
    rmse = np.sqrt(np.mean(error**2))
    return f"{quantity} | {np.median(error):.2f} {unit} ({share:.0%}) | {rmse:.2f} {unit} | {model.sum() / true.sum():.3f} |"


if __name__ == "__main__":
    main()
