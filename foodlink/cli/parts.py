"""`foodlink web`, `scheduler` and `worker`: the service's parts, one process each, as in the Procfile."""

from __future__ import annotations

import socket

import click

from config.settings import Settings
from foodlink.cli.options import from_supervisor, where_to_listen
from foodlink.server.gate import pass_gate
from foodlink.server.listening import listening_at
from foodlink.server.loading import loading_code
from foodlink.server.parent import end_with_parent


@click.command()
@where_to_listen
@from_supervisor
@click.option("--listen-fd", type=int, hidden=True)
@click.option("--gate-fd", type=int, hidden=True)
def web(host: str | None, port: int | None, parent_fd: int | None, listen_fd: int | None, gate_fd: int | None) -> None:
    """Serve pages, API and stream."""
    settings = listening_at(Settings.from_env(), host=host, port=port)
    _follow(parent_fd)
    with loading_code():
        from foodlink.server.web import run_web

    if gate_fd is not None:
        pass_gate(gate_fd)
    given = None if listen_fd is None else socket.socket(fileno=listen_fd)
    run_web(settings, listening=given, supervised=parent_fd is not None)


@click.command()
@from_supervisor
def scheduler(parent_fd: int | None) -> None:
    """Be the clock: ask for each job when it is due."""
    settings = Settings.from_env()
    _follow(parent_fd)
    with loading_code():
        from foodlink.server.part import service
        from workers.scheduler import run

    with service(settings, supervised=parent_fd is not None):
        run(settings)


@click.command()
@from_supervisor
def worker(parent_fd: int | None) -> None:
    """Do the jobs that were asked for; as many of these as one likes, on any machine."""
    settings = Settings.from_env()
    _follow(parent_fd)
    with loading_code():
        from foodlink.server.part import service
        from workers.worker import run

    with service(settings, supervised=parent_fd is not None):
        run(settings)


def _follow(parent_fd: int | None) -> None:
    if parent_fd is not None:
        end_with_parent(parent_fd)
