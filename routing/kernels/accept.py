"""Whether a trial is kept: by what it costs, and by chance."""

from __future__ import annotations

import math

from routing.kernels.chance import draw
from routing.kernels.compiling import inner
from routing.kernels.layout import PARTS, TRIAL, Data, Work
from routing.kernels.objective import compare, recount_touched
from routing.kernels.slots import undo


@inner
def accept(data: Data, work: Work, drops: int, heat: float) -> bool:
    """Simulated annealing: keep the plan of this trial where it is better, or worse by little at this heat; else undo it.

    `drops` is what the absent cost before the trial.
    """
    trial = work.others[TRIAL]
    for place in range(PARTS):
        trial[place] = work.totals[place]
    recount_touched(data, work, trial, drops)
    worse = compare(data, trial, work.totals)
    if worse < -heat * math.log(1.0 - draw(work.chance)):
        for place in range(PARTS):
            work.totals[place] = trial[place]
        return True
    undo(data, work)
    return False
