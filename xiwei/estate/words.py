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
    "estate.arrangements_copied": Words(_("照样带来"), _("照{source}的样子带来：{brought}"), "copy"),
    "estate.sample_marked": Words(_("定为样板"), _("{name}定为样板，新项目可以照着来"), "star"),
    "estate.sample_unmarked": Words(_("不再是样板"), _("{name}不再是样板"), "star"),
    "estate.document_put": Words(_("存入档案"), _("存入“{name}”（{sort}），属于{of}"), "archive"),
    "estate.document_version_added": Words(_("更新版本"), _("“{name}”换为第 {number} 版，原因：{why}"), "file-text"),
    "estate.document_noted": Words(_("更正登记"), _("“{name}”改了{what!t}"), "edit"),
    "estate.document_retimed": Words(
        _("更正日期"),
        _("“{name}”的{what!t}由{old!t}改为{new!t}；保管期由{kept!t}改为{keeps!t}。原因：{why}"),
        "calendar",
        "amber",
    ),
    "estate.document_looked_at": Words(_("查看住户资料"), _("查看了“{name}”"), "eye"),
    "estate.document_borrowed": Words(_("借出原件"), _("“{name}”原件借给{who}，{due!t}前归还"), "book"),
    "estate.document_returned": Words(_("归还原件"), _("“{name}”原件由{who}归还"), "book", "leaf"),
    "estate.document_held": Words(_("冻结"), _("“{name}”冻结，原因：{why}"), "lock", "amber"),
    "estate.document_released": Words(_("解除冻结"), _("“{name}”解除冻结，原因：{why}"), "lock-open"),
    "estate.document_proposed": Words(_("提出销毁"), _("提出销毁“{name}”，原因：{why}"), "trash", "amber"),
    "estate.document_unproposed": Words(_("不销毁了"), _("撤回销毁“{name}”的提议，照旧保管"), "archive"),
    "estate.document_destroyed": Words(_("销毁"), _("“{name}”销毁，共 {count} 版，原因：{why}"), "trash", "red"),
    "estate.document_warned": Words(_("到期提醒"), _("“{name}”{day!t}到期，已提醒"), "bell", "amber"),
    "estate.loan_overdue": Words(_("催还原件"), _("“{name}”由{who}借出，{due!t}该还，已提醒"), "bell", "amber"),
    "estate.documents_brought": Words(
        _("整批存入"), _("整批存入档案 {taken} 份；已经有的 {known} 份，没收的 {refused} 份"), "archive"
    ),
}

# What lines keep in a field marked {…!t}: named here, so that they have their English when read.
KEPT = (
    _("名称"),
    _("编号"),
    _("备注"),
    _("文件日期"),
    _("到期日"),
    _("存放位置"),
    _("纸质原件"),
    _("没有写"),
    _("长期"),
)
