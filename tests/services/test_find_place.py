"""Finding places: by points, by contours, by addresses, with a cache in the database."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from foodlink.domain.draft import Pickup
from foodlink.domain.errors import Invalid
from foodlink.domain.place import CommuneContour, GeocodedAddress
from foodlink.places.geocode import GeocodedPlace, GeocoderUnavailable
from foodlink.services.find_place import OFFLINE, PlaceFinder, find_place
from tests.builders import a_territory


class CountingGeocoder:
    """An online geocoder that knows one address, and counts how often it is asked."""

    def __init__(self, *, available: bool = True) -> None:
        self.asked, self.available = 0, available

    def geocode(self, address: str, *, near: tuple[float, float] | None = None) -> GeocodedPlace | None:
        assert near is None or len(near) == 2
        self.asked += 1
        if not self.available:
            raise GeocoderUnavailable("gone")
        if "Crébillon" not in address:
            return None
        return GeocodedPlace(47.2136, -1.5634, "Rue Crébillon", "44109", "street", "ban")


@pytest.fixture(autouse=True)
def _territory(session: Session) -> None:
    a_territory(session)


def test_a_point_gets_its_commune_and_territory(session: Session, at: datetime) -> None:
    found = find_place(session, Pickup(lat=47.2184, lon=-1.5536, address="ici"), finder=OFFLINE, at=at)
    assert (found.commune, found.territory, found.address) == ("44109", "44", "ici")


def test_an_answer_is_asked_for_once_and_kept_also_that_there_is_none(session: Session, at: datetime) -> None:
    online = CountingGeocoder()
    finder = PlaceFinder(online=online)
    for _ in range(2):
        found = find_place(session, Pickup(address="5 rue Crébillon, Nantes"), finder=finder, at=at)
        assert (found.lat, found.lon) == (47.2136, -1.5634)
        with pytest.raises(Invalid, match="not valid"):
            find_place(session, Pickup(address="qwertz"), finder=finder, at=at)
    assert online.asked == 2
    assert session.scalar(select(func.count()).select_from(GeocodedAddress)) == 2


def test_while_the_network_is_gone_the_gazetteer_answers_and_nothing_is_kept(session: Session, at: datetime) -> None:
    online = CountingGeocoder(available=False)
    found = find_place(session, Pickup(address="44190 Clisson"), finder=PlaceFinder(online=online), at=at)
    assert found.territory == "44"
    assert session.scalar(select(func.count()).select_from(GeocodedAddress)) == 0


def test_contours_go_before_the_nearest_commune_and_are_read_again_when_they_change(
    session: Session, at: datetime
) -> None:
    far_out = Pickup(lat=47.2, lon=-3.0)
    with pytest.raises(Invalid):
        find_place(session, far_out, finder=OFFLINE, at=at)
    ring = [[-3.1, 47.1], [-2.9, 47.1], [-2.9, 47.3], [-3.1, 47.3], [-3.1, 47.1]]
    geometry = {"type": "MultiPolygon", "coordinates": [[ring]]}
    box = {"south": 47.1, "west": -3.1, "north": 47.3, "east": -2.9}
    contour = CommuneContour(
        insee="44109", department="44", name="Nantes", geometry=json.loads(json.dumps(geometry)), loaded_at=at, **box
    )
    session.add(contour)
    session.flush()
    assert find_place(session, far_out, finder=OFFLINE, at=at).commune == "44109"
    moved = [[lon + 1, lat] for lon, lat in ring]
    contour.geometry = {"type": "MultiPolygon", "coordinates": [[moved]]}
    contour.loaded_at = at + timedelta(seconds=1)
    session.flush()
    with pytest.raises(Invalid):
        find_place(session, far_out, finder=OFFLINE, at=at)


def test_a_territory_that_is_not_served_is_outside(session: Session, at: datetime) -> None:
    with pytest.raises(Invalid) as refused:
        find_place(session, Pickup(lat=48.07, lon=-0.77), finder=OFFLINE, at=at)
    assert list(refused.value.errors) == ["pickup"]
