"""`foodlink account`: who is let in, by a link that works once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from foodlink.clock import machine_now
from foodlink.database.engine import Sessions
from foodlink.domain.account import Account
from foodlink.domain.errors import NotFound
from foodlink.domain.organisation import Organisation, OrganisationKind
from foodlink.services.invite import set_password
from foodlink.services.passwords import Passwords
from tests.cli.commands import call

BAKER = ("--role", "producer", "--territory", "44", "--organisation", "Boulangerie Marie")


@pytest.fixture
def env(fresh_url: str) -> dict[str, str]:
    return {"FOODLINK_DATABASE_URL": fresh_url, "PORT": "8123"}


def test_an_account_is_made_with_its_organisation_and_its_link_sets_the_password_once(
    env: dict[str, str], fresh_sessions: Sessions
) -> None:
    made = call("account", "add", "Marie@example.org", *BAKER, "--kind", "artisan", env=env)
    assert made.exit_code == 0, made.output
    address, _, secret = made.stdout.strip().rpartition("/")
    assert address.startswith("http://127.0.0.1:8123/")
    with fresh_sessions() as session:
        account = session.scalars(select(Account)).one()
        assert (account.email, account.role, account.territory) == ("marie@example.org", "producer", "44")
        assert account.organisation is not None
        assert (account.organisation.kind, account.organisation.commune) == (OrganisationKind.ARTISAN, "44109")
        passwords = Passwords(cheap=True)
        set_password(session, secret, password="a long enough one", passwords=passwords, at=machine_now())
        with pytest.raises(NotFound):
            set_password(session, secret, password="another long one", passwords=passwords, at=machine_now())


def test_an_association_needs_no_kind(env: dict[str, str], fresh_sessions: Sessions) -> None:
    told = ("--role", "association", "--territory", "44", "--organisation", "La Tablée")
    assert call("account", "add", "luc@example.org", *told, env=env).exit_code == 0
    with fresh_sessions() as session:
        assert session.scalars(select(Organisation)).one().kind is OrganisationKind.ASSOCIATION


def test_a_second_person_joins_the_organisation_by_its_name(env: dict[str, str], fresh_sessions: Sessions) -> None:
    for email in ("marie@example.org", "paul@example.org"):
        assert call("account", "add", email, *BAKER, "--kind", "artisan", env=env).exit_code == 0
    with fresh_sessions() as session:
        assert len(session.scalars(select(Organisation)).all()) == 1
        assert len({account.organisation_id for account in session.scalars(select(Account))}) == 1


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (("nobody", "--role", "coordinator", "--territory", "44"), "email"),
        (("p@example.org", "--role", "coordinator"), "territory"),
        (("p@example.org", "--role", "admin", "--territory", "44"), "territory"),
        (("p@example.org", *BAKER), "kind"),
        (("p@example.org", *BAKER, "--kind", "association"), "kind"),
        (("p@example.org", "--role", "producer", "--territory", "44"), "organisation"),
        (("p@example.org", "--role", "driver", "--territory", "44", "--kind", "farm"), "--organisation"),
        (("p@example.org", *BAKER, "--kind", "farm", "--lat", "47.2"), "place.lon"),
        (("p@example.org", *BAKER, "--kind", "farm", "--lat", "48.85", "--lon", "2.35"), "place"),
        (("p@example.org", "--role", "driver", "--territory", "75"), "--territory"),
        (("p@example.org", "--role", "driver", "--territory", "44", "--name", "x" * 200), "name"),
    ],
)
def test_what_does_not_fit_is_bad_input_and_leaves_nothing(
    env: dict[str, str], fresh_sessions: Sessions, arguments: tuple[str, ...], names: str
) -> None:
    refused = call("account", "add", *arguments, env=env)
    assert refused.exit_code == 2, refused.output
    assert names in refused.stderr
    with fresh_sessions() as session:
        assert session.scalars(select(Account)).all() == []
        assert session.scalars(select(Organisation)).all() == []


def test_an_email_that_has_an_account_cannot_have_another(env: dict[str, str]) -> None:
    assert call("account", "add", "a@example.org", "--role", "admin", env=env).exit_code == 0
    refused = call("account", "add", "A@example.org", "--role", "admin", env=env)
    assert refused.exit_code == 1
    assert refused.stderr.count("\n") == 1


def test_an_account_can_be_given_a_new_link_and_be_closed(env: dict[str, str], fresh_sessions: Sessions) -> None:
    call("account", "add", "a@example.org", "--role", "admin", env=env)
    link = call("account", "reset", "a@example.org", env=env)
    assert link.exit_code == 0
    assert call("account", "disable", "a@example.org", env=env).exit_code == 0
    secret = link.stdout.strip().rpartition("/")[2]
    with fresh_sessions() as session, pytest.raises(NotFound):
        set_password(session, secret, password="too late for that", passwords=Passwords(cheap=True), at=machine_now())


def test_a_reset_opens_a_disabled_account_again(env: dict[str, str], fresh_sessions: Sessions) -> None:
    call("account", "add", "a@example.org", "--role", "admin", env=env)
    assert call("account", "disable", "a@example.org", env=env).exit_code == 0
    secret = call("account", "reset", "a@example.org", env=env).stdout.strip().rpartition("/")[2]
    with fresh_sessions() as session:
        opened = set_password(
            session, secret, password="pain perdu du matin", passwords=Passwords(cheap=True), at=machine_now()
        )
    assert opened.disabled_at is None


@pytest.mark.parametrize("command", ["reset", "disable"])
def test_who_has_no_account_cannot_be_reset_or_closed(env: dict[str, str], command: str) -> None:
    assert call("account", command, "nobody@example.org", env=env).exit_code == 1
