"""Drive times of vehicles that are faster or slower than the tables."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from routing.large.sources import Ints
from routing.units import ceil_div


def at_speed(seconds: Ints, speed: Fraction) -> Ints:
    """Drive times of a vehicle of this speed, rounded up exactly."""
    if speed == 1:
        return seconds
    most = int(seconds.max(initial=0))
    if most * speed.denominator < 1 << 62 and max(speed.numerator, speed.denominator) < 1 << 62:
        return -(-seconds * speed.denominator // speed.numerator)
    each, places = np.unique(seconds, return_inverse=True)
    drives = np.array([ceil_div(cell, speed) for cell in each.tolist()], dtype=np.int64)
    return np.asarray(drives[places].reshape(seconds.shape))
