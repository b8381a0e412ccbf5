"""The names of the gazetteer, today's and former, by how nearly they must be written."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from foodlink.places.folding import fold, loosen
from foodlink.places.gazetteer import Commune, FormerCommune, by_population, gazetteer


@dataclass(frozen=True, slots=True)
class Found:
    """A commune and, where it was named by a former one, that one."""

    commune: Commune
    former: FormerCommune | None = None

    @property
    def name(self) -> str:
        """The name that was meant."""
        return self.former.name if self.former else self.commune.name


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of the index, folded, and folded without its small words."""

    found: Found
    folded: str
    loose: str

    @property
    def rank(self) -> int:
        """0 for a commune of today, 1 for a former one."""
        return 1 if self.found.former else 0


@cache
def entries() -> tuple[Entry, ...]:
    """Every name of the gazetteer."""
    carried = gazetteer()
    today = [Found(commune) for commune in carried.communes]
    former = [Found(carried.by_insee[old.commune], old) for old in carried.former]
    return tuple(Entry(found, fold(found.name), loosen(fold(found.name))) for found in [*today, *former])


@cache
def _index() -> dict[tuple[str, int, str], tuple[Entry, ...]]:
    """Entries by level of likeness, rank (today's before former names) and key."""
    index: dict[tuple[str, int, str], list[Entry]] = {}
    for entry in entries():
        for level, key in _keys(entry.folded, entry.loose):
            index.setdefault((level, entry.rank, key), []).append(entry)
    return {key: tuple(alike) for key, alike in index.items()}


def _keys(folded: str, loose: str) -> Iterator[tuple[str, str]]:
    yield "exact", folded
    yield "loose", loose
    yield "joined", loose.replace(" ", "")
    yield "joined", folded.replace(" ", "")


def named(name: str, *, allowed: Callable[[Commune], bool], whole_name: bool) -> list[Found]:
    """The allowed communes that bear the folded name, at the nearest likeness that has any, most populous first.

    As it is written; without small words; without spaces; and, unless `whole_name`, as the first words of a longer
    name (`la baule` for La Baule-Escoublac). At each, the communes of today before the former ones.
    """
    loose = loosen(name)
    for level, key in dict.fromkeys(_keys(name, loose)):
        for rank in (0, 1):
            alike = _index().get((level, rank, key), ())
            if found := _sorted(entry.found for entry in alike if allowed(entry.found.commune)):
                return found
    if whole_name or len(loose) < 4:
        return []
    for rank in (0, 1):
        begun = (entry.found for entry in entries() if entry.rank == rank and entry.loose.startswith(loose + " "))
        if found := _sorted(found for found in begun if allowed(found.commune)):
            return found
    return []


def _sorted(found: Iterable[Found]) -> list[Found]:
    unique = {(match.commune.insee, match.name): match for match in found}
    return sorted(unique.values(), key=lambda match: by_population(match.commune))
