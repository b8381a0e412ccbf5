"""From an address to a point: the online geocoder where there is one, else the gazetteer, a cache before both."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Literal, Protocol, cast

from foodlink.places.address import Point, commune_in_address
from foodlink.places.folding import fold

Precision = Literal["housenumber", "street", "locality", "commune", "approximate"]
"""`commune`: a point of its main place; `approximate`: a commune guessed among several (of one postcode, of one
name), or one known only by the mean of its neighbours' points."""


class GeocoderUnavailable(Exception):
    """The online geocoder cannot be reached now, or asks to be left alone for `retry_after_s` seconds."""

    def __init__(self, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True)
class GeocodedPlace:
    """A located address; WGS 84 degrees; `source` is `ban` or `gazetteer`; an empty INSEE code is not known."""

    lat: float
    lon: float
    label: str
    commune_insee: str
    precision: Precision
    source: str

    def as_json(self) -> dict[str, object]:
        """What a cache stores."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> "GeocodedPlace":
        """What a cache has stored; KeyError, TypeError or ValueError where it is something else."""
        return cls(
            lat=float(cast(float, stored["lat"])),
            lon=float(cast(float, stored["lon"])),
            label=str(stored["label"]),
            commune_insee=str(stored["commune_insee"]),
            precision=cast(Precision, stored["precision"]),
            source=str(stored["source"]),
        )


@dataclass(frozen=True, slots=True)
class KnownAnswer:
    """An answer kept in the cache; None is an answer too: that address is not to be found."""

    place: GeocodedPlace | None


class OnlineGeocoder(Protocol):
    """What the chain asks of an online geocoder (`foodlink.clients.geocoder.BanGeocoder`)."""

    def geocode(self, address: str, *, near: Point | None = None) -> GeocodedPlace | None:
        """The place, None where it is not found; raises GeocoderUnavailable."""


@dataclass(frozen=True, slots=True)
class AnswerCache:
    """Two functions that keep answers by their key, as a service over a table gives them."""

    get: Callable[[str], KnownAnswer | None]
    put: Callable[[str, GeocodedPlace | None], None]


def geocode(
    address: str,
    *,
    online: OnlineGeocoder | None = None,
    cache: AnswerCache | None = None,
    near: Point | None = None,
) -> GeocodedPlace | None:
    """The place of an address, or None; `near` (lat, lon) tells homonyms apart.

    The online geocoder is asked where there is one and the cache has no answer; what it answers is kept, also that
    it knows nothing and the gazetteer had to do. While it is unavailable the gazetteer answers and nothing is kept,
    so that a better answer is got later. Without an online geocoder nothing is kept: the gazetteer is as near.
    """
    if online is None:
        return geocode_offline(address, near=near)
    key = cache_key(address, near=near)
    known = cache.get(key) if cache else None
    if known is not None:
        return known.place
    try:
        place = online.geocode(address, near=near)
    except GeocoderUnavailable:
        return geocode_offline(address, near=near)
    place = place or geocode_offline(address, near=near)
    if cache:
        cache.put(key, place)
    return place


def geocode_offline(address: str, *, near: Point | None = None) -> GeocodedPlace | None:
    """The commune named in a postal address, as a point of precision `commune` or `approximate`; None where none."""
    reading = commune_in_address(address, near=near)
    if reading is None:
        return None
    commune, former = reading.found.commune, reading.found.former
    if former and former.lat is not None and former.lon is not None:
        lat, lon, approximate = former.lat, former.lon, False
    else:
        lat, lon, approximate = commune.lat, commune.lon, commune.approximate
    return GeocodedPlace(
        lat=lat,
        lon=lon,
        label=f"{former.name}, {commune.name}" if former else commune.name,
        commune_insee=commune.insee,
        precision="approximate" if approximate or not reading.sure else "commune",
        source="gazetteer",
    )


def cache_key(address: str, *, near: Point | None = None) -> str:
    """One key for the spellings of an address, with the neighbourhood (a tenth of a degree) it was asked from."""
    return fold(address) + (f" @{near[0]:.1f},{near[1]:.1f}" if near else "")
