import pytest
from hypothesis import given
from hypothesis import strategies as st

from foodlink.places.gazetteer import by_population, gazetteer
from foodlink.places.geocode import geocode_offline
from foodlink.places.lookup import find_commune
from foodlink.places.search import search


def named(text: str, *, postcode: str | None = None, department: str | None = None) -> list[str]:
    found = find_commune(text, postcode=postcode, department=department)
    return [f"{commune.insee} {commune.name}" for commune in found]


@pytest.mark.parametrize("order", ["{postcode} {name}", "{name} {postcode}"])
def test_every_commune_is_found_alone_by_its_name_with_each_of_its_postcodes(order: str) -> None:
    for commune in gazetteer().communes:
        for postcode in commune.postcodes:
            assert find_commune(order.format(postcode=postcode, name=commune.name)) == [commune]


def test_every_commune_is_found_by_its_name_in_capitals_without_hyphens() -> None:
    for commune in gazetteer().communes:
        assert commune in find_commune(commune.name.upper().replace("-", " "))


def test_every_former_commune_leads_to_that_of_today() -> None:
    for old in gazetteer().former:
        today = gazetteer().by_insee[old.commune]
        assert today in find_commune(old.name, postcode=today.postcodes[0])


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("44000 Nantes", "44109 Nantes"),
        ("F-44000 NANTES, France", "44109 Nantes"),
        ("nantes 44", "44109 Nantes"),
        ("Nantes (44)", "44109 Nantes"),
        ("44042 Nantes CEDEX 1", "44109 Nantes"),
        ("44109", "44109 Nantes"),
        ("st herblain", "44162 Saint-Herblain"),
        ("Sainte Luce S/ Loire", "44172 Sainte-Luce-sur-Loire"),
        ("ste-luce", "44172 Sainte-Luce-sur-Loire"),
        ("la baule", "44055 La Baule-Escoublac"),
        ("BAULE ESCOUBLAC", "44055 La Baule-Escoublac"),
        ("lhuisserie", "53119 L'Huisserie"),
        ("l’huisserie", "53119 L'Huisserie"),
        ("ile d'yeu", "85113 L'Île-d'Yeu"),
        ("nd de monts", "85164 Notre-Dame-de-Monts"),
        ("Torfou", "49301 Sèvremoine"),
        ("beaupreau", "49023 Beaupréau-en-Mauges"),
        ("Changé (Sarthe)", "72058 Changé"),
        ("change mayenne", "53054 Changé"),
        ("Mayenne", "53147 Mayenne"),
        ("angers, pays de la loire", "49007 Angers"),
    ],
)
def test_a_commune_is_found_as_people_type_it(typed: str, found: str) -> None:
    assert named(typed) == [found]


def test_the_code_of_a_delegated_commune_that_is_no_postcode_leads_to_that_of_today() -> None:
    old = next(old for old in gazetteer().former if not old.is_seat and old.code not in gazetteer().by_postcode)
    assert [commune.insee for commune in find_commune(old.code)] == [old.commune]


def test_an_ambiguous_name_gives_all_candidates_by_population() -> None:
    assert named("changé") == ["72058 Changé", "53054 Changé"]
    assert named("changé", department="53") == ["53054 Changé"]
    assert named("changé", postcode="72560") == ["72058 Changé"]


def test_a_postcode_alone_gives_its_communes_and_goes_before_the_same_insee_code() -> None:
    assert named("44110")[0] == "44036 Châteaubriant"
    assert len(named("44110")) == len(gazetteer().by_postcode["44110"])


def test_the_postcode_of_the_next_commune_counts_for_its_department_only() -> None:
    assert named("44800 Nantes") == ["44109 Nantes"]
    assert named("72000 Nantes") == []


def test_a_name_begun_finds_those_that_go_on_and_a_whole_name_those_alone() -> None:
    begun = named("saint denis")
    assert len(begun) > 3
    assert all(" Saint-Denis" in name for name in begun)
    assert named("Laval") == ["53130 Laval"]


@pytest.mark.parametrize("typed", ["", " ", "44", "zzz", "99999", "75001 Paris", "'", "42", "🍞"])
def test_what_is_no_commune_here_finds_nothing(typed: str) -> None:
    assert find_commune(typed) == []


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("nan", "Nantes"),
        ("st her", "Saint-Herblain"),
        ("herbl", "Saint-Herblain"),
        ("baul", "La Baule-Escoublac"),
        ("441 ver", "Vertou"),
        ("85", "La Roche-sur-Yon"),
        ("torf", "Sèvremoine"),
    ],
)
def test_a_name_being_typed_suggests_the_commune(typed: str, first: str) -> None:
    assert search(typed, 5)[0].name == first


def test_suggestions_are_limited_and_each_commune_comes_once() -> None:
    found = search("saint", 7)
    assert len(found) == len(set(found)) == 7
    assert [c.population for c in found] == sorted((c.population for c in found), reverse=True)
    assert search("", 5) == []
    assert search("zzzz", 5) == []


@given(st.text(max_size=80))
def test_any_text_at_all_is_looked_up_without_trouble(text: str) -> None:
    assert find_commune(text) == sorted(set(find_commune(text)), key=by_population)
    assert len(search(text, 3)) <= 3
    place = geocode_offline(text)
    assert place is None or place.commune_insee in gazetteer().by_insee
