"""`foodlink demo`: the demonstration network."""

from __future__ import annotations

import click

from config.settings import Settings
from foodlink.clock import machine_now
from foodlink.database.connect import make_current, opened
from foodlink.database.engine import make_sessions, one_session
from foodlink.demo.load import load, load_day
from foodlink.demo.sign_ins import PASSWORD, emails
from foodlink.domain.territory import DEPARTMENTS
from foodlink.local_time import local_day
from foodlink.services.passwords import Passwords


@click.group()
def demo() -> None:
    """A fictional, plausible network on real communes."""


@demo.command("load")
@click.option("--territory", type=click.Choice(list(DEPARTMENTS)), default="44", show_default=True)
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True)
def load_command(territory: str, seed: int) -> None:
    """Fill an empty database with the network that belongs to the seed, and the offers of its day.

    The day is that of FOODLINK_CLOCK, where it is set, else today.
    """
    settings = Settings.from_env()
    at = settings.clock or machine_now()
    with opened(settings) as engine:
        make_current(engine, settings)
        with one_session(make_sessions(engine)) as session:
            network = load(session, territory, seed=seed, passwords=Passwords(cheap=settings.cheap_passwords), at=at)
            offers = load_day(session, territory, local_day(at), seed=seed, at=at)
    click.echo(
        f"{DEPARTMENTS[territory]}: {len(network.producers)} producers, {len(network.associations)} associations, "
        f"{len(network.drivers)} drivers, {offers} offers of {local_day(at)}."
    )
    click.echo(f"Sign in as {', '.join(emails())}; the password is {PASSWORD}.")
