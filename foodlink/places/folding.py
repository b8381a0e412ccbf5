"""The spelling of place names as people type them, folded to one form."""

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
_UNDER = re.compile(r"\bs\s*/\s*s\b")
_ON = re.compile(r"\bs\s*/")
_ABBREVIATIONS = {
    "st": "saint",
    "ste": "sainte",
    "sts": "saints",
    "stes": "saintes",
    "nd": "notre dame",
}
SMALL_WORDS = frozenset(["le", "la", "les", "l", "de", "du", "des", "d", "sur", "en", "au", "aux", "a"])
"""Words that people leave out or mistake: articles and the prepositions of French place names."""


def fold(text: str) -> str:
    """Fold a name to lower-case ASCII words parted by one space.

    Accents, case, hyphens, apostrophes, ligatures and other signs do not count; `St`, `Ste`, `S/`, `S/s` and
    `N.-D.` are written out (Saint, Sainte, sur, sous, Notre-Dame). Folding what is folded changes nothing.
    """
    text = text.casefold().translate(_LIGATURES)
    text = _ON.sub(" sur ", _UNDER.sub(" sous ", text))
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    words = re.findall(r"[a-z0-9]+", plain.casefold())
    return " ".join(_written_out(words))


def loosen(folded: str) -> str:
    """The folded name without its small words, or the name itself where nothing else is left.

    `la baule escoublac` and `baule escoublac` become one.
    """
    words = [word for word in folded.split() if word not in SMALL_WORDS]
    return " ".join(words) or folded


def _written_out(words: list[str]) -> list[str]:
    full: list[str] = []
    for word in words:
        if word == "d" and full and full[-1] == "n":
            full[-1:] = ["notre", "dame"]
        elif word == "s" and full:
            full.append("sur")
        else:
            full.extend(_ABBREVIATIONS.get(word, word).split())
    return full
