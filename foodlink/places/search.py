"""Suggesting communes while a name is still being typed."""

from foodlink.places.folding import fold
from foodlink.places.gazetteer import Commune, by_population, gazetteer
from foodlink.places.name_index import Entry, entries


def search(text: str, limit: int = 10) -> list[Commune]:
    """Communes for a text still being typed, at most `limit`: names that begin so, then names with such a word.

    Digits are the beginning of a postcode. Former communes lead to the commune of today. Within a rank the most
    populous come first.
    """
    words = fold(text).split()
    digits = "".join(word for word in words if word.isdigit())
    typed = " ".join(word for word in words if not word.isdigit())
    if not (digits or typed):
        return []
    ranked: dict[str, tuple[int, tuple[int, str]]] = {}
    for entry in entries():
        rank = _search_rank(entry, typed)
        commune = entry.found.commune
        if rank is not None and any(postcode.startswith(digits) for postcode in commune.postcodes):
            place = (rank, by_population(commune))
            ranked[commune.insee] = min(place, ranked.get(commune.insee, place))
    by_insee = gazetteer().by_insee
    return [by_insee[insee] for insee in sorted(ranked, key=ranked.__getitem__)[:limit]]


def _search_rank(entry: Entry, typed: str) -> int | None:
    if entry.folded.startswith(typed) or entry.loose.startswith(typed):
        return entry.rank
    return 2 + entry.rank if f" {typed}" in f" {entry.folded}" else None
