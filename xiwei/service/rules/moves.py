"""The tables of states (law 5): every move of a ticket and of a work order, and who may make it.

docs/states is generated from these rows, the checks read them, and the tests walk all of them.
"""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiwei.service.models import OrderState as O
from xiwei.service.models import TicketState as T
from xiwei.shared.moves import Move, by_verb


class Party(StrEnum):
    """What someone is to a ticket; one person may be several at once."""

    ASKER = "asker"
    ANSWERING = "answering"
    HELPER = "helper"
    WORKER = "worker"
    TAKER = "taker"
    DIRECTOR = "director"
    CLOCK = "clock"


PARTY_NAMES = {
    Party.ASKER: _("报事的业主"),
    Party.ANSWERING: _("首问人"),
    Party.HELPER: _("本小区管家"),
    Party.WORKER: _("接单的工作人员"),
    Party.TAKER: _("被请来接手的人"),
    Party.DIRECTOR: _("小区主任"),
    Party.CLOCK: _("系统"),
}


_ANSWERERS = (Party.ANSWERING, Party.HELPER, Party.DIRECTOR)
ALIVE = (T.RECEIVED, T.PROMISED, T.IN_PROGRESS, T.WAITING, T.REOPENED)

TICKET_MOVES = [
    Move(
        "promise",
        _("作承诺"),
        (T.RECEIVED, T.REOPENED),
        T.PROMISED,
        _ANSWERERS,
        "service.promised",
        "响应钟停，承诺钟走；约了上门时段的，到场钟、办结钟按时段走",
        "{by}承诺：{moment}前办好",
    ),
    Move(
        "move_promise",
        _("改承诺"),
        (T.PROMISED, T.IN_PROGRESS, T.WAITING),
        None,
        _ANSWERERS,
        "service.promise_moved",
        "承诺钟按新的时间重新走",
        "承诺由{old}改为{moment}：{reason}",
    ),
    Move(
        "begin",
        _("开始处理"),
        (T.RECEIVED, T.PROMISED, T.REOPENED),
        T.IN_PROGRESS,
        (Party.WORKER, Party.ANSWERING, Party.DIRECTOR),
        "service.begun",
        "响应钟停；到场钟在人到时停，不派活的这时停；没有约定时间的预约，当天办结",
        "{by}已着手处理",
    ),
    Move(
        "wait",
        _("转等待"),
        (T.PROMISED, T.IN_PROGRESS, T.REOPENED),
        T.WAITING,
        (Party.WORKER, *_ANSWERERS),
        "service.waiting",
        "等业主、等决定、等许可时钟暂停；等配件、等人手不停",
        "正在{reason}，预计{until}",
    ),
    Move(
        "resume",
        _("恢复处理"),
        (T.WAITING,),
        None,
        (Party.WORKER, Party.CLOCK, *_ANSWERERS),
        "service.resumed",
        "停过的钟继续走",
        "已恢复处理",
        back_to=(T.PROMISED, T.IN_PROGRESS, T.REOPENED),
    ),
    Move(
        "finish",
        _("办完了"),
        (T.PROMISED, T.IN_PROGRESS, T.REOPENED),
        T.DONE,
        (Party.WORKER, *_ANSWERERS),
        "service.done",
        "办结钟停",
        "已办好，请您确认",
    ),
    Move(
        "answer",
        _("答复"),
        (T.RECEIVED, T.PROMISED, T.IN_PROGRESS, T.REOPENED),
        T.DONE,
        _ANSWERERS,
        "service.answered",
        "各钟停；只用于问事、求助、建议，没有活派在外面",
        "{by}答复：{note}",
    ),
    Move("confirm", _("确认办好"), (T.DONE,), T.CLOSED, (Party.ASKER,), "service.confirmed", "", "谢谢您的确认"),
    Move(
        "call_back",
        _("回访"),
        (T.DONE,),
        None,
        (Party.ANSWERING, Party.DIRECTOR),
        "service.called_back",
        "业主说办好则办结；说没好则重开；未联系上则再访",
        "{by}已回访",
    ),
    Move(
        "lapse",
        _("未获确认办结"),
        (T.DONE,),
        T.CLOSED,
        (Party.CLOCK,),
        "service.lapsed",
        "",
        "几次没联系上，先按办好算；有问题随时让我们重新处理",
    ),
    Move(
        "reopen",
        _("没修好，重开"),
        (T.DONE, T.CLOSED, T.DECLINED),
        T.REOPENED,
        (Party.ASKER, Party.ANSWERING),
        "service.reopened",
        "各钟重新走，承诺另作；超过的时限仍记着",
        "已重新交办，仍由{first}负责",
    ),
    Move(
        "ask_decline",
        _("提请婉拒"),
        (T.RECEIVED, T.PROMISED, T.REOPENED),
        None,
        _ANSWERERS,
        "service.decline_asked",
        "",
        "",
    ),
    Move(
        "decline",
        _("同意婉拒"),
        ALIVE,
        T.DECLINED,
        (Party.DIRECTOR,),
        "service.declined",
        "各钟停",
        "这次没能办到：{reason}。可以这样：{alternative}",
    ),
    Move(
        "refuse_decline",
        _("不同意婉拒"),
        ALIVE,
        None,
        (Party.DIRECTOR,),
        "service.decline_refused",
        "",
        "",
    ),
    Move(
        "merge",
        _("并单"),
        ALIVE,
        T.MERGED,
        _ANSWERERS,
        "service.merged",
        "各钟停",
        "与{other}是同一件事，已合并跟进",
    ),
    Move(
        "withdraw",
        _("撤回"),
        (T.RECEIVED, T.PROMISED, T.WAITING, T.REOPENED),
        T.CLOSED,
        (Party.ASKER,),
        "service.withdrawn",
        "各钟停；动过手的不能撤回",
        "",
        unbegun=True,
    ),
    Move(
        "hand_on",
        _("转后来的住户"),
        ALIVE,
        T.CLOSED,
        (Party.HELPER, Party.DIRECTOR),
        "service.handed_on",
        "各钟停；后来的住户名下照原来的时限接着走",
        "房屋换了住户，这件事转给后来的住户继续办",
    ),
    Move(
        "settle",
        _("住户变更时了结"),
        (*ALIVE, T.DONE),
        T.CLOSED,
        (Party.HELPER, Party.DIRECTOR),
        "service.settled",
        "各钟停",
        "房屋换了住户，这件事到此了结：{words}",
    ),
    Move("step_in", _("主任接手"), ALIVE, None, (Party.DIRECTOR,), "service.stepped_in", "", "{by}已亲自接手"),
    Move(
        "correct",
        _("更正分类"),
        ALIVE,
        None,
        (Party.WORKER, *_ANSWERERS),
        "service.corrected",
        "按新的时限重新计算",
        "",
    ),
    Move("locate", _("更正地点"), ALIVE, None, (Party.WORKER, *_ANSWERERS), "service.located", "", ""),
    Move("note", _("内部备注"), (*T.values,), None, (Party.WORKER, *_ANSWERERS), "service.noted", "", ""),
    Move("remark", _("补充说明"), (*ALIVE, T.DONE), None, (Party.ASKER,), "service.remarked", "", ""),
]

