"""A route as a file for maps, navigators and calendars: GeoJSON (RFC 7946), GPX 1.1, iCalendar (RFC 5545)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

from foodlink.domain.lifecycle import RouteStatus
from foodlink.domain.route import StopKind
from foodlink.queries.route_views import RouteView, StopView

GEOJSON = "application/geo+json"
GPX = "application/gpx+xml"
ICALENDAR = "text/calendar"

_GPX_NAMESPACE = "http://www.topografix.com/GPX/1/1"
_KIND = {StopKind.PICKUP: "Collecte", StopKind.DELIVERY: "Livraison"}
_STATUS = {RouteStatus.PROPOSED: "TENTATIVE", RouteStatus.DECLINED: "CANCELLED", RouteStatus.CANCELLED: "CANCELLED"}
_STATUS |= {RouteStatus.SUPERSEDED: "CANCELLED"}
_LINE_OCTETS = 75


def geojson(route: RouteView, way: Sequence[tuple[float, float]] | None = None) -> str:
    """The stops as points in their order, and the line that joins them where there are two: the `way` along the roads
    (lat, lon) where it is known, else straight.
    """
    features = [_point(number, stop) for number, stop in enumerate(route.stops, start=1)]
    if len(route.stops) > 1:
        points = way if way is not None else [(stop.place.lat, stop.place.lon) for stop in route.stops]
        line = {"type": "LineString", "coordinates": [[lon, lat] for lat, lon in points]}
        about = {"route_id": str(route.id), "distance_m": route.distance_m, "duration_s": route.duration_s}
        about["drawn"] = "along the roads" if way is not None else "straight"
        features.insert(0, {"type": "Feature", "geometry": line, "properties": about})
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def gpx(route: RouteView) -> str:
    """The stops as the points of one GPX route."""
    root = ElementTree.Element("gpx", {"version": "1.1", "creator": "FoodLink", "xmlns": _GPX_NAMESPACE})
    way = ElementTree.SubElement(root, "rte")
    ElementTree.SubElement(way, "name").text = _title(route)
    for stop in route.stops:
        place = {"lat": f"{stop.place.lat:.6f}", "lon": f"{stop.place.lon:.6f}"}
        point = ElementTree.SubElement(way, "rtept", place)
        ElementTree.SubElement(point, "time").text = _zulu(stop.eta)
        ElementTree.SubElement(point, "name").text = f"{_KIND[stop.kind]} : {stop.place.name}"
        ElementTree.SubElement(point, "desc").text = _what(stop)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode")


def ics(route: RouteView, *, at: datetime) -> str:
    """The route as one event of a calendar, which replaces the one of an earlier version; written at the moment `at`."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//FoodLink//FoodLink//FR",
        "BEGIN:VEVENT",
        f"UID:{route.id}",
        f"SEQUENCE:{route.version}",
        f"DTSTAMP:{_compact(at)}",
        f"DTSTART:{_compact(route.starts_at)}",
        f"DTEND:{_compact(route.ends_at)}",
        f"STATUS:{_STATUS.get(route.status, 'CONFIRMED')}",
        f"SUMMARY:{_escaped(_title(route))}",
        f"DESCRIPTION:{_escaped(_description(route))}",
    ]
    if route.stops:
        first = route.stops[0].place
        lines.append(f"LOCATION:{_escaped(', '.join(filter(None, (first.name, first.address))))}")
        lines.append(f"GEO:{first.lat:.6f};{first.lon:.6f}")
    lines += ["END:VEVENT", "END:VCALENDAR"]
    return "".join(_folded(line) for line in lines)


def _title(route: RouteView) -> str:
    return f"Tournée FoodLink du {route.day:%d/%m/%Y}"


def _point(number: int, stop: StopView) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": str(stop.id),
        "geometry": {"type": "Point", "coordinates": [stop.place.lon, stop.place.lat]},
        "properties": {
            "number": number,
            "kind": stop.kind.value,
            "status": stop.status.value,
            "name": stop.place.name,
            "address": stop.place.address,
            "eta": _zulu(stop.eta),
        },
    }


def _what(stop: StopView) -> str:
    lots = ", ".join(f"{lot.description} ({_kg(lot.quantity_g)} kg)" for lot in stop.lots)
    return f"{stop.place.address} — {lots}" if stop.place.address else lots


def _kg(grams: int) -> str:
    """Kilograms as French writes them: `12,5`."""
    return f"{grams / 1000:.3f}".rstrip("0").rstrip(".").replace(".", ",")


def _description(route: RouteView) -> str:
    return "\n".join(f"{_KIND[stop.kind]} : {stop.place.name}, {_what(stop)}" for stop in route.stops)


def _zulu(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _compact(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(written: str) -> str:
    """Text as RFC 5545, 3.3.11, wants it."""
    plain = written.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\\n").replace("\n", "\\n")


def _folded(line: str) -> str:
    """A content line in pieces of at most 75 octets (RFC 5545, 3.1), never inside a character."""
    pieces: list[str] = []
    piece, octets = "", 0
    for mark in line:
        size = len(mark.encode())
        if octets + size > _LINE_OCTETS:
            pieces.append(piece)
            piece, octets = " ", 1
        piece, octets = piece + mark, octets + size
    return "\r\n".join([*pieces, piece]) + "\r\n"
