"""What this app keeps on a person, for the page that shows them all (people.known)."""

from django.utils.translation import gettext_lazy as _

from xiwei.people.known import Kept
from xiwei.people.periods import LOOKS, WISHES
from xiwei.people.queries import known

SERVES = _("您家的管家、小区主任、公司经理")
NO_LONGER = _("只有您自己")
ON_ACCOUNT = _("您有账号或住在小区期间")
LEDGER = _("账本只增不改，长期保存；您请求删除时抹去内容，只留证明")
KEEPS = [
    Kept(
        "who", _("您是谁"), _("认得您、联系您，让您登录"),
        _("您家的管家、小区主任、公司经理看得到姓名；电话要点一下、留记录才看得到"), ON_ACCOUNT,
        _("删掉姓名、电话、邮箱和头像，不能再登录；别家公司还为您服务的，账号留着"), True, known.who_one_is, rank=10,
    ),
    Kept(
        "homes", _("您的家"), _("知道为哪一户服务、和谁结清费用"), SERVES, _("物业服务合同期间和结束后三年"),
        _("住着的时候不能删：物业服务合同要用（个人信息保护法 13）；迁出以后，和您的名字脱开"), False, known.homes, rank=11,
    ),
    Kept(
        "work", _("您的工作"), _("排班、派活、发证书提醒"), _("您的主任和公司经理；岗位和姓名住户也看得到"),
        _("在职期间和离职后两年（劳动合同法 50）"), _("留下：用工记录依法要保存"), False, known.work, rank=12,
    ),
    Kept(
        "agreed", _("您同意过什么"), _("只做您同意的事"), SERVES, _("到您撤回后三年"),
        _("留下回答，和您的名字脱开：要能证明问过、答过（个人信息保护法 69）"), False, known.agreed, rank=30,
    ),
    Kept(
        "looked", _("谁看过您的资料"), _("让您知道谁、什么时候、为什么看"), _("您自己；查得异常时小区主任也看得到"),
        "", _("事由抹去，和您的名字脱开；谁在什么时候看过留到期满，好追究乱看的人"), False, known.looked, rank=31, period=LOOKS,
    ),
    Kept(
        "signing_in", _("登录"), _("万一有人冒用您的账号，查得出来"), NO_LONGER, LEDGER,
        _("抹去内容，只留证明"), True, known.signing_in, rank=60,
    ),
    Kept(
        "lines", _("登记和变更"), _("每次改动都有据可查"), SERVES, LEDGER, _("抹去内容，只留证明"), True,
        known.lines_about, rank=61,
    ),
    Kept(
        "wishes", _("您提过的更正、删除请求"), _("答复您，证明答复过"), SERVES, "",
        _("话抹去，和您的名字脱开；提过、答复过留到期满（个人信息保护法 50）"), False, known.wished, rank=62, period=WISHES,
    ),
]  # fmt: skip
