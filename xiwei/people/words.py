"""What each of this app's ledger lines says."""

from django.utils.translation import gettext_noop as _

from xiwei.ledger.registry import BOTH, COMPANYS, PERSONS, Words

WORDS = {
    "people.household_moved_in": Words(_("入住登记"), _("{name}登记入住{room}"), "home", turns=PERSONS),
    "people.household_moved_out": Words(_("迁出登记"), _("{name}迁出{room}"), "home-move", turns=PERSONS),
    "people.tenure_opened": Words(_("住户登记"), _("{name}登记为{relation!t}"), "user-plus", turns=PERSONS),
    "people.tenure_changed": Words(_("住户变更"), _("{name}由{old!t}改为{relation!t}"), "user-edit", turns=PERSONS),
    "people.name_corrected": Words(_("资料更正"), _("姓名由{before}改为{after}"), "user-edit", turns=PERSONS),
    "people.name_changed": Words(_("改了姓名"), _("姓名由{before}改为{after}"), "user-edit", turns=PERSONS),
    "people.phone_corrected": Words(
        _("资料更正"), _("{name}的手机号尾号由{before!t}改为{after}"), "user-edit", turns=PERSONS
    ),
    "people.since_corrected": Words(
        _("资料更正"), _("{name}的入住日期由{before!t}改为{after}"), "user-edit", turns=PERSONS
    ),
    "people.contact_named": Words(_("联系人"), _("这一户的事先联系{name}"), "phone", turns=PERSONS),
    "people.tenure_ended": Words(_("住户迁出"), _("{name}不再是{relation!t}"), "user-minus", turns=PERSONS),
    "people.household_back": Words(_("撤销迁出"), _("{name}仍登记在{room}"), "home", turns=PERSONS),
    "people.tenure_back": Words(_("撤销迁出"), _("{name}照原样登记"), "user-check", turns=PERSONS),
    "people.transfer_decided": Words(_("住户变更"), _("{change!t}，{day}起；核对了{papers}"), "certificate"),
    "people.transferred": Words(_("住户变更"), _("{room}{change!t}已生效"), "home-move"),
    "people.transfer_cancelled": Words(_("取消变更"), _("{change!t}没有办：{reason}"), "circle-off"),
    "people.transfer_halted": Words(
        _("变更没有办成"), _("{change!t}到日子没有办成：{reason}"), "alert-triangle", "warn"
    ),
    "people.transfer_undone": Words(
        _("撤销变更"), _("{change!t}已撤销，一切照原样：{reason}"), "arrow-back-up", "warn"
    ),
    "people.papers_later": Words(_("材料以后补"), _("还缺{papers}：{reason}"), "circle-dashed", "warn"),
    "people.paper_brought": Words(_("补了材料"), _("核对了{papers}"), "certificate"),
    "people.paper_read": Words(_("查阅材料"), _("{paper!t}：看了{what!t}"), "eye"),
    "people.person_registered": Words(_("人员建档"), _("登记{name}的手机号"), "user-plus"),
    "people.person_changed": Words(_("资料更正"), _("{what!t}已更正"), "user-edit", turns=PERSONS),
    "people.staff_hired": Words(_("入职"), _("{name}入职，岗位：{title}"), "user-plus", turns=BOTH),
    "people.staff_left": Words(_("离职"), _("{name}离职"), "user-minus", turns=BOTH),
    "people.post_given": Words(_("任职"), _("{name}任{role!t}（{project!t}）"), "id-badge", turns=BOTH),
    "people.post_ended": Words(_("卸任"), _("{name}不再任{role!t}（{project!t}）"), "id-badge", turns=BOTH),
    "people.role_made": Words(_("新角色"), _("照“{of}”建了“{role}”"), "id-badge", turns=COMPANYS),
    "people.role_changed": Words(
        _("改角色"), _("“{role}”改了。新能办：{gives}；不再能办：{takes}"), "id-badge", turns=COMPANYS
    ),
    "people.role_bears": Words(_("角色有改动"), _("{name}所任的“{role}”改了"), "id-badge", turns=BOTH),
    "people.guide_step": Words(_("开张指南"), _("做到“{step!t}”"), "flag"),
    "people.role_retired": Words(_("停用角色"), _("“{role}”停用了"), "ban", turns=COMPANYS),
    "people.credential_held": Words(_("证书登记"), _("{name}持有{kind!t}"), "certificate", turns=COMPANYS),
    "people.leave_asked": Words(_("请假"), _("{name}请假：{reason}"), "beach"),
    "people.leave_granted": Words(_("准假"), _("{name}的假已批，{cover!t}代班"), "beach", turns=COMPANYS),
    "people.leave_refused": Words(_("未准假"), _("{name}的假未批：{reason}"), "beach"),
    "people.leave_withdrawn": Words(_("撤回请假"), _("{name}撤回请假"), "beach", turns=COMPANYS),
    "people.shift_added": Words(_("加班次"), _("{name}加排{span!t}"), "calendar", turns=COMPANYS),
    "people.shift_dropped": Words(_("撤班次"), _("撤去{name}的{span!t}"), "calendar", turns=COMPANYS),
    "people.officer_named": Words(_("值班负责"), _("{span!t}由{name}值班负责"), "shield", turns=COMPANYS),
    "people.officer_ended": Words(_("取消值班负责"), _("{span!t}不再由{name}值班负责"), "shield", turns=COMPANYS),
    "people.roster_made": Words(
        _("排班"), _("{project}排好了 {from_day!t} 至 {to_day!t} 的值班表，共 {count} 个班"), "calendar", turns=COMPANYS
    ),
    "people.invited": Words(_("邀请"), _("邀请{name}加入"), "mail"),
    "people.invitation_withdrawn": Words(_("撤回邀请"), _("撤回对{name}的邀请"), "mail-off"),
    "people.invitation_declined": Words(_("回绝邀请"), _("{name}没有接受邀请"), "mail-off"),
    "people.joined": Words(_("加入"), _("{name}接受邀请"), "user-check", turns=PERSONS),
    "people.signed_in": Words(_("登录"), _("以{way!t}登录"), "login"),
    "people.phone_shown": Words(_("查看电话"), _("为“{reason!t}”查看了{name}的电话"), "phone"),
    "people.erased": Words(_("抹去个人信息"), _("{reason!e}抹去：{what}"), "eraser", turns=BOTH),
    "people.looked_at": Words(_("查阅资料"), _("查阅了{what!t}"), "eye"),
    "people.consent_published": Words(_("发布同意书"), _("{what!t}，第 {version} 版"), "file-text"),
    "people.consent_given": Words(_("同意"), _("同意“{what!t}”（第 {version} 版），{how!t}"), "check"),
    "people.consent_withdrawn": Words(_("不同意"), _("不同意“{what!t}”（第 {version} 版）"), "hand-stop"),
    "people.wish_asked": Words(_("关于自己资料的请求"), _("请求{what!t}"), "file-text"),
    "people.wish_withdrawn": Words(_("撤回请求"), _("撤回{what!t}的请求"), "file-text"),
    "people.erasure_granted": Words(_("同意删除"), _("同意{what!t}"), "check"),
    "people.wish_refused": Words(_("没有同意"), _("没有同意{what!t}：{answer}"), "hand-stop"),
    "people.wish_lapsed": Words(_("请求了结"), _("本人的资料已抹去，{what!t}的请求不用再答复"), "file-text"),
    "people.wish_done": Words(_("请求已办"), _("{what!t}已办好"), "check"),
    "people.known_taken": Words(_("取走资料"), _("取走了一份自己的资料（{how!t}）"), "file-download"),
    "people.kept_no_longer": Words(_("到期删除"), _("{what!t}：{count} 条"), "trash"),
    "people.keeping_set": Words(_("保存期限"), _("{what!t}保存 {days} 天，依据：{source}"), "hourglass"),
    "people.held": Words(_("暂不删除"), _("{name}的资料先留着：{reason}"), "lock"),
    "people.hold_lifted": Words(_("不再留着"), _("{name}的资料按期限删除"), "lock-open"),
    "people.oddity_found": Words(_("查看提醒"), _("{name}：{what!t}（{count}）"), "eye", "warn"),
    "people.oddity_explained": Words(_("查看说明"), _("{name}：{what!t}，说明：{word}"), "message-2"),
    "people.odd_limit_set": Words(_("查看提醒的界限"), _("{what!t}：超过 {most} 就提醒"), "adjustments"),
    "people.households_exported": Words(_("导出住户表"), _("导出{count}套房的住户表"), "file-download"),
}

# Words of ours that lines keep in a field marked {…!t}: named here, so that they have their English when read.
KEPT = (
    _("没有登记"),
    _("邮箱"),
    _("头像"),
    _("显示方式"),
    _("登录密码"),
    _("手机号验证"),
    _("登录设备"),
    _("短信验证码"),
    _("演示入口"),
    _("秩序维护员"),
    _("保洁员"),
    _("绿化员"),
    _("维修工"),
    _("管家"),
    _("值班管家"),
    _("小区主任"),
    _("公司经理"),
    _("协会秘书"),
    _("一小时内看了很多户"),
    _("一天内看了很多户"),
    _("下班后的夜里查看"),
    _("没有在办的事，看了多个电话"),
    _("电话"),
    _("住户页"),
    _("住户登记"),
    _("住户表"),
    _("整个小区导出"),
    _("变更材料的编号"),
    _("变更材料的扫描件"),
)
