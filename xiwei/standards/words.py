"""What each of this app's ledger lines says."""

from xiwei.ledger.registry import COMPANYS, Words

WORDS = {
    "standards.menu_filled": Words("服务清单建立", "服务清单建立，共 {count} 项", "list-check", turns=COMPANYS),
    "standards.item_revised": Words(
        "服务清单修订", "“{name}”改为第 {version} 版，改了{fields}：{reason}", "edit", turns=COMPANYS
    ),
    "standards.item_retired": Words("服务停办", "“{name}”不再提供：{reason}", "circle-off", turns=COMPANYS),
    "standards.item_added": Words("新增服务", "“{name}”列入服务清单：{reason}", "circle-plus", turns=COMPANYS),
    "standards.promise_changed": Words(
        "时限调整", "{whose}{urgency}{clock}由 {old} 改为 {new}：{reason}", "clock-edit"
    ),
    "standards.promise_dropped": Words(
        "时限调整", "{whose}{urgency}{clock}由 {old} 改回公司的 {new}：{reason}", "clock-edit"
    ),
    "standards.hours_changed": Words("工作时间调整", "{project}工作时间改为{hours}", "calendar"),
}
