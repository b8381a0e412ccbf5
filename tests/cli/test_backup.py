"""`foodlink backup` and `restore`: the whole database, and back."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from foodlink.database import running
from foodlink.database.embedded import EmbeddedPostgres
from foodlink.database.engine import Sessions, make_engine, make_sessions
from foodlink.domain.account import Account
from foodlink.domain.event import Event
from foodlink.domain.lifecycle import OfferStatus
from foodlink.domain.offer import Offer
from tests import builders
from tests.builders import MORNING
from tests.cli.commands import call
from tests.people import the_people


@pytest.fixture
def empty_url(postgres: EmbeddedPostgres) -> Iterator[str]:
    postgres.create_database("restored")
    yield postgres.url("restored")
    postgres.drop_database("restored")


def _withdrawn_offer(session: Session) -> Offer:
    people = the_people(session)
    offer = builders.an_offer(session, people.bakery, by=people.alice, title="Pain d'épices")
    offer.move_to(OfferStatus.WITHDRAWN, at=MORNING, by=None, reason="four en panne")
    session.commit()
    return offer


def test_a_backup_restores_everything_and_the_log_goes_on_where_it_was(
    fresh_url: str, fresh_sessions: Sessions, empty_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "foodlink.backup"
    with fresh_sessions() as session:
        offer = _withdrawn_offer(session)
        last = session.scalars(select(Event.id)).one()
    assert call("backup", str(file), env={"FOODLINK_DATABASE_URL": fresh_url}).exit_code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [file.name]

    restored = call("restore", str(file), env={"FOODLINK_DATABASE_URL": empty_url})
    assert restored.exit_code == 0, restored.output
    engine = make_engine(empty_url)
    with make_sessions(engine)() as session:
        again = session.get_one(Offer, offer.id)
        assert (again.title, again.status) == ("Pain d'épices", OfferStatus.WITHDRAWN)
        baker = session.get_one(Account, again.posted_by)
        builders.an_offer(session, again.producer, by=baker).move_to(OfferStatus.FAILED, at=MORNING, by=None)
        session.commit()
        assert session.scalars(select(Event.id).order_by(Event.id)).all() == [last, last + 1]
    engine.dispose()


def test_a_migrated_database_in_which_nothing_is_yet_is_empty(
    fresh_url: str, fresh_sessions: Sessions, tmp_path: Path
) -> None:
    env = {"FOODLINK_DATABASE_URL": fresh_url}
    file = str(tmp_path / "empty.backup")
    assert call("backup", file, env=env).exit_code == 0
    assert call("restore", file, env=env).exit_code == 0
    with fresh_sessions() as session:
        _withdrawn_offer(session)


def test_a_database_that_holds_something_is_not_overwritten(
    fresh_url: str, fresh_sessions: Sessions, tmp_path: Path
) -> None:
    env = {"FOODLINK_DATABASE_URL": fresh_url}
    file = str(tmp_path / "x.backup")
    call("backup", file, env=env)
    with fresh_sessions() as session:
        kept = _withdrawn_offer(session).id
    refused = call("restore", file, env=env)
    assert refused.exit_code == 1
    assert refused.stderr.startswith("foodlink: the database is not empty")
    with fresh_sessions() as session:
        assert session.get(Offer, kept) is not None


def test_nothing_is_restored_under_a_service_that_runs(fresh_url: str, tmp_path: Path) -> None:
    env = {"FOODLINK_DATABASE_URL": fresh_url}
    file = str(tmp_path / "x.backup")
    call("backup", file, env=env)
    engine = make_engine(fresh_url)
    with running.starting(engine) as presence:
        presence.started()
        refused = call("restore", file, env=env)
    engine.dispose()
    assert refused.exit_code == 1
    assert "stop it" in refused.stderr


def test_a_file_that_is_no_backup_is_refused_and_changes_nothing(empty_url: str, tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Chère Madame,")
    refused = call("restore", str(file), env={"FOODLINK_DATABASE_URL": empty_url})
    assert refused.exit_code == 2
    assert refused.stderr == f"foodlink: {file} is no backup: give a file that `foodlink backup` wrote\n"


def test_a_backup_that_cannot_be_written_leaves_nothing(fresh_url: str, tmp_path: Path) -> None:
    refused = call("backup", str(tmp_path / "no" / "x.backup"), env={"FOODLINK_DATABASE_URL": fresh_url})
    assert refused.exit_code == 1
    assert "cannot be written" in refused.stderr
