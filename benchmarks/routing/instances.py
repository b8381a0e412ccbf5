"""What is solved: the public instances with the best that is known of them, and days that we make ourselves."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from benchmarks.routing.large_day import large_day, large_part
from benchmarks.routing.rich_day import rich_day

ROOT = Path(__file__).parents[2]
FORMATS = ("lilim", "sartori")
RICH_SEEDS = (1, 2, 3)
SMALL_LOTS = (12, 14, 12, 14, 16, 16, 16, 18, 18, 20, 20, 24)
"""Lots of each small day, number and seed from 1 on: what a bound can be proven of."""
SMALL_ASSOCIATIONS, SMALL_DRIVERS = 6, 4
SAMPLES = 10
"""The large day is also solved cut into so many parts."""

CLASSES = {"100-200": 300, "400-600": 800, "1,000": 10_000}
"""Name of a class and the number of nodes that it stays below."""

NAMED_10_MIN = (
    *("lr104", "lr1_2_4", "lrc1_2_7", "lr1_4_4", "lr1_6_4", "lr1_10_3"),
    *("nyc-n100-3", "nyc-n200-4", "bar-n200-2", "poa-n400-1", "ber-n600-4", "bar-n1000-2"),
)
"""The twelve that are given ten minutes."""
NAMED_60_S = tuple(name for name in NAMED_10_MIN if name not in ("nyc-n200-4", "bar-n1000-2"))
"""The ten that the peers are given a minute for."""


@dataclass(frozen=True)
class Case:
    """One instance. `format` as `python -m routing` takes it; `best` (vehicles, distance) where the literature has one."""

    name: str
    format: str
    size: int
    best: tuple[int, float] | None = None
    source: Path | None = None
    made_by: Callable[[], dict[str, Any]] | None = None

    def file(self, folder: Path) -> Path:
        """Its file; one that we make ourselves is written into `folder` first."""
        if self.source is not None:
            return self.source
        assert self.made_by is not None
        path = folder / f"{self.name}.json"
        if not path.exists():
            path.write_text(json.dumps(self.made_by()), encoding="utf-8")
        return path


@dataclass(frozen=True)
class Instances:
    """Every case by name; `shared` is the folder of the public benchmarks, which may be away."""

    shared: Path

    @cached_property
    def public(self) -> dict[str, Case]:
        """The public benchmarks, smallest first."""
        cases = [case for form in FORMATS for case in self._listed(form)]
        return {case.name: case for case in sorted(cases, key=lambda case: (case.size, case.name))}

    def _listed(self, form: str) -> list[Case]:
        table = self.shared / form / "bks.csv"
        if not table.exists():
            return []
        with table.open(encoding="utf-8", newline="") as file:
            return [
                Case(
                    name=row["instance"],
                    format=form,
                    size=int(row["nodes"]),
                    best=(int(row["vehicles"]), float(row["distance"])),
                    source=self.shared / form / f"{row['instance']}.txt",
                )
                for row in csv.DictReader(file)
            ]

    @cached_property
    def rich(self) -> dict[str, Case]:
        """Days with every rule of the contract in them."""
        return {
            f"rich-{seed}": Case(f"rich-{seed}", "contract", 200, made_by=partial(rich_day, seed=seed))
            for seed in RICH_SEEDS
        }

    @cached_property
    def small(self) -> dict[str, Case]:
        """Days with the same rules that are small enough for a bound."""
        made = partial(rich_day, associations=SMALL_ASSOCIATIONS, drivers=SMALL_DRIVERS)
        return {
            f"rich-small-{seed}": Case(
                f"rich-small-{seed}", "contract", lots, made_by=partial(made, seed=seed, lots=lots)
            )
            for seed, lots in enumerate(SMALL_LOTS, start=1)
        }

    @cached_property
    def large(self) -> dict[str, Case]:
        """The large day, and the parts of it."""
        whole = Case("large", "contract", 10_000, made_by=large_day)
        parts = [
            Case(
                f"large-part-{number}",
                "contract",
                10_000 // SAMPLES,
                made_by=partial(large_part, number, parts=SAMPLES),
            )
            for number in range(SAMPLES)
        ]
        return {case.name: case for case in [whole, *parts]}

    @property
    def groups(self) -> tuple[dict[str, Case], ...]:
        """All of them."""
        return self.public, self.small, self.rich, self.large


def class_of(size: int) -> str:
    """The class of an instance of so many nodes."""
    return next(name for name, limit in CLASSES.items() if size < limit)
