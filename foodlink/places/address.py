"""Taking the commune out of a full postal address."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from foodlink.places.folding import SMALL_WORDS, fold
from foodlink.places.lookup import Query, department_named, find_query, parse
from foodlink.places.name_index import Found
from foodlink.places.sphere import distance_km

Point = tuple[float, float]
"""(lat, lon), WGS 84 degrees."""

LONGEST_NAME_WORDS = 10
"""No commune of the gazetteer has more words; what stands before them is street."""

_ARTICLES = frozenset(("la", "le", "les", "l"))
_STREET = re.compile(
    r"rue|av|ave|avenue|bd|bld|boul|boulevard|place|pl|allee|allees|chemin|ch|che|route|"
    r"rte|impasse|imp|quai|cours|square|sq|passage|pas|voie|ruelle|rond|point|esplanade|"
    r"faubourg|fg|fbg|promenade|residence|res|lotissement|lot|venelle|sentier|villa|cite|"
    r"domaine|parc|mail|hameau|lieudit|za|zi|zac|zone|centre"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """The commune that an address was read to name; not `sure` where it was chosen among several."""

    found: Found
    sure: bool


def commune_in_address(address: str, *, near: Point | None = None) -> Reading | None:
    """The commune in which an address says it lies, or None.

    Read from its last line or comma backwards: a postcode with the name behind or before it; a postcode alone (its
    most populous commune, or the nearest to `near`); a name that ends a line and is not the name of a street
    (`rue de Nantes`). Homonyms are told apart by the postcode or department, else the nearest to `near` is taken,
    else None: a wrong commune is worse than a question.
    """
    lines = [line for line in re.split(r"[,;\n]", address) if line.strip()]
    for line in reversed(lines):
        if code := re.search(r"(?<!\d)\d{5}(?!\d)", line):
            before, after = fold(line[: code.start()]), parse(line[code.end() :])
            return _with_code(Query(after.name, code[0], after.department), before=before, near=near)
    department = department_named(lines[-1]) if len(lines) > 1 else ""
    reading = _without_code(lines[:-1], department=department, near=near) if department else None
    return reading or _without_code(lines, department="", near=near)


def _without_code(lines: list[str], *, department: str, near: Point | None) -> Reading | None:
    """The commune that ends a line, the last line first."""
    for line in reversed(lines):
        query = parse(line)
        query = replace(query, department=query.department or department)
        for name in _endings(query.name):
            if found := find_query(replace(query, name=name), whole_name=name != query.name):
                return _choose(found, near=near, guess=False)
    return None


def _with_code(query: Query, *, before: str, near: Point | None) -> Reading | None:
    """The commune named behind the code, else the one before it that has this code, else one that has it."""
    for name in _beginnings(query.name):
        if found := find_query(replace(query, name=name), whole_name=name != query.name):
            return _choose(found, near=near, guess=True)
    for name in _endings(before):
        found = find_query(replace(query, name=name), whole_name=True)
        if with_code := [match for match in found if match.commune.has_code(query.code)]:
            return _choose(with_code, near=near, guess=True)
    return _choose(find_query(replace(query, name="")), near=near, guess=True)


def _beginnings(name: str) -> Iterator[str]:
    """The first words of what stands behind a postcode, the longest run first (`saint nazaire batiment 3`)."""
    words = name.split()[:LONGEST_NAME_WORDS]
    for end in range(len(words), 0, -1):
        yield " ".join(words[:end])


def _endings(line: str) -> Iterator[str]:
    """The last words of a line, the longest run first, that do not end the name of a street."""
    words = line.split()
    for start in range(max(0, len(words) - LONGEST_NAME_WORDS), len(words)):
        begins_a_name = start == 0 or words[start] not in SMALL_WORDS or words[start] in _ARTICLES
        if begins_a_name and not _is_street(words[:start]):
            yield " ".join(words[start:])


def _is_street(before: list[str]) -> bool:
    """Whether the words before a name are a street's: its kind, then nothing but small words."""
    while before and before[-1] in SMALL_WORDS:
        before = before[:-1]
    return bool(before) and _STREET.fullmatch(before[-1]) is not None


def _choose(found: list[Found], *, near: Point | None, guess: bool) -> Reading | None:
    """The only one; else the nearest; else, where a guess will do, the first, which is the most populous."""
    if not found:
        return None
    if near is not None:
        lat, lon = near
        best = min(found, key=lambda m: distance_km(lat, lon, to_lat=m.commune.lat, to_lon=m.commune.lon))
        return Reading(best, sure=len(found) == 1)
    return Reading(found[0], sure=len(found) == 1) if guess or len(found) == 1 else None
