"""Understand what is typed about staff, posts and certificates."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import Company, Project
from xiwei.ledger.posting import KeyedForm
from xiwei.people import certificates
from xiwei.people.models import Line, Role

# The line of work a role usually belongs to, so that most never need to choose.
LINE_OF = {
    "guard": Line.ORDER,
    "cleaner": Line.CLEANING,
    "gardener": Line.GREENING,
    "repairer": Line.REPAIR,
    "butler": Line.BUTLER,
}


def _queried(form: forms.Form, name: str, queryset: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = queryset


class PostForm(KeyedForm):
    """A standing: where, as what, in which line."""

    role = forms.ModelChoiceField(Role.objects.none(), label=_("角色"), empty_label=_("请选择"))
    project = forms.ModelChoiceField(
        Project.objects.none(),
        label=_("在哪个项目"),
        required=False,
        empty_label=_("全公司"),
        help_text=_("选“全公司”的岗位对所有项目有效，只有公司经理能给"),
    )
    line = forms.ChoiceField(label=_("业务线"), required=False, choices=[("", _("按角色")), *Line.choices])

    def __init__(self, *args: Any, roles: list[Role], projects: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _queried(self, "role", Role.objects.filter(pk__in=[role.pk for role in roles]))
        _queried(self, "project", projects)
        first = projects.first()
        if first is not None:
            self.initial.setdefault("project", first)

    def clean(self) -> dict[str, Any]:
        """An unsaid line is the role's own."""
        cleaned = super().clean() or self.cleaned_data
        role = cleaned.get("role")
        if role is not None and not cleaned.get("line"):
            cleaned["line"] = LINE_OF.get(role.code, Line.MANAGEMENT).value
        return cleaned


class HireForm(PostForm):
    """A new colleague with a first post."""

    company = forms.ModelChoiceField(Company.objects.none(), label=_("公司"), empty_label=None)
    name = forms.CharField(label=_("姓名"), max_length=40, help_text=_("同事和住户怎么叫就怎么写，例如：孙师傅"))
    phone = forms.CharField(
        label=_("手机号"),
        max_length=20,
        help_text=_("登录用"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    title = forms.CharField(label=_("岗位名称"), max_length=30, required=False, help_text=_("不填就用角色的名称"))
    number = forms.CharField(label=_("工号"), max_length=20, required=False)
    joined_on = forms.DateField(label=_("入职日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    field_order = ["name", "phone", "role", "project", "line", "title", "number", "joined_on"]

    def __init__(self, *args: Any, companies: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _queried(self, "company", companies)
        self.initial.setdefault("company", companies.first())


class LeavingForm(KeyedForm):
    """The end of an employment."""

    reason = forms.CharField(
        label=_("离职原因"),
        max_length=100,
        help_text=_("只留在公司的记录里，例如：合同到期、回老家"),
        error_messages={"required": _("请写离职原因，会留在记录里。还没有办离职。")},
    )


class CredentialForm(KeyedForm):
    """A certificate with its dates."""

    kind = forms.ChoiceField(label=_("证书"))
    number = forms.CharField(label=_("证书编号"), max_length=40, required=False)
    issued_on = forms.DateField(label=_("发证日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    expires_on = forms.DateField(
        label=_("到期日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("长期有效就空着"),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = certificates.choices()


class StaffFilter(forms.Form):
    """Which colleagues; a wrong value is no filter."""

    q = forms.CharField(label=_("姓名、工号或手机后四位"), required=False, max_length=40)
    project = forms.IntegerField(label=_("项目"), required=False, min_value=1, max_value=2**63 - 1)
    line = forms.ChoiceField(label=_("业务线"), required=False, choices=[("", _("全部")), *Line.choices])
    gone = forms.BooleanField(label=_("已离职的"), required=False)

    def asked(self) -> dict[str, Any]:
        """Arguments of queries.staff.staff_for."""
        self.is_valid()
        return {
            "words": self.cleaned_data.get("q", ""),
            "project_id": self.cleaned_data.get("project"),
            "line": self.cleaned_data.get("line", ""),
            "gone": bool(self.cleaned_data.get("gone")),
        }


class CallForm(KeyedForm):
    """Why a resident is called: chosen, or in a word of one's own, which is meant where it is written."""

    reason = forms.CharField(label=_("为什么联系"), max_length=60, required=False)
    other = forms.CharField(label=_("其他原因"), max_length=60, required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        said["reason"] = said.get("other") or said.get("reason", "")
        if not said["reason"]:
            self.add_error(None, _("请先选一个联系的原因，住户能看到这条记录。"))
        return said
