import pytest
from hypothesis import given
from hypothesis import strategies as st

from foodlink.places.folding import fold, loosen
from foodlink.places.gazetteer import gazetteer

FRENCH = st.text(alphabet="abcdefghijklmnopqrstuvwxyzàâäçéèêëîïôöùûüÿœæ0123456789 -'’./", max_size=40)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Saint-Sébastien-sur-Loire", "saint sebastien sur loire"),
        ("ST SEBASTIEN S/ LOIRE", "saint sebastien sur loire"),
        ("St. Sébastien s/Loire", "saint sebastien sur loire"),
        ("Ste-Luce-sur-Loire", "sainte luce sur loire"),
        ("L’Île-d’Yeu", "l ile d yeu"),
        ("L'ILE D'YEU", "l ile d yeu"),
        ("Sœur-Æ", "soeur ae"),
        ("Notre-Dame-de-Monts", "notre dame de monts"),
        ("N.-D. de Monts", "notre dame de monts"),
        ("ND de Monts", "notre dame de monts"),
        ("Saint-Mars s/s la Butte", "saint mars sous la butte"),
        ("Sts Anges", "saints anges"),
        ("  \t—!  ", ""),
    ],
)
def test_a_name_is_folded_however_it_is_typed(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_and_leaves_plain_words(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert all(word and word.isascii() and word.isalnum() and word == word.lower() for word in folded.split())
    assert folded == " ".join(folded.split())


@given(FRENCH)
def test_case_does_not_count(text: str) -> None:
    assert fold(text.upper()) == fold(text)


@given(st.lists(st.text(alphabet="bcghjkmpqrvwxz", min_size=2, max_size=8), min_size=1, max_size=5))
def test_hyphens_spaces_and_apostrophes_are_one(words: list[str]) -> None:
    assert fold("-".join(words)) == fold(" ".join(words)) == fold("'".join(words))


def test_every_commune_keeps_a_name_without_its_small_words() -> None:
    names = {loosen(fold(commune.name)) for commune in gazetteer().communes}
    assert "" not in names
    assert loosen("la baule escoublac") == loosen("baule escoublac")
    assert loosen("la") == "la"
