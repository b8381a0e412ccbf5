"""The rules that a territory's coordinator chooses."""

from __future__ import annotations

from flask import redirect, render_template, url_for

from foodlink import clock
from foodlink.pages.coordinator.door import Answer, coordinator, territory_in_view
from foodlink.pages.coordinator.wishes import RulesSchema
from foodlink.pages.form import Form, load
from foodlink.pages.visitor import actor, db, settings
from foodlink.services.set_rules import set_rules

_rules = RulesSchema()


@coordinator.get("/<territory>/rules")
def show_rules() -> Answer:
    """The rules as they are."""
    return _page(Form())


@coordinator.post("/<territory>/rules")
def change_rules() -> Answer:
    """Change the rules; old and new values stand in the log, with the reason."""
    form, code = Form.sent(), territory_in_view().code
    with form.refusals():
        wish = load(_rules, form.document())
        rules = {
            "auto_publish": wish["auto_publish"] == "yes",
            "batch_every_min": wish["batch_every_min"],
            "solve_limit_s": wish["solve_limit_s"],
            "chilled_on_board_s": wish["chilled_on_board_min"] * 60,
            "frozen_on_board_s": wish["frozen_on_board_min"] * 60,
        }
        set_rules(db(), code, rules=rules, reason=wish["reason"], by=actor(), at=clock.now())
    if form.errors:
        return _page(form), 422
    return redirect(url_for("coordinator.show_rules", territory=code, done="rules"), 303)


def _page(form: Form) -> str:
    territory, minutes = territory_in_view(), settings().batch_minutes
    return render_template("coordinator/rules.html", territory=territory, operator_minutes=minutes, form=form)
