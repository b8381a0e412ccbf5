"""What services and schemas refuse, told in the reader's language.

They speak English sentences, some with figures in them. `SENTENCES` are those without, `_PATTERNS` those with; what is in
neither is shown as it is, which a test keeps from happening for the ones that a page can meet.
"""

from __future__ import annotations

import re
from functools import cache

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from config.tables import table
from foodlink.pages.language import language
from foodlink.pages.sentences import SENTENCES

_PATTERNS = [
    (
        re.compile(r"Must be above (?P<low>\S+) and at most (?P<high>\S+) kg\."),
        _("Above %(low)s and at most %(high)s kg."),
    ),
    (
        re.compile(r"Must be at least (?P<low>\S+) and at most (?P<high>\S+) kg\."),
        _("At least %(low)s and at most %(high)s kg."),
    ),
    (
        re.compile(r"Must be greater than or equal to (?P<low>\S+) and less than or equal to (?P<high>\S+)\."),
        _("From %(low)s to %(high)s."),
    ),
    (re.compile(r"Length must be between (?P<low>\d+) and (?P<high>\d+)\."), _("From %(low)s to %(high)s characters.")),
    (re.compile(r"Longer than maximum length (?P<high>\d+)\."), _("At most %(high)s characters.")),
    (re.compile(r"Shorter than minimum length (?P<low>\d+)\."), _("At least %(low)s characters.")),
    (re.compile(r"Must be one of: (?P<words>.+)\."), _("Choose one of those offered.")),
    (
        re.compile(r"The use-by date is too near: (?P<lead>\d+) h before the end of that day are needed\."),
        _("The use-by date is too near: the association needs %(lead)s h before the end of that day."),
    ),
    (re.compile(r"Must have (?P<low>\d+) to (?P<high>\d+) characters\."), _("From %(low)s to %(high)s characters.")),
    (re.compile(r"An offer has at most (?P<high>\d+) lots\."), _("At most %(high)s lots.")),
    (re.compile(r"This vehicle cannot carry the route: \w+\."), _("This vehicle is too small for the route.")),
    (
        re.compile(r"What this plan plans has changed since; plan again\. \(.*"),
        _("What it plans has changed since; ask for a new plan."),
    ),
    (
        re.compile(r"What is (?P<old>\w+) cannot become (?P<new>\w+)\."),
        _("Its state has changed meanwhile and no longer allows this."),
    ),
]


def told(message: str) -> str:
    """A sentence of a service or a schema, in the reader's language."""
    if language() == "fr" and message in _french_refusals():
        return _french_refusals()[message]
    if message in SENTENCES:
        return str(gettext(message))
    for pattern, sentence in _PATTERNS:
        found = pattern.fullmatch(message)
        if found:
            return str(sentence) % found.groupdict()
    return message


def is_known(message: str) -> bool:
    """Whether a sentence of a service or a schema can be told in every language."""
    return (
        message in SENTENCES
        or message in _french_refusals()
        or any(pattern.fullmatch(message) for pattern, _sentence in _PATTERNS)
    )


@cache
def _french_refusals() -> dict[str, str]:
    return {row["en"]: row["fr"] for row in table("food_rules")["prohibited"]}
