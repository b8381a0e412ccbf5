"""Tidying: what the service kept for a while and needs no more."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, text, update
from sqlalchemy.orm import Session

from foodlink.domain.account import AccessToken, PasswordLink, SignInFailure
from foodlink.domain.lifecycle import PlanStatus
from foodlink.domain.operation import IdempotentAnswer
from foodlink.domain.plan import Plan

_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)
_PROPOSALS = timedelta(days=90)

_OLD_JOBS = text(
    "delete from procrastinate_jobs job where job.status in ('succeeded', 'failed', 'cancelled', 'aborted')"
    " and not exists (select from procrastinate_events event where event.job_id = job.id and event.at > :before)"
)


def clean_up(session: Session, *, machine_at: datetime) -> dict[str, int]:
    """Forget answers kept for seven days, sign-ins and links that are over, old failures to sign in, jobs done, drafts.

    `machine_at` is the machine's time, by which all of these were kept. Returns how much of each went.
    """
    at = machine_at
    statements = {
        "answers": delete(IdempotentAnswer).where(IdempotentAnswer.created_at < at - _WEEK),
        "tokens": delete(AccessToken).where(AccessToken.expires_at < at),
        "links": delete(PasswordLink).where(PasswordLink.expires_at < at - _WEEK),
        "failures": delete(SignInFailure).where(SignInFailure.at < at - _DAY),
        "proposals": update(Plan)
        .where(
            Plan.created_at < at - _PROPOSALS,
            Plan.proposal.is_not(None),
            Plan.status.in_((PlanStatus.SUPERSEDED, PlanStatus.READY)),
        )
        .values(proposal=None),
        "jobs": _OLD_JOBS.bindparams(before=at - _WEEK),
    }
    gone = {name: _count(session, statement) for name, statement in statements.items()}
    session.commit()
    return gone


def _count(session: Session, statement: object) -> int:
    return int(session.execute(statement).rowcount)  # type: ignore[call-overload] # any of the statements above
