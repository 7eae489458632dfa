"""The menu as a sheet: out as it stands, which is the template too, and in again as what it would change.

A column that is not there changes nothing; an item that is not there stays as it is: nothing is retired by leaving out.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, BinaryIO

from django.forms.models import model_to_dict
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from xiwei.shared import money, sheets
from xiwei.shared.refusals import BadInput, Refused
from xiwei.shared.tongue import Said, as_kept, kept
from xiwei.standards import rules, saying
from xiwei.standards.models import MenuItem
from xiwei.standards.rules import Change

FIELDS = {name: kept(label) for name, label in rules.FIELDS.items()}
HEADERS = ["编号", *FIELDS.values()]
SYNONYMS: dict[str, Sequence[str]] = {
    "code": ("编号", "项目编号", "代码"),
    **{name: (label, label.partition("（")[0]) for name, label in FIELDS.items()},
}
WIDTHS = {
    "编号": 16,
    "名称": 20,
    "服务内容": 50,
    "不包括": 40,
    "价格说明": 36,
    "步骤": 60,
    "住户的说法": 50,
    "常一起做": 30,
}
PARTS = re.compile(r"[、,，;；\n]+")
# A step's number, as 1、 or 2. at the start or after a space: a sheet's line breaks are read as spaces.
STEP = re.compile(r"(?:^|(?<=\s))(\d{1,2})(?:[、)）．]|\.(?!\d))\s*")
DEFAULTS: dict[str, Any] = {"price_fen": 0, "price_unit": "次", "evidence": [], "words": [], "goes_with": []}
TWICE = _("编号 {code} 在第 {row} 行已经有了，请合成一行。")


def notes() -> list[str]:
    """How to fill the sheet, for its second page."""
    said = [f"{label}：{'、'.join(kept(name) for _, name in rules.CHOICES[key] if name)}" for key, label in _chosen()]
    return [
        "一行一项。编号用来认是哪一项：改已有的项目请保留编号；新增的项目请起一个没用过的编号（大写字母、数字、短横）。",
        "没有的列、没有的行都不会改动；停办某一项请到网页上停办，并写明原因。",
        "价格写元，免费写 0；用时写分钟。步骤一行一条，前面写序号；住户的说法、常一起做用顿号隔开，常一起做写编号。",
        f"凭证：{'、'.join(map(kept, rules.EVIDENCE.values()))}，几样用顿号隔开。",
        "下面几列只能填这些：",
        *said,
    ]


def _chosen() -> Iterator[tuple[str, str]]:
    return ((key, FIELDS[key]) for key in rules.CHOICES)


def write(to: BinaryIO, items: Iterable[MenuItem]) -> int:
    """Write the menu; returns how many rows."""
    return sheets.write(to, HEADERS, map(_row, items), widths=WIDTHS, sheet="服务清单", notes=notes())


def _row(item: MenuItem) -> list[Any]:
    numbers = {"price_fen": Decimal(item.price_fen) / 100, "duration_minutes": item.duration_minutes}
    return [item.code, *(numbers[name] if name in numbers else _said(name, item) for name in rules.FIELDS)]


def _said(name: str, item: MenuItem) -> str:
    with as_kept():  # a sheet is Chinese whoever asks for it, and is read back as such
        return saying.said_field(name, getattr(item, name))


@dataclass(frozen=True)
class Shown:
    """One row's effect, for the eye: what it makes of which item."""

    row: int
    change: Change
    name: str
    differences: list[tuple[Said, str, str]]


@dataclass
class Plan:
    """What a sheet would do; with any error nothing is done."""

    shown: list[Shown] = field(default_factory=list)
    errors: list[tuple[int, str]] = field(default_factory=list)
    same: int = 0
    ignored: list[str] = field(default_factory=list)

    @property
    def changes(self) -> list[Change]:
        """For actions.revise_many."""
        return [one.change for one in self.shown]


