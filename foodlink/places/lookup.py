"""Finding a commune from what people type: a name, a postcode, a code, or several of them."""

import re
from dataclasses import dataclass, replace

from foodlink.places.folding import fold
from foodlink.places.gazetteer import DEPARTMENTS, Commune, by_population, gazetteer
from foodlink.places.name_index import Found, named

_DEPARTMENT_NAMES = {
    "loire atlantique": "44",
    "maine et loire": "49",
    "mayenne": "53",
    "sarthe": "72",
    "vendee": "85",
}
_CEDEX = re.compile(r"\bcedex(?: \d{1,2})?\b")


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed, taken apart: the folded name, a code of five digits, a department; each may be empty."""

    name: str
    code: str = ""
    department: str = ""


def find_commune(text: str, *, postcode: str | None = None, department: str | None = None) -> list[Commune]:
    """The communes that a text can mean, the most populous first; empty where none.

    The text is a name as people type it (`st herblain`, `44000 Nantes`, `Nantes (44)`, `baule escoublac`, the name
    of a delegated commune), a postcode or an INSEE code. `postcode` and `department` narrow the choice as they
    would within the text. A postcode that no commune of the name has (a CEDEX one, the next commune's) counts for
    its department only. Five digits alone are a postcode where there is one, else an INSEE code.
    """
    found = find(text, postcode=postcode, department=department)
    return sorted({match.commune.insee: match.commune for match in found}.values(), key=by_population)


def find(
    text: str, *, postcode: str | None = None, department: str | None = None, whole_name: bool = False
) -> list[Found]:
    """As `find_commune`, with the former commune that was named; `whole_name` refuses a name cut short."""
    query = parse(text)
    query = replace(query, code=postcode or query.code, department=department or query.department)
    return find_query(query, whole_name=whole_name)


def find_query(query: Query, *, whole_name: bool = False) -> list[Found]:
    """As `find`, for a text already taken apart; a department written out at the end of the name narrows too."""
    return _find(query, whole_name=whole_name) or _with_department_name(query, whole_name=whole_name)


def parse(text: str) -> Query:
    """Take a text apart into name, code and department."""
    words = _CEDEX.sub(" ", fold(text)).split()
    codes = [word for word in words if re.fullmatch(r"\d{5}", word)]
    if codes:
        at = words.index(codes[0])
        before = words[:at]
        if before and before[-1] == "f":
            before.pop()
        words = before + words[at + 1 :]
    words = _without_country(words)
    for end in (-1, 0):
        if len(words) > 1 and words[end] in DEPARTMENTS:
            return Query(_joined(words, without=end), codes[0] if codes else "", words[end])
    return Query(" ".join(words), codes[0] if codes else "")


def department_named(line: str) -> str:
    """The department whose name or number is all of a line, else empty."""
    words = " ".join(_without_country(fold(line).split()))
    return words if words in DEPARTMENTS else _DEPARTMENT_NAMES.get(words, "")


def _without_country(words: list[str]) -> list[str]:
    """The words without the country or region at their end: `loire` in its name is no place (Loiré is one)."""
    for country in (["france"], ["pays", "de", "la", "loire"]):
        if words[-len(country) :] == country:
            words = words[: -len(country)]
    return words


def _find(query: Query, *, whole_name: bool) -> list[Found]:
    """The communes of a query: by postcode and name, else by department and name, else by name alone."""
    if not query.name:
        return [match for match in _of_code(query.code) if _in_department(match.commune, query.department)]
    if query.code:
        strict = named(query.name, allowed=lambda c: c.has_code(query.code), whole_name=whole_name)
        if strict:
            return strict
    department = query.department or (query.code[:2] if query.code else "")
    return named(query.name, allowed=lambda c: _in_department(c, department), whole_name=whole_name)


def _of_code(code: str) -> list[Found]:
    carried = gazetteer()
    if code in carried.by_postcode:
        return [Found(commune) for commune in carried.by_postcode[code]]
    if code in carried.by_insee:
        return [Found(carried.by_insee[code])]
    return [Found(carried.by_insee[old.commune], old) for old in carried.former if old.code == code]


def _in_department(commune: Commune, department: str) -> bool:
    return not department or commune.department == department


def _with_department_name(query: Query, *, whole_name: bool) -> list[Found]:
    for spelled, department in _DEPARTMENT_NAMES.items():
        name = query.name.removesuffix(" " + spelled)
        if name != query.name and query.department in ("", department):
            narrowed = replace(query, name=name, department=department)
            return _find(narrowed, whole_name=whole_name)
    return []


def _joined(words: list[str], *, without: int) -> str:
    return " ".join(words[:-1] if without == -1 else words[1:])
