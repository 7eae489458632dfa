"""Understand what is typed and sent for the archive."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.utils import dateformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.estate.actions.documents import Described, as_described
from xiwei.estate.models import Document, Project
from xiwei.estate.papers import files, formats, kinds, nouns
from xiwei.estate.papers.nouns import Subject
from xiwei.estate.queries import subjects
from xiwei.estate.queries.documents import STATES, Asked, version
from xiwei.estate.rules.documents import check_described, check_kind, check_new_bytes
from xiwei.ledger.posting import KeyedForm
from xiwei.shared import tongue
from xiwei.shared.refusals import BadInput


def day_input() -> forms.DateInput:
    """A browser's own choice of a day, which takes no other way to write one than ISO's, whatever the page's tongue."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def kind_choices(levels: set[str] | None = None) -> list[Any]:
    """Kinds by drawer, as a select has them; those of some levels only where levels are given."""
    shown = [one for one in kinds.kinds().values() if levels is None or one.level in levels]
    return [
        (tongue.named(drawer.title), [(one.code, tongue.named(one.title)) for one in shown if one.group == code])
        for code, drawer in kinds.groups().items()
        if any(one.group == code for one in shown)
    ]


class DescribedForm(KeyedForm):
    """What is said of a document."""

    name = forms.CharField(label=_("名称"), max_length=120, help_text=_("找的时候靠它，例如：3栋给排水竣工图"))
    number = forms.CharField(label=_("编号"), max_length=60, required=False, help_text=_("图号、合同编号或证号"))
    dated_on = forms.DateField(label=_("文件日期"), required=False, widget=day_input())
    expires_on = forms.DateField(
        label=_("到期日"),
        required=False,
        widget=day_input(),
        help_text=_("填了就会在 60、30、7 天前和到期时提醒"),
    )
    paper = forms.BooleanField(label=_("有纸质原件"), required=False)
    shelf = forms.CharField(
        label=_("原件放在哪"), max_length=60, required=False, help_text=_("例如：资料室 2 号柜 3 层")
    )
    note = forms.CharField(label=_("备注"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def clean(self) -> dict[str, Any]:
        """Days in their order, said beside the later one."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("name"):
            self._check(
                "expires_on", check_described, cleaned["name"], cleaned.get("dated_on"), cleaned.get("expires_on")
            )
        return cleaned

    def _check(self, field: str, check: Callable[..., Any], *args: Any) -> None:
        """The domain's own check, its sentence beside the field."""
        try:
            check(*args)
        except BadInput as refused:
            self.add_error(field, refused.sentence)

    def described(self) -> Described:
        """The same, as the domain takes it."""
        names = ("name", "number", "note", "dated_on", "expires_on", "paper", "shelf")
        return Described(**{name: self.cleaned_data[name] for name in names})


class NoteForm(DescribedForm):
    """What is said of a document, put right: a change of its days takes a reason."""

    why = forms.CharField(
        label=_("为什么改"),
        max_length=200,
        required=False,
        help_text=_("改了文件日期或到期日要写：保管到哪天是从这两个日期算的"),
    )


class PutForm(DescribedForm):
    """A new document: its file, its kind, what it belongs to."""

    file = forms.FileField(label=_("文件"), help_text=_("PDF、图片、Office、WPS、DWG 等，最多 200 MB"))
    kind = forms.ChoiceField(label=_("类别"))
    within = forms.ChoiceField(label=_("哪个项目"))
    of = forms.CharField(
        label=_("属于"),
        max_length=60,
        required=False,
        help_text=_("楼栋、房号或地点：3栋、1-1-501、东门。空着就是整个项目"),
    )
    field_order = ("file", "kind", "within", "of", "name")

    def __init__(self, *args: Any, places: list[Subject], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("请选择")), *kind_choices()]
        self.fields["within"].choices = [(f"{one.noun}:{one.pk}", one.label) for one in places]
        self.fields["name"].required = False
        self.fields["name"].help_text = _("文件名写得清楚的，空着就用文件名")
        if len(places) == 1:
            self.fields["within"].widget = forms.HiddenInput()
            self.initial.setdefault("within", f"{places[0].noun}:{places[0].pk}")
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """Find what it belongs to, call it by its file where it has no name, and say at once all that is wrong."""
        file = self.cleaned_data.get("file")
        if file and not self.cleaned_data.get("name"):
            self._named_by(formats.title_of(formats.clean_name(file.name)))
        cleaned = super().clean()
        if file:
            self._check("file", files.look_at, file)
        if cleaned.get("within") and cleaned.get("kind"):
            cleaned["subject"] = self._subject(cleaned)
            if cleaned["subject"] is not None:
                self._check("kind", check_kind, cleaned["kind"], cleaned["subject"])
        return cleaned

    def _named_by(self, title: str) -> None:
        """A file's name serves where it reads as words; dr_v1 tells nobody what it is, so a person must."""
        if formats.reads_as_words(title):
            self.cleaned_data["name"] = title
        else:
            self.add_error("name", _("文件名“{title}”看不出是什么，请写个名称，找的时候靠它。").format(title=title))

    def _subject(self, cleaned: dict[str, Any]) -> Subject | None:
        noun, _colon, pk = cleaned["within"].partition(":")
        within, said = nouns.subject(noun, int(pk)), cleaned.get("of", "")
        kind = kinds.kind(cleaned["kind"])
        if noun == "company" or within is None or (not said and noun in kind.of):
            return within
        found = subjects.by_words(Project.objects.get(pk=within.pk), said)
        if found is None:
            self.add_error("of", _("没找到这一处。请写楼栋（3栋）、房号（1-1-501）或地点的全名（东门）。"))
            return None
        return subjects.fitting(found, kind.of)


class VersionForm(KeyedForm):
    """A newer file with its own date, and what is new of its number and its end; those left empty stay as they are."""

    file = forms.FileField(label=_("新的文件"))
    why = forms.CharField(label=_("为什么换"), max_length=200, help_text=_("例如：改造后重新出图、续签一年"))
    number = forms.CharField(label=_("新的编号"), max_length=60, required=False)
    dated_on = forms.DateField(
        label=_("新的文件日期"),
        required=False,
        widget=day_input(),
        help_text=_("图签、封面或落款上的日期"),
    )
    expires_on = forms.DateField(label=_("新的到期日"), required=False, widget=day_input())

    def __init__(self, *args: Any, of: Document | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.of = of
        if of is None:
            return
        if of.dated_on:
            self.fields["dated_on"].required = True
            self.fields["dated_on"].help_text = gettext("上一版是 {old}。请写这一版自己的日期，不照搬上一版的").format(
                old=dateformat.format(of.dated_on, gettext("Y年n月j日"))
            )
        for name in ("number", "expires_on"):
            old = getattr(of, name)
            shown = dateformat.format(old, gettext("Y年n月j日")) if isinstance(old, date) else old
            self.fields[name].help_text = (
                gettext("现在是 {old}，空着就不变").format(old=shown) if shown else gettext("现在没有写，空着就不写")
            )

    def clean_file(self) -> Any:
        """One that is taken, and not the last version over again: what is wrong with the file is said beside it."""
        file = self.cleaned_data["file"]
        try:
            _name, _format, sha256, _size = files.look_at(file)
            if self.of is not None:
                check_new_bytes(sha256, version(self.of, self.of.latest).content.sha256)
        except BadInput as refused:
            raise forms.ValidationError(refused.sentence) from refused
        return file

    def described(self, of: Document) -> Described:
        """The document as it is, with what was written anew."""
        new = {name: self.cleaned_data[name] for name in ("number", "dated_on", "expires_on")}
        return replace(as_described(of), **{name: value for name, value in new.items() if value})


class BorrowForm(KeyedForm):
    """The original goes out."""

    borrower = forms.CharField(label=_("借给谁"), max_length=40, help_text=_("姓名和单位"))
    purpose = forms.CharField(label=_("做什么用"), max_length=100, required=False)
    due_on = forms.DateField(label=_("哪天归还"), widget=day_input())


class WhyForm(KeyedForm):
    """Why it is held, released or destroyed."""

    why = forms.CharField(label=_("原因"), max_length=200)


class ArchiveFilter(forms.Form):
    """Which documents; a wrong value is no filter."""

    q = forms.CharField(required=False, max_length=60)
    kind = forms.CharField(required=False, max_length=30)
    noun = forms.CharField(required=False, max_length=16)
    state = forms.CharField(required=False, max_length=12)
    project = forms.IntegerField(required=False, min_value=0, max_value=2**63 - 1)

    def asked(self) -> Asked:
        """What the query takes; a kind may be a drawer, written g:drawings."""
        self.is_valid()
        said = self.cleaned_data
        kind, state = said.get("kind", ""), said.get("state", "")
        group = kind.removeprefix("g:") if kind.startswith("g:") else ""
        return Asked(
            words=said.get("q", ""),
            kind=kind if kind in kinds.kinds() else "",
            group=group if group in kinds.groups() else "",
            project=said.get("project"),
            noun=said.get("noun", "") if nouns.noun(said.get("noun", "")) else "",
            state=state if state in STATES else "",
        )


class ManyFiles(forms.FileInput):
    """A choice of many files, or of a folder where bring.js finds that the browser can."""

    allow_multiple_selected = True


class AllFiles(forms.Field):
    """Every chosen file as it came: which are taken and why not, each is told by its own sentence later."""

    widget = ManyFiles

    def clean(self, value: Any) -> list[Any]:
        """All of them; none where nothing was chosen."""
        return list(value) if isinstance(value, list | tuple) else [value] if value else []


class BringForm(KeyedForm):
    """Many files for one project. Their folders come beside them, where the browser tells."""

    sent = AllFiles(label=_("文件或 zip"), widget=ManyFiles(attrs={"multiple": True}), required=False)
    paths = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2_000_000)
