"""The kinds of values that bodies and queries are made of, each with its bounds; what is refused says why."""

from __future__ import annotations

import math
import re
import string
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from marshmallow import ValidationError, fields, validate

_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_LINES = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_BROKEN = re.compile("[\x00\ud800-\udfff]")
_BLANK = f"{string.whitespace}\u00a0\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""What nobody can see: a title of nothing else is no title."""
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)
_YEARS = range(2000, 2200)


class Text(fields.String):
    """Text of `shortest` to `longest` characters, outer blanks apart, without control characters; `lines` may break."""

    def __init__(self, longest: int, *, shortest: int = 1, lines: bool = False, **options: Any) -> None:
        super().__init__(validate=validate.Length(min=shortest, max=longest), **options)
        self._forbidden = _LINES if lines else _LINE

    def _deserialize(self, value: Any, *where: Any, **options: Any) -> str:
        written = str(super()._deserialize(value, *where, **options)).replace("\r\n", "\n")
        if self._forbidden.search(written):
            raise ValidationError("Control characters and broken characters are not allowed.")
        return written.strip(_BLANK)


class Secret(fields.String):
    """A password: any characters that can be written, 1 to `longest` of them, none taken away."""

    def __init__(self, longest: int, **options: Any) -> None:
        super().__init__(validate=validate.Length(1, longest), **options)

    def _deserialize(self, value: Any, *where: Any, **options: Any) -> str:
        written = str(super()._deserialize(value, *where, **options))
        if _BROKEN.search(written):
            raise ValidationError("Control characters and broken characters are not allowed.")
        return written


class Number(fields.Float):
    """A JSON number, never a string, a truth value, NaN or infinity."""

    def _deserialize(self, value: Any, *where: Any, **options: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, *where, **options)


class Kilograms(Number):
    """A weight: a JSON number in kg with at most 3 decimals outside, whole grams inside. Bounds in kg."""

    def __init__(self, *, above: float | None = None, least: float = 0, most: float = 2000, **options: Any) -> None:
        bounds = {"minimum": least} if above is None else {"exclusiveMinimum": above}
        options["metadata"] = {**bounds, "maximum": most, "multipleOf": 0.001, "description": "kg"}
        super().__init__(**options)
        self._above, self._least, self._most = above, least, most

    def _deserialize(self, value: Any, *where: Any, **options: Any) -> int:
        kilograms: float = super()._deserialize(value, *where, **options)
        if kilograms > self._most or (kilograms < self._least if self._above is None else kilograms <= self._above):
            low = f"at least {self._least:g}" if self._above is None else f"above {self._above:g}"
            raise ValidationError(f"Must be {low} and at most {self._most:g} kg.")
        grams = round(kilograms * 1000)
        # The allowance is for what clients add up (0.1 + 0.2); it does not make nothing of something.
        if abs(kilograms * 1000 - grams) > 1e-6 or (grams == 0) != (kilograms == 0):
            raise ValidationError("Must have at most 3 decimals.")
        return grams

    def _serialize(self, value: Any, *_where: Any, **_options: Any) -> float | None:
        return None if value is None else value / 1000


class Moment(fields.AwareDateTime):
    """A moment in RFC 3339 with its offset; UTC inside and in answers."""

    def _deserialize(self, value: Any, *_where: Any, **_options: Any) -> datetime:
        if not isinstance(value, str) or not _MOMENT.fullmatch(value):
            raise ValidationError("Must be a moment with its offset, as 2026-11-24T08:30:00+01:00.")
        try:
            moment = datetime.fromisoformat(value.upper()).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise ValidationError("Not a moment that exists.") from error
        if moment.year not in _YEARS:
            raise ValidationError("This year is out of bounds.")
        return moment


class Day(fields.Date):
    """A local day, YYYY-MM-DD."""

    def _deserialize(self, value: Any, *_where: Any, **_options: Any) -> date:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise ValidationError("Must be a day, as 2026-11-24.")
        try:
            day = date.fromisoformat(value)
        except ValueError as error:
            raise ValidationError("Not a day that exists.") from error
        if day.year not in _YEARS:
            raise ValidationError("This year is out of bounds.")
        return day


class Identifier(fields.UUID):
    """A UUID as text."""

    def _deserialize(self, value: Any, *_where: Any, **_options: Any) -> UUID:
        if not isinstance(value, str) or not _UUID.fullmatch(value):
            raise self.make_error("invalid_uuid")
        return UUID(value)


class Whole(fields.Integer):
    """A whole JSON number from `low` to `high`."""

    def __init__(self, low: int, high: int, **options: Any) -> None:
        super().__init__(strict=True, validate=validate.Range(min=low, max=high), **options)

    def _deserialize(self, value: Any, *where: Any, **options: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, *where, **options)


class WholeInQuery(fields.Integer):
    """A whole number from `low` to `high`, as a query spells it."""

    def __init__(self, low: int, high: int, **options: Any) -> None:
        super().__init__(validate=validate.Range(min=low, max=high), **options)

    def _deserialize(self, value: Any, *where: Any, **options: Any) -> Any:
        if not isinstance(value, str) or not re.fullmatch(r"-?\d{1,9}", value, re.ASCII):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, *where, **options)


class DecimalInQuery(fields.Float):
    """A number above `above` and at most `most`, as a query spells it."""

    def __init__(self, above: float, most: float, **options: Any) -> None:
        super().__init__(validate=validate.Range(min=above, max=most, min_inclusive=False), **options)

    def _deserialize(self, value: Any, *where: Any, **options: Any) -> Any:
        if not isinstance(value, str) or not re.fullmatch(_DECIMAL, value, re.ASCII):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, *where, **options)


_DECIMAL = r"-?\d{1,9}(\.\d{1,15})?"


class PointInQuery(fields.String):
    """LAT,LON in degrees (WGS 84), as a query spells it; a pair of numbers inside."""

    def _deserialize(self, value: Any, *_where: Any, **_options: Any) -> Any:
        if not isinstance(value, str) or not re.fullmatch(f"{_DECIMAL},{_DECIMAL}", value, re.ASCII):
            raise ValidationError("Must be LAT,LON in degrees.")
        lat, lon = (float(part) for part in value.split(","))
        if not (math.fabs(lat) <= 90 and math.fabs(lon) <= 180):
            raise ValidationError("Must be LAT,LON in degrees.")
        return lat, lon


def latitude(**options: Any) -> Number:
    """A latitude in degrees."""
    return Number(validate=validate.Range(-90, 90), **options)


def longitude(**options: Any) -> Number:
    """A longitude in degrees."""
    return Number(validate=validate.Range(-180, 180), **options)
