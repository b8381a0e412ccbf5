"""The national address geocoder (Base Adresse Nationale) as the Géoplateforme serves it."""

import math
import queue
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from geopy.exc import (
    GeocoderParseError,
    GeocoderQueryError,
    GeocoderRateLimited,
    GeocoderTimedOut,
    GeopyError,
)
from geopy.geocoders import BANFrance

from foodlink.clients.bounded_http import BoundedAdapter
from foodlink.clients.politeness import Politeness
from foodlink.places.address import Point
from foodlink.places.geocode import GeocodedPlace, GeocoderUnavailable, Precision

__all__ = ["BanGeocoder", "GeocodedPlace", "GeocoderUnavailable"]

GEOPLATEFORME = "data.geopf.fr/geocodage"
"""The host that took over from api-adresse.data.gouv.fr (https://adresse.data.gouv.fr/api-doc/adresse)."""
MIN_DELAY_S = 0.1
"""Between two requests of this process: a fifth of the 50 a second that the service grants one address (same page)."""
SHORTEST_QUERY, LONGEST_QUERY = 3, 200
"""Characters of `q` that the service takes and it begins with a letter or digit (as its own error says)."""
_PRECISIONS: Mapping[str, Precision] = {
    "housenumber": "housenumber",
    "street": "street",
    "locality": "locality",
    "municipality": "commune",
}


class _Ban(BANFrance):  # type: ignore[misc]  # geopy ships no types
    """geopy's client with the parameters that it leaves out, and the answer as it came."""

    def search(self, parameters: Mapping[str, object], *, timeout: float) -> object:
        """The JSON of one request; raises geopy's errors."""
        return self._call_geocoder(f"{self.geocode_api}?{urlencode(parameters)}", _as_it_is, timeout=timeout)


class BanGeocoder:
    """Geocodes addresses politely and within bounds; safe to share between threads.

    `domain` may hold a path and a port; `timeout_s` bounds one request and `total_s` a whole call with its waits and
    tries (`tries` at most, `backoff_s` doubling between them); `min_delay_s` parts any two requests of the process'
    threads. An answer scored below `min_score` (0 to 1) counts as none. After a call has failed, or when the service
    asks for it (429 with Retry-After), nothing is sent for `cooldown_s` or as long as asked: calls fail at once.
    """

    def __init__(
        self,
        *,
        domain: str = GEOPLATEFORME,
        scheme: str = "https",
        timeout_s: float = 2.0,
        total_s: float = 5.0,
        tries: int = 3,
        backoff_s: float = 0.3,
        min_delay_s: float = MIN_DELAY_S,
        min_score: float = 0.5,
        cooldown_s: float = 30.0,
        user_agent: str = "foodlink",
        proxies: Mapping[str, str] | None = None,
    ) -> None:
        self._ban = _Ban(
            domain=domain,
            scheme=scheme,
            user_agent=user_agent,
            proxies=None if proxies is None else dict(proxies),
            adapter_factory=BoundedAdapter,
        )
        self._timeout_s, self._total_s = timeout_s, total_s
        self._tries, self._backoff_s = tries, backoff_s
        self._min_score = min_score
        self._politeness = Politeness(min_delay_s=min_delay_s, cooldown_s=cooldown_s)

    def geocode(
        self, address: str, *, near: Point | None = None, citycode: str | None = None, postcode: str | None = None
    ) -> GeocodedPlace | None:
        """The best place for an address, or None where the service knows none that is good enough.

        `near` (lat, lon) draws the search to a point; `citycode` (INSEE) and `postcode` bind it. Raises
        GeocoderUnavailable when no answer was to be had within `total_s` seconds.
        """
        query = " ".join(address.split())[:LONGEST_QUERY]
        if len(query) < SHORTEST_QUERY or not query[0].isalnum():
            return None
        parameters: dict[str, object] = {"q": query, "limit": 1, "autocomplete": 0}
        if near is not None:
            parameters |= {"lat": f"{near[0]:.5f}", "lon": f"{near[1]:.5f}"}
        parameters |= {"citycode": citycode} if citycode else {}
        parameters |= {"postcode": postcode} if postcode else {}
        return _place(self._ask(parameters), min_score=self._min_score)

    def _ask(self, parameters: Mapping[str, object]) -> object:
        """Ask until there is an answer; a query that the service refuses is an address that it does not know."""
        deadline = time.monotonic() + self._total_s
        attempt = 1
        while True:
            self._politeness.wait_for_turn(deadline, patient=attempt > 1)
            try:
                return self._request(parameters, deadline=deadline)
            except GeocoderQueryError:
                return {"features": []}
            except GeopyError as error:
                self._rest_or_give_up(error, attempt=attempt, deadline=deadline)
            attempt += 1

    def _request(self, parameters: Mapping[str, object], *, deadline: float) -> object:
        left_s = min(self._timeout_s, deadline - time.monotonic())
        if left_s <= 0:
            raise GeocoderTimedOut("no time left")
        return _within(left_s, lambda: self._ban.search(parameters, timeout=left_s))

    def _rest_or_give_up(self, error: GeopyError, *, attempt: int, deadline: float) -> None:
        """Sleep before the next try, or raise GeocoderUnavailable where another has no sense or no time."""
        pause = self._backoff_s * 2 ** (attempt - 1)
        if isinstance(error, GeocoderRateLimited):
            pause = error.retry_after or pause
            self._politeness.pause(pause)
        late = time.monotonic() + pause >= deadline
        if attempt >= self._tries or late or isinstance(error, GeocoderParseError):
            retry_after_s = self._politeness.cool_down()
            reason = f"{type(error).__name__}: {error}"[:200]
            raise GeocoderUnavailable(
                f"no answer from the address geocoder ({reason})", retry_after_s=retry_after_s
            ) from error
        time.sleep(pause)


def _within(seconds: float, call: Callable[[], object]) -> object:
    """The result of a call, or GeocoderTimedOut after so many seconds: looking a host up knows no timeout.

    The call goes on in a thread that nobody waits for, and ends by the bounds of its own.
    """
    outcome: queue.SimpleQueue[object] = queue.SimpleQueue()

    def run() -> None:
        try:
            outcome.put(call())
        except Exception as error:
            outcome.put(_Failure(error))

    threading.Thread(target=run, name="geocoder", daemon=True).start()
    try:
        result = outcome.get(timeout=seconds)
    except queue.Empty:
        raise GeocoderTimedOut("the service is too slow") from None
    if isinstance(result, _Failure):
        raise result.error
    return result


@dataclass(frozen=True, slots=True)
class _Failure:
    error: Exception


def _place(answer: Any, *, min_score: float) -> GeocodedPlace | None:
    """The first feature of an answer (GeoJSON, as the service documents it), if its score will do."""
    try:
        features = answer["features"]
        if not features:
            return None
        found = features[0]["properties"]
        lon, lat = (float(number) for number in features[0]["geometry"]["coordinates"][:2])
        score, label, citycode = float(found["score"]), str(found["label"]), str(found.get("citycode") or "")
        precision = _PRECISIONS.get(found["type"], "locality")
    except (TypeError, KeyError, ValueError, IndexError, AttributeError) as error:
        raise GeocoderUnavailable("the answer of the address geocoder is not to be understood") from error
    if not (abs(lat) <= 90 and abs(lon) <= 180 and math.isfinite(score)):
        raise GeocoderUnavailable("the answer of the address geocoder is not to be understood")
    if score < min_score:
        return None
    return GeocodedPlace(lat, lon, label, citycode, precision, "ban")


def _as_it_is(answer: object) -> object:
    return answer
