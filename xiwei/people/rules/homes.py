"""May it? Looking into homes and calling those who live there."""

from collections.abc import Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import Project
from xiwei.estate.rules import By, check_permitted
from xiwei.people.models import Household, Person, Staff, Tenure
from xiwei.people.rules import grounds
from xiwei.people.rules.permissions import Permission
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow, may


def check_may_see_homes(by: By | None, project: Project) -> None:
    """Read the list of the project's households."""
    check_permitted(by, Permission.PEOPLE_SEE, company_id=project.company_id, project_id=project.pk)


def check_may_look(by: By | None, household: Household) -> str:
    """Read what is kept about one household; gives the ground as a clause (rules.grounds)."""
    where = {"company_id": household.company_id, "project_id": household.project_id}
    check_permitted(by, Permission.PEOPLE_SEE, **where)
    return grounds.by_post(by, Permission.PEOPLE_SEE, **where) if isinstance(by, Staff) else ""


def check_may_keep_homes(by: By | None, *, company_id: int, project_id: int) -> None:
    """Register who lives where, and see them out."""
    check_permitted(by, Permission.PEOPLE_MANAGE, company_id=company_id, project_id=project_id)


may_look = may(check_may_look)
may_keep_homes = may(check_may_keep_homes)


def callable_home(by: Staff, tenures: Sequence[Tenure]) -> Household | None:
    """The household through which `by` may call this person: one in a project where they hold phone.call."""
    for tenure in tenures:
        home = tenure.household
        if by.permits(Permission.PHONE_CALL, company_id=home.company_id, project_id=home.project_id):
            return home
    return None


def check_calls(by: Staff, tenures: Sequence[Tenure]) -> None:
    """Raises NotAllowed unless `by` may call those who live in one of these homes."""
    if callable_home(by, tenures) is None:
        raise NotAllowed(gettext("住户的电话由本小区的管家和管理人员联系，您的岗位没有这项权限。"))


def check_may_call(by: Staff, person: Person, tenures: Sequence[Tenure]) -> str:
    """Raises NotAllowed unless the person lives where `by` may call; NotNow where no number is known; gives the ground."""
    check_calls(by, tenures)
    home = callable_home(by, tenures)
    assert home is not None, "check_calls found one"
    if not (person.mobile or person.other_phone):
        raise NotNow(gettext("{person}没有登记电话。可以上门联系，或请住户补登。").format(person=person.name))
    where = {"company_id": home.company_id, "project_id": home.project_id}
    return grounds.by_post(by, Permission.PHONE_CALL, **where)


FOLLOW_UP = _("回访报事")
# Why a resident is called, as pages offer it. Every one is a word of ours, so it stays when they are erased.
CALL_REASONS = [FOLLOW_UP, _("约上门时间"), _("上门前确认"), _("邻里事务"), _("紧急情况")]


def check_willing(person: Person, willing: bool) -> None:
    """Raises NotNow for a call that only asks how it went, to one who does not wish to be rung for that."""
    if not willing:
        raise NotNow(gettext("{person}不接回访电话。请等他在报事页上确认，或者发消息问。").format(person=person.name))


def check_call_reason(reason: str) -> None:
    """The resident reads why they were called."""
    if not reason.strip():
        raise BadInput(gettext("请先选一个联系的原因，住户能看到这条记录。"))
