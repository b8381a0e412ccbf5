"""Units of the router: integer seconds, integer metres, and loads in integer thousandths.

Loads, capacities and room have at most three decimals in the contract, so that they are summed exactly as integers.
"""

from __future__ import annotations

import math
from fractions import Fraction

INT64_MAX = 2**63 - 1
HALF_ROUND_THE_EARTH = 40_000_000
"""More metres of road, and seconds, than from anywhere to anywhere, and than engines say where no road leads."""
PER_UNIT = 1000
"""Thousandths in one unit of load."""


def exact(number: int | float) -> Fraction:
    """The decimal number that was written, not its nearest binary one: 0.7 is 7/10."""
    return Fraction(number) if isinstance(number, int) else Fraction(repr(number))


def to_thousandths(number: int | float) -> int | None:
    """A load in thousandths; None where it has more than three decimals."""
    scaled = exact(number) * PER_UNIT
    return scaled.numerator if scaled.denominator == 1 else None


def from_thousandths(amount: int) -> int | float:
    """The load as people write it: 35, 0.125."""
    return amount // PER_UNIT if amount % PER_UNIT == 0 else amount / PER_UNIT


def ceil_div(number: int, divisor: Fraction) -> int:
    """The quotient rounded up, exactly: ⌈matrix duration / speed factor⌉ of the contract."""
    return -(-number * divisor.denominator // divisor.numerator)


def is_finite(number: int | float) -> bool:
    """False for NaN, the infinities and what does not fit in 64 bits."""
    if isinstance(number, int):
        return abs(number) <= INT64_MAX
    return math.isfinite(number) and abs(number) <= INT64_MAX
