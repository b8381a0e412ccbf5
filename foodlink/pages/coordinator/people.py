"""A territory's people: inviting them, giving them what is kept about them, erasing them."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from flask import Response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from foodlink import clock
from foodlink.domain.account import Account, Role
from foodlink.domain.errors import NotFound
from foodlink.domain.organisation import PRODUCER_KINDS
from foodlink.pages.coordinator.door import Answer, coordinator, territory_in_view
from foodlink.pages.form import Form, load
from foodlink.pages.reason import ReasonSchema
from foodlink.pages.visitor import actor, db, place_finder, settings
from foodlink.pages.words import WORDS, word
from foodlink.queries.oversight import find_accounts, organisations_in
from foodlink.queries.personal_data import export_person
from foodlink.queries.persons import person_for
from foodlink.schemas.accounts import InvitationDraftSchema
from foodlink.services.erase_person import erase_person
from foodlink.services.invite import Invitation, invite_account
from foodlink.services.new_organisation import NewOrganisation

_draft = InvitationDraftSchema()
_reason = ReasonSchema()
AT_MOST = 30
_INVITED = (Role.PRODUCER, Role.ASSOCIATION, Role.DRIVER)


@coordinator.get("/<territory>/people")
def show_people() -> Answer:
    """The accounts of the territory, and the form to invite somebody."""
    return _page(Form())


@coordinator.post("/<territory>/people")
def invite() -> Answer:
    """Invite somebody; the link to pass on is shown this once."""
    form, territory = Form.sent(), territory_in_view().code
    invitation = None
    with form.refusals():
        draft = load(_draft, _invited(form) | {"territory": territory})
        home = draft.pop("organisation")
        invitation = invite_account(
            db(),
            **draft,
            organisation=None if home is None else NewOrganisation(**home),
            by=actor(),
            at=clock.machine_now(),
            finder=place_finder(),
        )
    if invitation is None:
        return _page(form), 422
    return _page(Form(), invitation)


@coordinator.get("/<territory>/people/<uuid:account_id>.json")
def export(account_id: UUID) -> Answer:
    """All that is kept about a person, for them to have."""
    account = person_for(db(), account_id, by=actor())
    if account is None or account.territory != territory_in_view().code:
        raise NotFound()
    body = json.dumps(export_person(db(), account), ensure_ascii=False, indent=2, default=str)
    headers = {"Content-Disposition": f'attachment; filename="person-{account_id}.json"', "Cache-Control": "no-store"}
    return Response(body, mimetype="application/json", headers=headers)


@coordinator.post("/<territory>/people/<uuid:account_id>/erase")
def erase(account_id: UUID) -> Answer:
    """Erase a person, with a reason."""
    form, code = Form.sent(), territory_in_view().code
    if not form.text("sure"):
        form.refuse("", _("Tick that you are sure: this cannot be taken back."))
        return _page(form), 422
    with form.refusals():
        wish = load(_reason, {"reason": form.text("reason")})
        erase_person(db(), account_id, by=actor(), at=clock.now(), reason=wish["reason"])
    if form.errors:
        return _page(form), 409
    return redirect(url_for("coordinator.show_people", territory=code, done="erased"), 303)


def _invited(form: Form) -> dict[str, Any]:
    """The draft of an invitation; an organisation that is here goes before a new one, a driver has none."""
    document = form.document()
    home = document.get("organisation")
    if not isinstance(home, dict) or document.get("role") not in (Role.PRODUCER, Role.ASSOCIATION):
        document.pop("organisation", None)
    elif home.get("id"):
        document["organisation"] = {"id": home["id"]}
    elif document["role"] == Role.ASSOCIATION:
        home.pop("kind", None)
    if not document.get("organisation"):
        document.pop("organisation", None)
    return document


def _page(form: Form, invitation: Invitation | None = None) -> str:
    territory, named = territory_in_view(), request.args.get("find", "").strip()[:120]
    roles = [*_INVITED, Role.COORDINATOR] if actor().role is Role.ADMIN else [*_INVITED]
    organisations = [("", _("none")), *((str(one.id), one.name) for one in organisations_in(db(), territory.code))]
    return render_template(
        "coordinator/people.html",
        territory=territory,
        form=form,
        find=named,
        accounts=find_accounts(db(), territory.code, named=named, limit=AT_MOST),
        at_most=AT_MOST,
        invitation=invitation,
        link="" if invitation is None else f"{settings().public_url}/password/{invitation.secret}",
        roles=[(role.value, word("role", role)) for role in roles],
        may_handle=_may_handle,
        organisations=organisations,
        kinds=[("", _("none")), *((kind.value, WORDS["organisation"][kind.value]) for kind in PRODUCER_KINDS)],
    )


def _may_handle(account: Account) -> bool:
    """Whether the reader may export or erase that person."""
    return person_for(db(), account.id, by=actor()) is not None
