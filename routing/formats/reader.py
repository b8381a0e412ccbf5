"""Reads JSON values strictly, and says at which path something is wrong."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Collection
from typing import Any, NoReturn, TypeVar

from routing.errors import InvalidProblem
from routing.text import has_half_characters
from routing.units import INT64_MAX, is_finite, to_thousandths

T = TypeVar("T")
NAME_LIMIT = 60
MOST_DIGITS = 40
MOST_TOTAL = 10**MOST_DIGITS


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
        self._object()
        for name in self.value:
            if name not in known:
                self.fail(f"unknown field {_short(name)}")
        for name in required:
            if name not in self.value:
                self.fail(f"field '{name}' is missing")
        return self

    def _object(self) -> None:
        if not isinstance(self.value, dict):
            self.fail("is not an object")
        if isinstance(self.value, _Doubled):
            self.fail(f"field {_short(self.value.field)} is there twice")

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

    def total(self) -> int | float:
        """A number that may be a sum of such: 64 bits may not hold it."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            self.fail("is not a number")
        if not abs(self.value) < MOST_TOTAL:
            self.fail("is not a finite number")
        return self.value

    def whole_total(self) -> int:
        """A whole number that may be a sum."""
        number = self.total()
        if number != int(number):
            self.fail("is not a whole number")
        return int(number)

    def text(self) -> str:
        """A string."""
        if not isinstance(self.value, str):
            self.fail("is not a string")
        if has_half_characters(self.value):
            self.fail(f"{_short(self.value)} holds half a character")
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
        amounts = self._thousandths(Reader.number)
        for name, amount in amounts.items():
            if abs(amount) > INT64_MAX:
                self.at(name).fail("is not a finite number of 64 bits")
        return amounts

    def total_amounts(self) -> dict[str, int]:
        """Amounts by dimension that may be sums."""
        return self._thousandths(Reader.total)

    def _thousandths(self, read: Callable[[Reader], int | float]) -> dict[str, int]:
        self._object()
        amounts = {}
        for name in self.value:
            if has_half_characters(name):
                self.fail(f"{_short(name)} holds half a character")
            amount = to_thousandths(read(self.at(name)))
            if amount is None:
                self.at(name).fail("has more than three decimals")
            amounts[name] = amount
        return amounts

    def words(self) -> frozenset[str]:
        """A set of strings."""
        return frozenset(each.text() for each in self.items())


class _Doubled(dict[str, Any]):
    """An object in which a field was written twice; whoever reads it says where."""

    field: str


def read_json(text: str, error: type[InvalidProblem] = InvalidProblem) -> Any:
    """The value in a JSON text; raises `error` where it is none, or is nested beyond reason.

    What is wrong at one place, such as NaN, a number of 5,000 digits or a field that is there twice, is left for the
    `Reader`, which knows the path.
    """
    try:
        try:
            return json.loads(text, object_pairs_hook=_object)
        except ValueError:  # more digits than Python reads, or no JSON at all
            return json.loads(text, object_pairs_hook=_object, parse_int=_whole)
    except RecursionError as problem:
        raise error("", "is nested too deeply") from problem
    except ValueError as problem:
        raise error("", f"is not JSON: {_one_line(problem)}") from problem


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    doubled = _Doubled(made)
    seen: set[str] = set()
    doubled.field = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
    return doubled


def _whole(digits: str) -> int | float:
    """Beyond 64 bits nothing is told apart any more."""
    return int(digits) if len(digits) <= MOST_DIGITS else math.inf


def _one_line(problem: Exception) -> str:
    return " ".join(str(problem).split())[:200]


def _short(name: str) -> str:
    return repr(name if len(name) <= NAME_LIMIT else name[:NAME_LIMIT] + "…")
