"""The command `foodlink`: each command parses what it is given, and calls."""

from __future__ import annotations

import importlib
from typing import NoReturn

import click

from foodlink.cli.faults import told_in_one_line

_COMMANDS = {
    "serve": "foodlink.cli.serve:serve",
    "web": "foodlink.cli.parts:web",
    "scheduler": "foodlink.cli.parts:scheduler",
    "worker": "foodlink.cli.parts:worker",
    "db": "foodlink.cli.db:db",
    "account": "foodlink.cli.account:account",
    "places": "foodlink.cli.places:places",
    "backup": "foodlink.cli.backup:backup",
    "restore": "foodlink.cli.backup:restore",
    "demo": "foodlink.cli.demo:demo",
    "simulate": "foodlink.cli.simulate:simulate",
}
"""Each command's module is loaded only when it is called: `foodlink account` needs neither the web nor the solver."""


class _Commands(click.Group):
    """The commands of the table, in its order."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in _COMMANDS:
            return None
        module, _, attribute = _COMMANDS[cmd_name].partition(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> object:
        with told_in_one_line():
            return super().invoke(ctx)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="foodlink")
def cli() -> None:
    """FoodLink: unsold food from those who have it to those who need it.

    `foodlink serve` is all of it on one machine. The environment (FOODLINK_HOME, FOODLINK_DATABASE_URL, HOST, PORT and more)
    is described in config/settings.py. A command ends with 0 when it is done, with 1 when it could not be done, with 2 when
    it was called wrongly or given bad input.
    """


def main() -> NoReturn:
    """Run the command line."""
    cli.main(prog_name="foodlink")
    raise SystemExit(0)
