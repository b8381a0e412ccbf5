"""How a command fails: one line that says why and what to do, and the exit code of the contract."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

import click

from config.settings import InvalidSettings
from foodlink.server.errors import CannotServe

if TYPE_CHECKING:
    from foodlink.domain.errors import Invalid

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
    except (click.ClickException, click.exceptions.Exit):
        raise
    except Exception as error:
        fault = _fault_of(error)
        if fault is None:
            raise
        raise fault from error


def _fault_of(error: Exception) -> Fault | None:
    """What is told of it, None where nobody foresaw it. The kinds that take long to load are loaded only by now."""
    if isinstance(error, InvalidSettings):
        return Fault(f"the environment is not valid: {error}", exit_code=BAD_INPUT)
    if isinstance(error, CannotServe):
        return Fault(str(error))
    return _refusal(error) or _fault_of_the_database(error)


def _refusal(error: Exception) -> Fault | None:
    from foodlink.domain.errors import FoodLinkError, Invalid

    if isinstance(error, Invalid):
        return Fault(_every(error), exit_code=BAD_INPUT)
    if isinstance(error, FoodLinkError):
        return Fault(error.message)
    return None


def _fault_of_the_database(error: Exception) -> Fault | None:
    import psycopg
    from sqlalchemy.exc import OperationalError, ProgrammingError

    from foodlink.database.connect import SchemaNotCurrent
    from foodlink.database.errors import EmbeddedDatabaseError

    cause = getattr(error, "orig", None) or error
    if isinstance(error, EmbeddedDatabaseError | SchemaNotCurrent):
        return Fault(str(error))
    if isinstance(error, ProgrammingError) and isinstance(
        cause, psycopg.errors.UndefinedTable | psycopg.errors.UndefinedColumn
    ):
        return Fault("the database has another schema than this program: run `foodlink db upgrade`")
    if isinstance(error, OperationalError | psycopg.OperationalError):
        return Fault(f"the database does not answer ({cause}): check FOODLINK_DATABASE_URL")
    return None


def _every(error: Invalid) -> str:
    told = [f"{path}: {' '.join(messages)}" if path else " ".join(messages) for path, messages in error.errors.items()]
    return "; ".join(told) or error.message
