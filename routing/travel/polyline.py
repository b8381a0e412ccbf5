"""Lines as road engines write them: differences of microdegrees, five bits a character, least first (polyline6)."""

from __future__ import annotations

from routing.travel.trouble import EngineAway

LatLon = tuple[float, float]
Line = list[LatLon]

_BASE, _BITS, _MORE = 63, 5, 0x20


def decoded(text: str) -> Line:
    """The points of the line, as latitude and longitude in degrees. Raises EngineAway where it is none."""
    numbers = _numbers(text)
    if len(numbers) % 2:
        raise EngineAway("its line ends half way")
    lat = lon = 0
    line: Line = []
    for north, east in zip(numbers[::2], numbers[1::2], strict=True):
        lat, lon = lat + north, lon + east
        line.append((lat / 1e6, lon / 1e6))
    if any(abs(lat) > 90 or abs(lon) > 180 for lat, lon in line):
        raise EngineAway("its line leaves the earth")
    return line


def _numbers(text: str) -> list[int]:
    numbers, number, shift = [], 0, 0
    for mark in text:
        bits = ord(mark) - _BASE
        if not 0 <= bits < 2 * _MORE or shift > 12 * _BITS:
            raise EngineAway("its line is none")
        number |= (bits % _MORE) << shift
        shift += _BITS
        if bits < _MORE:
            # The lowest bit tells the sign, the others of a negative number are turned round.
            numbers.append(~(number >> 1) if number & 1 else number >> 1)
            number = shift = 0
    if shift:
        raise EngineAway("its line breaks off")
    return numbers
