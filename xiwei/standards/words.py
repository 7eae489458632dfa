"""What each of this app's ledger lines says."""

from django.utils.translation import gettext_noop as _

from xiwei.ledger.registry import COMPANYS, Words

WORDS = {
    "standards.menu_filled": Words(_("服务清单建立"), _("服务清单建立，共 {count} 项"), "list-check", turns=COMPANYS),
    "standards.item_revised": Words(
        _("服务清单修订"), _("“{name}”改为第 {version} 版，改了{fields!t}：{reason}"), "edit", turns=COMPANYS
    ),
    "standards.item_retired": Words(_("服务停办"), _("“{name}”不再提供：{reason}"), "circle-off", turns=COMPANYS),
    "standards.item_added": Words(_("新增服务"), _("“{name}”列入服务清单：{reason}"), "circle-plus", turns=COMPANYS),
    "standards.promise_changed": Words(
        _("时限调整"), _("{whose}{urgency!t}{clock!t}由 {old!t} 改为 {new!t}：{reason}"), "clock-edit"
    ),
    "standards.promise_dropped": Words(
        _("时限调整"), _("{whose}{urgency!t}{clock!t}由 {old!t} 改回公司的 {new!t}：{reason}"), "clock-edit"
    ),
    "standards.hours_changed": Words(_("工作时间调整"), _("{project}工作时间改为{hours!t}"), "calendar"),
}
