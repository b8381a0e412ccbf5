"""SVG as text: elements, and the few shapes that the pictures are made of."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

Point = tuple[float, float]
INK, GREY, PALE = "#1f2933", "#7b8794", "#e4e7eb"
COLOURS = (
    *("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8c564b", "#6a3d9a"),
    *("#b2182b", "#4d9221", "#2166ac", "#c51b7d", "#35978f", "#bf812d"),
)
"""Distinct beside each other, also to most people who are colour-blind for the first seven."""


def element(name: str, *inside: str, **attributes: object) -> str:
    """One element; `_` in a name of an attribute is `-`."""
    said = "".join(f' {key.rstrip("_").replace("_", "-")}="{_shown(value)}"' for key, value in attributes.items())
    return f"<{name}{said}>{''.join(inside)}</{name}>" if inside else f"<{name}{said}/>"


def _shown(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else escape(str(value))


def text(said: str, at: Point, *, size: float = 13, colour: str = INK, anchor: str = "start", weight: int = 400) -> str:
    """A line of text, its baseline at a point."""
    x, y = at
    return element("text", escape(said), x=x, y=y, font_size=size, fill=colour, text_anchor=anchor, font_weight=weight)


def haloed(said: str, at: Point, *, size: float = 13, colour: str = INK, anchor: str = "start") -> str:
    """Text that stays legible on lines."""
    x, y = at
    halo = {"paint_order": "stroke", "stroke": "#fff", "stroke_width": 3, "stroke_linejoin": "round"}
    return element("text", escape(said), x=x, y=y, font_size=size, fill=colour, text_anchor=anchor, **halo)


def line(points: Iterable[Point], *, colour: str, width: float = 1.0, **more: object) -> str:
    """A line through points."""
    way = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return element("polyline", points=way, fill="none", stroke=colour, stroke_width=width, **more)


def picture(width: int, height: int, *, title: str, parts: Iterable[str]) -> str:
    """The whole picture on white, so that it is legible on a dark page too."""
    inside = [element("title", escape(title)), element("rect", width=width, height=height, fill="#fff"), *parts]
    head = {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {width} {height}", "width": width, "height": height}
    return element("svg", *(f"\n{each}" for each in inside), "\n", **head, font_family="system-ui, sans-serif") + "\n"
