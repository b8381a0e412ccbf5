"""How each solver is called, and which version of it that is."""

from __future__ import annotations

import json
import math
import sys
from functools import cache
from pathlib import Path

from benchmarks.routing import bound
from benchmarks.routing.instances import Case
from benchmarks.routing.peers_home import peers_python, pinned
from benchmarks.routing.wanted import BOUND, OURS, Run
from routing.formats import lilim, sartori
from routing.formats.benchmark import Instance
from routing.search import VERSION

ADAPTERS = Path(__file__).with_name("peers")
PACKAGES = {"ortools": "ortools", "pyvrp": "pyvrp", "vrp-cli": "vrp-cli", "vroom": "pyvroom"}
SCALE = 10_000
"""Units of a peer in one of a lilim file's: its drives are rounded up to them, so that its plans hold unscaled."""
SPARE_VEHICLES = 5
"""A peer's fleet is twice the best known and so many more, if the file has as many: a large one slows some down."""


def command(run: Run, *, folder: Path, output: Path, threads: int) -> list[str]:
    """The command that makes the run and writes its plan to `output`."""
    problem = run.case.file(folder)
    if run.solver == OURS:
        line = [sys.executable, "-m", "routing", "solve", "--format", run.case.format, str(problem)]
        line += ["--time-limit", str(run.limit_s), "--threads", str(threads), "--seed", str(run.seed)]
        return [*line, "-o", str(output)]
    adapter = ADAPTERS / f"run_{run.solver.replace('-', '_')}.py"
    asked = [str(peer_file(run.case, folder)), str(output), str(run.limit_s), str(run.seed), str(threads)]
    return [str(peers_python()), str(adapter), *asked]


def check_command(case: Case, *, folder: Path, plan: Path) -> list[str]:
    """The independent check of a plan, whoever made it."""
    line = [sys.executable, "-m", "routing", "check", "--format", case.format]
    return [*line, str(case.file(folder)), str(plan)]


@cache
def version(solver: str) -> str:
    """Of a peer the version that is pinned; of ours the search's own number."""
    if solver == BOUND:
        return bound.VERSION
    if solver != OURS:
        return pinned()[PACKAGES[solver]]
    return VERSION


def instance_of(case: Case) -> Instance:
    """A public instance in its own unit."""
    assert case.source is not None
    text = case.source.read_text(encoding="utf-8")
    return sartori.instance_from_text(text) if case.format == "sartori" else lilim.instance_from_text(text)


def peer_file(case: Case, folder: Path) -> Path:
    """The instance in whole numbers, for the adapters: what `problem_of` is to our own solver."""
    path = folder / f"{case.name}.peer.json"
    if path.exists():
        return path
    instance = instance_of(case)
    assert case.best is not None
    scale = SCALE if case.format == "lilim" else 1
    fleet = min(instance.vehicles, 2 * case.best[0] + SPARE_VEHICLES)
    data = {
        "name": case.name,
        "scale": scale,
        "vehicles": fleet,
        "capacity": instance.capacity,
        "route_time": None if instance.route_time is None else round(instance.route_time * scale),
        "nodes": [
            [node.demand, *(round(each * scale) for each in (node.opens, node.closes, node.service)), node.partner]
            for node in instance.nodes
        ],
        "times": [[_up(cell * scale) for cell in row] for row in instance.times],
    }
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def _up(number: float) -> int:
    """Rounded up, but for what is a whole number and a rounding error."""
    return math.ceil(number - 1e-6)
