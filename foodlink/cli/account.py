"""`foodlink account`: the operator's way to let people in and to shut them out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from config.settings import Settings
from foodlink.api.arguments import paths
from foodlink.cli.faults import BAD_INPUT, Fault
from foodlink.clock import machine_now
from foodlink.database.connect import make_current, opened
from foodlink.database.engine import make_sessions, one_session
from foodlink.domain.account import Role
from foodlink.domain.errors import Invalid
from foodlink.domain.organisation import OrganisationKind
from foodlink.domain.territory import DEPARTMENTS
from foodlink.schemas.accounts import InvitationDraftSchema
from foodlink.services import invite
from foodlink.services.add_account import add_account
from foodlink.services.find_place import place_finder
from foodlink.services.new_organisation import NewOrganisation


@click.group()
def account() -> None:
    """Accounts: let people in, and shut them out."""


@account.command()
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--territory", type=click.Choice(list(DEPARTMENTS)), help="Required, but for an admin.")
@click.option("--organisation", metavar="NAME", help="Required for producers and associations.")
@click.option(
    "--kind", type=click.Choice([kind.value for kind in OrganisationKind]), help="Required for a new producer."
)
@click.option("--name", help="The person's name. Default: the first part of the email.")
@click.option("--phone")
@click.option("--address", help="Of the organisation. Default: the territory's largest commune.")
@click.option("--lat", type=click.FloatRange(-90, 90), help="Of the organisation, in degrees (WGS 84).")
@click.option("--lon", type=click.FloatRange(-180, 180))
def add(email: str, **given: Any) -> None:
    """Make an account for EMAIL, and its organisation, and print a link, valid once for 72 h, to set the password."""
    draft = _checked(email, given)
    home = draft.pop("organisation")
    settings = Settings.from_env()
    with _session(settings) as session:
        invitation = add_account(
            session,
            **draft,
            organisation=None if home is None else NewOrganisation(**home),
            at=machine_now(),
            finder=place_finder(settings),
        )
    _say_link(settings, invitation)


@account.command()
@click.argument("email")
def reset(email: str) -> None:
    """Print a new link, valid once for 72 h, to set the password of EMAIL; a disabled account is open again."""
    settings = Settings.from_env()
    with _session(settings) as session:
        invitation = invite.reset_link(session, email, at=machine_now())
    _say_link(settings, invitation)


@account.command()
@click.argument("email")
def disable(email: str) -> None:
    """Close the account of EMAIL: it is signed out and can no longer sign in."""
    with _session(Settings.from_env()) as session:
        closed = invite.disable_account(session, email, at=machine_now())
    click.echo(f"{closed.email} can no longer sign in.")


@contextmanager
def _session(settings: Settings) -> Iterator[Session]:
    with opened(settings) as engine:
        make_current(engine, settings)
        with one_session(make_sessions(engine)) as session:
            yield session


def _checked(email: str, given: dict[str, Any]) -> dict[str, Any]:
    """What was given, as the API reads an invitation: the same bounds, the same words for what is wrong."""
    place = {name: value for name in ("address", "lat", "lon") if (value := given.pop(name)) is not None}
    name, kind = given.pop("organisation"), given.pop("kind")
    home = {key: value for key, value in {"name": name, "kind": kind, "place": place}.items() if value}
    if home and name is None:
        raise Fault(
            "--kind, --address, --lat and --lon are of an organisation: add --organisation NAME", exit_code=BAD_INPUT
        )
    given["name"] = given["name"] or email.partition("@")[0]
    try:
        checked: dict[str, Any] = InvitationDraftSchema().load({"email": email, **given, "organisation": home or None})
    except ValidationError as error:
        raise Invalid(dict(paths(error.messages))) from error
    return checked


def _say_link(settings: Settings, invitation: invite.Invitation) -> None:
    click.echo(invitation.link(settings.public_url))
    click.echo(f"This link sets the password of {invitation.account.email}, once, within 72 hours.", err=True)
