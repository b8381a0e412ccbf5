"""The nouns of FoodLink, with their behaviour: no session of their own, no web, no clock."""

from foodlink.domain import (
    account,
    driver,
    event,
    notice,
    offer,
    operation,
    organisation,
    place,
    plan,
    reservation,
    route,
    territory,
)
from foodlink.domain.base import Base

__all__ = [
    "Base",
    "account",
    "driver",
    "event",
    "notice",
    "offer",
    "operation",
    "organisation",
    "place",
    "plan",
    "reservation",
    "route",
    "territory",
]
