"""Places as the database keeps them: official contours that an operator loaded, and answers of the geocoder."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from foodlink.domain.base import Base, Moment, text


class CommuneContour(Base):
    """The official outline of a commune, as GeoJSON geometry, with its bounding box in degrees."""

    __tablename__ = "commune_contours"

    insee: Mapped[str] = mapped_column(text(5), primary_key=True)
    department: Mapped[str] = mapped_column(text(3), index=True)
    name: Mapped[str] = mapped_column(text(120))
    geometry: Mapped[dict[str, Any]]
    south: Mapped[float]
    west: Mapped[float]
    north: Mapped[float]
    east: Mapped[float]
    loaded_at: Mapped[Moment]


class GeocodedAddress(Base):
    """What a geocoder answered to an address as it was typed; an empty answer is kept too."""

    __tablename__ = "geocoded_addresses"

    query: Mapped[str] = mapped_column(text(400), primary_key=True)
    source: Mapped[str] = mapped_column(text(24))
    answer: Mapped[dict[str, Any] | None]
    fetched_at: Mapped[Moment]
