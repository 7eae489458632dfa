"""May it? What is sent in bulk: who may, how much, and what its state allows now."""

from collections.abc import Iterable

from django.utils.translation import gettext

from xiwei.estate.models import Batch, BatchState, Project
from xiwei.estate.papers import kinds
from xiwei.estate.rules import documents
from xiwei.estate.rules.ground import By, check_permitted
from xiwei.shared.refusals import BadInput, NotNow, may

MOST_FILES = 6000


def check_may_bring(by: By | None, project: Project) -> None:
    """Whoever keeps the archive of the project."""
    check_permitted(by, documents.KEEP, company_id=project.company_id, project_id=project.pk)


def check_may_put_kinds(by: By | None, project: Project, codes: Iterable[str]) -> None:
    """Nobody puts in kinds they may not read."""
    for level in sorted({kinds.kind(code).level for code in codes}):
        check_permitted(by, documents.LEVELS[level], company_id=project.company_id, project_id=project.pk)


def check_some(count: int) -> None:
    """At least one file, and not more than a page can take. Raises BadInput."""
    if not count:
        raise BadInput(gettext("还没有选文件。可以选很多份，也可以选一个 zip。"))
    if count > MOST_FILES:
        raise BadInput(
            gettext("一次最多 {most} 份，现在选了 {count} 份。请分几次，或压成 zip。").format(
                most=MOST_FILES, count=count
            )
        )


def check_ready(batch: Batch) -> None:
    """It was looked at; what of it was left aside may still be put right, and put, after the others were."""
    if batch.state not in (BatchState.READY, BatchState.DONE):
        raise NotNow(gettext("这一批{state}，现在不能改。").format(state=batch.get_state_display()))


def check_some_ready(count: int) -> None:
    """There is something to put."""
    if not count:
        raise NotNow(gettext("现在没有可以存入的。先写明归属，或去掉“先不存这份”。"))


def check_stranded(stranded: bool) -> None:
    """Only what stopped is taken up again."""
    if not stranded:
        raise NotNow(gettext("这一批正在办，不用再点。"))


def check_can_drop(batch: Batch) -> None:
    """Before anything is put."""
    if batch.state not in (BatchState.READY, BatchState.READING):
        raise NotNow(gettext("这一批{state}，不能放弃。").format(state=batch.get_state_display()))


can_drop = may(check_can_drop)
is_ready = may(check_ready)
