"""One simulation of FoodLink's policy with one of the searches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from benchmarks.gain.searches import TimedSolver
from foodlink.database.embedded import EmbeddedPostgres
from foodlink.simulate.options import Options
from foodlink.simulate.run import simulate


@dataclass(frozen=True)
class Player:
    """Plays in its own process, where its solver stands in for the one that is bounded by iterations.

    The simulator has no setting for that: bounded by a clock, a seed would mean less, which is right for nobody but here.
    """

    search: str
    seconds: float

    def __call__(self, options: Options, server: EmbeddedPostgres) -> dict[str, Any]:
        """The figures of the simulator, with the size of each problem posed and the costs of some."""
        solver = TimedSolver(self.search, self.seconds, options.seed)
        with patch("foodlink.simulate.play.WarmSolver", lambda *_, **__: solver):
            figures = simulate(options, server=server, policies=("foodlink",), side_by_side=False)
        return figures | {"posed": solver.posed, "sampled": solver.sampled}
