"""What each of this app's ledger lines says."""

from django.utils.translation import gettext_noop as _

from xiwei.ledger.registry import Words

WORDS = {
    "estate.company_founded": Words(_("公司建档"), _("{name}建档"), "building"),
    "estate.project_opened": Words(_("项目建档"), _("{name}建档，类型：{kind!t}"), "map-pin"),
    "estate.building_added": Words(_("楼栋登记"), _("登记{name}"), "building-community"),
    "estate.place_added": Words(_("地点登记"), _("登记{name}，墙码 {code}"), "qrcode"),
    "estate.unit_added": Words(_("单元登记"), _("{building}登记{name}"), "stairs"),
    "estate.rooms_added": Words(_("房屋登记"), _("{building}登记房屋 {count} 间"), "home"),
    "estate.place_retired": Words(_("地点停用"), _("{name}停用，原因：{reason}"), "circle-off"),
    "estate.codes_printed": Words(_("打印墙码"), _("打印墙码 {count} 张"), "printer"),
    "estate.place_recoded": Words(_("墙码更换"), _("墙码由 {old} 换为 {new}，原因：{reason}"), "qrcode"),
    "estate.rooms_imported": Words(
        _("房产导入"), _("由{file}导入：新增 {created}，更新 {updated}，退回 {refused}"), "table-import"
    ),
}
