"""The solver's own process, `python -m foodlink.clients.solver_child`: a problem on standard input, its plan on standard output.

With `--compile` there is no problem: it compiles the search where that is not done yet, and ends.

In: one JSON object `{"problem", "ends_at" (seconds of the Unix clock), "seed"}`, with `{"travel", "travel_cache"}` where a road
engine tells the drives. Out: one JSON object a line: `{"compiling"}` where that comes first, and the limit counts from its end
instead; `{"progress"}` as it goes; at last `{"plan"}` or `{"error"}`. It knows
neither the web nor the database, and ends with its parent, to whom it can then write no more.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from typing import Any, TextIO

_LEAST_S = 0.5
_NICE = 10
"""Pages and reports of drivers come before planning where they share a machine."""
_SHARE_FOR_THE_END = 0.08
"""Of the time limit, for naming the reasons and the independent check."""


def main() -> None:
    """Solve one problem and end, or compile and end."""
    # A Ctrl-C in the terminal goes to the whole group; the parent decides what becomes of the child.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(_NICE)
    if "--compile" in sys.argv[1:]:
        _compile_ahead()
        return
    told, sys.stdout = sys.stdout, sys.stderr
    try:
        _tell(told, {"plan": _solve(json.load(sys.stdin), told)})
    except BrokenPipeError:
        sys.stderr.close()
    except Exception as error:
        _tell(told, {"error": f"{type(error).__name__}: {error}"})


def _compile_ahead() -> None:
    from foodlink.routing_bridge import compile_search

    compile_search()


def _solve(asked: dict[str, Any], told: TextIO) -> dict[str, Any]:
    from foodlink.routing_bridge import compile_search, solve_problem, waits_for_compiler

    left_s = asked["ends_at"] - time.time()
    if waits_for_compiler(asked["problem"]):
        _tell(told, {"compiling": True})
        compile_search()
    time_limit_s = max(_LEAST_S, left_s * (1 - _SHARE_FOR_THE_END))
    return solve_problem(
        asked["problem"],
        time_limit_s=time_limit_s,
        seed=asked["seed"],
        **{name: asked[name] for name in ("travel", "travel_cache") if name in asked},
        report=lambda standing: _tell(told, {"progress": standing}),
    )


def _tell(told: TextIO, what: dict[str, Any]) -> None:
    told.write(json.dumps(what, separators=(",", ":")) + "\n")
    told.flush()


if __name__ == "__main__":
    main()
