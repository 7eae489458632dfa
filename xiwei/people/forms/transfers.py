"""Understand a change of who holds or lives in a room: its day, people, papers, and what becomes of what is open."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import Project
from xiwei.estate.papers import files, formats
from xiwei.ledger.posting import KeyedForm
from xiwei.people.actions.transfers import Papers, PdfScan
from xiwei.people.bonds import Matter
from xiwei.people.forms.doors import PhoneField
from xiwei.people.models import Fate, Household, PaperKind, Relation, TransferKind
from xiwei.people.queries import homes as queries
from xiwei.people.rules.papers import Need, check_papers, needs
from xiwei.people.rules.transfers import BRINGS, check_someone_comes, papers_of
from xiwei.shared import pictures
from xiwei.shared.refusals import BadInput

ROWS = 4


class ScanField(forms.FileField):
    """One photo, decoded and drawn anew, or a scan as the scanner made it: a PDF, kept as it is."""

    def clean(self, data: Any, initial: Any = None) -> pictures.Picture | PdfScan | None:
        """What was sent, or None. Raises ValidationError naming a file that is neither."""
        try:
            if data and formats.extension(formats.clean_name(str(data.name or ""))) == "pdf":
                return PdfScan(data, files.look_at(data)[2])
            return pictures.take(data) if data else None
        except BadInput as refused:
            raise forms.ValidationError(refused.sentence) from refused


class TransferForm(KeyedForm):
    """One form for all kinds; `kind` says which people and papers it asks for, `matters` what is open."""

    kind = forms.CharField(widget=forms.HiddenInput)
    mark = forms.CharField(widget=forms.HiddenInput, max_length=2000)
    home = forms.IntegerField(widget=forms.HiddenInput, required=False)
    day = forms.DateField(
        label=_("从哪天起"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("不填就从现在起；填以后的日子，到那天早上自动办"),
        error_messages={"invalid": _("日期没有看懂。请写成 2026-05-01 这样，或者空着。")},
    )
    source = forms.CharField(
        label=_("或者：已登记在哪套房"),
        max_length=60,
        required=False,
        help_text=_("新住户已经住在本小区的，写房号，例如：2-1-302；上面就不用再填"),
    )
    later = forms.CharField(
        label=_("缺的材料，为什么以后补"), max_length=200, required=False,
        help_text=_("材料齐的不用写。缺的会列在档案的“缺什么”里，补了才划掉"),
    )  # fmt: skip
    note = forms.CharField(label=_("备注"), max_length=300, required=False)
    sure = forms.BooleanField(
        label=_("房号、人员、材料和没办完的事，我都核对过了"),
        error_messages={"required": _("请核对一遍，再勾上这一项。")},
    )

    def __init__(self, *args: Any, kind: str, project: Project, matters: Sequence[Matter], heir: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.chosen, self.project, self.matters = kind, project, matters
        first = {TransferKind.LET: Relation.TENANT}.get(TransferKind(kind), Relation.OWNER)
        for row in range(ROWS if kind in BRINGS else 0):
            self._add_person(row, first if row == 0 or kind == TransferKind.LET else Relation.FAMILY)
        if kind in BRINGS:
            self.fields["name-0"].one_of_several = True  # or `source`: not at anybody's will
        else:
            del self.fields["source"]
        for paper in papers_of(kind):
            self._add_paper(paper)
        for matter in matters:
            self._add_fate(matter, heir)

    def _add_person(self, row: int, relation: str) -> None:
        number = row + 1
        self.fields[f"name-{row}"] = forms.CharField(
            label=gettext("第 {n} 位姓名").format(n=number), max_length=40, required=False
        )
        self.fields[f"phone-{row}"] = PhoneField(label=_("手机号"), required=False)
        self.fields[f"relation-{row}"] = forms.ChoiceField(
            label=_("关系"), choices=Relation.choices, initial=relation, required=False
        )

    def _add_paper(self, paper: PaperKind) -> None:
        self.fields[f"seen-{paper}"] = forms.BooleanField(
            label=gettext("看过{paper}").format(paper=paper.label), required=False
        )
        self.fields[f"number-{paper}"] = forms.CharField(label=_("编号"), max_length=60, required=False)
        scan = ScanField(label=_("照片或扫描件（PDF）"), required=False)
        scan.widget.attrs["accept"] = "image/*,application/pdf"
        self.fields[f"scan-{paper}"] = scan

    def _add_fate(self, matter: Matter, heir: bool) -> None:
        """What may become of it; handed on only where somebody is there to take it, and not by itself to a tenant."""
        said = dict(Fate.choices)
        fates = [one for one in matter.fates if one != Fate.CARRY or heir]
        usual = Fate.KEEP if self.chosen == TransferKind.LET and Fate.KEEP in fates else fates[0]
        self.fields[f"fate-{matter.name}"] = forms.ChoiceField(
            label=_("怎么办"), choices=[(one, said[Fate(one)]) for one in fates], widget=forms.RadioSelect,
            initial=usual, help_text=matter.said,
            error_messages={"required": _("请选这件事怎么办。")},
        )  # fmt: skip
        self.fields[f"words-{matter.name}"] = forms.CharField(
            label=_("写一句话"), max_length=200, required=False,
            help_text=_("转交的写给新住户看，不写原住户的事；了结的写给报事人看。留给原住户的不用写"),
        )  # fmt: skip
        if matter.hand_on:
            example = gettext("例如：{words}，接着办").format(words=matter.hand_on)
            self.fields[f"words-{matter.name}"].widget.attrs["placeholder"] = example
        self.fields[f"words-{matter.name}"].one_of_several = True  # wanted of what is handed on or settled alone

    def _row(self, row: int) -> list[forms.BoundField]:
        return [self[f"{name}-{row}"] for name in ("name", "phone", "relation")]

    @property
    def people(self) -> list[list[forms.BoundField]]:
        """The row of the first newcomer, for the page; none where nobody comes."""
        return [self._row(0)] if self.chosen in BRINGS else []

    @property
    def more_people(self) -> list[list[forms.BoundField]]:
        """The rows of the others: folded until one is wanted."""
        return [self._row(row) for row in range(1, ROWS)] if self.chosen in BRINGS else []

    @property
    def has_more(self) -> bool:
        """Whether one of the others was filled in."""
        return any(name.value() or phone.value() for name, phone, _relation in self.more_people)

    @property
    def papers(self) -> list[list[forms.BoundField]]:
        """The papers of this kind, for the page."""
        return [[self[f"{name}-{paper}"] for name in ("seen", "number", "scan")] for paper in papers_of(self.chosen)]

    @property
    def needs(self) -> list[Need]:
        """What this kind must be shown, each by any of some papers."""
        return needs(self.chosen)

    @property
    def open(self) -> list[tuple[Matter, forms.BoundField, forms.BoundField]]:
        """What is open, for the page."""
        return [(one, self[f"fate-{one.name}"], self[f"words-{one.name}"]) for one in self.matters]

    def clean(self) -> dict[str, Any]:
        """The rows gathered as the action takes them; a phone or a relation without a name is said to lack one."""
        data = super().clean() or self.cleaned_data
        newcomers = []
        for row in range(ROWS):
            said = {name: data.get(f"{name}-{row}") or "" for name in ("name", "phone", "relation")}
            if said["name"].strip():
                newcomers.append(said)
            elif said["phone"]:
                self.add_error(f"name-{row}", _("填了手机号，还差姓名。"))
        data["newcomers"] = newcomers
        data["papers"] = [
            Papers(str(paper), data.get(f"number-{paper}") or "", data.get(f"scan-{paper}"))
            for paper in papers_of(self.chosen)
            if data.get(f"seen-{paper}") or data.get(f"scan-{paper}")
        ]
        data["decided"] = {
            one.name: (data.get(f"fate-{one.name}") or "", data.get(f"words-{one.name}") or "") for one in self.matters
        }
        self._check_all(data)
        return data

    def _check_all(self, data: dict[str, Any]) -> None:
        """What the deed would refuse, beside its field and all at once; the deed looks again."""
        kind = self.chosen
        if kind in BRINGS and "source" not in self.errors:
            self._check("name-0", lambda: check_someone_comes(kind, data["newcomers"], data.get("source")))
        seen = [one.kind for one in data["papers"]]
        self._check(
            "later" if seen else f"seen-{papers_of(kind)[0]}", lambda: check_papers(kind, seen, data.get("later") or "")
        )
        for one in self.matters:
            fate, words = data["decided"][one.name]
            if fate in (Fate.CARRY, Fate.SETTLE) and not words.strip():
                self.add_error(f"words-{one.name}", _("请写一句话：转交的写给新住户看，了结的写给报事人看。"))
        if self.errors and any(self.files.values()):
            self.add_error(None, _("选过的照片、扫描件要重新选一次；填的字都还在。"))

    def _check(self, field: str, check: Callable[[], None]) -> None:
        try:
            check()
        except BadInput as refused:
            self.add_error(field, refused.sentence)

    def clean_source(self) -> Household | None:
        """The household in the room that was written; BadInput's sentence where none or several are found."""
        words = self.cleaned_data["source"].strip()
        if not words:
            return None
        found = list(queries.households(self.project, words=words)[:2])
        if len(found) != 1:
            raise forms.ValidationError(_("没有找到唯一的一户。请把房号写全，例如：2-1-302。"))
        return found[0]


class BringForm(KeyedForm):
    """A paper that was to come later."""

    kind = forms.ChoiceField(label=_("补哪一样"), error_messages={"required": _("请选补的是哪一样。")})
    number = forms.CharField(label=_("编号"), max_length=60, required=False)
    scan = ScanField(label=_("照片或扫描件（PDF）"), required=False)

    def __init__(self, *args: Any, kinds: Sequence[PaperKind], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(str(one), one.label) for one in kinds]
        self.fields["scan"].widget.attrs["accept"] = "image/*,application/pdf"


class WhyForm(KeyedForm):
    """Why a change is cancelled or taken back."""

    why = forms.CharField(label=_("原因"), max_length=300, error_messages={"required": _("请写明原因，记录里会留下。")})
