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
    "standards.library_adopted": Words(_("服务标准建立"), _("由通用标准库建立服务标准，共 {count} 条"), "checklist"),
    "standards.standard_added": Words(_("新增标准"), _("“{name}”列为标准，{since}起用：{reason}"), "circle-plus"),
    "standards.standard_revised": Words(
        _("标准修订"), _("“{name}”改为第 {version} 版，{since}起用，改了{fields!t}：{reason}"), "edit"
    ),
    "standards.version_withdrawn": Words(
        _("撤回新版"), _("“{name}”还没起用的第 {version} 版撤回：{reason}"), "arrow-back-up"
    ),
    "standards.standard_retired": Words(_("标准停用"), _("“{name}”{since}起停用：{reason}"), "circle-off"),
    "standards.grade_set": Words(_("服务等级"), _("{since}起按{grade!t}服务：{source}"), "award"),
}
