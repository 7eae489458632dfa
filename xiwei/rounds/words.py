"""What each of this app's ledger lines says."""

from django.utils.translation import gettext_noop as _

from xiwei.ledger.registry import Words

WORDS = {
    "rounds.route_drawn": Words(_("新路线"), _("“{name}”，{count} 处"), "route"),
    "rounds.route_changed": Words(_("路线修改"), _("“{name}”改了{fields!t}"), "route"),
    "rounds.route_ended": Words(_("路线停用"), _("“{name}”{day}以后不再走：{reason}"), "circle-off"),
    "rounds.day_planned": Words(_("排好一天的活"), _("{day}排了 {count} 趟"), "calendar-check"),
    "rounds.moved": Words(_("改时间"), _("改到{moment}：{reason}"), "clock-edit"),
    "rounds.handed_over": Words(_("换人"), _("改由{to}去：{reason}"), "arrows-exchange"),
    "rounds.stops_changed": Words(_("活有变"), _("{reason}"), "edit"),
    "rounds.taken_up_again": Words(_("恢复"), _("这一趟照常走。{reason}"), "rotate-clockwise"),
    "rounds.dropped": Words(_("取消"), _("{reason}"), "circle-off"),
    "rounds.begun": Words(_("开始巡查"), "", "player-play"),
    "rounds.ended": Words(_("走完一趟"), "", "check", may_lack=("count",)),
    "rounds.fell_short": Words(_("有漏项"), _("还有 {count} 处没做成"), "alert-triangle", "warn"),
    "rounds.settled": Words(_("漏项已了"), "", "checks", may_lack=("count",)),
    "rounds.stop_done": Words(_("巡查"), _("{spot}：{what}"), "circle-check", "good", may_lack=("ticket", "wrong")),
    "rounds.stop_made_up": Words(_("补做"), _("{spot}：{what}"), "circle-check", may_lack=("ticket", "wrong")),
    "rounds.stop_skipped": Words(_("没做成"), _("{spot}：{what}。{reason}"), "circle-minus", "warn"),
    "rounds.stop_excused": Words(_("漏项签认"), _("{spot}：{what}。{reason}"), "signature"),
    "rounds.done_besides": Words(_("另外做了一次"), _("{spot}：{what}。{note}"), "copy-check"),
    "rounds.checked": Words(_("抽查"), _("{spot}：{what}，合格"), "clipboard-check", "good"),
    "rounds.checked_wrong": Words(
        _("抽查有问题"), _("{spot}：{what}，{wrong}。{to}在 {due} 前整改：{wanted}"), "clipboard-x", "warn"
    ),
    "rounds.check_answered": Words(_("整改好了"), _("{spot}：{answer}"), "tool"),
    "rounds.check_closed": Words(_("复查合格"), _("{spot}：{what}"), "circle-check", "good"),
    "rounds.check_sent_back": Words(_("还没整改好"), _("{spot}：{reason}，{due} 前再整改"), "refresh-alert", "bad"),
    "rounds.weather_warned": Words(_("天气提醒"), _("{weather!t}：{words}"), "cloud-storm", "warn"),
    "rounds.equipment_registered": Words(_("登记设备"), _("“{name}”，编码 {code}"), "plus"),
    "rounds.equipment_changed": Words(_("设备登记修改"), _("“{name}”改了{fields!t}"), "edit"),
    "rounds.equipment_moved": Words(_("设备移位"), _("“{name}”移到{to}"), "map-pin"),
    "rounds.equipment_stopped": Words(_("设备停用"), _("“{name}”停用：{reason}"), "circle-off", "warn"),
    "rounds.equipment_run": Words(_("设备恢复使用"), _("“{name}”恢复使用：{reason}"), "player-play", "good"),
    "rounds.equipment_scrapped": Words(_("设备报废"), _("“{name}”报废：{reason}"), "trash", "warn"),
    "rounds.equipment_pressed": Words(_("设备提醒"), _("“{name}”：{what}"), "bell", "warn"),
    "rounds.broke_down": Words(_("设备故障"), _("“{name}”：{what}"), "alert-triangle", "warn"),
    "rounds.mended": Words(_("设备修好"), _("“{name}”：{done}"), "tools", "good"),
    "rounds.breakdown_changed": Words(_("故障记录修改"), _("“{name}”：{what}"), "edit"),
    "rounds.weather_called_off": Words(_("天气提醒解除"), _("{weather!t}"), "sun"),
    "rounds.planted": Words(_("种植登记"), _("{spot}：{plant}"), "plant-2"),
    "rounds.planting_ended": Words(_("植物移除"), _("{spot}：{plant}。{reason}"), "plant-off"),
    "rounds.planting_photographed": Words(_("植物照片"), _("{spot}：{plant}"), "camera"),
    "rounds.cared": Words(_("绿化养护"), _("{spot}：{plants}，{care!t}"), "leaf", "good"),
    "rounds.pest_seen": Words(_("发现病虫"), _("{spot}：{plant}，{pest}。{note}"), "bug", "warn"),
    "rounds.pest_settled": Words(_("病虫处理"), _("{spot}：{plant}，{pest}。{how}"), "checks"),
    "rounds.green_work_announced": Words(
        _("绿化作业公告"), _("{spot}：{moment}{work!t}，{until}前请勿进入"), "speakerphone", may_lack=("told",)
    ),
    "rounds.green_work_done": Words(
        _("绿化作业"), _("{spot}：{work!t}做完，{until}前请勿进入"), "spray", "good", may_lack=("pesticide",)
    ),
    "rounds.green_work_called_off": Words(
        _("绿化作业取消"), _("{spot}：{moment}的{work!t}不做了。{reason}"), "circle-off"
    ),
}

# What messages about equipment say (notices/heard.py).
EQUIPMENT_TITLES = [_("设备要处理：{what}")]
