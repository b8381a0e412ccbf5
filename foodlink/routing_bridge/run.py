"""Runs the router on a problem in this process, and checks what it answers."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from foodlink.routing_bridge.travel import with_drives
from routing import Progress, solve, stop, violations
from routing.formats.contract import plan_from_dict, plan_to_dict, problem_from_dict
from routing.large.solve import LARGE
from routing.travel import GREAT_CIRCLE
from routing.warm import is_warm, warm_up

Report = Callable[[dict[str, float]], None]


class Unlawful(Exception):
    """The router's plan breaks a rule; `faults` names each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def solve_problem(
    problem: dict[str, Any],
    *,
    time_limit_s: float | None,
    iterations: int | None = None,
    seed: int = 1,
    threads: int | None = None,
    report: Report | None = None,
    travel: str = GREAT_CIRCLE,
    travel_cache: str | None = None,
) -> dict[str, Any]:
    """The router's plan of a problem, both as the contract's JSON.

    It ends at `time_limit_s` seconds or at `iterations`, whichever comes first; with iterations alone the same problem, seed
    and `threads` (the machine's cores unless told) give the same plan. `report` is told `{elapsed_s, served_share}` a few times
    a second. Drives are those of the engine `travel`, which has half of the time limit to tell them; what it does not tell is
    in `stats.travel`. Where the search is not compiled yet and a clock alone bounds it, a slower one is used. Raises Unlawful
    where the independent check finds a broken rule.
    """
    began = time.monotonic()
    patience_s = None if time_limit_s is None else time_limit_s / 2
    posed, shortfalls = with_drives(
        problem_from_dict(problem), engine=travel, cache=travel_cache, patience_s=patience_s
    )
    whole_g = sum(shipment.load.get("kg", 0) for shipment in posed.shipments) or 1
    limits = [stop.after_seconds(time_limit_s, since=began)] if time_limit_s is not None else []
    if iterations is not None:
        limits.append(stop.after_iterations(iterations))

    def tell(progress: Progress) -> None:
        if report is not None:
            report(
                {"elapsed_s": round(progress.elapsed_s, 1), "served_share": progress.served_load.get("kg", 0) / whole_g}
            )

    plan = solve(posed, stop.either(*limits), seed=seed, threads=threads, progress=tell, started=began)
    faults = violations(posed, plan)
    if faults:
        raise Unlawful(faults)
    answer = plan_to_dict(plan)
    if shortfalls:
        answer["stats"]["travel"] = shortfalls
    return answer


def waits_for_compiler(problem: dict[str, Any]) -> bool:
    """Whether this problem is only planned once the search is compiled, and it is not: a large day, which has no slower way.

    Read from the document alone, which need not be valid.
    """
    counts = [
        len(part) for part in (problem.get(name) for name in ("locations", "shipments")) if isinstance(part, list)
    ]
    return max(counts, default=0) > LARGE and not is_warm()


def compile_search() -> None:
    """Compile the search, one to two minutes of one core; at once where that is done already."""
    warm_up()


def broken_rules(problem: dict[str, Any], plan: dict[str, Any]) -> list[str]:
    """Each rule of the problem that the plan breaks, by the router's independent check."""
    return violations(problem_from_dict(problem), plan_from_dict(plan))
