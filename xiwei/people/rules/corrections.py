"""May it? Putting right what is registered of a person of a home."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext

from xiwei.people.models import Person, Staff, Tenure
from xiwei.people.rules.permissions import Permission, check_permission
from xiwei.shared.refusals import BadInput, NotAllowed, may


def check_may_correct(by: Staff | None, tenure: Tenure) -> None:
    """Whoever answers corrections there: those who look after homes (people.see). Raises NotAllowed else."""
    home = tenure.household
    check_permission(by, Permission.PEOPLE_SEE, company_id=home.company_id, project_id=home.project_id)


may_correct = may(check_may_correct)


def check_name_is_ours(person: Person, *, own_account: bool, asked: bool) -> None:
    """Raises NotAllowed for the name of one with an account of their own who has not asked for it."""
    if own_account and not asked:
        raise NotAllowed(
            gettext("{name}有自己的账号，姓名由本人在“我的”里改，或者本人提出更正后再由您改。什么都没有改。").format(
                name=person.name
            )
        )


def check_phone_is_ours(person: Person, *, own_account: bool) -> None:
    """Raises NotAllowed for the phone of one who signs in with it: whoever changes it takes their way in."""
    if own_account:
        raise NotAllowed(
            gettext("{name}用这个手机号登录，换号要本人在“我的”里收验证码办。什么都没有改。").format(name=person.name)
        )


def check_since(tenure: Tenure, since: date, now: datetime) -> None:
    """Raises BadInput for a first day that is still to come, or after the last one."""
    if since > timezone.localdate(now):
        raise BadInput(gettext("入住日期不能在今天以后。什么都没有改。"))
    if tenure.until is not None and since > tenure.until:
        raise BadInput(gettext("入住日期不能在迁出以后。什么都没有改。"))
