"""May it? Erasing a person (PIPL 47: once the purpose is fulfilled, or consent is withdrawn)."""

from django.utils.translation import gettext

from xiwei.people import erasures
from xiwei.people.models import Person, Staff
from xiwei.people.rules.permissions import Permission, check_permission
from xiwei.shared.refusals import NotNow, may


def check_may_erase(by: Staff | None, company_id: int, project_id: int | None) -> None:
    """Whoever registers people may let them be forgotten, where they are registered."""
    check_permission(by, Permission.PEOPLE_MANAGE, company_id=company_id, project_id=project_id)


may_erase = may(check_may_erase)


def check_erasable(person: Person, company_id: int) -> None:
    """Raises NotNow with all that stands in the way: they live here, something is still being done for them, other laws."""
    stands = erasures.in_the_way(person, company_id)
    if stands:
        raise NotNow(
            gettext("现在还不能抹去：{why}什么都没有改动。").format(why="".join(one.sentence for one in stands))
        )
