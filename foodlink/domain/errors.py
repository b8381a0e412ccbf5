"""What can be wrong with what was asked. Each error's docstring is its sentence; the edge turns it into an answer."""

from __future__ import annotations

from typing import Any


class FoodLinkError(Exception):
    """Something that was asked for cannot be done."""

    def __init__(self, message: str | None = None, **details: Any) -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())
        self.details = details

    @property
    def message(self) -> str:
        return str(self.args[0])


class NotFound(FoodLinkError):
    """There is no such thing, or it is another's."""


class Forbidden(FoodLinkError):
    """Your role never does this."""


class Conflict(FoodLinkError):
    """The present state forbids this."""


class NotEnoughLeft(Conflict):
    """Not enough is left of what was asked for."""


class Stale(Conflict):
    """It has changed since it was read."""


class NotSignedIn(FoodLinkError):
    """Sign in first."""


class WrongPassword(NotSignedIn):
    """Email and password do not match an account."""


class Invalid(FoodLinkError):
    """What was sent is not valid.

    `errors` maps a field's path (`lots.0.quantity_kg`) to its messages.
    """

    def __init__(self, errors: dict[str, list[str]], message: str | None = None) -> None:
        super().__init__(message or "What was sent is not valid.", errors=errors)
        self.errors = errors


class MoveNotAllowed(Conflict):
    """This change of state is not allowed."""


class TooManyTries(FoodLinkError):
    """Too many tries; wait a moment."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(retry_after_s=retry_after_s)
        self.retry_after_s = retry_after_s
