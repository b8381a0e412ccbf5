"""Which runs there shall be, in the order in which they are made up for, and how `ONLY=` picks among them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from benchmarks.routing.instances import NAMED_10_MIN, NAMED_60_S, SAMPLES, Case, Instances

OURS = "foodlink"
BOUND = "bound"
"""A figure of each small day, with the runs that are held against it."""
PEERS = ("ortools", "pyvrp", "vrp-cli")
"""Those that are given a limit."""
VROOM = "vroom"
OWN_TIME = 0
"""The limit of a solver that takes none."""
LARGE_LIMIT_S = 60
FIRST_LIMIT_S = 2
"""Of the runs that only tell how soon there is a plan."""
FIRST_NODES = (200, 1000)
"""Of these numbers of nodes, give or take a tenth."""
FIGURE = "figure"
KEYS = ("instance", "limit", "solver", "seed")


@dataclass(frozen=True)
class Run:
    """One run: what, for how long, by whom, from which seed."""

    case: Case
    limit_s: int
    solver: str
    seed: int = 1

    def words(self) -> dict[str, str]:
        """Itself as `ONLY=` sees it."""
        return {
            "instance": self.case.name,
            "limit": str(self.limit_s),
            "solver": self.solver,
            "seed": str(self.seed),
        }


def wanted(instances: Instances) -> Iterator[Run]:
    """Every run that the tables are made of, short ones first."""
    public = list(instances.public.values())
    for seed in (1, 2, 3):
        yield from (Run(case, 10, OURS, seed) for case in public)
    sizes = [case for case in public if any(is_about(case.size, nodes) for nodes in FIRST_NODES)]
    yield from (Run(case, FIRST_LIMIT_S, OURS, seed) for seed in (1, 2, 3) for case in sizes)
    yield from (Run(case, 10, peer) for peer in PEERS for case in public)
    yield from (Run(case, OWN_TIME, VROOM) for case in public)
    yield from (Run(case, 60, OURS) for case in public)
    named = [case for case in public if case.name in NAMED_60_S]
    yield from (Run(case, 60, peer) for peer in PEERS for case in named)
    yield from (Run(case, 10, OURS) for case in [*instances.small.values(), *instances.rich.values()])
    yield from (
        Run(case, LARGE_LIMIT_S if case.name == "large" else LARGE_LIMIT_S // SAMPLES, OURS)
        for case in instances.large.values()
    )
    yield from (Run(case, 600, OURS) for case in instances.rich.values())
    yield from (Run(case, 600, OURS) for case in public if case.name in NAMED_10_MIN)


def is_about(size: int, nodes: int) -> bool:
    """Whether an instance is of a number of nodes, give or take a tenth."""
    return abs(size - nodes) <= nodes / 10


class Only:
    """`ONLY="lr1_2_4 bar-* limit=10 solver=vroom"`: words of one key are alternatives, all keys must agree.

    A bare word is a pattern of instances, `figure=start` a figure that is no run. Where no table has such runs, as
    with `limit=2`, they are made all the same (solver foodlink, seed 1 unless told).
    """

    def __init__(self, text: str) -> None:
        self.patterns: dict[str, list[str]] = {}
        for word in text.replace(",", " ").split():
            key, equals, pattern = word.rpartition("=")
            name = key if equals else "instance"
            if name not in (*KEYS, FIGURE):
                raise SystemExit(f"ONLY: {word!r} is none of {', '.join(f'{each}=' for each in (*KEYS, FIGURE))}")
            self.patterns.setdefault(name, []).append(pattern)

    def takes_figure(self, name: str) -> bool:
        """Whether a figure that is no run is picked: where it is named (by its first word), or nothing is."""
        kind = name.split()[0]
        return not self.patterns or any(fnmatchcase(kind, pattern) for pattern in self.patterns.get(FIGURE, []))

    def choose(self, instances: Instances) -> list[Run]:
        """The runs that are picked: of those wanted, else those that the words spell out."""
        if FIGURE in self.patterns:
            small = instances.small if self.takes_figure(BOUND) else {}
            return [run for run in wanted(instances) if run.case.name in small]
        chosen = [run for run in wanted(instances) if all(self._fits(key, word) for key, word in run.words().items())]
        return chosen or list(self._spelt_out(instances))

    def _fits(self, key: str, word: str) -> bool:
        patterns = self.patterns.get(key)
        return patterns is None or any(fnmatchcase(word, pattern) for pattern in patterns)

    def _spelt_out(self, instances: Instances) -> Iterator[Run]:
        cases = [each for group in instances.groups for each in group.values()]
        chosen = [case for case in cases if self._fits("instance", case.name)]
        for limit_s in self._numbers("limit"):
            for solver in self.patterns.get("solver", [OURS]):
                own = OWN_TIME if solver == VROOM else limit_s
                for seed in self._numbers("seed") or [1]:
                    yield from (Run(case, own, solver, seed) for case in chosen)

    def _numbers(self, key: str) -> list[int]:
        return [int(word) for word in self.patterns.get(key, []) if word.isdigit()]
