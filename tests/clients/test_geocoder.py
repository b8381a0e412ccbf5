import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from foodlink.clients.geocoder import GEOPLATEFORME, BanGeocoder, GeocodedPlace, GeocoderUnavailable
from foodlink.places.geocode import geocode, geocode_offline
from tests.clients.ban_server import Answer, BanServer, a_ban_server, a_feature, found, trouble

ADDRESS = "12 rue de la Paix, 44000 Nantes"
BAKERY = GeocodedPlace(47.2147, -1.5551, "12 Rue de la Paix 44000 Nantes", "44109", "housenumber", "ban")


def a_geocoder(domain: str, **changes: Any) -> BanGeocoder:
    bounds: dict[str, Any] = {
        "scheme": "http",
        "timeout_s": 5.0,
        "total_s": 10.0,
        "backoff_s": 0.01,
        "min_delay_s": 0.0,
        "proxies": {},
    }
    return BanGeocoder(domain=domain, **bounds | changes)


def test_an_address_is_found_with_its_commune_and_precision() -> None:
    with a_ban_server(found(a_feature())) as ban:
        assert a_geocoder(ban.domain).geocode(ADDRESS) == BAKERY


def test_the_service_of_today_is_asked_politely_unless_told_otherwise() -> None:
    assert GEOPLATEFORME == "data.geopf.fr/geocodage"
    with a_ban_server(found(a_feature())) as ban:
        a_geocoder(ban.domain, user_agent="foodlink/0.1").geocode(ADDRESS)
        assert ban.paths == ["/geocodage/search"]
        assert ban.agents == ["foodlink/0.1"]
        assert ban.queries == [{"q": ADDRESS, "limit": "1", "autocomplete": "0"}]


def test_a_point_draws_the_search_and_codes_bind_it() -> None:
    with a_ban_server(found(a_feature())) as ban:
        a_geocoder(ban.domain).geocode(ADDRESS, near=(47.2, -1.5), citycode="44109", postcode="44000")
        sent = ban.queries[0]
        assert (sent["lat"], sent["lon"]) == ("47.20000", "-1.50000")
        assert (sent["citycode"], sent["postcode"]) == ("44109", "44000")


@pytest.mark.parametrize(
    ("kind", "precision"),
    [("street", "street"), ("locality", "locality"), ("municipality", "commune"), ("poi", "locality")],
)
def test_the_kind_of_a_result_tells_its_precision(kind: str, precision: str) -> None:
    with a_ban_server(found(a_feature(type=kind))) as ban:
        place = a_geocoder(ban.domain).geocode(ADDRESS)
        assert place is not None
        assert place.precision == precision


def test_no_result_and_a_poor_one_are_none() -> None:
    with a_ban_server(found(), found(a_feature(score=0.49)), found(a_feature(score=0.5))) as ban:
        geocoder = a_geocoder(ban.domain, min_score=0.5)
        assert [geocoder.geocode(ADDRESS) for _ in range(3)] == [None, None, BAKERY]


def test_a_query_that_the_service_refuses_is_an_address_it_does_not_know() -> None:
    with a_ban_server(trouble(400)) as ban:
        assert a_geocoder(ban.domain).geocode(ADDRESS) is None
        assert len(ban.queries) == 1


@pytest.mark.parametrize("address", ["", "  a ", "12", "-- rue"])
def test_what_the_service_would_refuse_is_not_sent(address: str) -> None:
    with a_ban_server(found(a_feature())) as ban:
        assert a_geocoder(ban.domain).geocode(address) is None
        assert ban.queries == []


def test_a_long_address_is_cut_to_what_the_service_takes() -> None:
    with a_ban_server(found()) as ban:
        a_geocoder(ban.domain).geocode("rue " * 200)
        assert len(ban.queries[0]["q"]) == 200


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_an_error_of_the_server_is_tried_again(status: int) -> None:
    with a_ban_server(trouble(status), trouble(status), found(a_feature())) as ban:
        assert a_geocoder(ban.domain, tries=3).geocode(ADDRESS) == BAKERY
        assert len(ban.queries) == 3


def test_after_its_tries_it_says_that_the_service_is_unavailable() -> None:
    with a_ban_server(trouble(500)) as ban:
        with pytest.raises(GeocoderUnavailable):
            a_geocoder(ban.domain, tries=3).geocode(ADDRESS)
        assert len(ban.queries) == 3


def test_a_service_that_asks_for_a_pause_is_asked_again_after_it() -> None:
    with a_ban_server(trouble(429, Retry_After="1"), found(a_feature())) as ban:
        assert a_geocoder(ban.domain).geocode(ADDRESS) == BAKERY
        assert ban.times[1] - ban.times[0] >= 1.0


def test_a_pause_longer_than_the_call_may_last_is_told_and_kept_by_all() -> None:
    with a_ban_server(trouble(429, Retry_After="60"), found(a_feature())) as ban:
        geocoder = a_geocoder(ban.domain, cooldown_s=1.0)
        for _ in range(3):
            with pytest.raises(GeocoderUnavailable) as caught:
                geocoder.geocode(ADDRESS)
            assert caught.value.retry_after_s is not None
            assert 30 < caught.value.retry_after_s <= 60
        assert len(ban.queries) == 1


