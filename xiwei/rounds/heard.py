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
    _("{moment} 开始的一趟：{who}"),
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

# Of the work in the green: announced beforehand, done, called off.
SPRAY_TITLE = _("打药公告：{where}，{moment}")
CUT_TITLE = _("机械修剪公告：{where}，{moment}")
SPRAY_BODY = _(
    "{moment}在{where}打药（{pesticide}），{until}前请不要进入，宠物也不要。请关好窗，收好晾晒的衣物，看好孩子。"
)
CUT_BODY = _("{moment}在{where}用机械修剪，{until}前后结束，会有些声音。请绕行，车不要停在旁边。")
OFF_TITLE = _("取消了：{where}，{moment}的绿化作业")
OFF_BODY = _("原因：{why}。给您添麻烦了。")
GREEN = [SPRAY_TITLE, CUT_TITLE, SPRAY_BODY, CUT_BODY, OFF_TITLE, OFF_BODY]
