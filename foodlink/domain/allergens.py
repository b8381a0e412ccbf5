"""The fourteen substances that must be named: Regulation (EU) 1169/2011, annex II, in its order, by codes of our own."""

from __future__ import annotations

ALLERGENS = (
    "gluten",
    "crustaceans",
    "eggs",
    "fish",
    "peanuts",
    "soybeans",
    "milk",
    "nuts",
    "celery",
    "mustard",
    "sesame",
    "sulphites",
    "lupin",
    "molluscs",
)
