"""POST invitations, and the links that set a password."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from foodlink import clock
from foodlink.domain.account import Account, PasswordLink
from foodlink.domain.errors import Invalid, NotFound
from foodlink.domain.organisation import Organisation
from foodlink.services.invite import disable_account, reset_link, set_password
from foodlink.services.passwords import Passwords
from tests.api.conftest import SignIn
from tests.builders import a_territory
from tests.people import People

INVITATIONS = "/api/v1/invitations"
PASSWORDS = Passwords(cheap=True)


def an_invitation(**fields: Any) -> dict[str, Any]:
    return {"email": "New@Example.org", "name": "Nina Neuve", "role": "driver"} | fields


def test_a_coordinator_invites_a_driver_whose_link_sets_a_password_once(signed_in: SignIn, session: Session) -> None:
    answer = signed_in("dora").post(INVITATIONS, json=an_invitation())
    assert answer.status_code == 201
    account = answer.json["account"]
    assert (account["email"], account["role"], account["territory"]) == ("new@example.org", "driver", "44")
    secret = answer.json["link"].rsplit("/", 1)[1]
    now = clock.machine_now()
    set_password(session, secret, password="dix caractères", passwords=PASSWORDS, at=now)
    token = signed_in("dora").post(
        "/api/v1/auth/token", json={"email": "new@example.org", "password": "dix caractères"}
    )
    assert token.status_code == 200
    with pytest.raises(NotFound):
        set_password(session, secret, password="une autre fois", passwords=PASSWORDS, at=now)


def test_a_link_is_worth_nothing_after_72_hours(signed_in: SignIn, session: Session) -> None:
    secret = signed_in("dora").post(INVITATIONS, json=an_invitation()).json["link"].rsplit("/", 1)[1]
    late = clock.machine_now() + timedelta(hours=72, minutes=1)
    with pytest.raises(NotFound):
        set_password(session, secret, password="dix caractères", passwords=PASSWORDS, at=late)
    assert session.scalar(select(func.count()).where(PasswordLink.used_at.is_not(None))) == 0


def test_a_short_password_is_refused_and_does_not_use_up_the_link(session: Session, people: People) -> None:
    now = clock.machine_now()
    secret = reset_link(session, people.bob.email, at=now).secret
    with pytest.raises(Invalid):
        set_password(session, secret, password="court", passwords=PASSWORDS, at=now)
    set_password(session, secret, password="assez long", passwords=PASSWORDS, at=now)


def test_a_new_link_or_a_new_password_ends_the_links_before(session: Session, people: People) -> None:
    now = clock.machine_now()
    lost, found = (reset_link(session, people.bob.email, at=now).secret for _ in range(2))
    with pytest.raises(NotFound):
        set_password(session, lost, password="assez long", passwords=PASSWORDS, at=now)
    set_password(session, found, password="assez long", passwords=PASSWORDS, at=now)
    assert session.scalar(select(func.count()).where(PasswordLink.used_at.is_(None))) == 0


def test_a_new_password_signs_out_who_was_signed_in(signed_in: SignIn, session: Session, people: People) -> None:
    bob = signed_in("bob")
    secret = reset_link(session, people.bob.email, at=clock.machine_now()).secret
    set_password(session, secret, password="assez long", passwords=PASSWORDS, at=clock.machine_now())
    assert bob.get("/api/v1/me").status_code == 401


def test_disabling_signs_out(signed_in: SignIn, session: Session) -> None:
    bob = signed_in("bob")
    disable_account(session, "BOB@example.org", at=clock.machine_now())
    assert bob.get("/api/v1/me").status_code == 401


def test_an_association_comes_with_its_organisation(signed_in: SignIn, session: Session) -> None:
    organisation = {
        "name": "Le Grenier",
        "kind": "association",
        "place": {"lat": 47.21, "lon": -1.55, "address": "2 rue Neuve"},
        "accepts": ["bakery"],
        "storage_chilled_kg": 80.5,
    }
    answer = signed_in("dora").post(INVITATIONS, json=an_invitation(role="association", organisation=organisation))
    assert answer.json["account"]["organisation"]["name"] == "Le Grenier"
    made = session.scalars(select(Organisation).where(Organisation.name == "Le Grenier")).one()
    assert (made.storage_chilled_g, made.accepts, made.territory, made.commune) == (80_500, ["bakery"], "44", "44109")


def test_somebody_more_joins_an_organisation_that_is_there(signed_in: SignIn, people: People) -> None:
    body = an_invitation(role="producer", organisation={"id": str(people.bakery.id)})
    assert signed_in("dora").post(INVITATIONS, json=body).json["account"]["organisation"]["name"] == "Boulangerie Alice"


def test_an_admin_alone_invites_coordinators_into_any_territory(signed_in: SignIn, session: Session) -> None:
    a_territory(session, "85")
    body = an_invitation(role="coordinator", territory="85")
    assert signed_in("dora").post(INVITATIONS, json=body).status_code in (403, 422)
    assert signed_in("dora").post(INVITATIONS, json=an_invitation(role="coordinator")).status_code == 403
    assert signed_in("admin").post(INVITATIONS, json=body).json["account"]["territory"] == "85"


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"email": "nobody"}, "email"),
        ({"role": "king"}, "role"),
        ({"territory": "72"}, "territory"),
        ({"territory": "75"}, "territory"),
        ({"role": "producer"}, "organisation"),
        ({"role": "producer", "organisation": {"name": "X", "kind": "association"}}, "organisation.kind"),
        ({"role": "producer", "organisation": {"kind": "farm"}}, "organisation.name"),
        ({"organisation": {"name": "X"}}, "organisation"),
        (
            {"role": "association", "organisation": {"name": "X", "place": {"lat": 48.0, "lon": 0.2}}},
            "organisation.place",
        ),
    ],
)
def test_an_invitation_that_is_wrong_is_named_and_nothing_is_kept(
    signed_in: SignIn, session: Session, fields: dict[str, Any], path: str
) -> None:
    before = session.scalar(select(func.count()).select_from(Account))
    answer = signed_in("dora").post(INVITATIONS, json=an_invitation(**fields))
    assert (answer.status_code, list(answer.json["errors"])) == (422, [path])
    assert session.scalar(select(func.count()).select_from(Account)) == before


def test_an_email_or_a_name_that_is_taken_is_409(signed_in: SignIn) -> None:
    dora = signed_in("dora")
    assert dora.post(INVITATIONS, json=an_invitation(email="BOB@example.org")).status_code == 409
    taken = {"name": "Boulangerie Alice", "kind": "shop"}
    assert dora.post(INVITATIONS, json=an_invitation(role="producer", organisation=taken)).status_code == 409
