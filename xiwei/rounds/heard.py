"""What messages about planned work say (notices/heard.py), so that each is read in the reader's tongue.

`what` is a route's name, which stays as it was given.
"""

from django.utils.translation import gettext_noop as _

TITLES = [
    _("{moment} 的{what}交给您走"),
    _("{moment} 的{what}改由{who}走"),
    _("{moment} 的{what}不用您走了"),
    _("{moment} 的{what}改到 {clock}"),
    _("{moment} 的{what}取消了"),
    _("{moment} 的{what}照常走"),
    _("{day}有 {count} 趟有变"),
    _("{day}有路线没有人走，请安排"),
    _("有 {count} 处漏做或没做成：{what}"),
]
BODIES = [
    _("{moment}，{who}"),
    _("大雨，室外的活停做，雨停后再排"),
    _("大风，室外作业停做，人员撤回室内"),
    _("雪天冰冻，养护停做，先扫雪防滑"),
    _("重度霾，室外养护停做"),
    _("高温，避开最热的钟点，改到 15:30"),
    _("服务标准有新版本"),
    _("服务等级有变"),
    _("{name}这个时间不在"),
    _("之前没有人当班"),
]
