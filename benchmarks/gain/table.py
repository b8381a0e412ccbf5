"""The comparison as tables for people, each line the mean of its seeds."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from benchmarks.gain.searches import FIRST, NOW
from benchmarks.policies.cases import Case, names
from benchmarks.policies.results import key_of

Document = dict[str, Any]


def tables(chosen: Sequence[Case], played: Mapping[str, Mapping[str, Document]]) -> str:
    """Days first, then problems; only simulations that both searches have played."""
    lines = [
        "| department | search | kg rescued of offered (reachable) | km a tonne | trips | violations | seeds |",
        "| --- | --- | --- | ---: | ---: | ---: | ---: |",
    ]
    sampled = []
    for name in names(chosen):
        keys = [key_of(case.options) for case in chosen if case.name == name]
        keys = [key for key in keys if all(key in documents for documents in played.values())]
        for search, documents in played.items() if keys else ():
            lines.append(f"| {name} | {search} | {_days([documents[key] for key in keys])} | {len(keys)} |")
        sampled.append((name, [each for key in keys for each in played[NOW][key]["sampled"]]))
    return "\n".join([*lines, "", *_problems([*sampled, ("all", [each for _, some in sampled for each in some])])])


def _days(found: Sequence[Document]) -> str:
    runs = [document["policies"]["foodlink"] for document in found]
    mean = {name: statistics.fmean(run[name] for run in runs) for name in ("offered_kg", "reachable_kg", "trips")}
    kilos, km = (sum(run[name] for run in runs) for name in ("rescued_kg", "km"))
    violations = sum(count for run in runs for count in run["violations"].values())
    return (
        f"{kilos / len(runs):,.0f} of {mean['offered_kg']:,.0f} ({mean['reachable_kg']:,.0f}) | "
        f"{km / kilos * 1000 if kilos else 0:,.0f} | {mean['trips']:.1f} | {violations}"
    )


def _problems(sampled: Sequence[tuple[str, Sequence[Document]]]) -> Iterator[str]:
    yield "| problems of | how many | shipments, median (most) | first version costs more / as much / less | more in sum |"
    yield "| --- | ---: | ---: | --- | ---: |"
    for name, some in sampled:
        if some:
            sizes = [each["shipments"] for each in some]
            apart = [each[FIRST] - each[NOW] for each in some]
            more, less = sum(each > 0 for each in apart), sum(each < 0 for each in apart)
            share = sum(apart) / (sum(each[NOW] for each in some) or 1)
            yield (
                f"| {name} | {len(some)} | {statistics.median(sizes):.0f} ({max(sizes)}) | "
                f"{more} / {len(some) - more - less} / {less} | {share:+.2%} |"
            )
