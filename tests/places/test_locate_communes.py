from typing import Any

import pytest

from foodlink.places.locate_communes import Register, tables
from foodlink.places.match_places import NamedPlace


def a_commune(code: str, name: str, postcode: str = "44100") -> dict[str, Any]:
    return {
        "code": code,
        "nom": name,
        "type": "commune-actuelle",
        "departement": code[:2],
        "codesPostaux": [postcode],
        "population": 100,
    }


def a_village(code: str, name: str, *, of: str) -> dict[str, Any]:
    return {"code": code, "nom": name, "type": "commune-deleguee", "departement": code[:2], "chefLieu": of}


def a_place(id: int, name: str, lat: float, *, population: int = 1000) -> NamedPlace:
    return NamedPlace(id, (name,), lat, -1.0, population)


NEIGHBOUR, AT_NEIGHBOUR = a_commune("44009", "Voisin"), a_place(9, "Voisin", 47.0)


def located(units: list[dict[str, Any]], places: list[NamedPlace], *, epci: str = "e") -> dict[Any, Any]:
    register = Register(units=units, epci_of={unit["code"]: epci for unit in units})
    communes, _ = tables(register, places)
    return {row[0]: (row[6], row[8]) for row in communes}


def test_a_commune_is_located_by_its_name_before_its_villages() -> None:
    units = [a_commune("44001", "Neuve"), a_village("44002", "Village", of="44001"), NEIGHBOUR]
    places = [a_place(1, "Neuve", 47.01), a_place(2, "Village", 47.02), AT_NEIGHBOUR]
    assert located(units, places)["44001"] == ("47.01000", "name")


def test_without_its_name_the_seat_goes_before_a_larger_village() -> None:
    units = [
        a_commune("44001", "Neuve"),
        a_village("44001", "Siège", of="44001"),
        a_village("44002", "Grand", of="44001"),
        a_village("44003", "Petit", of="44001"),
        NEIGHBOUR,
    ]
    seat, large = a_place(1, "Siège", 47.01), a_place(2, "Grand", 47.02, population=9000)
    small = a_place(3, "Petit", 47.03)
    assert located(units, [large, seat, small, AT_NEIGHBOUR])["44001"] == ("47.01000", "delegated")
    assert located(units, [small, large, AT_NEIGHBOUR])["44001"] == ("47.02000", "delegated")


def test_the_rest_lie_at_the_mean_of_their_postcode_else_of_their_epci() -> None:
    units = [
        a_commune("44001", "Sans nom"),
        a_commune("44002", "Perdu", postcode="44900"),
        a_commune("44003", "Autre", postcode="44100"),
        NEIGHBOUR,
    ]
    found = located(units, [AT_NEIGHBOUR, a_place(3, "Autre", 47.1)])
    assert found["44001"] == ("47.05000", "postcode")
    assert found["44002"] == ("47.05000", "epci")


def test_a_commune_that_nothing_locates_stops_the_making() -> None:
    with pytest.raises(ValueError, match="44002 Perdu"):
        located([NEIGHBOUR, a_commune("44002", "Perdu", postcode="44900")], [])


def test_former_communes_keep_their_name_commune_and_point() -> None:
    units = [a_commune("44001", "Neuve"), a_village("44002", "Village", of="44001"), NEIGHBOUR]
    register = Register(units=units, epci_of={})
    _, former = tables(register, [a_place(2, "Village", 47.02), AT_NEIGHBOUR])
    assert former == [("44002", "Village", "44001", "47.02000", "-1.00000")]
    _, former = tables(register, [a_place(2, "Neuve", 47.02), AT_NEIGHBOUR])
    assert former == [("44002", "Village", "44001", "", "")]
