"""What a driver is told about a report, in French and in English; `{…}` are filled in by whoever says it."""

from __future__ import annotations

from foodlink.domain.errors import FoodLinkError

_WORDS: dict[str, tuple[str, str]] = {
    "ahead": ("L'heure est en avance de plus de 5 minutes.", "The time is more than 5 minutes ahead."),
    "too_old": ("L'événement a plus de 7 jours.", "The event is more than 7 days old."),
    "unknown_stop": ("stop_id : cet arrêt n'est pas de cette tournée.", "stop_id: this stop is not of this route."),
    "unknown_lot": (
        "lots.{index}.lot_id : ce lot n'est pas à cet arrêt.",
        "lots.{index}.lot_id: this lot is not at this stop.",
    ),
    "lot_twice": ("lots.{index}.lot_id : ce lot est nommé deux fois.", "lots.{index}.lot_id: this lot is named twice."),
    "not_here": (
        "type : « {kind} » ne se signale pas à cet arrêt.",
        "type: “{kind}” is not reported at this stop.",
    ),
    "needs_note": ("note : dites en un mot pourquoi.", "note: say in a word why."),
    "needs_temperature": (
        "lots.{index}.temperature_c : mesurez la température de « {lot} ».",
        "lots.{index}.temperature_c: measure the temperature of “{lot}”.",
    ),
    "already_done": ("Cet arrêt est déjà terminé.", "This stop is already done."),
    "nothing_on_board": ("Rien n'est à bord pour cet arrêt.", "Nothing is on board for this stop."),
    "not_deliverable": (
        "« {lot} » : la DLC est dépassée, il ne peut pas être livré. Signalez 0 kg pour ce lot et rapportez-le.",
        "“{lot}”: its use-by date is over, it cannot be delivered. Report 0 kg of this lot and bring it back.",
    ),
    "state": ("L'état actuel ne le permet pas.", "The present state forbids this."),
    "past_use_by": (
        "« {lot} » : la DLC est dépassée. Ne le chargez pas.",
        "“{lot}”: its use-by date is over. Do not load it.",
    ),
    "too_warm": (
        "« {lot} » : trop chaud ({measured} °C). Ne le chargez pas.",
        "“{lot}”: too warm ({measured} °C). Do not load it.",
    ),
    "delivered_too_warm": (
        "« {lot} » : livré trop chaud ({measured} °C), la coordination est prévenue.",
        "“{lot}”: delivered too warm ({measured} °C), the coordination is told.",
    ),
    "more_than_planned": (
        "« {lot} » : plus que prévu, c'est noté.",
        "“{lot}”: more than planned; it is noted.",
    ),
    "more_than_on_board": (
        "« {lot} » : plus que ce qui était à bord ; seul ce qui l'était est compté.",
        "“{lot}”: more than was on board; only what was is counted.",
    ),
    "nothing_there": ("« {lot} » : rien à collecter.", "“{lot}”: nothing to collect."),
    "not_taken": ("« {lot} » n'a pas été pris.", "“{lot}” was not taken."),
    "bring_back": ("« {lot} » : à rapporter.", "“{lot}”: to be brought back."),
    "still_on_board": (
        "« {lot} » reste à bord : la suite va être replanifiée.",
        "“{lot}” stays on board: the rest will be planned again.",
    ),
    "off_route": (
        "Cet arrêt n'était plus dans la tournée ; c'est noté et la coordination est prévenue.",
        "This stop had left the route; it is noted and the coordination is told.",
    ),
    "held_by_others": (
        "« {lot} » était déjà donné à d'autres ; la coordination est prévenue.",
        "“{lot}” was already given to others; the coordination is told.",
    ),
    "taken_by_another": (
        "« {lot} » avait déjà été collecté ; la coordination est prévenue.",
        "“{lot}” had already been collected; the coordination is told.",
    ),
}


class Rejected(FoodLinkError):
    """This report cannot be true or cannot be used; `code` names the sentence, `facts` fill it."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code=code)
        self.code = code
        self.facts = facts


def sentence(code: str, language: str, **facts: object) -> str:
    """The sentence of that code in the language of an account: English where it is `en`, else French."""
    french, english = _WORDS[code]
    if language == "en":
        return english.format(**facts)
    return french.format(**{name: _with_comma(fact) for name, fact in facts.items()})


def _with_comma(fact: object) -> object:
    return str(fact).replace(".", ",") if isinstance(fact, float) else fact
