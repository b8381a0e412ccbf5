"""`foodlink places`: what is known of places."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NoReturn

import click

from config.settings import Settings
from foodlink.cli.faults import BAD_INPUT, Fault
from foodlink.clock import machine_now
from foodlink.database.connect import make_current, opened
from foodlink.database.engine import make_sessions, one_session
from foodlink.services.import_contours import import_contours


@click.group()
def places() -> None:
    """What is known of places."""


@places.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_file(file: Path) -> None:
    """Load official contours of communes from FILE, GeoJSON in WGS 84 with an INSEE code for each."""
    settings = Settings.from_env()
    document = _read(file)
    with opened(settings) as engine:
        make_current(engine, settings)
        with one_session(make_sessions(engine)) as session:
            count = import_contours(session, document, at=machine_now())
    click.echo(f"{count} contours are loaded.")


def _read(file: Path) -> object:
    try:
        document: object = json.loads(file.read_text(encoding="utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Fault(f"{file} is not JSON: {error}", exit_code=BAD_INPUT) from error
    return document


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")
