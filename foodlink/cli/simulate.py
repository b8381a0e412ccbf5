"""`foodlink simulate`: whole days through the services on a simulated clock, against first come, first served."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from config.settings import Settings
from foodlink.cli.faults import BAD_INPUT, Fault
from foodlink.database.embedded import EmbeddedPostgres
from foodlink.database.use import in_use
from foodlink.demo.network import thin_size
from foodlink.domain.territory import DEPARTMENTS
from foodlink.simulate.options import FIRST_DAY, Options
from foodlink.simulate.play import POLICIES
from foodlink.simulate.report import table_of
from foodlink.simulate.run import simulate as run_simulation
from foodlink.simulate.side_by_side import SimulationFailed

_DEFAULT = Options(territory="44", days=7, seed=1)


@click.command()
@click.option("--territory", type=click.Choice(list(DEPARTMENTS)), default="44", show_default=True)
@click.option("--days", type=click.IntRange(1, 366), default=7, show_default=True)
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True)
@click.option(
    "--json", "json_file", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write the figures."
)
@click.option("--first-day", type=click.DateTime(["%Y-%m-%d"]), default=FIRST_DAY.isoformat(), show_default=True)
@click.option("--thin", is_flag=True, help="10 producers and 15 associations, as ProxiDon's start.")
@click.option("--batch-minutes", type=click.IntRange(1, 240), default=_DEFAULT.batch_min, show_default=True)
@click.option(
    "--iterations",
    type=click.IntRange(1, 100_000),
    default=_DEFAULT.iterations,
    show_default=True,
    help="Of each solve.",
)
@click.option(
    "--claim-delay",
    type=click.FloatRange(0, 1440),
    default=_DEFAULT.claim_delay_min,
    show_default=True,
    help="Median minutes from post to claim.",
)
@click.option(
    "--watchful",
    type=click.FloatRange(0, 1),
    default=_DEFAULT.watchful,
    show_default=True,
    help="Share of offers an association looks at.",
)
@click.option(
    "--no-show",
    type=click.FloatRange(0, 1),
    default=_DEFAULT.no_show,
    show_default=True,
    help="Share of days on which a volunteer does not turn up.",
)
def simulate(
    territory: str,
    days: int,
    seed: int,
    json_file: Path | None,
    first_day: datetime,
    thin: bool,
    batch_minutes: int,
    iterations: int,
    claim_delay: float,
    watchful: float,
    no_show: float,
) -> None:
    """Play whole days through the services, and the same days under first come, first served.

    Each policy has a database of its own on the embedded server, dropped at the end. The same seed gives the same figures.
    """
    options = Options(
        territory=territory,
        days=days,
        seed=seed,
        first_day=first_day.date(),
        size=thin_size() if thin else None,
        batch_min=batch_minutes,
        iterations=iterations,
        claim_delay_min=claim_delay,
        watchful=watchful,
        no_show=no_show,
    )
    if json_file is not None and not json_file.absolute().parent.is_dir():
        raise Fault(f"{json_file} cannot be written: there is no such folder", exit_code=BAD_INPUT)
    document = _played(options)
    click.echo(f"{DEPARTMENTS[territory]}, {days} days from {options.first_day}, seed {seed}")
    click.echo(table_of(document))
    if json_file is not None:
        write_figures(json_file, document)


def _played(options: Options) -> dict[str, Any]:
    """The figures of both policies' days, with a bar while they are played."""
    settings = replace(Settings.from_env(), database_url=None)
    with _told_to_end(), in_use(settings), tqdm(total=options.days * len(POLICIES), unit="day") as bar:
        server = EmbeddedPostgres(settings.home)
        server.ensure_running()

        def progress(policy: str) -> None:
            bar.set_postfix_str(policy, refresh=False)
            bar.update()

        try:
            return run_simulation(options, server=server, progress=progress)
        except SimulationFailed as failure:
            raise Fault(str(failure)) from failure


def write_figures(file: Path, document: dict[str, Any]) -> None:
    """Keep the figures; raises Fault where the folder takes no file, which is only known for sure by now."""
    try:
        file.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise Fault(f"{file} cannot be written ({error.strerror}): choose another place") from error


@contextmanager
def _told_to_end() -> Iterator[None]:
    """A SIGTERM ends it as a Ctrl-C does: the databases are dropped, and the server stops with its last user."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
