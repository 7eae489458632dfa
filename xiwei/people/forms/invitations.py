"""Who is invited, and to what."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import Company, Project, Room
from xiwei.ledger.posting import KeyedForm
from xiwei.people.forms.doors import PhoneField
from xiwei.people.forms.staff import LINE_OF
from xiwei.people.models import Line, Relation, Role
from xiwei.shared.tongue import joined


class ResidentForm(KeyedForm):
    """A resident of a room."""

    project = forms.ModelChoiceField(Project.objects.none(), label=_("小区"), empty_label=None)
    room = forms.CharField(label=_("房号"), max_length=60, help_text=_("写全，例如：1栋1单元501"))
    name = forms.CharField(label=_("姓名"), max_length=40)
    phone = PhoneField()
    relation = forms.ChoiceField(label=_("关系"), choices=Relation.choices, widget=forms.RadioSelect, initial="owner")

    def __init__(self, *args: Any, projects: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _offer(self, "project", projects)

    def clean(self) -> dict[str, Any]:
        """The room is found by its label, as it is said or with a part left out."""
        data = super().clean() or {}
        if data.get("room") and data.get("project"):
            data["room"] = self._room(data["project"], "".join(data["room"].split()))
        return data

    def _room(self, project: Project, said: str) -> Room | None:
        rooms = project.rooms.select_related("company", "project")
        exact = rooms.filter(label=said).first()
        if exact:
            return exact
        like = list(rooms.filter(label__icontains=said)[:4])
        if len(like) == 1:
            return like[0]
        also = (
            gettext("，是不是{room}？").format(room=joined(room.label for room in like[:3]))
            if like
            else gettext("。请写全，例如 1栋1单元501。")
        )
        self.add_error(
            "room",
            ValidationError(
                gettext("{project}没有“{said}”这套房{also}").format(project=project.name, said=said, also=also)
            ),
        )
        return None


class StaffForm(KeyedForm):
    """A colleague in a post."""

    project = forms.ModelChoiceField(
        Project.objects.none(), label=_("小区"), required=False, empty_label=_("全公司所有小区")
    )
    company = forms.ModelChoiceField(Company.objects.none(), label=_("公司"), required=False, empty_label=None)
    name = forms.CharField(label=_("姓名"), max_length=40)
    phone = PhoneField()
    role = forms.ModelChoiceField(Role.objects.none(), label=_("岗位"), empty_label=_("请选择"))
    line = forms.ChoiceField(label=_("业务线"), choices=[("", _("按岗位定")), *Line.choices], required=False)
    title = forms.CharField(label=_("职务名称"), max_length=30, required=False, help_text=_("不填就用岗位的名称"))

    def __init__(self, *args: Any, projects: Any, companies: Any, roles: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, found in (("project", projects), ("company", companies), ("role", roles)):
            _offer(self, name, found)
        self.companies = list(companies)
        if not self.companies:
            project = self.fields["project"]
            assert isinstance(project, forms.ModelChoiceField)
            project.required, project.empty_label = True, None
            self.initial.setdefault("project", projects.first())

    def clean(self) -> dict[str, Any]:
        """A project says its company; the role says its line where none was chosen."""
        data = super().clean() or {}
        if data.get("project"):
            data["company"] = data["project"].company
        elif not data.get("company") and len(self.companies) == 1:
            data["company"] = self.companies[0]
        elif not data.get("company"):
            self.add_error("project", _("请选择小区。"))
        if data.get("role"):
            data["line"] = data.get("line") or LINE_OF.get(data["role"].code, Line.MANAGEMENT).value
        return data


def _offer(form: forms.Form, name: str, found: Any) -> None:
    """Set what a choice offers: queries know it, and only once someone asks."""
    choice = form.fields[name]
    assert isinstance(choice, forms.ModelChoiceField)
    choice.queryset = found
    if not form.is_bound and choice.empty_label is None:
        form.initial.setdefault(name, found.first())
