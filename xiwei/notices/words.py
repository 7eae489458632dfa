"""What each of this app's ledger lines says."""

from django.utils.translation import gettext_noop as _

from xiwei.ledger.registry import COMPANYS, Words

WORDS = {
    "notices.keeper_named": Words(_("请人保管封存的根"), _("请{name}保管台账封存的根（{way!t}）"), "shield-check"),
    "notices.keeper_ended": Words(_("不再请人保管"), _("不再把封存的根送给{name}"), "shield-off"),
    "notices.roots_sent": Words(_("封存的根已送出"), _("封存的根送到了{name}，共 {count} 条链"), "shield-check"),
    "notices.preference_changed": Words(_("消息设置"), "{what!t}", "bell"),
    "notices.channel_changed": Words(_("消息渠道"), _("{name}{what!t}"), "plug", turns=COMPANYS),
    "notices.delivery_failed": Words(_("消息未送达"), _("{channel!t}未送达：{reason}"), "bell-off"),
}

# Words of ours that lines keep in a field marked {…!t}: named here, so that they have their English when read.
KEPT = (
    _("已设置并启用"),
    _("已停用"),
    _("试发了一条"),
)
