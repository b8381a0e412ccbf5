"""What the operator is told once the service is there."""

from __future__ import annotations

from sqlalchemy import update

from config.settings import Settings
from foodlink.database.engine import Sessions
from foodlink.domain.account import Account
from foodlink.server.preparation import say_where
from tests.people import the_people


def _told(sessions: Sessions) -> list[str]:
    said: list[str] = []
    say_where(Settings.from_env({}), sessions, said.append)
    return said


def test_a_demonstration_to_which_accounts_were_added_says_why_its_clock_is_another(fresh_sessions: Sessions) -> None:
    with fresh_sessions() as session:
        people = the_people(session)
        session.execute(update(Account).values(demonstration=True).where(Account.id != people.dora.id))
        session.commit()
    assert any("clock is the machine's" in line for line in _told(fresh_sessions))


def test_the_sign_ins_are_those_of_a_demonstration_alone(fresh_sessions: Sessions) -> None:
    with fresh_sessions() as session:
        the_people(session)
        session.commit()
    assert _told(fresh_sessions) == ["FoodLink: http://127.0.0.1:8000"]
    with fresh_sessions() as session:
        session.execute(update(Account).values(demonstration=True))
        session.commit()
    assert any("producteur@demo.example" in line for line in _told(fresh_sessions))
