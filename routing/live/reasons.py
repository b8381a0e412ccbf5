"""Why a day under way leaves a shipment behind."""

from __future__ import annotations

from routing.live.book import Book
from routing.plan import Code, Unassigned
from routing.reasons import SENTENCES, cause_alone
from routing.search.driven_plan import DrivenPlan
from routing.search.recreate import cheapest, pays
from routing.search.state import State, first_state


class LiveReasons:
    """Finds the causes; those that do not depend on the plan are found once."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._alone: dict[int, Code | None] = {}
        self._pays_alone: dict[int, bool] = {}
        self._empty: State | None = None

    def forget(self) -> None:
        """The vehicles have changed: look again."""
        self._alone.clear()
        self._pays_alone.clear()
        self._empty = None

    def of(self, ship: int, plan: DrivenPlan) -> Unassigned:
        """The cause that holds for an absent shipment, as `routing.reasons.Reasons` finds it."""
        code = Code.ON_BOARD if ship in self._book.compiled.carrier else self._cause_alone(ship)
        facts = self._book.problem.shipments[ship]
        code = code or self._in_company(ship, plan)
        sentence = SENTENCES[code].format(skills=", ".join(sorted(facts.skills)), ride=facts.max_ride_s)
        return Unassigned(shipment=facts.id, code=code, reason=sentence)

    def _cause_alone(self, ship: int) -> Code | None:
        if ship not in self._alone:
            self._alone[ship] = cause_alone(self._book.empty, ship)
        return self._alone[ship]

    def _in_company(self, ship: int, plan: DrivenPlan) -> Code:
        if self._book.compiled.worth is None:
            return Code.CROWDED_OUT
        if ship not in self._pays_alone:
            self._pays_alone[ship] = self._is_worth_it(ship)
        if not self._pays_alone[ship]:
            return Code.NOT_WORTH_IT
        return Code.NOT_WORTH_IT if plan.can_take(ship) else Code.CROWDED_OUT

    def _is_worth_it(self, ship: int) -> bool:
        if self._empty is None:
            self._empty = first_state(self._book.empty)
        alone = cheapest(self._empty, ship, widely=False)
        return alone is None or pays(self._book.empty, ship, alone[0][0])
