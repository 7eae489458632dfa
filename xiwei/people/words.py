"""What each of this app's ledger lines says."""

from xiwei.ledger.registry import BOTH, COMPANYS, PERSONS, Words

WORDS = {
    "people.household_moved_in": Words("入住登记", "{name}登记入住{room}", "home", turns=PERSONS),
    "people.household_moved_out": Words("迁出登记", "{name}迁出{room}", "home-move", turns=PERSONS),
    "people.tenure_opened": Words("住户登记", "{name}登记为{relation}", "user-plus", turns=PERSONS),
    "people.tenure_changed": Words("住户变更", "{name}由{old}改为{relation}", "user-edit", turns=PERSONS),
    "people.contact_named": Words("联系人", "这一户的事先联系{name}", "phone", turns=PERSONS),
    "people.tenure_ended": Words("住户迁出", "{name}不再是{relation}", "user-minus", turns=PERSONS),
    "people.person_registered": Words("人员建档", "登记{name}的手机号", "user-plus"),
    "people.person_changed": Words("资料更正", "{what}已更正", "user-edit", turns=PERSONS),
    "people.staff_hired": Words("入职", "{name}入职，岗位：{title}", "user-plus", turns=BOTH),
    "people.staff_left": Words("离职", "{name}离职", "user-minus", turns=BOTH),
    "people.post_given": Words("任职", "{name}任{role}（{project}）", "id-badge", turns=BOTH),
    "people.post_ended": Words("卸任", "{name}不再任{role}（{project}）", "id-badge", turns=BOTH),
    "people.credential_held": Words("证书登记", "{name}持有{kind}", "certificate", turns=COMPANYS),
    "people.leave_asked": Words("请假", "{name}请假：{reason}", "beach"),
    "people.leave_granted": Words("准假", "{name}的假已批，{cover}代班", "beach", turns=COMPANYS),
    "people.leave_refused": Words("未准假", "{name}的假未批：{reason}", "beach"),
    "people.leave_withdrawn": Words("撤回请假", "{name}撤回请假", "beach", turns=COMPANYS),
    "people.shift_added": Words("加班次", "{name}加排{span}", "calendar", turns=COMPANYS),
    "people.shift_dropped": Words("撤班次", "撤去{name}的{span}", "calendar", turns=COMPANYS),
    "people.officer_named": Words("值班负责", "{span}由{name}值班负责", "shield", turns=COMPANYS),
    "people.officer_ended": Words("取消值班负责", "{span}不再由{name}值班负责", "shield", turns=COMPANYS),
    "people.roster_made": Words(
        "排班", "{project}排好了 {from_day} 至 {to_day} 的值班表，共 {count} 个班", "calendar", turns=COMPANYS
    ),
    "people.invited": Words("邀请", "邀请{name}加入", "mail"),
    "people.invitation_withdrawn": Words("撤回邀请", "撤回对{name}的邀请", "mail-off"),
    "people.joined": Words("加入", "{name}接受邀请", "user-check", turns=PERSONS),
    "people.signed_in": Words("登录", "以{way}登录", "login"),
    "people.phone_shown": Words("查看电话", "为“{reason}”查看了{name}的电话", "phone"),
    "people.looked_at": Words("查阅资料", "查阅了{what}", "eye"),
    "people.households_exported": Words("导出住户表", "导出{count}套房的住户表", "file-download"),
}
