"""The comparison as a table for people: each line the mean of its seeds."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from benchmarks.policies.cases import Case, names
from benchmarks.policies.results import key_of
from foodlink.simulate.play import POLICIES

Document = dict[str, Any]
_SUMMED = ("offered_kg", "rescued_kg", "reachable_kg", "km", "volunteer_hours", "trips", "empty_trips", "gini")


def table_of(chosen: Sequence[Case], played: Mapping[str, Document]) -> str:
    """The lines of the cases that have been played, each with how many of its seeds are there."""
    lines: list[str] = []
    for name in names(chosen):
        asked = [key_of(case.options) for case in chosen if case.name == name]
        found = [played[key] for key in asked if key in played]
        of = "" if len(found) == len(asked) else f" of {len(asked)}"
        lines += [f"{name} (mean of {len(found)}{of} seeds)", *_policies(found), ""]
    return "\n".join(lines)


def _policies(found: Sequence[Document]) -> Iterator[str]:
    for policy in POLICIES if found else ():
        runs = [document["policies"][policy] for document in found]
        mean = {figure: statistics.fmean(run[figure] for run in runs) for figure in _SUMMED}
        tonnes = sum(run["rescued_kg"] for run in runs) / 1000
        per_tonne = f"{sum(run['km'] for run in runs) / tonnes:8.0f}" if tonnes else "       -"
        violations = sum(count for run in runs for count in run["violations"].values())
        yield (
            f"  {policy:<11} rescued {mean['rescued_kg']:7.0f} kg of {mean['offered_kg']:7.0f} "
            f"(reachable {mean['reachable_kg']:7.0f}), {per_tonne} km/t, {mean['km']:7.0f} km, "
            f"{mean['volunteer_hours']:6.1f} h, {mean['trips']:5.1f} trips ({mean['empty_trips']:.1f} empty), "
            f"gini {mean['gini']:.2f}, violations {violations}"
        )
