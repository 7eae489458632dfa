"""May it? The way a document goes, from being kept to being destroyed: one proposes, another does it (law 4: four eyes)."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.utils import dateformat, timezone
from django.utils.translation import gettext

from xiwei.estate.models import Document, Loan
from xiwei.estate.rules.documents import check_free, check_may_destroy, check_why, held_says
from xiwei.estate.rules.ground import By
from xiwei.ledger.models import Actor
from xiwei.shared.refusals import NotAllowed, NotNow, may

WAIT = timedelta(hours=24)  # after a day of it was changed or a hold ended: time for others to see it


class Step(StrEnum):
    """How far it is on its way out."""

    GONE = "gone"
    HELD = "held"
    FOR_EVER = "for ever"
    KEPT = "kept"
    FRESH = "fresh"
    LENT = "lent"
    RIPE = "ripe"
    PROPOSED = "proposed"


# What may be done at each step; every other step allows neither.
ALLOWS = {Step.RIPE: {"propose"}, Step.PROPOSED: {"destroy"}}


def step(document: Document, out: Loan | None, now: datetime) -> Step:
    """The first of these that holds; ripe where none does."""
    holding = (
        (Step.GONE, document.destroyed_at is not None),
        (Step.HELD, document.held_at is not None),
        (Step.FOR_EVER, document.keep_until is None),
        (Step.KEPT, not document.is_overripe(timezone.localdate(now))),
        (Step.FRESH, now < settled_at(document)),
        (Step.LENT, out is not None),
        (Step.PROPOSED, document.proposed_at is not None),
    )
    return next((one for one, holds in holding if holds), Step.RIPE)


def settled_at(document: Document) -> datetime:
    """From when it may be proposed: a day after it was put, its days were changed, or a hold ended, whichever was last."""
    return max(document.put_at, document.timed_at or document.put_at) + WAIT


def in_the_way(document: Document, out: Loan | None, now: datetime) -> str:
    """Why it cannot be destroyed at once, and until when; "" where it is ripe."""
    until = document.keep_until
    says = {
        Step.GONE: lambda: gettext("“{name}”已经销毁，只留下这一行记录。").format(name=document.name),
        Step.HELD: lambda: held_says(document),
        Step.FOR_EVER: lambda: gettext("“{kind}”要长期保管，不能销毁。").format(kind=document.sort.title),
        Step.KEPT: lambda: gettext("“{name}”要保管到 {day}，还没到期，不能销毁。").format(
            name=document.name, day=dateformat.format(until, gettext("Y年n月j日")) if until else ""
        ),
        Step.FRESH: lambda: gettext("“{name}”刚存入、刚改过日期或刚解除冻结，{moment}以后才能提出销毁。").format(
            name=document.name,
            moment=dateformat.format(timezone.localtime(settled_at(document)), gettext("n月j日 H:i")),
        ),
        Step.LENT: lambda: gettext("原件还在{who}手上。请先收回，再销毁。").format(who=out.borrower if out else ""),
        Step.RIPE: lambda: "",
        Step.PROPOSED: lambda: gettext("{who}已提出销毁“{name}”，等另一位来确认。").format(
            who=document.proposed_label, name=document.name
        ),
    }
    return says[step(document, out, now)]()


def check_can_propose(by: By | None, document: Document, out: Loan | None, now: datetime) -> None:
    """Kept as long as it must, settled for a day, not held, its original at home, and nobody proposed it yet."""
    check_may_destroy(by, document)
    if "propose" not in ALLOWS.get(step(document, out, now), set()):
        raise NotNow(in_the_way(document, out, now))


def check_can_destroy(by: By | None, document: Document, out: Loan | None, now: datetime) -> None:
    """Still so, proposed, and by somebody else: nobody destroys a paper alone."""
    check_may_destroy(by, document)
    now_at = step(document, out, now)
    if now_at is Step.RIPE:
        raise NotNow(gettext("销毁要两个人：先由一位提出并写明原因，再由另一位确认。这一份还没有人提出。"))
    if "destroy" not in ALLOWS.get(now_at, set()):
        raise NotNow(in_the_way(document, out, now))
    assert by is not None, "check_may_destroy saw it"
    actor = by if isinstance(by, Actor) else by.actor
    if actor.person_id in (None, document.proposed_by):
        raise NotAllowed(gettext("销毁“{name}”是您提出的，要由另一位有权限的同事确认。").format(name=document.name))


def check_can_withdraw(by: By | None, document: Document) -> None:
    """Somebody proposed it: whoever has the right may take that back."""
    check_may_destroy(by, document)
    check_free(document)
    if document.proposed_at is None:
        raise NotNow(gettext("没有人提出销毁“{name}”，不用撤回。").format(name=document.name))


can_propose = may(check_can_propose)
can_destroy = may(check_can_destroy)
can_withdraw = may(check_can_withdraw)


def check_retimed(retimed: bool, why: str) -> None:
    """The days a document is kept by are not changed without a reason. Raises BadInput."""
    if retimed:
        check_why(why, gettext("为什么改日期：文件要保管多久，是从这些日期算的"))
