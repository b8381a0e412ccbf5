"""The language of the pages: French unless the reader chose English, which their account and a cookie remember.

The texts in the code are English; `translations/fr` holds the French of every one (`catalogue.py` keeps it complete).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask, has_request_context, request
from flask_babel import Babel, get_locale

from foodlink.pages.visitor import visitor

LANGUAGES = {"fr": "Français", "en": "English"}
LANGUAGE_COOKIE = "foodlink_language"
_YEAR_S = 365 * 24 * 3600


def add_languages(app: Flask) -> None:
    """Wire the catalogues and the choice of language."""
    Babel(
        app,
        default_locale="fr",
        default_translation_directories=str(Path(__file__).parent / "translations"),
        locale_selector=_chosen,
    )


def language() -> str:
    """The reader's language, as a code: `fr` or `en`."""
    return str(get_locale() or "fr")


def remember(response: Any, chosen: str) -> None:
    """Keep the choice in the reader's browser for a year."""
    response.set_cookie(
        LANGUAGE_COOKIE, chosen, max_age=_YEAR_S, httponly=True, samesite="Lax", secure=request.is_secure
    )


def _chosen() -> str:
    if not has_request_context():
        return "fr"
    known = visitor()
    chosen = known.account.language if known is not None else request.cookies.get(LANGUAGE_COOKIE, "fr")
    return chosen if chosen in LANGUAGES else "fr"
