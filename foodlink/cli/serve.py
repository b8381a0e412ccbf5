"""`foodlink serve`: all of it on one machine."""

from __future__ import annotations

import click

from config.settings import Settings
from foodlink.cli.options import where_to_listen
from foodlink.server.listening import listening_at
from foodlink.server.machine import run_machine


@click.command()
@where_to_listen
@click.option(
    "--demonstration",
    is_flag=True,
    help="Load the demonstration where the embedded database is empty, and live a weekday's morning from 08:30.",
)
def serve(host: str | None, port: int | None, demonstration: bool) -> None:
    """Serve pages, API, stream, scheduler and a worker on this machine; Ctrl-C stops all of it."""
    settings = listening_at(Settings.from_env(), host=host, port=port)
    run_machine(settings, demonstration=demonstration, say=click.echo)
