from foodlink.places.match_places import NamedPlace, Unit, match


def a_unit(code: str, name: str, *, postcode: str = "44000", epci: str = "e", group: str = "") -> Unit:
    return Unit(code, name, group or code, (postcode,), epci, code[:2])


def a_place(id: int, *names: str, lat: float = 47.0, lon: float = -1.0) -> NamedPlace:
    return NamedPlace(id, names, lat, lon, 1000)


def test_homonyms_are_told_apart_by_the_nearest_communes() -> None:
    units = [
        a_unit("44001", "Changé", postcode="44100", epci="west"),
        a_unit("72001", "Changé", postcode="72100", epci="east"),
        a_unit("44002", "Ouest", postcode="44100", epci="west"),
        a_unit("72002", "Est", postcode="72100", epci="east"),
    ]
    west, east = a_place(1, "Changé", lon=-2.0), a_place(2, "Change", lon=0.0)
    places = [east, west, a_place(3, "Ouest", lon=-2.1), a_place(4, "Est", lon=0.1)]
    matched = match(units, places)
    assert (matched[0], matched[1]) == (west, east)


def test_a_place_of_the_name_far_from_the_neighbours_is_another_one() -> None:
    units = [a_unit("44001", "Le Pin"), a_unit("44002", "Voisin")]
    matched = match(units, [a_place(1, "Le Pin", lat=48.5), a_place(2, "Voisin")])
    assert 0 not in matched


def test_without_a_neighbour_in_the_postcode_the_epci_tells() -> None:
    units = [a_unit("44001", "Seul", postcode="44900"), a_unit("44002", "Voisin")]
    matched = match(units, [a_place(1, "Seul", lat=48.5), a_place(2, "Voisin")])
    assert 0 not in matched


def test_the_main_name_of_a_place_goes_before_its_other_names() -> None:
    units = [a_unit("44001", "Joué-sur-Erdre"), a_unit("44002", "Voisin")]
    other, main = a_place(1, "Bourg", "Joué-sur-Erdre"), a_place(2, "Joué-sur-Erdre", lat=47.1)
    assert match(units, [other, main, a_place(3, "Voisin")])[0] == main
    assert match(units, [other, a_place(3, "Voisin")])[0] == other


def test_two_communes_never_share_a_place_but_a_commune_and_its_seat_may() -> None:
    neighbours = [a_unit("44008", "Voisin"), a_unit("44009", "Proche")]
    places = [a_place(1, "Chemillé"), a_place(2, "Voisin"), a_place(3, "Proche")]
    strangers = [a_unit("44001", "Chemillé"), a_unit("44002", "Chemillé"), *neighbours]
    family = [a_unit("44001", "Chemillé"), a_unit("44002", "Chemillé", group="44001"), *neighbours]
    assert sorted(match(strangers, places)) == [0, 2, 3]
    assert sorted(match(family, places)) == [0, 1, 2, 3]
