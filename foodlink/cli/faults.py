"""How a command fails: one line that says why and what to do, and the exit code of the contract."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import click
import psycopg
from sqlalchemy.exc import OperationalError, ProgrammingError

from config.settings import InvalidSettings
from foodlink.database.connect import SchemaNotCurrent
from foodlink.database.errors import EmbeddedDatabaseError
from foodlink.domain.errors import FoodLinkError, Invalid

NOT_DONE = 1
BAD_INPUT = 2


class Fault(click.ClickException):
    """What the command could not do, in one line."""

    def __init__(self, message: str, *, exit_code: int = NOT_DONE) -> None:
        super().__init__(" ".join(message.split()))
        vars(self)["exit_code"] = exit_code  # click declares it for the class

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(f"foodlink: {self.message}", file=file or sys.stderr)


@contextmanager
def told_in_one_line() -> Iterator[None]:
    """Turn what a command may meet into a Fault; what nobody foresaw keeps its trace."""
    try:
        yield
    except InvalidSettings as error:
        raise Fault(f"the environment is not valid: {error}", exit_code=BAD_INPUT) from error
    except Invalid as error:
        raise Fault(_every(error), exit_code=BAD_INPUT) from error
    except FoodLinkError as error:
        raise Fault(error.message) from error
    except (EmbeddedDatabaseError, SchemaNotCurrent) as error:
        raise Fault(str(error)) from error
    except ProgrammingError as error:
        if not isinstance(error.orig, psycopg.errors.UndefinedTable | psycopg.errors.UndefinedColumn):
            raise
        raise Fault("the database has another schema than this program: run `foodlink db upgrade`") from error
    except (OperationalError, psycopg.OperationalError) as error:
        cause = getattr(error, "orig", None) or error
        raise Fault(f"the database does not answer ({cause}): check FOODLINK_DATABASE_URL") from error


def _every(error: Invalid) -> str:
    told = [f"{path}: {' '.join(messages)}" if path else " ".join(messages) for path, messages in error.errors.items()]
    return "; ".join(told) or error.message
