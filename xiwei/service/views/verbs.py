"""Which form and which action stand behind each verb of a ticket: one call into the domain each."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.people.models import Person, Staff
from xiwei.service.actions import declining, duty, ending, locating, merging, ordering, promising, waiting
from xiwei.service.forms import verbs as forms
from xiwei.service.models import Decline, Ticket
from xiwei.service.rules.ending import unhappy_unsaid
from xiwei.shared.refusals import BadInput, NotNow
from xiwei.shared.tongue import Said

Does = Callable[[Ticket, Any, datetime, dict[str, Any]], object]


@dataclass(frozen=True)
class Verb:
    """How a verb is offered: its form, its action, its words. What stands open first is rules/offering.py's."""

    form: type[forms.VerbForm]
    does: Does
    label: Said
    said: Said
    icon: str


def _pending(ticket: Ticket) -> Decline:
    decline = ticket.declines.filter(consented__isnull=True).select_related("ticket").first()
    if decline is None:
        raise NotNow(gettext("没有等待答复的婉拒。"))
    return decline


def _merge(ticket: Ticket, by: Staff, now: datetime, into: str) -> Ticket:
    other = Ticket.objects.filter(pk=into, project_id=ticket.project_id).first()
    if other is None:
        raise BadInput(gettext("这个小区没有这个编号的报事，请核对编号。"))
    return merging.merge(ticket, into=other, by=by, now=now)


def _call(action: Callable[..., object], *names: str) -> Does:
    """The action with these fields of the form."""

    def does(ticket: Ticket, by: Person | Staff, now: datetime, data: dict[str, Any]) -> object:
        return action(ticket, by=by, now=now, **{name: data[name] for name in names})

    return does


VERBS = {
    "answer": Verb(forms.AnswerForm, _call(ending.answer, "words"), _("答复"), _("答复已告诉业主"), "message-circle"),
    "promise": Verb(
        forms.PromiseForm,
        _call(promising.promise, "moment", "words", "window"),
        _("作承诺"),
        _("承诺已告诉业主"),
        "clock-check",
    ),
    "begin": Verb(forms.PlainForm, _call(promising.begin), _("开始处理"), _("已开始处理"), "player-play"),
    "finish": Verb(forms.FinishForm, _call(ending.finish, "note"), _("办完了"), _("已请业主确认"), "circle-check"),
    "call_back": Verb(
        forms.CallBackForm,
        _call(ending.call_back, "answer", "words"),
        _("回访"),
        _("回访已记下"),
        "phone-call",
    ),
    "move_promise": Verb(
        forms.MovePromiseForm,
        _call(promising.move_promise, "moment", "reason"),
        _("改承诺"),
        _("新的承诺已告诉业主"),
        "clock-edit",
    ),
    "wait": Verb(
        forms.WaitForm,
        _call(waiting.wait, "reason", "waits_for", "until", "words"),
        _("转等待"),
        _("已转等待，业主能看到缘由"),
        "player-pause",
    ),
    "resume": Verb(forms.PlainForm, _call(waiting.resume), _("恢复处理"), _("已恢复处理"), "player-play"),
    "correct": Verb(
        forms.CorrectForm,
        _call(promising.correct, "kind", "line", "urgency", "item"),
        _("更正分类"),
        _("已更正"),
        "edit",
    ),
    "locate": Verb(
        forms.LocateForm,
        _call(locating.locate, "stood", "spot", "name", "phone"),
        _("更正地点"),
        _("地点已更正"),
        "map-pin",
    ),
    "ask_decline": Verb(
        forms.AskDeclineForm,
        _call(declining.ask_decline, "reason", "alternative", "reply", "tried"),
        _("提请婉拒"),
        _("已提请主任答复"),
        "message-circle-off",
    ),
    "decline": Verb(
        forms.ConsentForm,
        lambda ticket, by, now, data: declining.consent(_pending(ticket), by=by, now=now, reply=data["reply"]),
        _("同意婉拒"),
        _("已婉拒，业主会收到回复"),
        "message-circle-off",
    ),
    "refuse_decline": Verb(
        forms.RefuseDeclineForm,
        lambda ticket, by, now, data: declining.refuse_consent(_pending(ticket), by=by, now=now, answer=data["answer"]),
        _("不同意婉拒"),
        _("已答复，请继续办理"),
        "message-circle",
    ),
    "merge": Verb(
        forms.MergeForm,
        lambda ticket, by, now, data: _merge(ticket, by, now, data["into"]),
        _("并单"),
        _("已合并跟进"),
        "arrows-join",
    ),
    "step_in": Verb(forms.WordsForm, _call(duty.step_in, "words"), _("我来接手"), _("已由您负责"), "shield"),
    "note": Verb(forms.MustWordsForm, _call(promising.note, "words"), _("内部备注"), _("备注已记下"), "note"),
    "confirm": Verb(forms.PlainForm, _call(ending.confirm), _("办好了"), _("谢谢您的确认"), "thumb-up"),
    "reopen": Verb(
        forms.ReopenForm,
        _call(ending.reopen, "words", "pictures", "wanted"),
        _("没修好"),
        _("收到了，已经重新交办"),
        "refresh-alert",
    ),
    "remark": Verb(
        forms.MustWordsForm, _call(ending.remark, "words"), _("补充说明"), _("已转告负责的人"), "message-plus"
    ),
    "withdraw": Verb(forms.WordsForm, _call(ending.withdraw, "words"), _("撤回"), _("已撤回"), "arrow-back-up"),
    "rate": Verb(forms.RateForm, _call(ending.rate, "stars", "chips", "words"), _("评价"), _("谢谢您的评价"), "star"),
    "thank": Verb(forms.ThankForm, _call(ending.thank, "staff", "words"), _("致谢"), _("您的谢意已送到"), "heart"),
}


def verb_of(verb: str, ticket: Ticket) -> Verb:
    """The verb in the matter's own words: 没修好 of a repair, 没办好 of anything else."""
    spec = VERBS[verb]
    if verb == "reopen":
        return replace(spec, label=ticket.unfixed_said)
    if verb == "call_back" and ticket.is_noticed:
        return replace(spec, label=_("看过了，记下来"), said=_("已记下"), icon="eye")
    return spec


ASSIGN = Verb(forms.AssignForm, _call(ordering.assign, "to"), _("派工或改派"), _("已派给他"), "send")
# What a resident is offered first, in this order; and staff.
RESIDENT_ORDER = ["confirm", "reopen", "rate", "thank", "remark", "withdraw"]
STAFF_ORDER = [name for name in VERBS if name not in RESIDENT_ORDER] + ["reopen", "assign"]


def said_after(verb: str, ticket: Ticket, data: dict[str, Any]) -> Said:
    """What is said once it is done; to who is not content and says not why, by when somebody asks them."""
    unsaid = verb == "rate" and unhappy_unsaid(data["stars"], data["chips"], data["words"])
    return ending.touches_by(ticket) if unsaid else VERBS[verb].said
