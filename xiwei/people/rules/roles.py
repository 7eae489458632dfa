"""May it? What a company's roles say, each permission as a sentence, and what nobody may do to them."""

from collections.abc import Collection

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.people.models import Post, Role, Staff
from xiwei.people.rules.permissions import GIVEN_FREELY, Permission, check_permission, permits
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow, may
from xiwei.shared.tongue import Said, joined

P = Permission
# Grouped as people think of them; each as what its bearer can do.
GROUPS: list[tuple[Said, dict[Permission, Said]]] = [
    (
        _("报事"),
        {
            P.TICKET_TAKE: _("谁来说事，都可以替人记下来"),
            P.TICKET_SEE: _("可以看小区的全部报事"),
            P.TICKET_ANSWER: _("可以答应业主、回访、说明情况"),
            P.TICKET_MANAGE: _("可以同意婉拒、接手升级上来的事"),
            P.EVIDENCE_MAKE: _("可以整理证据包"),
            P.SIGNOFF_SIGN: _("可以签收日结、月结"),
        },
    ),
    (
        _("干活"),
        {
            P.ORDER_DO: _("可以接派给自己的活"),
            P.ORDER_ASSIGN: _("可以给别人派活"),
            P.ROUND_SEE: _("可以看小区每天的巡查和养护"),
            P.ROUND_PLAN: _("可以排路线、换人、发天气提醒，签认漏项"),
        },
    ),
    (
        _("住户"),
        {
            P.PEOPLE_SEE: _("可以看住户的资料，每看一次都留记录"),
            P.PHONE_CALL: _("可以打住户的电话，每打一次都留记录"),
            P.PEOPLE_MANAGE: _("可以登记和更改住户，任免同事"),
            P.PEOPLE_IMPORT: _("可以由 Excel 导入房产和住户"),
            P.HOMES_TRANSFER: _("可以办过户、出租和搬离"),
            P.HOMES_UNDO: _("可以在一天内撤销过户、出租和搬离"),
            P.LOOKS_SEE: _("可以看谁查过住户的资料，问一句为什么"),
            P.PRIVACY_MANAGE: _("可以发布同意书，定资料保存多久"),
        },
    ),
    (
        _("档案"),
        {
            P.ARCHIVE_READ: _("可以看项目的一般文件"),
            P.ARCHIVE_DRAWINGS: _("可以看图纸和设备的文件"),
            P.ARCHIVE_SECRET: _("可以看合同和证照"),
            P.ARCHIVE_RESIDENTS: _("可以看住户交来的文件，每看一次都留记录"),
            P.ARCHIVE_KEEP: _("可以存入、改版、借出和冻结文件"),
            P.ARCHIVE_DESTROY: _("可以销毁保管期满的文件"),
        },
    ),
    (
        _("队伍"),
        {
            P.ROSTER_SEE: _("可以看排班"),
            P.ROSTER_MANAGE: _("可以排班、批假"),
            P.GROUP_MANAGE: _("可以编服务组"),
            P.ROLES_EDIT: _("可以改各角色能看能办什么"),
        },
    ),
    (
        _("房产和标准"),
        {
            P.ESTATE_SEE: _("可以看项目、楼栋和地点"),
            P.ESTATE_MANAGE: _("可以登记楼栋、房屋和地点"),
            P.MENU_SEE: _("可以看服务清单的全部内容"),
            P.MENU_MANAGE: _("可以改服务清单和时限"),
            P.CHANNEL_MANAGE: _("可以接通短信等消息渠道"),
        },
    ),
    (
        _("总览"),
        {
            P.BOARD_SEE: _("可以看小区的驾驶舱"),
            P.COMPANY_SEE: _("可以看全公司各项目并排"),
            P.ASSOCIATION_SEE: _("可以看会员企业的数目"),
        },
    ),
]
SAID: dict[str, Said] = {str(name): said for _group, sentences in GROUPS for name, said in sentences.items()}