def test_after_a_failure_the_service_is_left_in_peace_for_a_while() -> None:
    with a_ban_server(trouble(500), found(a_feature())) as ban:
        geocoder = a_geocoder(ban.domain, tries=1, cooldown_s=60.0)
        for _ in range(3):
            with pytest.raises(GeocoderUnavailable):
                geocoder.geocode(ADDRESS)
        assert len(ban.queries) == 1


def test_after_the_while_it_is_asked_again() -> None:
    with a_ban_server(trouble(500), found(a_feature())) as ban:
        geocoder = a_geocoder(ban.domain, tries=1, cooldown_s=0.05)
        with pytest.raises(GeocoderUnavailable):
            geocoder.geocode(ADDRESS)
        threading.Event().wait(0.1)
        assert geocoder.geocode(ADDRESS) == BAKERY


@pytest.mark.parametrize(
    "answer",
    [
        found(a_feature(), pause_s=30.0),
        found(a_feature(), drip_s=0.05),
    ],
    ids=["silent", "dripping"],
)
def test_a_slow_service_is_given_up(answer: Answer) -> None:
    with a_ban_server(answer) as ban, pytest.raises(GeocoderUnavailable):
        a_geocoder(ban.domain, timeout_s=0.3, total_s=0.5).geocode(ADDRESS)


def test_nobody_there_is_unavailable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        domain = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(GeocoderUnavailable):
            a_geocoder(domain).geocode(ADDRESS)


NO_COORDINATES = a_feature() | {"geometry": {"type": "Point", "coordinates": []}}
TOO_FAR_NORTH = a_feature() | {"geometry": {"type": "Point", "coordinates": [0, 6_689_402]}}
NOT_A_NUMBER = a_feature() | {"geometry": {"type": "Point", "coordinates": [float("nan"), 47.0]}}


@pytest.mark.parametrize(
    "answer",
    [
        Answer(b"<html>maintenance</html>"),
        Answer(b"\xff\xfe\x00"),
        Answer(b""),
        Answer(b"[]"),
        Answer(b"null"),
        Answer(b'{"features": 3}'),
        Answer(b'{"type": "FeatureCollection"}'),
        Answer(json.dumps({"features": [None]}).encode()),
        found(NO_COORDINATES),
        found(TOO_FAR_NORTH),
        found(NOT_A_NUMBER),
        found(a_feature(score="high")),
        found({"type": "Feature", "properties": {}}),
        Answer(b" " * 2_000_000),
    ],
)
def test_a_garbled_answer_is_unavailable_never_a_place(answer: Answer) -> None:
    with a_ban_server(answer) as ban, pytest.raises(GeocoderUnavailable):
        a_geocoder(ban.domain).geocode(ADDRESS)


def test_an_answer_that_breaks_off_is_unavailable() -> None:
    with (
        a_ban_server(Answer(b'{"features"', headers={"Content-Length": "500"})) as ban,
        pytest.raises(GeocoderUnavailable),
    ):
        a_geocoder(ban.domain, tries=1, timeout_s=0.3).geocode(ADDRESS)


def test_requests_of_all_threads_are_parted() -> None:
    with a_ban_server(found(a_feature())) as ban:
        geocoder = a_geocoder(ban.domain, min_delay_s=0.05)
        start = time.monotonic()
        with ThreadPoolExecutor(6) as threads:
            places = list(threads.map(geocoder.geocode, [ADDRESS] * 6))
        assert places == [BAKERY] * 6
        assert max(ban.times) - start >= 5 * 0.05


def test_a_queue_longer_than_a_call_may_last_is_refused_at_once() -> None:
    with a_ban_server(found(a_feature())) as ban:
        geocoder = a_geocoder(ban.domain, min_delay_s=60.0)
        assert geocoder.geocode(ADDRESS) == BAKERY
        with pytest.raises(GeocoderUnavailable):
            geocoder.geocode(ADDRESS)
        assert len(ban.queries) == 1


def test_the_address_stays_out_of_the_error() -> None:
    with a_ban_server(trouble(500)) as ban:
        with pytest.raises(GeocoderUnavailable) as caught:
            a_geocoder(ban.domain, tries=1).geocode("7 impasse des Lilas, Nantes")
        assert "Lilas" not in str(caught.value)


def test_behind_the_chain_the_gazetteer_takes_over_while_the_service_is_away() -> None:
    def asked(ban: BanServer) -> GeocodedPlace | None:
        return geocode(ADDRESS, online=a_geocoder(ban.domain, tries=1))

    with a_ban_server(trouble(500), found(a_feature()), found()) as ban:
        assert [asked(ban) for _ in range(3)] == [geocode_offline(ADDRESS), BAKERY, geocode_offline(ADDRESS)]
