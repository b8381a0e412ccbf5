"""Reads JSON values strictly, and says at which path something is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from typing import Any, NoReturn, TypeVar

from routing.errors import InvalidProblem
from routing.units import INT64_MAX, is_finite, to_thousandths

T = TypeVar("T")
NAME_LIMIT = 60


class Reader:
    """One JSON value and its path."""

    def __init__(self, value: Any, path: str = "", error: type[InvalidProblem] = InvalidProblem) -> None:
        self.value = value
        self.path = path
        self.error = error

    def fail(self, fault: str) -> NoReturn:
        """Raise the error of this reader at this path."""
        raise self.error(self.path, fault)

    def fields(self, known: Collection[str], required: Collection[str] = ()) -> Reader:
        """An object with no unknown field, and with every required one."""
        if not isinstance(self.value, dict):
            self.fail("is not an object")
        for name in self.value:
            if name not in known:
                self.fail(f"unknown field {_short(name)}")
        for name in required:
            if name not in self.value:
                self.fail(f"field '{name}' is missing")
        return self

    def has(self, name: str) -> bool:
        """Whether a field is there, and not null."""
        return self.value.get(name) is not None

    def at(self, name: str) -> Reader:
        """The field of an object."""
        return Reader(self.value[name], f"{self.path}.{name}" if self.path else name, self.error)

    def optional(self, name: str, read: Callable[[Reader], T], default: T) -> T:
        """A field that may be absent."""
        return read(self.at(name)) if name in self.value else default

    def items(self, *, length: Collection[int] | None = None) -> list[Reader]:
        """The elements of a list."""
        if not isinstance(self.value, list | tuple):
            self.fail("is not a list")
        if length is not None and len(self.value) not in length:
            self.fail(f"has {len(self.value)} elements")
        return [Reader(each, f"{self.path}[{place}]", self.error) for place, each in enumerate(self.value)]

    def integer(self) -> int:
        """A whole number that fits in 64 bits."""
        number = self.number()
        if number != int(number):
            self.fail("is not a whole number")
        return int(number)

    def number(self) -> int | float:
        """A finite number that fits in 64 bits."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            self.fail("is not a number")
        if not is_finite(self.value):
            self.fail("is not a finite number of 64 bits")
        return self.value

    def text(self) -> str:
        """A string."""
        if not isinstance(self.value, str):
            self.fail("is not a string")
        return self.value

    def boolean(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            self.fail("is not true or false")
        return self.value

    def one_of(self, choices: Collection[str]) -> str:
        """One of a few words."""
        word = self.text()
        if word not in choices:
            self.fail(f"is none of {', '.join(choices)}")
        return word

    def amounts(self) -> dict[str, int]:
        """Amounts by dimension, in thousandths."""
        if not isinstance(self.value, dict):
            self.fail("is not an object")
        amounts = {}
        for name in self.value:
            cell = self.at(name)
            amount = to_thousandths(cell.number())
            if amount is None:
                cell.fail("has more than three decimals")
            if abs(amount) > INT64_MAX:
                cell.fail("is not a finite number of 64 bits")
            amounts[name] = amount
        return amounts

    def words(self) -> frozenset[str]:
        """A set of strings."""
        return frozenset(each.text() for each in self.items())


def read_json(text: str, error: type[InvalidProblem] = InvalidProblem) -> Any:
    """The value in a JSON text: no NaN, no field twice, no nesting beyond reason. Raises `error`."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            names = [name for name, _ in pairs]
            raise error("", f"field {_short(next(n for n in names if names.count(n) > 1))} is there twice")
        return made

    def refuse(word: str) -> NoReturn:
        raise error("", f"{word} is not a number")

    try:
        return json.loads(text, object_pairs_hook=unique, parse_constant=refuse)
    except RecursionError as problem:
        raise error("", "is nested too deeply") from problem
    except ValueError as problem:
        raise error("", f"is not JSON: {_one_line(problem)}") from problem


def _one_line(problem: Exception) -> str:
    return " ".join(str(problem).split())[:200]


def _short(name: str) -> str:
    return repr(name if len(name) <= NAME_LIMIT else name[:NAME_LIMIT] + "…")
