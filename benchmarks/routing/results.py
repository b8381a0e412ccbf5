"""The results file of the router's figures: one line a run, or a figure that is no run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.result_lines import ResultLines

Key = tuple[str, int, str, int, str, str]


@dataclass(frozen=True)
class Row:
    """What one run gave. `cost` is the objective of a day of our own; `fault` says why `ok` is false."""

    instance: str
    size: int
    solver: str
    version: str
    limit_s: int
    seed: int
    machine: str
    at: str
    ok: bool
    wall_s: float
    peak_mib: float = 0.0
    load: float = 0.0
    """Processes that were running already, as the mean of the minute before."""
    pace_s: float | None = None
    """Seconds that a fixed piece of work took just before (`benchmarks.pace`)."""
    vehicles: int | None = None
    distance: float | None = None
    best: tuple[int, float] | None = None
    cost: float | None = None
    unserved: int | None = None
    first_s: float | None = None
    iterations: int | None = None
    fault: str = ""

    @property
    def key(self) -> Key:
        """What makes a run the same run."""
        return self.instance, self.limit_s, self.solver, self.seed, self.version, self.machine

    @property
    def rank(self) -> tuple[float, float]:
        """Vehicles first, then distance; a plan that was not passed comes last."""
        if not self.ok or self.vehicles is None or self.distance is None:
            return float("inf"), float("inf")
        return self.vehicles, self.distance

    @property
    def extra(self) -> int | None:
        """Vehicles more than the best known."""
        return None if not self.ok or self.best is None or self.vehicles is None else self.vehicles - self.best[0]

    @property
    def gap(self) -> float | None:
        """Distance over the best known, as a share, whatever the vehicles."""
        return None if not self.ok or self.best is None or self.distance is None else self.distance / self.best[1] - 1


class Results:
    """The file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lines = ResultLines(path)

    def rows(self) -> list[Row]:
        """Every whole line, the last one of each key."""
        latest = {row.key: row for row in self._read()}
        return list(latest.values())

    def figures(self, version: str, machine: str | None) -> dict[str, dict[str, float]]:
        """The latest figures that are no run, by name; None is any machine, for what does not depend on it."""
        return {
            found["figure"]: found["values"]
            for found in self._lines.read()
            if "figure" in found and found["version"] == version and machine in (None, found["machine"])
        }

    def _read(self) -> Iterator[Row]:
        return (_row(found) for found in self._lines.read() if "instance" in found)

    def add(self, row: Row) -> None:
        """Write one run."""
        self._lines.append({name: value for name, value in asdict(row).items() if value is not None and value != ""})

    def add_figure(self, name: str, values: dict[str, float], *, version: str, machine: str) -> None:
        """Write a figure that is no run."""
        at = datetime.now(UTC).isoformat(timespec="seconds")
        self._lines.append({"figure": name, "version": version, "machine": machine, "at": at, "values": values})

    def alone(self) -> AbstractContextManager[None]:
        """Only one benchmark writes, or the two would slow each other down. Raises `SystemExit` where one does."""
        return self._lines.alone("run")


def _row(found: dict[str, Any]) -> Row:
    known = {field.name for field in fields(Row)}
    given = {name: value for name, value in found.items() if name in known}
    if given.get("best") is not None:
        vehicles, distance = given["best"]
        given["best"] = (int(vehicles), float(distance))
    return Row(**given)
