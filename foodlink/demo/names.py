"""Fictional names of people, shops and associations. Any likeness to real ones is chance."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence


def _words(written: str, *, between: str | None = None) -> tuple[str, ...]:
    return tuple(written.split(between))


FIRST_NAMES = _words(
    "Adèle Alban Amina Anaïs Armand Aïssa Basile Bérénice Camille Cyprien Daphné Djibril Éloi Élise Fanny Fatou Félix Gaël "
    "Gwenola Hélène Hugo Inès Ismaël Jeanne Joachim Karim Katell Lazare Léonie Lucien Maël Maïwenn Marius Nadia Nolwenn Octave "
    "Odile Pauline Quentin Rachid Rosalie Sacha Salomé Samir Solène Tanguy Thaïs Ulysse Valentin Yasmine Yann Zélie"
)
LAST_NAMES = _words(
    "Aubineau Bellouard Béranger Besseau Biret Bossis Boudaud Brétéché Chauvelon Cormerais Cosnard Daviaud Delhommeau Doucet "
    "Durandière Épiard Fonteneau Foucher Gaborieau Gautreau Guihéneuf Hallereau Houdmon Jaunasse Kerbrat Lardeux Lebastard "
    "Loquais Maisonneuve Ménoret Moinard Naulleau Ollivaud Padioleau Perraudeau Pineaudeau Queneau Rabiller Retailleau "
    "Rousselière Sauvêtre Sorin Tessereau Thibaudeau Troffigué Vinatier Voisinne"
)

_SHOPS: Mapping[str, Sequence[str]] = {
    "baker": ("Boulangerie {last}", "Le Fournil de {first}", "Aux Pains {last}", "La Mie de {first}"),
    "market_gardener": ("Le Potager de {first}", "Maraîchage {last}", "Les Jardins {last}", "Les Planches de {first}"),
    "grocer": ("Épicerie {last}", "Le Marché de {first}", "Superette {last}", "Le Panier {last}"),
    "caterer": ("Traiteur {last}", "La Table de {first}", "Maison {last} Traiteur", "Les Bocaux de {first}"),
    "dairy_farm": ("Ferme laitière {last}", "La Laiterie de {first}", "GAEC {last}", "Les Prés de {first}"),
}
_ASSOCIATIONS = (
    "Entraide de {place}",
    "Le Panier solidaire de {place}",
    "La Table ouverte de {place}",
    "Épicerie sociale {last}",
    "Les Amis de {first}",
    "Le Garde-Manger de {place}",
    "Accueil {last}",
    "Repas partagés de {place}",
)
_STUDENTS = ("Épicerie étudiante de {place}", "Le Frigo du campus {last}", "Cabas étudiant {last}")
_STREETS = _words(
    "rue des Tilleuls,rue du Lavoir,place du Marché,rue de la Gare,rue des Écoles,chemin des Vignes,rue du Four,"
    "allée des Peupliers,rue du Moulin,rue de l'Église,avenue de la Loire,rue des Jardins,quai des Mariniers",
    between=",",
)


def person(chance: random.Random) -> str:
    """A first and a last name."""
    return f"{chance.choice(FIRST_NAMES)} {chance.choice(LAST_NAMES)}"


def shop(chance: random.Random, trade: str) -> str:
    """What a producer of that trade is called."""
    return _filled(chance, _SHOPS[trade], place="")


def association(chance: random.Random, *, place: str, students: bool) -> str:
    """What an association of that commune is called."""
    return _filled(chance, _STUDENTS if students else _ASSOCIATIONS, place=place)


def street(chance: random.Random) -> str:
    """A number and a street that many communes have."""
    return f"{chance.randint(1, 90)} {chance.choice(_STREETS)}"


def _filled(chance: random.Random, patterns: Sequence[str], *, place: str) -> str:
    pattern = chance.choice(patterns)
    return _contracted(pattern.format(first=chance.choice(FIRST_NAMES), last=chance.choice(LAST_NAMES), place=place))


def _contracted(name: str) -> str:
    """As French says it: d'Angers, du Mans, des Herbiers."""
    name = name.replace(" de Le ", " du ").replace(" de Les ", " des ")
    return re.sub(r" de (?=[AEIOUYÀÂÉÈÊÎÏÔ])", " d'", name)
