"""The sheet, and what its columns mean."""

from typing import Any, NamedTuple

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.ledger.posting import KeyedForm
from xiwei.people.importing import columns

# What a field is called where one chooses it: the header's word, or a clearer one.
TITLES = {
    "zone": _("区域（期、组团）"),
    "address": _("房屋全称（楼栋、单元、房号写在一格）"),
    "name": _("姓名"),
    "contact_phone": _("备用电话"),
    "relation": _("与业主关系"),
    "role": _("人员角色"),
    "member_name": _("家庭成员姓名"),
    "tenant_name": _("租客姓名"),
    "starts": _("租期开始"),
}
WHY_NOT = {"id_number": _("不导入：服务用不到身份证号"), "gender": _("不导入：服务用不到性别")}


class UploadForm(KeyedForm):
    """One sheet."""

    sheet = forms.FileField(
        label=_("表格文件"),
        help_text=_(".xlsx、.xls 或 .csv，最大 50 MB；表头上面有标题行也可以。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv,.xlsm"}),
        error_messages={"required": _("请先选择表格文件。"), "empty": _("这个文件是空的，请重新选择。")},
    )

    def clean_sheet(self) -> UploadedFile:
        """Weighed before it is read."""
        sheet = self.cleaned_data["sheet"]
        most = settings.SHEET_MAX_BYTES // (1024 * 1024)
        if sheet.size > settings.SHEET_MAX_BYTES:
            raise ValidationError(
                gettext("这个表有 {what:.0f} MB，最多 {most} MB。请拆成几个表分次上传。").format(
                    what=sheet.size / 1024 / 1024, most=most
                )
            )
        return sheet


class Column(NamedTuple):
    """One column of the sheet, as the page shows it."""

    header: str
    samples: list[str]
    choice: forms.BoundField
    why_not: str


class ColumnsForm(KeyedForm):
    """For each column of a sheet, the field it means."""

    def __init__(
        self, *args: Any, headers: tuple[str, ...], samples: list[list[str]], mapping: dict[str, int], **kw: Any
    ):
        super().__init__(*args, **kw)
        self.headers, self.samples = headers, samples
        guessed = {place: field for field, place in columns.guess(headers).columns.items()}
        chosen = {place: field for field, place in mapping.items()}
        self.left_out = {place: field for place, field in guessed.items() if field not in columns.KEPT}
        choices = [("", _("不导入")), *((field, _title(field)) for field in columns.FIELDS if field in columns.KEPT)]
        for place, header in enumerate(headers):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=header, choices=choices, required=False, initial=chosen.get(place, "")
            )

    @property
    def shown(self) -> list[Column]:
        """The columns in the sheet's order."""
        return [
            Column(header, self.samples[place], self[f"column_{place}"], self._why_not(place))
            for place, header in enumerate(self.headers)
        ]

    def _why_not(self, place: int) -> str:
        field = self.left_out.get(place)
        return str(WHY_NOT.get(field, _("不导入：这里还用不到"))) if field else ""

    def clean(self) -> dict[str, Any]:
        """No field from two columns; and one must say the room."""
        data = super().clean() or {}
        mapping: dict[str, int] = {}
        for place, header in enumerate(self.headers):
            field = data.get(f"column_{place}")
            if field and field in mapping:
                first = self.headers[mapping[field]]
                self.add_error(
                    f"column_{place}",
                    gettext("“{first}”和“{header}”都选了“{title}”，请把其中一列改成“不导入”。").format(
                        first=first, header=header, title=_title(field)
                    ),
                )
            elif field:
                mapping[field] = place
        data["mapping"] = mapping
        return data


def _title(field: str) -> str:
    return str(TITLES.get(field, columns.LABELS[field]))
