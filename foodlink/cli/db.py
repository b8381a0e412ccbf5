"""`foodlink db`: the schema of the database."""

from __future__ import annotations

import click

from config.settings import Settings
from foodlink.database import schema
from foodlink.database.connect import opened


@click.group()
def db() -> None:
    """The schema of the database."""


@db.command()
def upgrade() -> None:
    """Migrate to the newest schema."""
    with opened(Settings.from_env()) as engine:
        changed = not schema.is_current(engine)
        schema.upgrade(engine)
    click.echo("The schema is now the newest." if changed else "The schema is already the newest.")
