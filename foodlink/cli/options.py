"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def where_to_listen(command: Command) -> Command:
    """`--host` and `--port`; HOST and PORT say it where they are left out."""
    command = click.option(
        "--port", type=click.IntRange(0, 65535), help="Default: PORT, else 8000. 0 takes a free one."
    )(command)
    return click.option("--host", help="Default: HOST, else 127.0.0.1.")(command)


def from_supervisor(command: Command) -> Command:
    """`--parent-fd`: the pipe that ends with the supervisor; only `serve` gives it."""
    return click.option("--parent-fd", type=int, hidden=True)(command)
