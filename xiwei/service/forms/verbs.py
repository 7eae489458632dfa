"""One small form for each thing that may be done to a ticket."""

from datetime import datetime
from itertools import product
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from xiwei.people.models import Line, Staff
from xiwei.service.forms.asking import too_many_doors
from xiwei.service.forms.fields import HandsField, KeyedForm, MomentField, PicturesField, long_words
from xiwei.service.models import CallBackAnswer, Decline, Ticket, WaitReason
from xiwei.service.queries import spots
from xiwei.service.queries.similar import similar
from xiwei.service.rules.ending import FAULTS, PRAISE, answer_said, served
from xiwei.service.rules.locating import TOLD_TO_STAFF
from xiwei.service.rules.promises import asks_window, example_for, moment_to_offer, needs_window
from xiwei.shared import tongue
from xiwei.shared.templatetags.xiwei import when
from xiwei.standards.models import ClockKind, MenuItem, NeedKind, ServiceLine, Setting, Urgency
from xiwei.standards.queries import calendar as working_calendar
from xiwei.standards.queries import menu


def promised_by_standard(ticket: Ticket) -> datetime | None:
    """The moment the time promise itself gives: when the resolution clock is due; None before a window is agreed."""
    running = [clock for clock in ticket.clocks.all() if clock.stopped_at is None]
    return next((clock.due_at for clock in running if clock.kind == ClockKind.RESOLUTION), None)


