"""A small road network of the tests' own, as an OpenStreetMap file: a town, and an island that no road joins to it.

The town is a grid of streets around Nantes' cathedral with one one-way avenue; the island lies some 6 km to the east. Both are
larger than the 50 edges below which Valhalla takes a network for a private yard.
"""

from __future__ import annotations

from itertools import count
from xml.etree import ElementTree

Point = tuple[float, float]

TOWN, ISLAND = (47.2000, -1.5600), (47.2600, -1.4500)
"""South-west corners."""
NORTH, EAST = 0.004, 0.006
STREETS = 9
AVENUE = 3
"""The street to the north that one may only drive northwards."""

BAKERY = (47.2005, -1.5595)
SHELTER = (47.2205, -1.5301)
MARKET = (47.2121, -1.5421)
FERRY_PORT = (47.2683, -1.4379)
"""On the island."""
PARIS = (48.8566, 2.3522)
"""Off this map."""


def crossing(row: int, column: int, *, corner: Point = TOWN) -> Point:
    """Where two streets cross."""
    return round(corner[0] + row * NORTH, 6), round(corner[1] + column * EAST, 6)


def osm() -> str:
    """The network as OpenStreetMap's XML."""
    root = ElementTree.Element("osm", version="0.6")
    number, ways = count(1), count(1)
    for corner in (TOWN, ISLAND):
        nodes = {(row, column): next(number) for row in range(STREETS) for column in range(STREETS)}
        for (row, column), node in nodes.items():
            lat, lon = crossing(row, column, corner=corner)
            _element(root, "node", node, lat=str(lat), lon=str(lon))
        for street in range(STREETS):
            _way(root, next(ways), [nodes[street, column] for column in range(STREETS)])
            one_way = corner == TOWN and street == AVENUE
            _way(root, next(ways), [nodes[row, street] for row in range(STREETS)], one_way=one_way)
    return ElementTree.tostring(root, encoding="unicode")


def is_on_a_street(point: Point) -> bool:
    """Whether a point is on a street of the town, to some metres."""
    lat, lon = (point[0] - TOWN[0]) / NORTH, (point[1] - TOWN[1]) / EAST
    return min(abs(lat - round(lat)), abs(lon - round(lon))) < 0.01


def _way(root: ElementTree.Element, number: int, nodes: list[int], *, one_way: bool = False) -> None:
    way = _element(root, "way", number)
    for node in nodes:
        ElementTree.SubElement(way, "nd", ref=str(node))
    for name, value in ({"highway": "residential"} | ({"oneway": "yes"} if one_way else {})).items():
        ElementTree.SubElement(way, "tag", k=name, v=value)


def _element(root: ElementTree.Element, kind: str, number: int, **more: str) -> ElementTree.Element:
    about = {"id": str(number), "version": "1", "timestamp": "2026-01-01T00:00:00Z"}
    return ElementTree.SubElement(root, kind, about | more)
