"""A whole simulation: databases made and dropped, each policy played in one, the figures of the contract."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial

from foodlink.database import schema
from foodlink.database.embedded import EmbeddedPostgres
from foodlink.database.engine import make_engine
from foodlink.simulate.options import Options
from foodlink.simulate.play import POLICIES, Figures, play
from foodlink.simulate.reachable import reachable_kg
from foodlink.simulate.roads import Roads
from foodlink.simulate.side_by_side import SideBySide
from foodlink.simulate.world import World

Progress = Callable[[str], None]


def simulate(
    options: Options,
    *,
    server: EmbeddedPostgres,
    policies: Sequence[str] = POLICIES,
    side_by_side: bool = True,
    progress: Progress = lambda _: None,
) -> Figures:
    """Play the same days under each policy, and return the document of the contract (`commands.md`).

    Each policy in a process of its own, all at once, or, not `side_by_side`, one after the other in this one. `progress` is
    given the policy after each of its days. The databases are dropped at the end, whatever happens.
    """
    world = World.of(options)
    with ExitStack() as databases:
        template = databases.enter_context(_template(server))
        urls = {policy: databases.enter_context(_database(server, template, policy)) for policy in policies}
        if side_by_side:
            with SideBySide(options, urls) as players:
                reachable = reachable_kg(world, Roads.of(world.network))
                figures = players.figures(progress)
        else:
            reachable = reachable_kg(world, Roads.of(world.network))
            figures = {
                policy: play(world, policy, url=url, progress=partial(progress, policy)).figures
                for policy, url in urls.items()
            }
    played = {policy: _in_order(of_policy, reachable) for policy, of_policy in figures.items()}
    return {"territory": options.territory, "days": options.days, "seed": options.seed, "policies": played}


def _in_order(figures: Figures, reachable: float) -> Figures:
    """The figures in the contract's order."""
    ordered: Figures = {}
    for name, value in figures.items():
        if name == "km":
            ordered["reachable_kg"] = reachable
        ordered[name] = value
    return ordered


@contextmanager
def _template(server: EmbeddedPostgres) -> Iterator[str]:
    name = f"simulation_{os.getpid()}"
    server.drop_database(name)
    server.create_database(name)
    try:
        engine = make_engine(server.url(name))
        schema.upgrade(engine)
        engine.dispose()
        yield name
    finally:
        server.drop_database(name)


@contextmanager
def _database(server: EmbeddedPostgres, template: str, policy: str) -> Iterator[str]:
    name = f"{template}_{policy}"
    server.drop_database(name)
    server.create_database(name, template=template)
    try:
        yield server.url(name)
    finally:
        server.drop_database(name)