class VerbForm(KeyedForm):
    """Knows the ticket it is about, so that a field can offer what fits."""

    def __init__(self, *args: Any, ticket: Ticket, now: datetime, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.ticket, self.now = ticket, now
        self.prepare()

    def prepare(self) -> None:
        """Fill choices and first values from the ticket."""


class PlainForm(VerbForm):
    """A verb that needs no more than a tap."""


class WordsForm(VerbForm):
    """A verb with a word to go with it."""

    words = long_words(_("说明"), required=False)


class ReopenForm(VerbForm):
    """What is still wrong, shown and said, and when somebody may come: all of it theirs to give or not."""

    words = long_words(_("哪里还没好"), required=False, placeholder=_("例如：还在滴水，比昨天少一点"))
    pictures = PicturesField(label=_("照片"))
    wanted_from = MomentField(label=_("希望几点以后来"), required=False)
    wanted_until = MomentField(label=_("几点以前"), required=False)

    def clean(self) -> dict[str, Any]:
        """Both ends of the time, or neither."""
        data = super().clean()
        wanted = (data.get("wanted_from"), data.get("wanted_until"))
        if any(wanted) and not all(wanted) and not self.errors:
            raise forms.ValidationError(_("希望来的时间请把开始和结束都选好，或都不选；您填写的内容已保留。"))
        data["wanted"] = wanted if all(wanted) else None
        return data


class MustWordsForm(VerbForm):
    words = long_words(_("内容"))


class FollowerForm(VerbForm):
    """What a neighbour who follows a matter knows of it."""

    words = long_words(_("补充什么"), most=500, placeholder=_("例如：我这层的也不亮"))
    pictures = PicturesField(label=_("照片"))


class AnswerForm(VerbForm):
    words = long_words(
        _("答复（业主会看到）"), rows=4, placeholder=_("例如：押金凭验收单到客服中心退，周一到周六都能办。")
    )


class PromiseForm(VerbForm):
    window_from = MomentField(label=_("和业主约在几点以后上门"), required=False)
    window_until = MomentField(label=_("几点以前"), required=False)
    moment = MomentField(label=_("承诺在什么时候以前办好"))
    words = long_words(_("对业主说一句"), required=False, most=300, rows=2)

    def prepare(self) -> None:
        """A moment stands ready, the standard's own where it lies ahead: one tap promises it; and an example that fits."""
        standard, calendar = promised_by_standard(self.ticket), working_calendar(self.ticket.project_id)
        self.fields["moment"].initial = moment_to_offer(self.ticket, standard, calendar, self.now)
        self.fields["words"].widget.attrs["placeholder"] = example_for(self.ticket)
        if self.ticket.wants_answer:
            self.fields["moment"].label = _("承诺在什么时候以前答复")
        for name in ("window_from", "window_until"):
            self.fields[name].required = needs_window(self.ticket, self.now)
            if not asks_window(self.ticket, self.now):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Both ends of the window, or neither."""
        data = super().clean()
        window = (data.get("window_from"), data.get("window_until"))
        if any(window) and not all(window) and not self.errors:
            raise forms.ValidationError(_("上门时段请把开始和结束都选好，或都不选；您填写的内容已保留。"))
        data["window"] = window if all(window) else None
        return data


class MovePromiseForm(VerbForm):
    moment = MomentField(label=_("改到什么时候以前"))
    reason = long_words(_("原因（业主会看到）"), most=200, rows=2)


class WaitForm(VerbForm):
    reason = forms.ChoiceField(label=_("等什么"), choices=WaitReason.choices, widget=forms.RadioSelect)
    waits_for = forms.CharField(label=_("等谁或等什么东西"), max_length=60)
    until = MomentField(label=_("预计什么时候继续"))
    words = long_words(_("对业主说一句"), required=False, most=200, rows=2)


class FinishForm(VerbForm):
    note = long_words(_("怎么办好的（业主会看到）"))


class CallBackForm(VerbForm):
    answer = forms.ChoiceField(label=_("业主怎么说"), choices=CallBackAnswer.choices, widget=forms.RadioSelect)
    words = long_words(_("记一句"), required=False, most=300, rows=2)

    def prepare(self) -> None:
        """The answers in the matter's own words; where nobody asked, whoever answers for it looks for themselves."""
        answers = [one for one in CallBackAnswer if not (self.ticket.is_noticed and one == CallBackAnswer.NO_ANSWER)]
        self.fields["answer"].choices = [(one.value, answer_said(self.ticket, one)) for one in answers]
        if self.ticket.is_noticed:
            self.fields["answer"].label = _("去看过了，怎么样")


class AskDeclineForm(VerbForm):
    reason = long_words(_("为什么办不到"), most=300, rows=2)
    alternative = long_words(_("可以怎么替代"), most=300, rows=2)
    tried = long_words(_("试过哪些办法"), required=False, most=1000, rows=2)
    reply = long_words(
        _("给业主的回复"), most=1000, rows=4, placeholder=_("先谢谢业主提出来，说明缘由，再给出替代办法。")
    )


def waiting_decline(ticket: Ticket) -> Decline | None:
    """The decline that waits for the director's answer."""
    return next((one for one in ticket.declines.all() if one.consented is None), None)


class ConsentForm(VerbForm):
    reply = long_words(_("业主会读到的回复（可以改）"), most=1000, rows=5)

    def prepare(self) -> None:
        """The reply as it was proposed stands ready: one tap sends it."""
        asked = waiting_decline(self.ticket)
        self.fields["reply"].initial = asked.reply if asked else ""


class RefuseDeclineForm(VerbForm):
    answer = long_words(_("为什么不同意"), most=200, rows=2)


class MergeForm(VerbForm):
    like = forms.ChoiceField(label=_("是不是下面哪一件"), widget=forms.RadioSelect, required=False)
    into = forms.CharField(label=_("不在上面，就写报事编号"), max_length=40, required=False)

    def prepare(self) -> None:
        """What may be the same, to be chosen; where nothing is, only the number is asked for."""
        found = similar(self.ticket, self.now)
        self.fields["like"].choices = [(str(one.pk), self._said(one)) for one in found]
        if not found:
            del self.fields["like"]
            self.fields["into"].label = _("并入哪一件（报事编号）")

    def _said(self, one: Ticket) -> str:
        told = [
            tongue.named(one.title),
            one.spot_label or one.project.name,
            when(one.asked_at, self.now),
            one.get_state_display(),
        ]
        return " · ".join([*map(str, told), one.number])

    def clean_into(self) -> str:
        """The digits of a number such as CH-1024; what was chosen above goes before it."""
        digits = self.cleaned_data["into"].strip().rpartition("-")[2]
        if self.cleaned_data.get("like"):
            return str(self.cleaned_data["like"])
        if not digits and "like" in self.fields:
            raise forms.ValidationError(_("请在上面选一件，或写出编号。"))
        if not digits.isdecimal() or len(digits) > 12:
            raise forms.ValidationError(_("编号不对，请照报事上的写，例如 CH-1024。"))
        return digits


class CorrectForm(VerbForm):
    kind = forms.ChoiceField(label=_("是什么事"), choices=NeedKind.choices)
    line = forms.ChoiceField(label=_("归哪条线"), choices=[one for one in Line.choices if one[0] != Line.MANAGEMENT])
    urgency = forms.ChoiceField(label=_("时限"), choices=Urgency.choices)
    item = forms.ChoiceField(label=_("服务项目"), required=False)

    def prepare(self) -> None:
        """The menu as it stands, the ticket's own line first, and what is understood so far."""
        self.fields["item"].choices = [("", _("不选")), *self._groups()]
        self.fields["item"].initial = str(self.ticket.item_id or "")
        for name in ("kind", "line", "urgency"):
            self.fields[name].initial = getattr(self.ticket, name)

    def _groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Of each line what is done at home and what in public places; today's item of a ticket stands even when retired."""
        lines, settings, ticket = dict(ServiceLine.choices), dict(Setting.choices), self.ticket
        rows = menu.names(ticket.company_id)
        found: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for pk, name, line, setting in rows:
            found.setdefault((line, setting), []).append((str(pk), tongue.named(name)))
        rank = list(product(lines, settings))
        order = sorted(found, key=lambda group: (group[0] != ticket.line, rank.index(group)))
        groups = [(f"{lines[line]} · {settings[setting]}", found[line, setting]) for line, setting in order]
        if ticket.item and ticket.item_id not in {row[0] for row in rows}:
            groups.insert(
                0, (str(_("现在的（已不在清单上）")), [(str(ticket.item_id), tongue.named(ticket.item.name))])
            )
        return groups

    def clean_item(self) -> MenuItem | None:
        """The item chosen; only what was offered gets here."""
        pk = self.cleaned_data["item"]
        return MenuItem.objects.get(pk=pk) if pk else None


class LocateForm(VerbForm):
    """Where it is, typed as people type it; and whom to call back, where it was told without an account."""

    where = forms.CharField(
        label=_("在哪里"), max_length=60, help_text=_("哪一户、哪处公共地方，或哪栋楼，例如：1-1-302、2栋电梯")
    )
    # Who was noted before is not shown here: a number is shown by its button, with its line.
    name = forms.CharField(label=_("怎么称呼"), max_length=40, required=False, help_text=_("留空就不改"))
    phone = forms.CharField(label=_("电话"), max_length=20, required=False, help_text=_("留空就不改"))

    def prepare(self) -> None:
        """As it stands; one who told it themselves is known already."""
        self.fields["where"].initial = self.ticket.spot_label
        if self.ticket.asker_id is not None and self.ticket.channel not in TOLD_TO_STAFF:
            del self.fields["name"], self.fields["phone"]

    def clean(self) -> dict[str, Any]:
        """`stood` and `spot`: the room, place or building meant, and what is said beyond it; as it was, where not changed."""
        data, ticket = super().clean(), self.ticket
        typed = self.cleaned_data.get("where", "").strip()
        if typed == ticket.spot_label:
            stood, spot = ticket.room or ticket.place or ticket.building, ticket.spot
        else:
            if many := too_many_doors(ticket.project, typed):
                self.add_error("where", many)
            stood, spot = spots.parted(ticket.project, typed)
        return {"name": "", "phone": "", **data, "stood": stood, "spot": spot}


class AssignForm(VerbForm):
    to = HandsField(label=_("派给谁"))

    def prepare(self) -> None:
        """Those who work in its project."""
        self.fields["to"].offer(self.ticket, self.now)


class RateForm(VerbForm):
    stars = forms.TypedChoiceField(
        label=_("满意吗"),
        coerce=int,
        choices=[(n, format_lazy(_("{n} 星"), n=n)) for n in range(5, 0, -1)],
        widget=forms.RadioSelect,
    )
    # Both stand there with what they are for; stars.js leaves the one that fits the stars.
    bad = forms.MultipleChoiceField(
        label=_("1 到 3 星：哪里不好"),
        choices=list(FAULTS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    good = forms.MultipleChoiceField(
        label=_("4、5 星：哪里好"), choices=list(PRAISE.items()), required=False, widget=forms.CheckboxSelectMultiple
    )
    words = long_words(_("还想说的"), required=False, most=500, rows=2)

    def clean(self) -> dict[str, Any]:
        """All chips together, whichever group they stood in: whoever gives five stars may still say it took long."""
        data = super().clean()
        data["chips"] = [*data.get("bad", []), *data.get("good", [])]
        return data


class ThankForm(VerbForm):
    staff = forms.ModelChoiceField(label=_("谢谁"), queryset=None, empty_label=None, widget=forms.RadioSelect)
    words = long_words(_("想说的话"), most=300, rows=2, placeholder=_("例如：下雨天还跑一趟，谢谢！"))

    def prepare(self) -> None:
        """Those who served on it."""
        self.fields["staff"].queryset = Staff.objects.filter(pk__in=served(self.ticket))
