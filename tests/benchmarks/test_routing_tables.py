"""What the tables of the router's figures claim: each peer on what it was run on, a rich day once its long run is there."""

from __future__ import annotations

from benchmarks.routing.tables_days import rich_table
from benchmarks.routing.tables_peers import peers_table, verdict
from tests.benchmarks.test_routing_figures import a_row


def test_a_peer_that_is_better_is_named() -> None:
    rows = [a_row(distance=1010.0), a_row(solver="pyvrp"), a_row(solver="ortools", vehicles=10, distance=900.0)]
    assert "| 0/+0.6 | 1/-10.3 |  | **0/+0.0** |" in peers_table(rows, 10)
    assert "; pyvrp on 1 of 1 (lr112); " in verdict(rows, 10)


def test_each_peer_is_judged_on_the_instances_that_it_was_run_on() -> None:
    rows = [a_row(instance=name, distance=1010.0) for name in ("lr112", "lr113", "lr114")]
    rows += [a_row(instance=name, solver="pyvrp", distance=1011.0) for name in ("lr112", "lr113")]
    rows += [a_row(instance="lr112", solver="vroom", limit_s=0), a_row(instance="away", solver="vroom", limit_s=0)]
    rows += [a_row(solver="ortools", limit_s=60)]
    assert verdict(rows, 10) == (
        "Better than foodlink at 10 s, of the instances that it was compared on: "
        "ortools not compared yet; vroom on 1 of 1 (lr112); pyvrp on 0 of 2; vrp-cli not compared yet."
    )


def test_a_rich_day_is_judged_once_its_run_of_ten_minutes_is_there() -> None:
    short = a_row(instance="rich-1", cost=1005.0, best=None)
    assert rich_table([short]).splitlines()[2] == "| rich-1 | 1,005 | – | not yet | – | ≤ 1 % |"
    long = a_row(instance="rich-1", limit_s=600, cost=1000.0, best=None)
    assert rich_table([short, long]).splitlines()[2] == "| rich-1 | 1,005 | 1,000 | yes | +0.50 % ✓ | ≤ 1 % |"
