"""Texts that can be written down again."""

from __future__ import annotations


def has_half_characters(text: str) -> bool:
    """Whether a text holds a lone surrogate: JSON can escape one (`"\\ud800"`), and no file can hold it."""
    if text.isascii():
        return False
    return any("\ud800" <= each <= "\udfff" for each in text)
