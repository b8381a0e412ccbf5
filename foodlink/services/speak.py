"""A person chooses the language in which FoodLink speaks to them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from foodlink.domain.account import Account
from foodlink.domain.actor import Actor
from foodlink.domain.errors import Invalid

SPOKEN = ("fr", "en")


def speak(session: Session, language: str, *, by: Actor) -> None:
    """Remember the language of an account, `fr` or `en`; raises Invalid for another."""
    if language not in SPOKEN:
        raise Invalid({"language": ["Must be one of: fr, en."]})
    session.get_one(Account, by.account_id).language = language
    session.commit()
