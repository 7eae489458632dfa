"""Which form and which action stand behind each verb of a ticket: one call into the domain each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from xiwei.people.models import Person, Staff
from xiwei.service.actions import declining, duty, ending, merging, ordering, promising, waiting
from xiwei.service.forms import verbs as forms
from xiwei.service.models import Decline, Ticket
from xiwei.shared.refusals import BadInput, NotNow

Does = Callable[[Ticket, Any, datetime, dict[str, Any]], object]


@dataclass(frozen=True)
class Verb:
    """How a verb is offered: its form, its action, its words and weight on the page."""

    form: type[forms.VerbForm]
    does: Does
    label: str
    said: str
    icon: str
    tone: str = "secondary"


def _pending(ticket: Ticket) -> Decline:
    decline = ticket.declines.filter(consented__isnull=True).select_related("ticket").first()
    if decline is None:
        raise NotNow("没有等待答复的婉拒。")
    return decline


def _merge(ticket: Ticket, by: Staff, now: datetime, into: str) -> Ticket:
    other = Ticket.objects.filter(pk=into, project_id=ticket.project_id).first()
    if other is None:
        raise BadInput("这个小区没有这个编号的报事，请核对编号。")
    return merging.merge(ticket, into=other, by=by, now=now)


def _call(action: Callable[..., object], *names: str) -> Does:
    """The action with these fields of the form."""

    def does(ticket: Ticket, by: Person | Staff, now: datetime, data: dict[str, Any]) -> object:
        return action(ticket, by=by, now=now, **{name: data[name] for name in names})

    return does


VERBS = {
    "promise": Verb(
        forms.PromiseForm,
        _call(promising.promise, "moment", "words", "window"),
        "作承诺",
        "承诺已告诉业主",
        "clock-check",
        "primary",
    ),
    "begin": Verb(forms.PlainForm, _call(promising.begin), "开始处理", "已开始处理", "player-play"),
    "finish": Verb(
        forms.FinishForm, _call(ending.finish, "note"), "办完待确认", "已请业主确认", "circle-check", "primary"
    ),
    "call_back": Verb(
        forms.CallBackForm, _call(ending.call_back, "answer", "words"), "回访", "回访已记下", "phone-call", "primary"
    ),
    "move_promise": Verb(
        forms.MovePromiseForm,
        _call(promising.move_promise, "moment", "reason"),
        "改承诺",
        "新的承诺已告诉业主",
        "clock-edit",
    ),
    "wait": Verb(
        forms.WaitForm,
        _call(waiting.wait, "reason", "waits_for", "until", "words"),
        "转等待",
        "已转等待，业主能看到缘由",
        "player-pause",
    ),
    "resume": Verb(forms.PlainForm, _call(waiting.resume), "恢复处理", "已恢复处理", "player-play", "primary"),
    "correct": Verb(
        forms.CorrectForm, _call(promising.correct, "kind", "line", "urgency", "item"), "更正分类", "已更正", "edit"
    ),
    "ask_decline": Verb(
        forms.AskDeclineForm,
        _call(declining.ask_decline, "reason", "alternative", "reply", "tried"),
        "提请婉拒",
        "已提请主任答复",
        "message-circle-off",
    ),
    "decline": Verb(
        forms.ConsentForm,
        lambda ticket, by, now, data: declining.consent(_pending(ticket), by=by, now=now, reply=data["reply"]),
        "同意婉拒",
        "已婉拒，业主会收到回复",
        "message-circle-off",
    ),
    "refuse_decline": Verb(
        forms.RefuseDeclineForm,
        lambda ticket, by, now, data: declining.refuse_consent(_pending(ticket), by=by, now=now, answer=data["answer"]),
        "不同意婉拒",
        "已答复，请继续办理",
        "message-circle",
    ),
    "merge": Verb(
        forms.MergeForm,
        lambda ticket, by, now, data: _merge(ticket, by, now, data["into"]),
        "并单",
        "已合并跟进，业主已得知",
        "arrows-join",
    ),
    "step_in": Verb(forms.WordsForm, _call(duty.step_in, "words"), "我来接手", "已由您负责", "shield"),
    "note": Verb(forms.MustWordsForm, _call(promising.note, "words"), "内部备注", "备注已记下", "note"),
    "confirm": Verb(forms.PlainForm, _call(ending.confirm), "办好了", "谢谢您的确认", "thumb-up", "primary"),
    "reopen": Verb(
        forms.ReopenForm,
        _call(ending.reopen, "words", "pictures", "wanted"),
        "没修好",
        "收到了，已经重新交办",
        "refresh-alert",
        "warning",
    ),
    "remark": Verb(forms.MustWordsForm, _call(ending.remark, "words"), "补充说明", "已转告负责的人", "message-plus"),
    "withdraw": Verb(forms.WordsForm, _call(ending.withdraw, "words"), "撤回", "已撤回", "arrow-back-up"),
    "rate": Verb(
        forms.RateForm, _call(ending.rate, "stars", "chips", "words"), "评价", "谢谢您的评价", "star", "primary"
    ),
    "thank": Verb(forms.ThankForm, _call(ending.thank, "staff", "words"), "致谢", "您的谢意已送到", "heart"),
}
ASSIGN = Verb(forms.AssignForm, _call(ordering.assign, "to"), "派工或改派", "已派给他", "send")
# What a resident is offered first, in this order; and staff.
RESIDENT_ORDER = ["confirm", "reopen", "rate", "thank", "remark", "withdraw"]
STAFF_ORDER = [name for name in VERBS if name not in RESIDENT_ORDER] + ["reopen"]
