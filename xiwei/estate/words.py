"""What each of this app's ledger lines says."""

from xiwei.ledger.registry import Words

WORDS = {
    "estate.company_founded": Words("公司建档", "{name}建档", "building"),
    "estate.project_opened": Words("项目建档", "{name}建档，类型：{kind}", "map-pin"),
    "estate.building_added": Words("楼栋登记", "登记{name}", "building-community"),
    "estate.place_added": Words("地点登记", "登记{name}，墙码 {code}", "qrcode"),
    "estate.unit_added": Words("单元登记", "{building}登记{name}", "stairs"),
    "estate.rooms_added": Words("房屋登记", "{building}登记房屋 {count} 间", "home"),
    "estate.place_retired": Words("地点停用", "{name}停用，原因：{reason}", "circle-off"),
    "estate.codes_printed": Words("打印墙码", "打印墙码 {count} 张", "printer"),
    "estate.place_recoded": Words("墙码更换", "墙码由 {old} 换为 {new}，原因：{reason}", "qrcode"),
    "estate.rooms_imported": Words(
        "房产导入", "由{file}导入：新增 {created}，更新 {updated}，退回 {refused}", "table-import"
    ),
}
