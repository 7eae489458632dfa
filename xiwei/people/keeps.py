"""What this app keeps on a person, for the page that shows them all (people.known)."""

from django.utils.translation import gettext_lazy as _

from xiwei.people.known import Kept
from xiwei.people.periods import LOOKS, WISHES
from xiwei.people.queries import known

SERVES = _("您家的管家、小区主任、公司经理")
NO_LONGER = _("只有您自己")
ON_ACCOUNT = _("您有账号或住在小区期间")
LEDGER = _("每次都记一行，记下的不能改，一直留着；您请求删除时，把行里写您的话抹掉")
KEEPS = [
    Kept(
        "who", _("您是谁"), _("认得您、联系您，让您登录"),
        _("您家的管家、小区主任、公司经理看得到姓名；电话要点一下、留记录才看得到"), ON_ACCOUNT,
        _("删掉姓名、电话、邮箱和头像，不能再登录；别家公司还为您服务的，账号留着"), True, known.who_one_is, rank=10,
    ),
    Kept(
        "homes", _("您的家"), _("知道为哪一户服务、和谁结清费用"), SERVES, _("物业服务合同期间和结束后三年"),
        _("住着的时候不能删：为您服务、结清费用要用；搬走以后删掉您的姓名，只留下这套房什么时候住过人"), False,
        known.homes, rank=11, law=_("个人信息保护法第 13 条"),
    ),
    Kept(
        "papers", _("您家存在档案里的资料"), _("装修申请、协议这些，以后查得到"), SERVES, _("按档案规定的年限"),
        _("家里没有人住了才删：文件和上面的姓名都删掉；还有家人住着的，归家人"), True, known.papers, rank=13,
    ),
    Kept(
        "work", _("您的工作"), _("排班、派活、发证书提醒"), _("您的主任和公司经理；岗位和姓名住户也看得到"),
        _("在职期间和离职后两年"), _("留下：公司用过谁，法律要求保存"), False, known.work, rank=12,
        law=_("劳动合同法第 50 条"),
    ),
    Kept(
        "agreed", _("您同意过什么"), _("只做您同意的事"), SERVES, _("到您撤回后三年"),
        _("删掉您的姓名；什么时候答的、同意还是不同意留下，好证明问过"), False, known.agreed, rank=30,
        law=_("个人信息保护法第 69 条"),
    ),
    Kept(
        "looked", _("谁看过您的资料"), _("让您知道谁、什么时候、为什么看"), _("您自己；查得异常时小区主任也看得到"),
        "", _("删掉您的姓名和手写的原因；谁在什么时候看过留到期满，好追究乱看的人"), False, known.looked, rank=31, period=LOOKS,
    ),
    Kept(
        "signing_in", _("登录"), _("万一有人冒用您的账号，查得出来"), NO_LONGER, LEDGER,
        _("看得出是您的删掉；什么时候、用什么办法登录过留下"), True, known.signing_in, rank=60,
    ),
    Kept(
        "lines", _("登记和变更"), _("每次改动都有据可查"), SERVES, LEDGER,
        _("姓名和写的话删掉；什么时候改过、哪位工作人员改的留下"), True, known.lines_about, rank=61,
    ),
    Kept(
        "wishes", _("您提过的更正、删除请求"), _("答复您，证明答复过"), SERVES, "",
        _("您的姓名、您写的话、给您的答复都删掉；什么时候提的、谁答复的留到期满"), False, known.wished, rank=62,
        period=WISHES, law=_("个人信息保护法第 50 条"),
    ),
]  # fmt: skip
