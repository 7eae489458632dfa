"""What messages about planned work say (notices/heard.py): kept in Chinese, read in the reader's tongue."""

from django.utils.translation import gettext_noop as _

SPRAY_TITLE = _("打药公告：{where}，{moment}")
CUT_TITLE = _("机械修剪公告：{where}，{moment}")
SPRAY_BODY = _(
    "{moment}在{where}打药（{pesticide}），{until}前请不要进入，宠物也不要。请关好窗，收好晾晒的衣物，看好孩子。"
)
CUT_BODY = _("{moment}在{where}用机械修剪，{until}前后结束，会有些声音。请绕行，车不要停在旁边。")
OFF_TITLE = _("取消了：{where}，{moment}的绿化作业")
OFF_BODY = _("原因：{why}。给您添麻烦了。")
SENTENCES = [SPRAY_TITLE, CUT_TITLE, SPRAY_BODY, CUT_BODY, OFF_TITLE, OFF_BODY]
