"""The contract's JSON: problems in and out, plans in and out."""

from __future__ import annotations

from typing import Any, Literal, cast

from routing.formats.contract_plan import plan_from_dict, plan_to_dict
from routing.formats.contract_write import problem_to_dict
from routing.formats.reader import Reader
from routing.problem import (
    DayUnderWay,
    Delivery,
    Location,
    Matrix,
    Objective,
    Pickup,
    Problem,
    Receiver,
    Shipment,
    Task,
    Vehicle,
    Window,
    Windows,
)

__all__ = ["plan_from_dict", "plan_to_dict", "problem_from_dict", "problem_to_dict", "shipment_from_dict"]

VERSION = 1
PROBLEM_FIELDS = (
    "version",
    "locations",
    "matrix",
    "receivers",
    "vehicles",
    "shipments",
    "in_force",
    "objective",
)
VEHICLE_FIELDS = (
    "id",
    "start",
    "end",
    "shift",
    "capacity",
    "skills",
    "max_stops",
    "max_duration_s",
    "max_distance_m",
    "speed_factor",
    "fixed_cost_s",
)
SHIPMENT_FIELDS = (
    "id",
    "load",
    "skills",
    "value",
    "required",
    "max_ride_s",
    "pickup",
    "deliveries",
)
DAY_FIELDS = ("vehicle", "position", "time", "started", "distance_m", "done", "locked", "planned")


def problem_from_dict(data: Any) -> Problem:
    """The problem in `data`, as `json.load` gives it. Raises `InvalidProblem` with the path of the first fault."""
    root = Reader(data).fields(PROBLEM_FIELDS, ("version", "locations", "vehicles", "shipments"))
    if root.at("version").integer() != VERSION:
        root.at("version").fail(f"is not {VERSION}")
    return Problem(
        locations=tuple(map(_location, root.at("locations").items())),
        matrix=_matrix(root.at("matrix")) if root.has("matrix") else None,
        receivers=tuple(map(_receiver, root.at("receivers").items())) if root.has("receivers") else (),
        vehicles=tuple(map(_vehicle, root.at("vehicles").items())),
        shipments=tuple(map(_shipment, root.at("shipments").items())),
        in_force=tuple(map(_day, root.at("in_force").items())) if root.has("in_force") else (),
        objective=_objective(root.at("objective")) if root.has("objective") else Objective(),
    )


def shipment_from_dict(data: Any) -> Shipment:
    """The one shipment in `data`. Raises `InvalidProblem` with the path of the first fault within it."""
    return _shipment(Reader(data))


def _location(item: Reader) -> Location:
    item.fields(("id", "lat", "lon", "setup_s"), ("id",))
    return Location(
        id=item.at("id").text(),
        lat=float(item.at("lat").number()) if item.has("lat") else None,
        lon=float(item.at("lon").number()) if item.has("lon") else None,
        setup_s=item.optional("setup_s", Reader.integer, 0),
    )


def _matrix(item: Reader) -> Matrix:
    item.fields(("durations_s", "distances_m"), ("durations_s", "distances_m"))
    return Matrix(durations_s=_rows(item.at("durations_s")), distances_m=_rows(item.at("distances_m")))


def _rows(item: Reader) -> list[list[int]]:
    return [_row(row) for row in item.items()]


def _row(row: Reader) -> list[int]:
    """A row of plain small integers is taken at once; anything else cell by cell, to name the fault."""
    cells = row.value
    if isinstance(cells, list) and all(type(cell) is int for cell in cells):
        largest = max(cells, default=0)
        if largest < 2**62 and min(cells, default=0) >= 0:
            return cells
    return [cell.integer() for cell in row.items()]


def _receiver(item: Reader) -> Receiver:
    item.fields(("id", "room"), ("id",))
    return Receiver(id=item.at("id").text(), room=item.optional("room", Reader.amounts, {}))


def _vehicle(item: Reader) -> Vehicle:
    item.fields(VEHICLE_FIELDS, ("id", "start", "shift"))
    start = item.at("start").text()
    end: str | None = start
    if "end" in item.value:
        end = item.at("end").text() if item.has("end") else None
    return Vehicle(
        id=item.at("id").text(),
        start=start,
        end=end,
        shift=_window(item.at("shift")),
        capacity=item.optional("capacity", Reader.amounts, {}),
        skills=item.optional("skills", Reader.words, frozenset()),
        max_stops=_limit(item, "max_stops"),
        max_duration_s=_limit(item, "max_duration_s"),
        max_distance_m=_limit(item, "max_distance_m"),
        speed_factor=float(item.optional("speed_factor", Reader.number, 1.0)),
        fixed_cost_s=item.optional("fixed_cost_s", Reader.integer, 0),
    )


