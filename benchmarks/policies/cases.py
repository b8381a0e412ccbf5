"""Which simulations a comparison is made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from foodlink.demo.network import thin_size
from foodlink.domain.territory import DEPARTMENTS
from foodlink.simulate.options import Options

DAYS, SEEDS = 7, (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Picked:
    """What `ONLY="44 53 seed=1 days=2"` picks: bare words are departments; all five, seeds 1 to 3 and 7 days unless told."""

    territories: tuple[str, ...] = tuple(DEPARTMENTS)
    seeds: tuple[int, ...] = SEEDS
    days: int = DAYS

    @classmethod
    def of(cls, words: str) -> Picked:
        """Read the words; SystemExit names one that is none."""
        found: dict[str, list[str]] = {"territory": [], "seed": [], "days": []}
        for word in words.replace(",", " ").split():
            key, _, value = word.rpartition("=")
            known = value in DEPARTMENTS if not key else value.isdigit()
            if (key or "territory") not in found or not known:
                raise SystemExit(f"ONLY: {word!r} is no department ({', '.join(DEPARTMENTS)}), seed=N or days=N")
            found[key or "territory"].append(value)
        usual = cls()
        return cls(
            territories=tuple(found["territory"]) or usual.territories,
            seeds=tuple(map(int, found["seed"])) or usual.seeds,
            days=int(found["days"][-1]) if found["days"] else usual.days,
        )


@dataclass(frozen=True, slots=True)
class Case:
    """One line of the table, and one of the simulations that it is the mean of."""

    name: str
    options: Options


def cases(picked: Picked, *, sweep: bool) -> list[Case]:
    """The simulations, one seed of all lines after the other, so that whoever stops early has a little of each."""
    lines = list(_sweep(picked) if sweep else _departments(picked))
    return [Case(name, replace(options, seed=seed)) for seed in picked.seeds for name, options in lines]


def _departments(picked: Picked) -> Iterator[tuple[str, Options]]:
    for territory in picked.territories:
        yield f"{territory} {DEPARTMENTS[territory]}", Options(territory=territory, days=picked.days, seed=0)


def _sweep(picked: Picked) -> Iterator[tuple[str, Options]]:
    """One figure at a time, the others as they are, in the first of the territories."""
    usual = Options(territory=picked.territories[0], days=picked.days, seed=0)
    yield "as calibrated", usual
    for minutes in (10.0, 120.0):
        yield f"claim delay {minutes} min", replace(usual, claim_delay_min=minutes)
    for share in (0.1, 0.8):
        yield f"watchful {share:.0%}", replace(usual, watchful=share)
    for share in (0.0, 0.15, 0.3):
        yield f"no-shows {share:.0%}", replace(usual, no_show=share)
    for share in (0.0, 0.5):
        yield f"remarks {share:.0%}", replace(usual, remarks=share)
    yield "thin (10 donors, 15 associations)", replace(usual, size=thin_size())


def names(chosen: Sequence[Case]) -> list[str]:
    """The lines of the table, once each."""
    return list(dict.fromkeys(case.name for case in chosen))