# What a right is of little use without: who writes a thing and can't read it works blind.
NEEDS: dict[Permission, tuple[Permission, ...]] = {
    P.TICKET_ANSWER: (P.TICKET_SEE,),
    P.TICKET_MANAGE: (P.TICKET_SEE, P.TICKET_ANSWER),
    P.ORDER_ASSIGN: (P.TICKET_SEE,),
    P.EVIDENCE_MAKE: (P.TICKET_SEE, P.PEOPLE_SEE),
    P.SIGNOFF_SIGN: (P.BOARD_SEE,),
    P.PHONE_CALL: (P.PEOPLE_SEE,),
    P.PEOPLE_MANAGE: (P.PEOPLE_SEE,),
    P.PEOPLE_IMPORT: (P.PEOPLE_SEE, P.ESTATE_SEE),
    P.HOMES_TRANSFER: (P.PEOPLE_SEE,),
    P.HOMES_UNDO: (P.HOMES_TRANSFER,),
    P.LOOKS_SEE: (P.PEOPLE_SEE,),
    P.ARCHIVE_SECRET: (P.ARCHIVE_READ,),
    P.ARCHIVE_RESIDENTS: (P.ARCHIVE_READ,),
    P.ARCHIVE_KEEP: (P.ARCHIVE_READ,),
    P.ARCHIVE_DESTROY: (P.ARCHIVE_READ, P.ARCHIVE_KEEP),
    P.ROSTER_MANAGE: (P.ROSTER_SEE,),
    P.GROUP_MANAGE: (P.ROSTER_SEE,),
    P.ESTATE_MANAGE: (P.ESTATE_SEE,),
    P.MENU_MANAGE: (P.MENU_SEE,),
}


def lacking(permissions: Collection[str]) -> list[tuple[Said, list[Said]]]:
    """Of these, each that needs others which are not among them, with those: said, in the order of the page."""
    found = [(said, [SAID[one] for one in NEEDS.get(Permission(name), ()) if one not in permissions])
             for name, said in SAID.items() if name in permissions]  # fmt: skip
    return [(said, others) for said, others in found if others]


def check_may_edit(staff: Staff | None, *, company_id: int) -> None:
    """Raises NotAllowed unless `staff` may edit the roles of their whole company."""
    check_permission(staff, Permission.ROLES_EDIT, company_id=company_id, project_id=None)


may_edit = may(check_may_edit)


def check_says(title: str, description: str, permissions: Collection[str]) -> None:
    """Raises BadInput for a role without a name or a sentence, or with a permission there is not."""
    if not title.strip() or len(title.strip()) > 30:
        raise BadInput(gettext("请给角色起个名称，最多 30 个字。"))
    if not description.strip() or len(description.strip()) > 300:
        raise BadInput(gettext("请用一两句话写明这个角色管什么，最多 300 个字。"))
    if set(permissions) - SAID.keys():
        raise BadInput(gettext("选的权限里有系统没有的。请刷新页面再选。"))


def check_gives_own(staff: Staff, added: Collection[str]) -> None:
    """Raises NotAllowed where what is added is beyond `staff` in the whole company: nobody gives what they have not."""
    lacking = [str(SAID[one]) for one in added if not _has(staff, one)]
    if lacking:
        raise NotAllowed(gettext("您自己没有这些权限，不能给别人：{what}。").format(what=joined(lacking)))


def _has(staff: Staff, name: str) -> bool:
    return Permission(name) in GIVEN_FREELY or permits(staff, Permission(name), None)


def check_someone_edits(posts: Collection[Post], role: Role, permissions: Collection[str]) -> None:
    """Raises NotNow where nobody of the company could edit roles any more, once `role` says this."""
    for post in posts:
        says = permissions if post.role_id == role.pk else post.role.permissions
        if post.project_id is None and Permission.ROLES_EDIT in says:
            return
    raise NotNow(gettext("这样改了，公司里就没有人能再改角色了。请先让别的同事有这项权限。"))


def check_not_borne(role: Role, bearers: Collection[Post]) -> None:
    """Raises NotNow, naming them, while somebody bears the role."""
    if bearers:
        names = joined(list(dict.fromkeys(post.staff.name for post in bearers))[:8])
        raise NotNow(gettext("“{role}”还有人在任：{names}。先给他们换角色，再停用。").format(role=role, names=names))


def check_stands(role: Role) -> None:
    """Raises NotNow for a role that was retired."""
    if role.retired_at is not None:
        raise NotNow(gettext("“{role}”已经停用了。").format(role=role))


def check_version(role_number: int, said: int) -> None:
    """Raises NotNow where the form was drawn from an earlier version."""
    if role_number != said:
        raise NotNow(gettext("您填写的时候，这个角色被别人改过了。请看一下最新的再提交，您填的都还在。"))


def check_new_title(title: str, taken: Collection[str]) -> None:
    """Raises NotNow where another role of the company goes by this name."""
    if title.strip() in taken:
        raise NotNow(gettext("已经有叫“{title}”的角色了。请换个名称。").format(title=title.strip()))
