"""How long this app's own kinds of data are kept (people.retention)."""

from django.utils.translation import gettext_lazy as _

from xiwei.people.actions import retention as actions
from xiwei.people.actions.importing.sheets import drop_files
from xiwei.people.actions.transfers import papers
from xiwei.people.queries import importing, retention
from xiwei.people.retention import Period

LOOKS, INVITATIONS, SHEETS, WISHES, ODDITIES, PAPERS = (
    "people.looks", "people.invitations", "people.sheets", "people.wishes", "people.oddities", "people.papers",
)  # fmt: skip
OURS = _("本产品的默认值")
PERIODS = [
    Period(
        LOOKS, _("谁查看过住户资料"), _("查看以后"), 3 * 365, 365, 10 * 365,
        _("个人信息保护法 19、51；三年同一般诉讼时效（民法典 188）"), retention.looks_due, actions.drop,
    ),
    Period(
        ODDITIES, _("查看提醒和说明"), _("那天以后"), 3 * 365, 365, 10 * 365, OURS, retention.oddities_due, actions.drop
    ),
    Period(
        WISHES, _("更正和删除的请求"), _("答复以后"), 3 * 365, 365, 10 * 365,
        _("个人信息保护法 50；三年同一般诉讼时效（民法典 188）"), retention.wishes_due, actions.drop,
    ),
    Period(
        INVITATIONS, _("邀请里的手机号"), _("邀请结束以后"), 90, 30, 365, OURS, retention.invitations_due,
        actions.blank_invitations,
    ),
    Period(
        PAPERS, _("没有办成或撤销的住户变更的材料"), _("没有办成以后"), 30, 1, 90,
        _("个人信息保护法 19、47：事没有办成，目的已不存在；留几天只为更正"), retention.papers_due, papers.forget,
    ),
    Period(SHEETS, _("导入用过的表"), _("导入以后"), 30, 1, 90, OURS, importing.files_due, drop_files),
]  # fmt: skip
