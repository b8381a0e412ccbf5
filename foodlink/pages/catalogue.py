"""The catalogue of French: `python -m foodlink.pages.catalogue` gathers the texts of the pages and compiles the translations.

The texts in code and templates are English; `translations/fr/LC_MESSAGES/messages.po` says each in French. New ones are added
to it untranslated, and those that are no longer used are dropped: a test fails until all are said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PAGES = Path(__file__).parent
FRENCH = PAGES / "translations" / "fr" / "LC_MESSAGES" / "messages.po"
_ABOUT = {
    "header_comment": "# What the pages say, in French.",
    "project": "FoodLink",
    "version": "1",
    "msgid_bugs_address": "",
    "last_translator": "FoodLink",
    "language_team": "FoodLink",
}
_SET_APART = re.compile(r" (?=[:;!?»])|(?<=«) ")
_METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
_KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "lazy_gettext": None,
    "_in": ((1, "c"), 2),
}


class Text(NamedTuple):
    """One text of the pages: its context, if it has one, and its words; two of them where it counts."""

    context: str | None
    words: str | tuple[str, ...]


def texts() -> set[Text]:
    """Every text that the code and the templates of the pages ask a translation for."""
    return set(_extracted())


def french() -> Catalog:
    """The French catalogue, as its file says it."""
    with FRENCH.open("rb") as file:
        return read_po(file, locale="fr")


def compiled(catalogue: Catalog) -> bytes:
    """What the program reads of a catalogue: signs that French sets apart from a word are kept on its line."""
    read = Catalog(locale=catalogue.locale, creation_date=catalogue.creation_date, charset=catalogue.charset)
    read.mime_headers = catalogue.mime_headers
    for message in catalogue:
        if message.id:
            read.add(message.id, _kept_together(message.string), context=message.context)
    out = BytesIO()
    write_mo(out, read)
    return out.getvalue()


def update() -> None:
    """Add the new texts to the French file, drop the old ones, and compile it."""
    before = french() if FRENCH.exists() else Catalog(locale="fr")
    after = Catalog(locale="fr", creation_date=before.creation_date, fuzzy=False, **_ABOUT)
    after.revision_date = before.revision_date
    for text in sorted(texts(), key=str):
        known = _find(before, text)
        after.add(text.words, known.string if known is not None else "", context=text.context)
    FRENCH.parent.mkdir(parents=True, exist_ok=True)
    with FRENCH.open("wb") as file:
        write_po(file, after, width=120, omit_header=False)
    FRENCH.with_suffix(".mo").write_bytes(compiled(after))


def _kept_together(said: Any) -> Any:
    """A translation, or its forms where it counts, with spaces that do not break before such signs."""
    if isinstance(said, str):
        return _SET_APART.sub("\u00a0", said)
    return tuple(_kept_together(form) for form in said or ())


def _find(catalogue: Catalog, text: Text) -> Message | None:
    first = text.words if isinstance(text.words, str) else text.words[0]
    found: Message | None = catalogue.get(first, text.context)
    return found


def _extracted() -> Iterator[Text]:
    found = extract_from_dir(str(PAGES), _METHODS, keywords=_KEYWORDS, options_map={"**.html": {"trimmed": "true"}})
    for _file, _line, words, _comments, context in found:
        yield Text(context, words)


if __name__ == "__main__":
    update()
