"""Producers and associations: closed days, and how long before the use-by date an association needs its food."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, request, url_for

from foodlink import clock
from foodlink.pages.communes import commune_of
from foodlink.pages.coordinator.door import Answer, coordinator, territory_in_view
from foodlink.pages.coordinator.wishes import ClosureSchema, LeadSchema, ReopeningSchema
from foodlink.pages.form import Form, load
from foodlink.pages.visitor import actor, db
from foodlink.queries.oversight import find_organisations
from foodlink.services.amend_organisation import amend_organisation
from foodlink.services.close_organisation import close_organisation, reopen_organisation

AT_MOST = 30
_closure = ClosureSchema()
_reopening = ReopeningSchema()
_lead = LeadSchema()


@coordinator.get("/<territory>/organisations")
def show_organisations() -> Answer:
    """All producers and associations of the territory."""
    return _page(Form())


@coordinator.post("/<territory>/organisations/<uuid:organisation_id>/closures")
def close_a_day(organisation_id: UUID) -> Answer:
    """Close an organisation for a day, with a reason."""
    form = Form.sent()
    with form.refusals():
        wish = load(_closure, form.document())
        close_organisation(db(), organisation_id, day=wish["date"], reason=wish["reason"], by=actor(), at=clock.now())
    return _back(organisation_id, form, done="closed")


@coordinator.post("/<territory>/organisations/<uuid:organisation_id>/reopenings")
def open_again(organisation_id: UUID) -> Answer:
    """Take back the closing of a day."""
    form = Form.sent()
    with form.refusals():
        wish = load(_reopening, form.document())
        reopen_organisation(db(), organisation_id, day=wish["date"], by=actor(), at=clock.now())
    return _back(organisation_id, form, done="opened")


@coordinator.post("/<territory>/organisations/<uuid:organisation_id>/lead")
def set_lead(organisation_id: UUID) -> Answer:
    """Set how many hours before the end of the use-by day an association must have its food, with a reason."""
    form = Form.sent()
    with form.refusals():
        wish = load(_lead, form.document())
        changes = {"use_by_lead_h": wish["use_by_lead_h"]}
        amend_organisation(db(), organisation_id, changes=changes, reason=wish["reason"], by=actor(), at=clock.now())
    return _back(organisation_id, form, done="rules")


def _back(organisation_id: UUID, form: Form, *, done: str) -> Answer:
    if form.errors:
        return _page(form), 422
    code, anchor = territory_in_view().code, f"organisation-{organisation_id}"
    return redirect(url_for("coordinator.show_organisations", territory=code, done=done, _anchor=anchor), 303)


def _page(form: Form) -> str:
    code, named = territory_in_view().code, request.args.get("find", "").strip()[:120]
    return render_template(
        "coordinator/organisations.html",
        territory=territory_in_view(),
        form=form,
        find=named,
        associations=find_organisations(db(), code, associations=True, named=named, limit=AT_MOST),
        producers=find_organisations(db(), code, associations=False, named=named, limit=AT_MOST),
        at_most=AT_MOST,
        commune=commune_of,
    )
