"""May it? A role tried on: what it shows its editor, for how long, and that nothing can be written meanwhile."""

from datetime import timedelta

from django.utils.translation import gettext

from xiwei.people.models import Role, Staff
from xiwei.people.rules.permissions import GIVEN_FREELY, Permission, permits
from xiwei.shared.refusals import NotAllowed, NotNow

LASTS = timedelta(minutes=30)
READING = {"GET", "HEAD", "OPTIONS"}
# Who sees all a project's tickets and residents learns nothing new from the pages of those who take and do them.
SEES_ALL = (Permission.TICKET_SEE, Permission.PEOPLE_SEE)
# What belongs to one person and no role: named as the addresses are; those of `me/known/` too.
OWN_PAGES = {
    *("me", "me_password", "me_sessions", "my_consents", "me_known", "known_part", "known_json", "known_pdf"),
    *("correction", "erasure", "inbox", "message", "notice_settings", "leave"),
}


def shown_of(staff: Staff, role: Role, project_id: int | None) -> list[str]:
    """What of the role its editor may see as its bearer: what both have there, never more than `staff` has.

    What every post has anyway (GIVEN_FREELY) counts as theirs where they see all of it already; it gives only deeds, and
    these are refused.
    """
    return [name for name in role.permissions if _has(staff, name, project_id)]


def _has(staff: Staff, name: str, project_id: int | None) -> bool:
    if name in GIVEN_FREELY and all(permits(staff, one, project_id) for one in SEES_ALL):
        return True
    return name in set(Permission) and permits(staff, Permission(name), project_id)


def check_reads(method: str, role: str) -> None:
    """Raises NotAllowed for whatever would write while a role is tried on."""
    if method not in READING:
        raise NotAllowed(
            gettext("刚才的操作没有写入：试穿“{role}”时只能看。先脱下，再用您自己的身份办。").format(role=role)
        )


def check_was_on(method: str) -> None:
    """Raises NotNow for what would write and was begun on trial."""
    if method not in READING:
        raise NotNow(gettext("试穿刚刚结束，刚才的操作没有写入。您又是自己了，要办请再办一次。"))


def check_not_personal(page: str, ours: bool, role: str) -> None:
    """Raises NotAllowed for a page of one person's own: the editor's is not shown as another's."""
    if page in OWN_PAGES or not ours:
        raise NotAllowed(
            gettext("这一页是各人自己的，试穿“{role}”时不打开：它不随角色走，您的也不当成别人的给人看。").format(
                role=role
            )
        )