_WORKERS = (Party.WORKER,)

ORDER_MOVES = [
    Move("accept", _("接单"), (O.OFFERED,), O.ACCEPTED, _WORKERS, "service.order_accepted", "", "{by}已接单"),
    Move("refuse", _("拒单"), (O.OFFERED,), O.REFUSED, _WORKERS, "service.order_refused", "", ""),
    Move("set_out", _("出发"), (O.ACCEPTED,), O.ON_THE_WAY, _WORKERS, "service.order_set_out", "", "{by}已出发"),
    Move(
        "arrive",
        pgettext_lazy("动作", "到场"),
        (O.ACCEPTED, O.ON_THE_WAY),
        O.ARRIVED,
        _WORKERS,
        "service.order_arrived",
        "到场钟停",
        "{by}已到场",
    ),
    Move(
        "quote",
        _("报价"),
        (O.ACCEPTED, O.ON_THE_WAY, O.ARRIVED),
        None,
        _WORKERS,
        "service.order_quoted",
        "",
        "报价 {yuan} 元，请您同意后再动手",
    ),
    Move(
        "agree",
        _("同意报价"),
        (O.ACCEPTED, O.ON_THE_WAY, O.ARRIVED),
        None,
        (Party.ASKER,),
        "service.order_agreed",
        "",
        "",
    ),
    Move("tick", _("打勾"), (O.ARRIVED,), None, _WORKERS, "service.order_ticked", "", ""),
    Move(
        "book",
        _("登记材料人工"),
        (O.ACCEPTED, O.ON_THE_WAY, O.ARRIVED),
        None,
        _WORKERS,
        "service.order_booked",
        "",
        "",
    ),
    Move(
        "finish",
        _("完工"),
        (O.ARRIVED,),
        O.FINISHED,
        _WORKERS,
        "service.order_finished",
        "办结钟在最后一张工单完工时停",
        "{by}已完工，请您看看",
    ),
    Move(
        "give_up",
        _("未能完工"),
        (O.ON_THE_WAY, O.ARRIVED),
        O.COULD_NOT_FINISH,
        _WORKERS,
        "service.order_could_not_finish",
        "",
        "这次没能完成：{reason}，接下来：{needs}",
    ),
    Move(
        "offer_hand_over",
        _("请人接手"),
        (O.OFFERED, O.ACCEPTED, O.ON_THE_WAY, O.ARRIVED),
        None,
        (Party.WORKER, Party.ANSWERING, Party.HELPER, Party.DIRECTOR),
        "service.hand_over_offered",
        "",
        "",
    ),
    Move(
        "take_over",
        _("接手"),
        (O.OFFERED, O.ACCEPTED, O.ON_THE_WAY, O.ARRIVED),
        O.HANDED_OVER,
        (Party.TAKER,),
        "service.hand_over_accepted",
        "",
        "改由{taker}负责",
    ),
    Move(
        "refuse_hand_over",
        _("不接手"),
        (O.OFFERED, O.ACCEPTED, O.ON_THE_WAY, O.ARRIVED),
        None,
        (Party.TAKER,),
        "service.hand_over_refused",
        "",
        "",
    ),
    Move(
        "cancel",
        _("取消工单"),
        (O.OFFERED, O.ACCEPTED, O.ON_THE_WAY, O.ARRIVED),
        O.CANCELLED,
        (Party.ANSWERING, Party.HELPER, Party.DIRECTOR, Party.CLOCK),
        "service.order_cancelled",
        "",
        "",
    ),
]

MOVES = {"ticket": TICKET_MOVES, "order": ORDER_MOVES}
_TICKET = by_verb(TICKET_MOVES)
_ORDER = by_verb(ORDER_MOVES)


def ticket_move(verb: str) -> Move:
    """The row of a ticket's verb; KeyError for a verb that is none."""
    return _TICKET[verb]


def order_move(verb: str) -> Move:
    """The row of an order's verb; KeyError for a verb that is none."""
    return _ORDER[verb]
