"""Finding where something is: a point, or an address that a geocoder knows, and the commune and territory of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from config.settings import Settings
from foodlink.clients.geocoder import BanGeocoder
from foodlink.domain.draft import Pickup
from foodlink.domain.errors import Invalid
from foodlink.domain.place import GeocodedAddress
from foodlink.domain.territory import Territory
from foodlink.places.geocode import AnswerCache, GeocodedPlace, KnownAnswer, OnlineGeocoder, geocode
from foodlink.places.locate import NEAREST_COMMUNE_KM, locate
from foodlink.queries.contours import contour_index

_LONGEST_KEY = 400


@dataclass(frozen=True, slots=True)
class PlaceFinder:
    """How places are found: the online geocoder, where there is one, and how far from a commune a point may be, in km."""

    online: OnlineGeocoder | None = None
    max_km: float = NEAREST_COMMUNE_KM


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A point in one of the territories; `commune` is its INSEE code."""

    lat: float
    lon: float
    address: str
    commune: str
    territory: str


OFFLINE = PlaceFinder()
"""The gazetteer alone."""


def place_finder(settings: Settings) -> PlaceFinder:
    """How places are found where the operator has set it so."""
    online = None
    if settings.geocoder is not None:
        online = BanGeocoder(domain=settings.geocoder, scheme=settings.geocoder_scheme)
    return PlaceFinder(online=online, max_km=settings.place_max_km)


def find_place(
    session: Session,
    pickup: Pickup,
    *,
    finder: PlaceFinder,
    at: datetime,
    near: tuple[float, float] | None = None,
    path: str = "pickup",
) -> FoundPlace:
    """The place that `pickup` means; an address alone is geocoded, homonyms told apart by what is `near` (lat, lon).

    Ends the session's transaction before it asks the network, and keeps the answer. Raises Invalid, naming `path`, where
    the address is not known or the point is outside every territory.
    """
    lat, lon = pickup.lat, pickup.lon
    if lat is None or lon is None:
        place = _geocoded(session, pickup.address or "", finder=finder, at=at, near=near)
        if place is None:
            raise Invalid({f"{path}.address": ["This address is not known; give lat and lon."]})
        lat, lon = place.lat, place.lon
    located = locate(lat, lon, contours=contour_index(session), max_km=finder.max_km)
    if located is None or session.get(Territory, located.territory) is None:
        raise Invalid({path: ["This place is outside every territory."]})
    return FoundPlace(lat, lon, pickup.address or "", located.commune.insee, located.territory)


def _geocoded(
    session: Session, address: str, *, finder: PlaceFinder, at: datetime, near: tuple[float, float] | None
) -> GeocodedPlace | None:
    def known(key: str) -> KnownAnswer | None:
        kept = session.get(GeocodedAddress, key[:_LONGEST_KEY])
        session.commit()  # the network may take seconds: no connection waits for it
        if kept is None:
            return None
        return KnownAnswer(GeocodedPlace.from_json(kept.answer) if kept.answer is not None else None)

    def keep(key: str, place: GeocodedPlace | None) -> None:
        answer = place.as_json() if place else None
        row = {"query": key[:_LONGEST_KEY], "source": place.source if place else "none", "answer": answer}
        session.execute(insert(GeocodedAddress).values(**row, fetched_at=at).on_conflict_do_nothing())
        session.commit()

    return geocode(address, online=finder.online, cache=AnswerCache(known, keep), near=near)
