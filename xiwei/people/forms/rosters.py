"""Understand what is typed about rosters and leave."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import Project
from xiwei.ledger.posting import KeyedForm
from xiwei.people.models import Line, Staff
from xiwei.people.queries import rosters as queries
from xiwei.people.rules.rosters import CYCLES, lines_of
from xiwei.shared.tongue import joined

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
MOMENT_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]


def _moment(label: Any, **more: Any) -> forms.DateTimeField:
    return forms.DateTimeField(label=label, widget=MOMENT, input_formats=MOMENT_FORMATS, **more)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def _named(staff: Staff) -> str:
    posts = joined(str(post.role) for post in staff.posts.all() if post.until is None)
    return f"{staff.name}（{posts}）"


def _by_line(people: Iterable[Staff]) -> list[tuple[str, list[tuple[int, str]]]]:
    """People under their first line of work, in the order of the lines."""
    found: dict[str, list[tuple[int, str]]] = {line: [] for line in Line.values}
    for one in people:
        found[min(lines_of(one), key=Line.values.index)].append((one.pk, _named(one)))
    return [(str(Line(line).label), named) for line, named in found.items() if named]


def _grouped(offer: queries.Offer) -> list[tuple[str, list[tuple[int, str]]]]:
    """Those of the line, then the others who are offered, each under what they are."""
    beside = gettext("主任、经理") if offer.fit else gettext("同一条线没有别人；别的线的人")
    groups = [(gettext("同一条线"), offer.fit), (beside, offer.besides)]
    return [(title, [(one.pk, _named(one) + _but(one, offer)) for one in people]) for title, people in groups if people]


def _but(one: Staff, offer: queries.Offer) -> str:
    """What speaks against them, behind their name: they stand in for another then, or would come for it."""
    said = ""
    if one.pk in offer.covering:
        said += gettext("，那时已在代{names}的班").format(names=joined(offer.covering[one.pk]))
    if one.pk in offer.off:
        said += gettext("，那时没有排班，请先和本人说好")
    return said


class StaffField(forms.ModelChoiceField):
    """One colleague, by name and role."""

    def label_from_instance(self, obj: Staff) -> str:
        return _named(obj)


class StaffsField(forms.ModelMultipleChoiceField):
    """Several."""

    def label_from_instance(self, obj: Staff) -> str:
        return _named(obj)


class RosterForm(KeyedForm):
    """People, a cycle, and the days it is laid over."""

    line = forms.ChoiceField(label=_("业务线"), choices=Line.choices, widget=forms.HiddenInput)
    staff = StaffsField(
        Staff.objects.none(),
        label=_("排哪些人"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("轮转的班按名单顺序依次错开一天"),
    )
    cycle = forms.ChoiceField(
        label=_("班次"),
        choices=[(code, cycle.label) for code, cycle in CYCLES.items()],
        help_text=_("早班 7:00–15:00，中班 15:00–23:00，夜班 23:00–7:00，常白班 8:30–17:30"),
    )
    first = _day(_("从哪天"))
    last = _day(_("到哪天"))

    def __init__(self, *args: Any, project: Project, offer: queries.Offer | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        choice = self.fields["staff"]
        assert isinstance(choice, forms.ModelMultipleChoiceField)
        choice.queryset = queries.workers(project)
        if offer:
            choice.choices = [(one.pk, _named(one)) for one in offer.all]


class ShiftForm(KeyedForm):
    """One shift by hand."""

    staff = StaffField(Staff.objects.none(), label=_("谁"), empty_label=_("请选择"))
    line = forms.ChoiceField(label=_("业务线"), choices=Line.choices)
    starts_at = _moment(_("上班"))
    ends_at = _moment(_("下班"))

    def __init__(self, *args: Any, project: Project, **kwargs: Any):
        super().__init__(*args, **kwargs)
        choice = self.fields["staff"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = queries.workers(project)
        choice.choices = [("", _("请选择")), *_by_line(choice.queryset)]


class OfficerForm(KeyedForm):
    """Tick or untick who answers."""

    officer = forms.BooleanField(required=False)


class WeekForm(KeyedForm):
    """The week to fill from the one before it."""

    week = _day(_("哪一周"))


def week_of(typed: str, *, today: date) -> date:
    """The Monday of the week asked for; of this week where none or nonsense was asked."""
    try:
        asked = date.fromisoformat(typed)
    except ValueError:
        asked = today
    return queries.monday_of(asked)


class LeaveForm(KeyedForm):
    """A leave that is asked for."""

    starts_at = _moment(_("从什么时候"))
    ends_at = _moment(_("到什么时候"))
    reason = forms.CharField(label=_("原因"), max_length=100, help_text=_("例如：看病、探亲、年假"))


class AnswerForm(KeyedForm):
    """Yes with a stand-in, or no with a reason."""

    cover = StaffField(
        Staff.objects.none(),
        label=_("谁代班"),
        required=False,
        empty_label=_("各服务组的替班"),
        help_text=_("请假期间的活派给代班的人"),
    )
    answer = forms.CharField(label=_("不批的原因"), max_length=100, required=False)

    def __init__(self, *args: Any, offer: queries.Offer, **kwargs: Any):
        super().__init__(*args, **kwargs)
        choice = self.fields["cover"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = Staff.objects.filter(pk__in=[one.pk for one in offer.all])
        choice.choices = [("", _("各服务组的替班")), *_grouped(offer)]
