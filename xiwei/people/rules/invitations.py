"""May it? Accepting an invitation, and how one stands."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.people.models import Invitation, Person
from xiwei.people.rules.permissions import Permission, holds, may_give
from xiwei.shared.refusals import NotAllowed, NotNow

# Whom a hiring asks may come in months later; who leaves before takes the invitation with them.
HIRED_STANDS = timedelta(days=365)


class Standing(StrEnum):
    """How an invitation stands."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    EXPIRED = "expired"


def standing(invitation: Invitation, *, now: datetime) -> Standing:
    """Waiting until it is accepted, declined, withdrawn, or its day is past; without its maker's post it is as withdrawn."""
    if invitation.accepted_at:
        return Standing.ACCEPTED
    if invitation.declined_at:
        return Standing.DECLINED
    if invitation.withdrawn_at or invitation.invited_by.left_on is not None:
        return Standing.WITHDRAWN
    return Standing.WAITING if now < invitation.expires_at else Standing.EXPIRED


OVER = {
    Standing.ACCEPTED: _("这份邀请已经用过了。如果是您接受的，直接登录即可；不是的话，请让物业重新发一份。"),
    Standing.WITHDRAWN: _("这份邀请已被撤回。如果您认为不应该，请联系发邀请的物业。"),
    Standing.DECLINED: _("这份邀请已经回绝了。要是改了主意，请让物业重新发一份。"),
    Standing.EXPIRED: _("这份邀请过期了，邀请只在 14 天内有效。请让物业重新发一份。"),
}


def check_standing(invitation: Invitation, *, now: datetime) -> None:
    """Raises NotNow with the reason where it can be accepted no more."""
    if (state := standing(invitation, now=now)) is not Standing.WAITING:
        raise NotNow(OVER[state])


def check_maker_still_may(invitation: Invitation) -> None:
    """Raises NotNow where its maker has lost the right since: an invitation gives no more than its maker could."""
    where = {"company_id": invitation.company_id, "project_id": invitation.project_id}
    maker, role = invitation.invited_by, invitation.role
    allowed = may_give(maker, role, **where) if role else holds(maker, Permission.PEOPLE_MANAGE, **where)
    if not allowed:
        raise NotNow(
            gettext("发邀请的{maker}已经不管这件事了，这份邀请不能再用。请让物业重新发一份。").format(maker=maker)
        )


def check_may_answer(invitation: Invitation, *, person: Person, now: datetime) -> None:
    """Say yes or no. Raises NotNow where it is over, NotAllowed for anyone but who has proved to hold the invited phone."""
    check_standing(invitation, now=now)
    if person.phone != invitation.phone:
        tail = invitation.phone[-4:]
        raise NotAllowed(
            gettext("这份邀请是发给尾号 {tail} 的手机的。请退出登录，再用那个手机号登录。").format(tail=tail)
        )
    if not person.phone_verified:
        raise NotAllowed(gettext("请先用短信验证码登录一次，证明这个手机号是您的，再来答复邀请。"))
