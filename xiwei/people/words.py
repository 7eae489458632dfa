"""What each of this app's ledger lines says."""

from xiwei.ledger.registry import Words

WORDS = {
    "people.household_moved_in": Words("入住登记", "{name}登记入住{room}", "home"),
    "people.household_moved_out": Words("迁出登记", "{name}迁出{room}", "home-move"),
    "people.tenure_opened": Words("住户登记", "{name}登记为{relation}", "user-plus"),
    "people.tenure_changed": Words("住户变更", "{name}由{old}改为{relation}", "user-edit"),
    "people.tenure_ended": Words("住户迁出", "{name}不再是{relation}", "user-minus"),
    "people.person_registered": Words("人员建档", "登记{name}的手机号", "user-plus"),
    "people.person_changed": Words("资料更正", "{what}已更正", "user-edit"),
    "people.staff_hired": Words("入职", "{name}入职，岗位：{title}", "user-plus"),
    "people.staff_left": Words("离职", "{name}离职", "user-minus"),
    "people.post_given": Words("任职", "{name}任{role}（{project}）", "id-badge"),
    "people.post_ended": Words("卸任", "{name}不再任{role}（{project}）", "id-badge"),
    "people.credential_held": Words("证书登记", "{name}持有{kind}", "certificate"),
    "people.leave_asked": Words("请假", "{name}请假：{reason}", "beach"),
    "people.leave_granted": Words("准假", "{name}的假已批，{cover}代班", "beach"),
    "people.leave_refused": Words("未准假", "{name}的假未批：{reason}", "beach"),
    "people.leave_withdrawn": Words("撤回请假", "{name}撤回请假", "beach"),
    "people.shift_added": Words("加班次", "{name}加排{span}", "calendar"),
    "people.shift_dropped": Words("撤班次", "撤去{name}的{span}", "calendar"),
    "people.officer_named": Words("值班负责", "{span}由{name}值班负责", "shield"),
    "people.officer_ended": Words("取消值班负责", "{span}不再由{name}值班负责", "shield"),
    "people.roster_made": Words("排班", "{project} {from_day} 至 {to_day} 排班 {count} 班", "calendar"),
    "people.invited": Words("邀请", "邀请{name}加入", "mail"),
    "people.invitation_withdrawn": Words("撤回邀请", "撤回对{name}的邀请", "mail-off"),
    "people.joined": Words("加入", "{name}接受邀请", "user-check"),
    "people.signed_in": Words("登录", "以{way}登录", "login"),
    "people.phone_shown": Words("查看电话", "为“{reason}”查看了{name}的电话", "phone"),
    "people.looked_at": Words("查阅资料", "查阅了{what}", "eye"),
    "people.households_exported": Words("导出住户表", "导出{count}套房的住户表", "file-download"),
}
