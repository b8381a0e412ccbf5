"""Passwords: argon2id, checked by few at once, so that guessing costs the guesser and not the service."""

from __future__ import annotations

import secrets
from base64 import b64encode
from collections.abc import Callable
from threading import BoundedSemaphore
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from foodlink.domain.errors import TooManyTries

_AT_ONCE = 2
_PATIENCE_S = 10
_Result = TypeVar("_Result")


class Passwords:
    """Hashes and checks passwords, `at_once` of them at a time (each takes 64 MiB and some 0.2 s of a core).

    The strong profile is the first recommendation for little memory of RFC 9106, section 4; the cheap one is for tests.
    """

    def __init__(self, *, cheap: bool, at_once: int = _AT_ONCE) -> None:
        self._hasher = (
            PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
            if cheap
            else PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=4)
        )
        self._turns = BoundedSemaphore(at_once)
        self._nobody = hash_of_nobody(self._hasher)

    def hash(self, password: str) -> str:
        """What is kept of a password."""
        return self.in_turn(lambda: self._hasher.hash(password))

    def in_turn(self, work: Callable[[], _Result]) -> _Result:
        """Do costly work when it is this thread's turn. Raises TooManyTries where too many wait."""
        if not self._turns.acquire(timeout=_PATIENCE_S):
            raise TooManyTries(_PATIENCE_S)
        try:
            return work()
        finally:
            self._turns.release()

    def matches(self, kept: str | None, password: str) -> bool:
        """Whether the password is the one that is kept; where none is, as much work is done for nothing."""
        try:
            return self._hasher.verify(kept or self._nobody, password) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def hash_of_nobody(hasher: PasswordHasher) -> str:
    """A hash of no known password, drawn: to check against it takes as long as for anybody's, to make it no time at all."""
    cost = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v=19${cost}${_drawn(hasher.salt_len)}${_drawn(hasher.hash_len)}"


def _drawn(length: int) -> str:
    return b64encode(secrets.token_bytes(length)).decode().rstrip("=")
