"""May it? Who checks, who puts right, and what a check and its rectification must say (A16)."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import gettext

from xiwei.estate.models import Place, Project
from xiwei.people.models import Staff
from xiwei.people.rules import Permission, permits
from xiwei.rounds.models import CheckState, Equipment, SpotCheck
from xiwei.rounds.rules.moves import CHECK_VERBS
from xiwei.rounds.rules.permissions import check_may_plan
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow, may
from xiwei.standards.models import Standard
from xiwei.standards.rules.standards import fits

LONGEST = timedelta(days=90)
WELL, GAP = 98, 90  # per cent of what was due: from the first on all is well, under the second it is a gap [O]


def check_may_check(staff: Staff | None, project: Project) -> None:
    """Make a spot check: whoever plans the project's rounds, of the project or of the company."""
    check_may_plan(staff, project)


def check_may_answer(staff: Staff | None, of: SpotCheck) -> None:
    """Say that it is put right: whom it was given to, and who plans there."""
    if staff is None or staff.company_id != of.company_id:
        raise NotAllowed(gettext("整改由本小区的工作人员办理，您的身份不能操作。"))
    if staff.pk != of.answering_id and not permits(staff, Permission.ROUND_PLAN, of.project_id):
        raise NotAllowed(gettext("这次整改交给了{name}，由其答复。").format(name=of.answering))


def check_may_close(staff: Staff | None, of: SpotCheck) -> None:
    """Look again: who made the check, or another who may make one there, but not whoever put it right."""
    if staff is None or staff.company_id != of.company_id:
        raise NotAllowed(gettext("整改由本小区的工作人员办理，您的身份不能操作。"))
    if staff.pk != of.by_id and not permits(staff, Permission.ROUND_PLAN, of.project_id):
        raise NotAllowed(gettext("复查由抽查的人或小区主任来做。"))
    if staff.pk == of.answering_id and staff.pk != of.by_id:
        raise NotAllowed(gettext("整改的人不能自己复查，请抽查的人来看。"))


may_check, may_answer, may_close = may(check_may_check), may(check_may_answer), may(check_may_close)


def check_fits(standard: Standard, spot: Place | Equipment, project: Project) -> None:
    """Raises BadInput for a standard that is not for such a place, or a place elsewhere."""
    if spot.project_id != project.pk or standard.company_id != project.company_id:
        raise BadInput(gettext("“{spot}”不在{project}，请重新选。").format(spot=spot, project=project.name))
    kind = {"place_kind": spot.kind} if isinstance(spot, Place) else {"equipment_kind": spot.kind}
    if not fits(standard, project_kind=project.kind, **kind):
        raise BadInput(gettext("“{standard}”不是“{spot}”的标准，请重新选。").format(standard=standard.name, spot=spot))


def check_wanted(wanted: str, due_on: date | None, answering: Staff | None, *, project: Project, today: date) -> None:
    """Raises BadInput for a rectification that says not what, until when, or by whom."""
    if not 2 <= len(wanted.strip()) <= 300:
        raise BadInput(gettext("查出了问题，请写明要整改什么（2 到 300 个字）。"))
    if due_on is None or not today <= due_on <= today + LONGEST:
        raise BadInput(gettext("整改期限请在今天到 90 天以内。"))
    if answering is None or not _serves(answering, project):
        raise BadInput(gettext("请选一位本小区的同事负责整改。"))


def _serves(staff: Staff, project: Project) -> bool:
    return staff.company_id == project.company_id and any(
        post.until is None and post.project_id in (None, project.pk) for post in staff.posts.all()
    )


def check_move(of: SpotCheck, verb: str) -> None:
    """Raises NotNow where the check's state does not allow the verb."""
    if of.state not in CHECK_VERBS[verb].before:
        raise NotNow(gettext("这次抽查现在是“{state}”，请刷新后再看。").format(state=of.get_state_display()))


def check_words(words: str) -> None:
    """Raises BadInput for an answer or a reason that says nothing."""
    if not 2 <= len(words.strip()) <= 300:
        raise BadInput(gettext("请写 2 到 300 个字。"))


def state_for(wrong: Sequence[str]) -> CheckState:
    """Right at once, or to be put right."""
    return CheckState.OPEN if wrong else CheckState.RIGHT


def share(done: int, due: int) -> int | None:
    """Per cent done of what was due, rounded down so that 100 means all; None where nothing was."""
    return done * 100 // due if due else None


def tone(percent: int | None, failed: int) -> str:
    """How a cell of the matrix stands: "" for nothing due, good, fair, or a gap; a failed spot check is never good."""
    if percent is None and not failed:
        return ""
    if (percent is not None and percent < GAP) or failed > 1:
        return "gap"
    return "good" if (percent is None or percent >= WELL) and not failed else "fair"
