"""When a driver drives, and what: one form that replaces all of it."""

from __future__ import annotations

import re
from typing import Any

from flask import redirect, render_template, url_for
from werkzeug.datastructures import MultiDict

from foodlink import clock
from foodlink.domain.driver import Driver
from foodlink.local_time import local_day
from foodlink.pages.driver.door import Answer, driver
from foodlink.pages.form import Form, load
from foodlink.pages.show import typed_kg
from foodlink.pages.visitor import actor, db, place_finder
from foodlink.schemas.drivers import ShiftsDraftSchema
from foodlink.services.set_shifts import set_shifts

_draft = ShiftsDraftSchema()
_ROW = re.compile(r"(weekly|one_off)\.([0-9]{1,3})\.")
_MEANT_BY = {"weekly": "weekday", "one_off": "date"}
_MOST = {"weekly": 50, "one_off": 400}


@driver.get("/shifts")
def show_shifts() -> Answer:
    """The hours and the vehicle, as they are."""
    return _page(Form(_as_form(db().get(Driver, actor().account_id))))


@driver.post("/shifts")
def change_shifts() -> Answer:
    """Replace hours and vehicle by what the form says; rows without a day are left out."""
    form = Form.sent()
    if form.text("more"):
        return _page(form)
    document, kept = _document(form)
    with form.refusals():
        draft = load(_draft, document)
        set_shifts(db(), draft, by=actor(), at=clock.now(), finder=place_finder())
    if form.errors:
        for name, numbers in kept.items():
            form.renumber(name, numbers)
        return _page(form), 422
    return redirect(url_for("driver.show_shifts", done="shifts"), 303)


def _document(form: Form) -> tuple[dict[str, Any], dict[str, list[int]]]:
    document = form.document()
    document.pop("save", None)
    kept = {}
    for name, meant_by in _MEANT_BY.items():
        sent = document.get(name)
        rows = dict(zip(_numbers(form, name), sent if isinstance(sent, list) else [], strict=False))
        kept[name] = [number for number, row in rows.items() if isinstance(row, dict) and row.get(meant_by)]
        document[name] = [rows[number] for number in kept[name]]
    for day in document["one_off"]:
        day["available"] = day.get("available") == "yes"
    document["start"] = _start(form.text("start.address"))
    document.setdefault("vehicle", {})
    return document, kept


def _start(address: str) -> dict[str, Any]:
    """Where it was before, to the metre, where the address is the same; else the address alone, to be looked up."""
    own = db().get(Driver, actor().account_id)
    if own is not None and address and address == own.start_address:
        return {"lat": own.start_lat, "lon": own.start_lon, "address": address}
    return {"address": address}


def _numbers(form: Form, name: str) -> list[int]:
    """The numbers of the rows of which something is filled in, in the document's order."""
    found = (_ROW.match(field) for field in form.values if form.text(field))
    return sorted({int(row[2]) for row in found if row is not None and row[1] == name})


def _rows(form: Form, name: str) -> list[int]:
    """The rows to show: those that are filled in, and an empty one."""
    numbers = [number for number in _numbers(form, name) if form.text(f"{name}.{number}.{_MEANT_BY[name]}")]
    free = max(numbers, default=-1) + 1
    return [*numbers, free] if len(numbers) < _MOST[name] and (form.text("more") == name or not numbers) else numbers


def _page(form: Form) -> str:
    return render_template(
        "driver/shifts.html", form=form, weekly=_rows(form, "weekly"), one_off=_rows(form, "one_off")
    )


def _as_form(own: Driver | None) -> MultiDict[str, str]:
    values: MultiDict[str, str] = MultiDict()
    if own is None:
        return values
    for number, shift in enumerate(own.weekly):
        path = f"weekly.{number}"
        values[f"{path}.weekday"] = str(shift.weekday)
        values[f"{path}.from"], values[f"{path}.until"] = f"{shift.starts:%H:%M}", f"{shift.ends:%H:%M}"
        values[f"{path}.max_stops"] = str(shift.max_stops or "")
        values[f"{path}.max_duration_s"] = str(shift.max_duration_s or "")
    coming = [entry for entry in own.one_off if entry.day >= local_day(clock.now())]
    for number, entry in enumerate(coming):
        path = f"one_off.{number}"
        values[f"{path}.date"] = entry.day.isoformat()
        values[f"{path}.from"], values[f"{path}.until"] = f"{entry.starts:%H:%M}", f"{entry.ends:%H:%M}"
        values[f"{path}.available"] = "yes" if entry.available else "no"
    values["vehicle.kind"], values["vehicle.capacity_kg"] = own.vehicle_kind.value, typed_kg(own.capacity_g)
    values["vehicle.crates"] = str(own.crates)
    values["vehicle.chilled_crates"], values["vehicle.frozen_crates"] = str(own.chilled_crates), str(own.frozen_crates)
    values["start.address"] = own.start_address
    return values
