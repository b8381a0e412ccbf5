"""Passwords, and that who has no account is not told so by the time it takes."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from foodlink.services.passwords import Passwords, hash_of_nobody

CHEAP = Passwords(cheap=True)


def test_a_password_matches_its_own_hash_alone() -> None:
    kept = CHEAP.hash("pain perdu du matin")
    assert CHEAP.matches(kept, "pain perdu du matin")
    assert not CHEAP.matches(kept, "pain perdu du soir")


def test_where_nothing_is_kept_no_password_matches() -> None:
    assert not CHEAP.matches(None, "no account has this password")


def test_the_hash_of_nobody_is_checked_at_the_price_of_anybody_s() -> None:
    hasher = PasswordHasher(time_cost=2, memory_cost=64, parallelism=2)
    nobody = hash_of_nobody(hasher)
    assert not hasher.check_needs_rehash(nobody)
    with pytest.raises(VerifyMismatchError):  # it was computed and compared, not thrown out as malformed
        hasher.verify(nobody, "anything")
