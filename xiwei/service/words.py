"""What each of this app's ledger lines says to those who may read it."""

from django.utils.translation import gettext_noop as _

from xiwei.ledger.registry import COMPANYS, Words

WORDS = {
    "service.pack_asked": Words(
        _("申请证据包"), _("申请整理证据包，给{reader!t}，用途：{purpose}"), "file-certificate"
    ),
    "service.pack_made": Words(
        _("证据包整理好"), _("证据包整理好了：台账 {count} 行，照片 {photos} 张"), "file-certificate"
    ),
    "service.pack_fetched": Words(_("下载证据包"), _("下载了证据包，用途：{purpose}"), "file-download"),
    "service.own_pack_asked": Words(_("申请证据包"), _("住户申请整理自己的证据包"), "file-certificate"),
    "service.own_pack_fetched": Words(_("下载证据包"), _("住户下载了自己的证据包"), "file-download"),
    "service.day_signed": Words(
        _("日结签收"), _("{day} 日结已签收，超时 {late} 件。{skipped!t}{words}"), "signature", may_lack=("skipped",)
    ),
    "service.month_signed": Words(_("月结签收"), _("{month} 月结已签收，超时 {late} 件。{words}"), "signature"),
    "service.month_taken": Words(_("取走月结"), _("取走了 {month} 月结（{how}，{state!t}）"), "file-download"),
    "service.sign_off_supplemented": Words(_("补充说明"), _("{day}：{words}"), "edit"),
    "service.received": Words(_("已收到"), _("{first}接到（{channel!t}）：{words}"), "message-2", "start"),
    "service.followed": Words(_("邻居关注"), _("又有邻居反映，共 {count} 户关注"), "users"),
    "service.unfollowed": Words(_("不再关注"), _("一户邻居不再关注，还有 {count} 户"), "users"),
    "service.neighbour_remarked": Words(_("邻居补充"), "{words}", "message-plus"),
    "service.promised": Words(_("已承诺"), _("承诺 {moment!t} 前办好。{window!t}{words}"), "clock-check", "good"),
    "service.answer_promised": Words(
        _("已承诺"), _("承诺 {moment!t} 前答复。{window!t}{words}"), "clock-check", "good"
    ),
    "service.promise_moved": Words(
        _("改承诺"), _("承诺由 {old!t} 改为 {moment!t}，原因：{reason}"), "clock-edit", "warn"
    ),
    "service.begun": Words(_("开始处理"), "", "player-play"),
    "service.waiting": Words(
        _("等待中"), _("{reason!t}：{waits_for}，预计 {until!t} 继续。{words}"), "player-pause", "warn"
    ),
    "service.resumed": Words(_("恢复处理"), "", "player-play"),
    "service.done": Words(_("做完了，等确认"), _("请业主确认。{note}"), "circle-check", "good"),
    "service.answered": Words(_("已答复"), "{note}", "message-circle", "good"),
    "service.confirmed": Words(_("业主确认"), _("业主确认已办好"), "thumb-up", "good"),
    "service.called_back": Words(_("回访"), _("回访：{answer!t}。{words}"), "phone-call"),
    "service.lapsed": Words(
        _("没能确认"), _("两天里联系了两次没联系上，先按办好算；有问题随时让我们重新处理"), "hourglass-off"
    ),
    "service.reopened": Words(
        _("重新处理"), _("第 {times} 次说没办好，由{answering}负责。{wish}{words}"), "refresh-alert", "bad"
    ),
    "service.decline_asked": Words(_("提请婉拒"), _("原因：{reason}；替代办法：{alternative}"), "message-circle-off"),
    "service.decline_dropped": Words(_("婉拒作罢"), "{reason}", "message-circle"),
    "service.decline_reworded": Words(_("改了回复"), _("原来拟的：{proposed}；改为：{reply}"), "edit"),
    "service.declined": Words(_("婉拒"), _("这次没能办到：{reason}。可以这样：{alternative}"), "message-circle-off"),
    "service.decline_refused": Words(_("不同意婉拒"), "{reason}", "message-circle"),
    "service.merged": Words(_("合在一起办"), _("与 {other}（{title}）是同一件事，合并跟进"), "arrows-join"),
    "service.joined": Words(_("并入一件"), _("{other} 说的是同一件事，已并到这里，办好时一起告诉"), "arrows-join"),
    "service.withdrawn": Words(_("业主撤回"), "{words}", "arrow-back-up"),
    "service.handed_on": Words(_("换了住户"), _("房屋换了住户，这件事交后来的住户继续办"), "home-move"),
    "service.handed_to": Words(_("接着办"), _("房屋交来以前就在办的事，接着办：{words}"), "home-move", "start"),
    "service.handed_back": Words(
        _("变更撤销"), _("住户变更已撤销，这件事照原样退回 {other}"), "arrow-back-up", may_lack=("other",)
    ),
    "service.settled": Words(_("了结"), _("房屋换了住户，这件事到此了结：{words}"), "circle-check"),
    "service.stands_again": Words(_("照原样办"), _("住户变更已撤销，这件事照原样办"), "arrow-back-up"),
    "service.came_back": Words(_("照原样办"), _("住户变更已撤销，{other} 退回到这里，照原样办"), "arrow-back-up"),
    "service.stepped_in": Words(_("主任接手"), _("主任亲自负责。{words}"), "shield-star"),
    "service.located": Words(_("更正地点"), _("地点由“{before}”更正为“{after}”"), "map-pin"),
    "service.corrected": Words(_("更正分类"), _("更正为“{name}”"), "edit"),
    "service.noted": Words(_("内部备注"), "{words}", "note"),
    "service.remarked": Words(_("业主补充"), "{words}", "message-plus"),
    "service.number_shown": Words(_("查看电话"), _("{why!t}，看了{name}的电话"), "phone"),
    "service.link_texted": Words(_("发了进展链接"), _("用短信发到 {to}"), "send"),
    "service.order_offered": Words(_("已安排"), _("请{worker}去办（{line!t}，{why!t}）"), "send"),
    "service.order_accepted": Words(_("已接下"), "", "circle-check"),
    "service.order_refused": Words(_("未接单"), _("原因：{reason}"), "circle-x", "warn"),
    "service.order_set_out": Words(_("已出发"), "", "walk"),
    "service.order_arrived": Words(_("已到场"), "", "map-pin-check"),
    "service.order_quoted": Words(_("报价"), _("报价 {yuan} 元，请业主同意。{words}"), "receipt"),
    "service.order_agreed": Words(_("同意报价"), _("业主同意 {yuan} 元"), "receipt-2"),
    "service.order_ticked": Words(_("步骤"), _("完成 {done}/{of} 步{signed!t}"), "list-check", may_lack=("signed",)),
    "service.order_shown": Words(_("现场记录"), "{before!t}{after!t}{signed!t}", "camera"),
    "service.order_booked": Words(_("材料人工"), _("{name}，{cost} 元"), "box"),
    "service.order_finished": Words(_("完工"), "{note!e}{reading!e}{steps!t}", "circle-check", "good"),
    "service.order_could_not_finish": Words(_("未能完工"), _("{reason}；接下来：{needs}"), "alert-triangle", "warn"),
    "service.order_cancelled": Words(_("工单取消"), _("{worker}的工单取消：{reason}"), "circle-off"),
    "service.hand_over_offered": Words(_("请人接手"), _("{giver}的活请{taker}接手，原因：{reason}"), "arrows-exchange"),
    "service.hand_over_accepted": Words(_("已交接"), _("由{giver}交接给{taker}"), "arrows-exchange"),
    "service.hand_over_refused": Words(_("未接手"), _("{taker}未接手，原因：{reason}"), "arrows-exchange", "warn"),
    "service.hand_over_dropped": Words(_("交接作罢"), _("请{taker}接手作罢：{reason}"), "arrows-exchange"),
    "service.clock_warned": Words(_("快到时限"), _("{due!t} 前要{clock!t}，已提醒{told!t}"), "alarm", "warn"),
    "service.clock_breached": Words(
        _("超过时限"), _("说好 {due!t} 前{clock!t}，已经晚了，已告知{told!t}"), "alarm", "bad"
    ),
    "service.clock_escalated": Words(
        _("晚了较久"), _("{clock!t}晚了较久，已报给{told!t}来管"), "alert-triangle", "bad"
    ),
    "service.duty_passed": Words(_("代为负责"), _("{first}不在岗，由{to}代为负责"), "user-share"),
    "service.duty_returned": Words(_("回来继续负责"), _("{first}回岗，继续负责"), "user-check"),
    "service.rated": Words(_("评价"), _("{stars} 星 {chips!t} {words}"), "star"),
    "service.thanked": Words(_("致谢"), _("谢谢{staff}：{words}"), "heart"),
    "service.photo_opened": Words(_("查看照片"), _("查看了{what!t}"), "photo"),
    "service.group_formed": Words(_("服务组"), _("组建{name}"), "users-group", turns=COMPANYS),
    "service.group_member_set": Words(
        _("服务组"), _("{line!t}由{name}负责，替班{stand_in!t}"), "users-group", turns=COMPANYS
    ),
    "service.group_member_removed": Words(_("服务组"), _("{name}不再负责{line!t}"), "users-group", turns=COMPANYS),
    "service.group_areas_set": Words(_("服务组"), _("服务范围：{areas!t}"), "users-group", turns=COMPANYS),
}

# Words of ours that lines keep in a field marked {…!t}: named here, so that they have their English when read.
KEPT = (
    _("步骤都做完了。"),
    _("施工前的照片。"),
    _("完工后的照片。"),
    _("系统派单"),
    _("上门"),
    _("访客"),
    _("访客（凭跟踪码）"),
    _("联系这件事"),
    _("住户页"),
    _("报事的照片"),
    _("证据包的页面"),
    _("平时照看这家"),
    _("正在办这家的事"),
    _("照看这一户"),
    _("手上有这一户的事"),
    _("上次处理的人"),
    _("本线值班负责人"),
    _("当班人员"),
    _("无人当班，由主任负责"),
    _("无人当班，由主任安排"),
    _("当班人员无所需证书，请主任安排"),
    _("当班无人持有所需证书：先到现场守护，等持证的人"),
    _("本组维修"),
    _("本组秩序"),
    _("本组保洁"),
    _("本组绿化"),
    _("本组管家"),
    _("本小区维修"),
    _("本小区秩序"),
    _("本小区保洁"),
    _("本小区绿化"),
    _("本小区管家"),
)
