"""What can be set of a simulation, beside its seed; the defaults are the figures of `config/demonstration.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from config.tables import table
from foodlink.demo.network import Size

FIRST_DAY = date(2026, 11, 23)
"""A Monday."""


@dataclass(frozen=True, slots=True)
class Options:
    """One simulation. Delays in minutes, shares from 0 to 1.

    `iterations` bounds each solve, so that a seed means something; `no_show` is the share of volunteers' days on which they
    do not turn up, `claim_delay_min` the median time from an offer's appearance to a claim of it.
    """

    territory: str
    days: int
    seed: int
    first_day: date = FIRST_DAY
    size: Size | None = None
    batch_min: int = 30
    iterations: int = 1_500
    claim_delay_min: float = float(table("demonstration")["claims"]["delay_median_min"])
    watchful: float = float(table("demonstration")["claims"]["watchful"])
    no_show: float = float(table("demonstration")["volunteers"]["no_show"])
    remarks: float = float(table("demonstration")["trouble"]["remarks"])
