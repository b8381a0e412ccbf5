from collections import Counter

import pytest

from foodlink.places.gazetteer import DEPARTMENTS, gazetteer
from foodlink.places.sphere import distance_km


def test_all_communes_of_the_five_departments_are_carried() -> None:
    counts = Counter(commune.department for commune in gazetteer().communes)
    assert counts == {"44": 207, "49": 176, "53": 240, "72": 352, "85": 253}
    assert len(gazetteer().by_insee) == 1228


def test_the_population_is_that_of_the_register() -> None:
    assert sum(commune.population for commune in gazetteer().communes) == 3_907_156


def test_every_commune_is_whole() -> None:
    for commune in gazetteer().communes:
        assert commune.name
        assert commune.department in DEPARTMENTS
        assert commune.insee.startswith(commune.department)
        assert commune.postcodes
        assert all(len(postcode) == 5 and postcode.isdigit() for postcode in commune.postcodes)
        assert 46.2 < commune.lat < 48.6
        assert -2.7 < commune.lon < 1.0


def test_only_the_island_of_yeu_has_no_epci() -> None:
    assert [commune.name for commune in gazetteer().communes if not commune.epci] == ["L'Île-d'Yeu"]


def test_most_communes_are_located_by_a_name_and_the_rest_are_marked_approximate() -> None:
    located = Counter(commune.located for commune in gazetteer().communes)
    assert located == {"name": 759, "delegated": 77, "postcode": 390, "epci": 2}
    assert sum(commune.approximate for commune in gazetteer().communes) == 392


@pytest.mark.parametrize(
    ("insee", "name", "seat"),
    [
        ("49301", "Sèvremoine", "Saint-Macaire-en-Mauges"),
        ("49023", "Beaupréau-en-Mauges", "Beaupréau"),
    ],
)
def test_a_new_commune_lies_at_its_seat(insee: str, name: str, seat: str) -> None:
    commune = gazetteer().by_insee[insee]
    at = next(old for old in gazetteer().former if old.commune == insee and old.is_seat)
    assert (commune.name, commune.located, at.name) == (name, "delegated", seat)
    assert (at.lat, at.lon) == (commune.lat, commune.lon)


def test_homonyms_lie_in_their_own_departments() -> None:
    at_laval, at_le_mans = gazetteer().by_insee["53130"], gazetteer().by_insee["72181"]
    for insee, town in (("53054", at_laval), ("72058", at_le_mans)):
        change = gazetteer().by_insee[insee]
        assert change.name == "Changé"
        assert distance_km(change.lat, change.lon, to_lat=town.lat, to_lon=town.lon) < 10


def test_every_former_commune_leads_to_one_of_today() -> None:
    assert len(gazetteer().former) == 363
    for old in gazetteer().former:
        today = gazetteer().by_former_code[old.code]
        assert today.insee == old.commune
        if old.lat is not None and old.lon is not None:
            assert distance_km(old.lat, old.lon, to_lat=today.lat, to_lon=today.lon) < 40


def test_the_communes_of_a_postcode_come_most_populous_first() -> None:
    names = [commune.name for commune in gazetteer().by_postcode["44650"]]
    assert names == ["Legé", "Corcoué-sur-Logne", "Touvois"]
