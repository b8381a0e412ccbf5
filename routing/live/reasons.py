"""Why a day under way leaves a shipment behind."""

from __future__ import annotations

from routing.live.book import Book
from routing.plan import Code, Unassigned
from routing.reasons import cause_alone, cause_at_a_glance
from routing.search.driven_plan import DrivenPlan
from routing.search.recreate import cheapest, pays
from routing.search.state import State, first_state
from routing.sentences import Sentences


class LiveReasons:
    """Finds the causes; those that do not depend on the plan are found once."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._alone: dict[int, Code | None] = {}
        self._empty: State | None = None
        self._sentences = Sentences(book.problem)

    def forget(self) -> None:
        """The vehicles have changed: look again."""
        self._alone.clear()
        self._empty = None
        self._sentences = Sentences(self._book.problem)

    def of(self, ship: int, plan: DrivenPlan, *, at_a_glance: bool = False) -> Unassigned:
        """The cause that holds for an absent shipment, as `routing.reasons.Reasons` finds it, or what is known at a glance."""
        if ship in self._book.compiled.carrier:
            code = Code.ON_BOARD
        elif at_a_glance:
            code = self._alone.get(ship) or cause_at_a_glance(self._book.empty, ship) or Code.CROWDED_OUT
        else:
            code = self.alone(ship) or self._in_company(ship, plan)
        return self._sentences.unassigned(self._book.problem.shipments[ship], code)

    def alone(self, ship: int) -> Code | None:
        """The cause that holds for it alone, that it does not pay among them; None where there is none. The plan is not touched,
        not even what it remembers of insertions, so that a search is the same after it."""
        if ship not in self._alone:
            self._alone[ship] = cause_alone(self._book.empty, ship)
            if self._alone[ship] is None and self._book.compiled.worth is not None and not self._is_worth_it(ship):
                self._alone[ship] = Code.NOT_WORTH_IT
        return self._alone[ship]

    def _in_company(self, ship: int, plan: DrivenPlan) -> Code:
        if self._book.compiled.worth is None:
            return Code.CROWDED_OUT
        return Code.NOT_WORTH_IT if plan.can_take(ship) else Code.CROWDED_OUT

    def _is_worth_it(self, ship: int) -> bool:
        if self._empty is None:
            self._empty = first_state(self._book.empty)
        alone = cheapest(self._empty, ship, widely=False)
        return alone is None or pays(self._book.empty, ship, alone[0][0])
