"""`foodlink backup` and `foodlink restore`: the whole database, online."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from config.settings import Settings
from foodlink.cli.faults import BAD_INPUT, Fault
from foodlink.database import backup as files
from foodlink.database import schema
from foodlink.database.connect import opened


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write the whole database to FILE, while the service runs."""
    with opened(Settings.from_env()) as engine, _told():
        files.write_backup(engine, file.absolute())
    click.echo(f"The database is in {file} ({file.stat().st_size / 1e6:.1f} MB).")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Read FILE, a backup, into an empty database."""
    if not files.is_backup(file):
        raise Fault(f"{file} is no backup: give a file that `foodlink backup` wrote", exit_code=BAD_INPUT)
    with opened(Settings.from_env()) as engine, _told():
        files.read_backup(engine, file.absolute())
        current = schema.is_current(engine)
    click.echo(f"The database is as it was in {file}.")
    if not current:
        click.echo("Its schema is not that of this program: run `foodlink db upgrade`.")


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except files.CannotBackUp as error:
        raise Fault(str(error)) from error
