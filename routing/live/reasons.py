"""Why a day under way leaves a shipment behind."""

from __future__ import annotations

from routing.live.book import Book
from routing.plan import Code, Unassigned
from routing.reasons import CausesAlone
from routing.search.driven_plan import DrivenPlan
from routing.sentences import Sentences


class LiveReasons:
    """Finds the causes; those that do not depend on the plan are found once."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self.forget()

    def forget(self) -> None:
        """The vehicles have changed: look again."""
        self._alone = CausesAlone(self._book.empty)
        self._sentences = Sentences(self._book.problem)

    def of(self, ship: int, plan: DrivenPlan, *, at_a_glance: bool = False) -> Unassigned:
        """The cause that holds for an absent shipment, as `routing.reasons.Reasons` finds it, or what is known at a glance."""
        if ship in self._book.compiled.carrier:
            code: Code | None = Code.ON_BOARD
        elif at_a_glance:
            code = self._alone.at_a_glance(ship)
        else:
            code = self.alone(ship) or self._in_company(ship, plan)
        return self._sentences.told(self._book.problem.shipments[ship], code)

    def alone(self, ship: int) -> Code | None:
        """The cause that holds for it alone, that it does not pay among them; None where there is none. The plan is not touched,
        not even what it remembers of insertions, so that a search is the same after it."""
        return self._alone.cause(ship)

    def _in_company(self, ship: int, plan: DrivenPlan) -> Code:
        if self._book.compiled.worth is None:
            return Code.CROWDED_OUT
        return Code.NOT_WORTH_IT if plan.can_take(ship) else Code.CROWDED_OUT
