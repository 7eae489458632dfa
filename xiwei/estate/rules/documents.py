"""May it? Who may see, keep, hold and destroy documents: by kind and place; and what the state of one allows now."""

from collections.abc import Iterable
from datetime import date

from django.utils import dateformat
from django.utils.translation import gettext

from xiwei.estate.models import Document, Loan
from xiwei.estate.papers import kinds
from xiwei.estate.papers.kinds import Kind
from xiwei.estate.papers.nouns import Subject
from xiwei.estate.rules.ground import By, check_permitted
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow, may

# One permission for each level of the catalogue; the two that follow are for what is done with them.
LEVELS = {
    "drawings": "archive.drawings",
    "papers": "archive.read",
    "secret": "archive.secret",
    "residents": "archive.residents",
}
KEEP = "archive.keep"
DESTROY = "archive.destroy"
MOST_LOAN_DAYS = 366
WARNINGS = (60, 30, 7, 0)  # days before the end, and the end itself


def check_may_see(by: By | None, document: Document) -> None:
    """The permission of its kind, where it stands."""
    level = LEVELS[document.sort.level]
    check_permitted(by, level, company_id=document.company_id, project_id=document.project_id)


def check_may_put(by: By | None, subject: Subject, kind: Kind) -> None:
    """To keep the archive there, and to see this kind: nobody puts in what they may not read."""
    where = subject.where
    check_permitted(by, KEEP, company_id=where.company_id, project_id=where.project_id)
    check_permitted(by, LEVELS[kind.level], company_id=where.company_id, project_id=where.project_id)


def check_may_keep(by: By | None, document: Document) -> None:
    """Change it, lend it, take it back: whoever keeps the archive and may see it."""
    check_may_see(by, document)
    check_permitted(by, KEEP, company_id=document.company_id, project_id=document.project_id)


def check_may_destroy(by: By | None, document: Document) -> None:
    """Hold, release and destroy: the director's and the company's."""
    check_may_see(by, document)
    check_permitted(by, DESTROY, company_id=document.company_id, project_id=document.project_id)


def check_stands(document: Document) -> None:
    """What was destroyed is a line in a list, and nothing more."""
    if document.destroyed_at is not None:
        raise NotNow(gettext("“{name}”已经销毁，只留下这一行记录。").format(name=document.name))


def check_free(document: Document) -> None:
    """Held documents stay as they are: whoever asks for them in a dispute finds them so."""
    check_stands(document)
    if document.held_at is not None:
        raise NotNow(held_says(document))


def held_says(document: Document) -> str:
    """That it is held, and why."""
    return gettext("“{name}”已冻结（{why}），不能改动，也不能销毁。要改，请主任先解除冻结。").format(
        name=document.name, why=document.held_why
    )


def check_can_change(by: By | None, document: Document) -> None:
    """A new version or a correction now."""
    check_may_keep(by, document)
    check_free(document)


def check_can_borrow(by: By | None, document: Document, out: Loan | None) -> None:
    """There is a paper original, and it stands on its shelf."""
    check_may_keep(by, document)
    check_stands(document)
    if not document.paper:
        raise NotNow(gettext("“{name}”没有登记纸质原件，没有可借的。").format(name=document.name))
    if out is not None:
        raise NotNow(
            gettext("原件已借给{who}，{day}该还，先请还回来。").format(
                who=out.borrower, day=dateformat.format(out.due_on, gettext("n月j日"))
            )
        )


def check_can_return(by: By | None, document: Document, out: Loan | None) -> None:
    """It is out."""
    check_may_keep(by, document)
    if out is None:
        raise NotNow(gettext("“{name}”的原件没有借出，不用归还。").format(name=document.name))


def check_can_hold(by: By | None, document: Document) -> None:
    """Once, and not what is gone."""
    check_may_destroy(by, document)
    check_stands(document)
    if document.held_at is not None:
        raise NotNow(gettext("“{name}”已经冻结了。").format(name=document.name))


def check_can_release(by: By | None, document: Document) -> None:
    """It is held."""
    check_may_destroy(by, document)
    if document.held_at is None:
        raise NotNow(gettext("“{name}”没有冻结，不用解除。").format(name=document.name))


may_see = may(check_may_see)
may_keep = may(check_may_keep)
may_put = may(check_may_put)
can_change = may(check_can_change)
can_borrow = may(check_can_borrow)
can_return = may(check_can_return)
can_hold = may(check_can_hold)
can_release = may(check_can_release)
may_destroy = may(check_may_destroy)


def check_kind(code: str, subject: Subject) -> Kind:
    """A kind of the catalogue that can belong to this. Raises BadInput."""
    found = kinds.kinds().get(code)
    if found is None:
        raise BadInput(gettext("请选一个档案类别。"))
    if subject.noun not in found.of:
        raise BadInput(
            gettext("“{kind}”不归在“{label}”名下。请换一个类别，或改“属于”那一栏。").format(
                kind=found.title, label=subject.label
            )
        )
    return found


def check_described(name: str, dated_on: date | None, expires_on: date | None) -> None:
    """A name, and days in their order. Raises BadInput."""
    if not name.strip():
        raise BadInput(gettext("请给这份文件写个名称，找的时候靠它。"))
    if len(name.strip()) > 120:
        raise BadInput(gettext("名称最多 120 个字，请写短一些，其余写进备注。"))
    if dated_on and expires_on and expires_on < dated_on:
        raise BadInput(gettext("到期日早于文件日期，请核对这两个日期。"))


def check_why(why: str, what: str) -> None:
    """Who asks later finds the reason. Raises BadInput."""
    if not why.strip():
        raise BadInput(gettext("请写明{what}。").format(what=what))


def check_loan(borrower: str, due_on: date, today: date) -> None:
    """Somebody by name, and a day to come that is not years away. Raises BadInput."""
    check_why(borrower, gettext("借给谁"))
    days = (due_on - today).days
    if not 0 <= days <= MOST_LOAN_DAYS:
        raise BadInput(gettext("归还日期请写今天到一年以内的一天。"))


def check_new_bytes(sha256: str, latest: str) -> None:
    """A version that is the last one over again tells nothing. Raises BadInput."""
    if sha256 == latest:
        raise BadInput(gettext("这份文件和现在的一版一模一样，没有再存一遍。"))


def warning_due(days_left: int, told: int | None) -> int | None:
    """Which warning is to be told now: the nearest that is reached and was not told; None where none is."""
    reached = [days for days in WARNINGS if days_left <= days]
    nearest = min(reached, default=None)
    return nearest if nearest is not None and (told is None or nearest < told) else None


def levels_of(by: By, *, company_id: int, project_id: int | None) -> set[str]:
    """The levels this colleague may see there."""
    holds = may(check_permitted)
    return {level for level, power in LEVELS.items() if holds(by, power, company_id=company_id, project_id=project_id)}


def check_sees_any(reaches: Iterable[object]) -> None:
    """The archive's own page is for those whose post opens some drawer of it. Raises NotAllowed."""
    if not any(reaches):
        raise NotAllowed(gettext("档案由主任、管家和公司的资料员看管，您的岗位没有这项权限。"))
