import json

import pytest

from foodlink.places.gazetteer import gazetteer
from foodlink.places.geocode import (
    AnswerCache,
    GeocodedPlace,
    GeocoderUnavailable,
    KnownAnswer,
    cache_key,
    geocode,
    geocode_offline,
)

BAKERY = GeocodedPlace(47.2135, -1.5567, "12 Rue de la Paix 44000 Nantes", "44109", "housenumber", "ban")
ADDRESS = "12 rue de la Paix, 44000 Nantes"


class Online:
    """An online geocoder that gives the answers it is told, and counts."""

    def __init__(self, *answers: GeocodedPlace | GeocoderUnavailable | None) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, tuple[float, float] | None]] = []

    def geocode(self, address: str, *, near: tuple[float, float] | None = None) -> GeocodedPlace | None:
        self.asked.append((address, near))
        answer = self.answers.pop(0)
        if isinstance(answer, GeocoderUnavailable):
            raise answer
        return answer


def a_cache() -> tuple[AnswerCache, dict[str, KnownAnswer]]:
    kept: dict[str, KnownAnswer] = {}

    def put(key: str, place: GeocodedPlace | None) -> None:
        kept[key] = KnownAnswer(place)

    return AnswerCache(kept.get, put), kept


@pytest.mark.parametrize(
    ("address", "insee"),
    [
        (ADDRESS, "44109"),
        ("12 rue de la Paix 44000 Nantes", "44109"),
        ("12 rue de la Paix Nantes", "44109"),
        ("place du Commerce Nantes 44000", "44109"),
        ("Boulangerie Martin\n12 rue de Nantes\n44042 NANTES CEDEX 1\nFrance", "44109"),
        ("12 rue de Nantes 44800 St Herblain", "44162"),
        ("12 rue de Nantes, Angers", "49007"),
        ("bd de la Baule 44600 St-Nazaire bâtiment 3", "44184"),
        ("5 av de Gaulle 44500 La Baule", "44055"),
        ("rue de la Loire 44800", "44162"),
        ("3 place de la Mairie 49230 Torfou", "49301"),
        ("10 rue du Bourg, 53810 Changé", "53054"),
        ("10 rue du Bourg, Changé (Sarthe)", "72058"),
        ("10 rue du Bourg, Changé, Mayenne", "53054"),
        ("5 rue des Écoles, Mayenne", "53147"),
        ("1 rue X, Nantes, Loire-Atlantique, Pays de la Loire, France", "44109"),
        ("Zone industrielle, Cholet 49", "49099"),
        ("Le Mans", "72181"),
    ],
)
def test_the_commune_is_taken_out_of_an_address(address: str, insee: str) -> None:
    place = geocode_offline(address)
    assert place is not None
    assert (place.commune_insee, place.source) == (insee, "gazetteer")


@pytest.mark.parametrize(
    "address",
    [
        "12 rue de Nantes",
        "avenue de la Baule",
        "10 rue de Rivoli, 75001 Paris",
        "10 rue du Bourg, Changé",
        "",
        " , ;",
        "France",
        "a" * 5000,
        "12 " * 500,
    ],
)
def test_what_names_no_commune_or_two_is_not_guessed(address: str) -> None:
    assert geocode_offline(address) is None


def test_every_commune_is_read_from_an_address_in_it() -> None:
    for commune in gazetteer().communes:
        for postcode in commune.postcodes:
            place = geocode_offline(f"12 rue de la Mairie, {postcode} {commune.name}")
            assert place is not None
            assert place.commune_insee == commune.insee
            assert (place.precision == "approximate") == commune.approximate


def test_a_delegated_commune_has_its_own_point() -> None:
    torfou, sevremoine = geocode_offline("49660 Torfou"), geocode_offline("49450 Sèvremoine")
    assert torfou is not None
    assert sevremoine is not None
    assert torfou.label == "Torfou, Sèvremoine"
    assert torfou.commune_insee == sevremoine.commune_insee
    assert (torfou.lat, torfou.lon) != (sevremoine.lat, sevremoine.lon)


def test_a_postcode_of_several_communes_alone_is_approximate() -> None:
    place = geocode_offline("3 rue des Lilas 44650")
    assert place is not None
    assert (place.label, place.precision) == ("Legé", "approximate")


def test_homonyms_are_told_apart_by_the_nearest() -> None:
    laval, le_mans = (48.07, -0.77), (48.0, 0.2)
    for near, insee in ((laval, "53054"), (le_mans, "72058")):
        place = geocode_offline("10 rue du Bourg, Changé", near=near)
        assert place is not None
        assert (place.commune_insee, place.precision) == (insee, "approximate")


def test_without_an_online_geocoder_the_gazetteer_answers_and_nothing_is_kept() -> None:
    cache, kept = a_cache()
    assert geocode(ADDRESS, cache=cache) == geocode_offline(ADDRESS)
    assert kept == {}


def test_an_online_answer_is_kept_and_asked_for_once_however_it_is_spelled() -> None:
    cache, _ = a_cache()
    online = Online(BAKERY)
    assert geocode(ADDRESS, online=online, cache=cache) == BAKERY
    assert geocode(ADDRESS.upper(), online=online, cache=cache) == BAKERY
    assert online.asked == [(ADDRESS, None)]


def test_what_the_online_geocoder_does_not_know_the_gazetteer_answers_and_that_is_kept() -> None:
    cache, kept = a_cache()
    online = Online(None)
    for _ in range(2):
        assert geocode(ADDRESS, online=online, cache=cache) == geocode_offline(ADDRESS)
    assert len(online.asked) == len(kept) == 1


def test_that_an_address_is_not_to_be_found_is_kept_too() -> None:
    cache, _ = a_cache()
    online = Online(None)
    assert geocode("nulle part", online=online, cache=cache) is None
    assert geocode("nulle part", online=online, cache=cache) is None
    assert len(online.asked) == 1


def test_while_the_online_geocoder_is_away_the_gazetteer_answers_and_a_better_answer_is_got_later() -> None:
    cache, kept = a_cache()
    online = Online(GeocoderUnavailable("away"), BAKERY)
    assert geocode(ADDRESS, online=online, cache=cache) == geocode_offline(ADDRESS)
    assert kept == {}
    assert geocode(ADDRESS, online=online, cache=cache) == BAKERY


def test_answers_for_homonyms_from_two_neighbourhoods_are_kept_apart() -> None:
    assert cache_key("Changé", near=(48.07, -0.77)) != cache_key("Changé", near=(48.0, 0.2))
    assert cache_key("Changé", near=(48.071, -0.77)) == cache_key("CHANGE", near=(48.069, -0.77))


def test_an_answer_survives_its_way_through_json() -> None:
    assert GeocodedPlace.from_json(json.loads(json.dumps(BAKERY.as_json()))) == BAKERY
    with pytest.raises(KeyError):
        GeocodedPlace.from_json({"lat": 1.0})