def _limit(item: Reader, name: str) -> int | None:
    return item.at(name).integer() if item.has(name) else None


def _shipment(item: Reader) -> Shipment:
    item.fields(SHIPMENT_FIELDS, ("id", "pickup", "deliveries"))
    return Shipment(
        id=item.at("id").text(),
        load=item.optional("load", Reader.amounts, {}),
        skills=item.optional("skills", Reader.words, frozenset()),
        value=float(item.optional("value", Reader.number, 1.0)),
        required=item.optional("required", Reader.boolean, False),
        max_ride_s=_limit(item, "max_ride_s"),
        pickup=_pickup(item.at("pickup")),
        deliveries=tuple(map(_delivery, item.at("deliveries").items())),
    )


def _pickup(item: Reader) -> Pickup:
    item.fields(("location", "time_windows", "service_s"), ("location",))
    return Pickup(
        location=item.at("location").text(),
        time_windows=_windows(item),
        service_s=item.optional("service_s", Reader.integer, 0),
    )


def _delivery(item: Reader) -> Delivery:
    item.fields(("location", "receiver", "time_windows", "service_s", "cost_s"), ("location",))
    return Delivery(
        location=item.at("location").text(),
        receiver=item.at("receiver").text() if item.has("receiver") else None,
        time_windows=_windows(item),
        service_s=item.optional("service_s", Reader.integer, 0),
        cost_s=item.optional("cost_s", Reader.integer, 0),
    )


def _windows(item: Reader) -> Windows:
    if not item.has("time_windows"):
        return ()
    windows = item.at("time_windows").items()
    if not windows:
        item.at("time_windows").fail("is empty: leave it out where any time will do")
    return tuple(map(_window, windows))


def _window(item: Reader) -> Window:
    opens, closes = item.items(length=(2,))
    return opens.integer(), closes.integer()


def _day(item: Reader) -> DayUnderWay:
    item.fields(DAY_FIELDS, ("vehicle", "position", "time"))
    return DayUnderWay(
        vehicle=item.at("vehicle").text(),
        position=item.at("position").text(),
        time=item.at("time").integer(),
        started=item.at("started").integer() if item.has("started") else None,
        distance_m=item.optional("distance_m", Reader.integer, 0),
        done=tuple(map(_done, item.at("done").items())) if item.has("done") else (),
        locked=tuple(map(_to_do, item.at("locked").items())) if item.has("locked") else (),
        planned=tuple(map(_to_do, item.at("planned").items())) if item.has("planned") else (),
    )


def _to_do(item: Reader) -> Task:
    """`["pickup", ID]` or `["delivery", ID, ALTERNATIVE]`."""
    parts = item.items()
    kind = _kind(item, parts)
    if len(parts) != (2 if kind == "pickup" else 3):
        item.fail(f"has {len(parts)} elements")
    alternative = parts[2].integer() if kind == "delivery" else None
    return Task(kind=kind, shipment=parts[1].text(), delivery=alternative)


def _done(item: Reader) -> Task:
    """`["pickup", ID, START]` or `["delivery", ID, ALTERNATIVE, START]`."""
    parts = item.items()
    kind = _kind(item, parts)
    if len(parts) != (3 if kind == "pickup" else 4):
        item.fail(f"has {len(parts)} elements")
    alternative = parts[2].integer() if kind == "delivery" else None
    return Task(kind=kind, shipment=parts[1].text(), delivery=alternative, start_s=parts[-1].integer())


def _kind(item: Reader, parts: list[Reader]) -> Literal["pickup", "delivery"]:
    if not parts:
        item.fail("is empty")
    return cast(Literal["pickup", "delivery"], parts[0].one_of(("pickup", "delivery")))


def _objective(item: Reader) -> Objective:
    item.fields(("unserved", "value_s", "vehicles", "cost", "change_s"))
    return Objective(
        unserved=cast(Any, item.optional("unserved", lambda each: each.one_of(("value", "count")), "value")),
        value_s=float(item.at("value_s").number()) if item.has("value_s") else None,
        vehicles=cast(Any, item.optional("vehicles", lambda each: each.one_of(("cost", "first")), "cost")),
        cost=cast(Any, item.optional("cost", lambda each: each.one_of(("duration", "distance")), "duration")),
        change_s=item.optional("change_s", Reader.integer, 0),
    )