def plan(content: bytes, filename: str, current: Mapping[str, MenuItem]) -> Plan:
    """Compare a sheet with today's menu by code. Raises SheetError for what is no sheet or has no 编号."""
    table = sheets.read(content, filename, fields=SYNONYMS)
    mapping = sheets.guess(table.headers, SYNONYMS)
    if "code" not in mapping.columns:
        raise sheets.SheetError(
            gettext("表里没有“编号”这一列，认不出每行是哪一项。请先导出现在的清单，在导出的表上改。")
        )
    made, seen = Plan(ignored=mapping.unmapped), dict[str, int]()
    rows = [(row.number, mapping.record(row)) for row in table.rows()]
    known = {*current, *(_code(record) for _, record in rows)}
    for number, record in rows:
        code = _code(record)
        try:
            if code in seen:
                raise BadInput(gettext(TWICE).format(code=code, row=seen[code]))
            seen[code] = number
            _compare(made, number, code, record, current.get(code), known)
        except Refused as refused:
            made.errors.append((number, refused.sentence))
    return made


def _code(record: Mapping[str, str]) -> str:
    return record["code"].upper()


def _compare(
    made: Plan, number: int, code: str, record: Mapping[str, str], item: MenuItem | None, known: set[str]
) -> None:
    given = {name: _understood(name, text) for name, text in record.items() if name != "code"}
    held = model_to_dict(item, fields=rules.FIELDS) if item else _blank()
    changed = {name: value for name, value in given.items() if item is None or held[name] != value}
    if item is None:
        rules.check_code(code, None)
        changed = {**_blank(), **changed}
    if not changed:
        made.same += 1
        return
    rules.check_item({**held, **changed})
    rules.check_beside(code, changed.get("goes_with", []), known)
    before = item or MenuItem(**_blank())
    after = MenuItem(**{**held, **changed})
    change = Change(code, item.version if item else 0, changed)
    made.shown.append(Shown(number, change, after.name, saying.differences(before, after)))


def _blank() -> dict[str, Any]:
    return dict.fromkeys(rules.FIELDS, "") | {"duration_minutes": 0, "steps": []} | DEFAULTS


def _understood(name: str, text: str) -> Any:
    """A cell as the field wants it. Raises BadInput with the column's name."""
    label = FIELDS[name]
    if name in rules.NEEDED and not text:
        raise BadInput(gettext("“{label}”是空的，请填写。").format(label=label))
    try:
        return READERS.get(name, _text)(name, text)
    except ValueError as error:
        raise BadInput(
            gettext("“{label}”写的“{text}”看不懂，请参照“填写说明”。").format(label=label, text=text)
        ) from error


def _text(name: str, text: str) -> str:
    limit = getattr(MenuItem._meta.get_field(name), "max_length", None)
    if limit and len(text) > limit:
        raise BadInput(
            gettext("“{label}”最多 {limit} 个字，现在是 {count} 个。").format(
                label=FIELDS[name], limit=limit, count=len(text)
            )
        )
    return text


def _choice(name: str, text: str) -> str:
    codes = {kept(said): code for code, said in rules.CHOICES[name]}
    if text not in codes:
        raise ValueError(text)
    return codes[text]


def _parts(_name: str, text: str) -> list[str]:
    return [part.strip() for part in PARTS.split(text) if part.strip()]


def _evidence(name: str, text: str) -> list[str]:
    codes = {kept(said): code for code, said in rules.EVIDENCE.items()}
    parts = _parts(name, text)
    if not set(parts) <= set(codes):
        raise ValueError(text)
    return [codes[part] for part in parts]


def steps(text: str) -> list[str]:
    """The steps of one cell: by their numbers where they follow one another from 1, else by semicolons."""
    marks: list[re.Match[str]] = []
    for mark in STEP.finditer(text):
        if int(mark[1]) == len(marks) + 1:
            marks.append(mark)
    if not marks or text[: marks[0].start()].strip():
        return [part.strip() for part in re.split(r"[;；\n]+", text) if part.strip()]
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    return [text[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True)]


READERS: dict[str, Callable[[str, str], Any]] = {
    **dict.fromkeys(rules.CHOICES, _choice),
    "duration_minutes": lambda _name, text: sheets.integer_of(text),
    "price_fen": lambda _name, text: money.fen(text or "0"),
    "price_unit": lambda name, text: _text(name, text or DEFAULTS[name]),
    "steps": lambda _name, text: steps(text),
    "evidence": _evidence,
    "words": _parts,
    "goes_with": _parts,
}
