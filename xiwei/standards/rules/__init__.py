"""May it: who keeps the menu and the promises, and what they must be.

Standards knows no posts: it asks whoever acts, as estate does (docs/decisions/estate-permissions.md).
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Protocol

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import Company, Project
from xiwei.estate.rules import Asker, By, Keeper, check_permitted
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow, may
from xiwei.shared.tongue import WEEKDAYS, Said, joined
from xiwei.standards import catalogue
from xiwei.standards.models import MenuItem, NeedKind, ServiceLine, Setting, TimePromise, Urgency

SEE = "menu.see"
MANAGE = "menu.manage"
CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{1,39}")

EVIDENCE = {"before": _("施工前照片"), "after": _("完工照片"), "reading": _("读数"), "signature": _("签字")}
# Every field of an item that a version can change, as the forms, the sheets and the history call it.
FIELDS = {
    "name": _("名称"),
    "line": _("类别"),
    "done_by": _("由谁做"),
    "kind": _("事项"),
    "setting": _("地点"),
    "urgency": _("时限"),
    "covers": _("服务内容"),
    "excludes": _("不包括"),
    "duration_minutes": _("用时（分钟）"),
    "price_fen": _("价格（元）"),
    "price_unit": _("计价单位"),
    "price_note": _("价格说明"),
    "steps": _("步骤"),
    "evidence": _("凭证"),
    "reading": _("读数"),
    "certificate": _("所需证书"),
    "words": _("住户的说法"),
    "goes_with": _("常一起做"),
    "danger": _("险情"),
    "source": _("依据"),
}
# What a field may be, with how each is said; the empty one is said as nothing.
CHOICES: dict[str, Sequence[tuple[str, Said]]] = {
    "line": ServiceLine.choices,
    "done_by": ServiceLine.choices,
    "kind": NeedKind.choices,
    "setting": Setting.choices,
    "urgency": Urgency.choices,
    "certificate": [("", ""), *((code, one["name"]) for code, one in catalogue.certificates().items())],
    "danger": [("", ""), *((code, one["name"]) for code, one in catalogue.dangers().items())],
}
# What an item must say; the others may be empty.
NEEDED = ("name", "line", "done_by", "kind", "setting", "urgency", "covers", "duration_minutes", "steps")
Span = tuple[int, int, int]


@dataclass(frozen=True)
class Change:
    """What a row of a sheet makes of the item of this code; a version of 0 is an item not on today's menu."""

    code: str
    version: int
    fields: Mapping[str, Any]


class Household(Protocol):
    """Where someone lives."""

    @property
    def project(self) -> Project: ...


class Tenure(Protocol):
    """That someone lives there: people.Tenure."""

    @property
    def household(self) -> Household: ...


class Employment(Keeper, Protocol):
    """That someone works for a company: people.Staff."""

    company_id: int

    @property
    def company(self) -> Company: ...


class Reader(Asker, Protocol):
    """Whoever reads a menu: people.queries.who.Who."""

    @property
    def tenures(self) -> Sequence[Tenure]: ...

    @property
    def staff(self) -> Sequence[Employment]: ...


def check_may_manage(by: By | None, *, company_id: int) -> None:
    """Revise the menu, the promises and the hours of a company: only a company-wide post does."""
    check_permitted(by, MANAGE, company_id=company_id, project_id=None)


def check_may_see(who: Reader, *, company_id: int) -> None:
    """Read how the menu and the promises came to be: whoever holds it anywhere in the company."""
    if company_id not in {company for company, _ in who.reach(SEE)}:
        raise NotAllowed(gettext("服务清单和时限由公司经理管理，您的岗位没有这项权限。"))


may_manage = may(check_may_manage)
may_see = may(check_may_see)


def check_reason(reason: str) -> None:
    """Raises BadInput for a change nobody gave a reason for."""
    if not 2 <= len(reason.strip()) <= 120:
        raise BadInput(gettext("请写明修订的原因（2 到 120 个字），以后查得到。"))


def check_current(item: MenuItem) -> None:
    """Raises NotNow for a version that another has replaced."""
    if item.until is not None:
        raise NotNow(
            gettext("“{item}”第 {version} 版已不是现行版本，请在现行版本上修订。").format(
                item=item.name, version=item.version
            )
        )


def check_still(code: str, version: int, item: MenuItem | None) -> None:
    """Raises NotNow where the item is no longer the one a sheet was compared with."""
    if version != (item.version if item else 0):
        name = item.name if item else code
        raise NotNow(gettext("您预览之后，“{name}”又有人改过。什么也没有写入，请重新上传一次再看。").format(name=name))


def check_some(changed: Mapping[str, Any]) -> None:
    """Raises BadInput for a revision that changes nothing."""
    if not changed:
        raise BadInput(gettext("没有改动任何内容，所以没有生成新版本。"))


def check_code(code: str, last: MenuItem | None) -> None:
    """Raises BadInput for a code that cannot be a code, NotNow for one on today's menu."""
    if not CODE.fullmatch(code):
        raise BadInput(gettext("编号请用大写字母、数字和短横，2 到 40 个，例如 R-PIPE-2。"))
    if last and last.until is None:
        raise NotNow(
            gettext("编号 {code} 已经是“{last}”了，请换一个编号，或者去修订那一项。").format(code=code, last=last.name)
        )


def check_item(fields: Mapping[str, Any]) -> None:
    """Raises BadInput, with the first thing wrong, for an item that could not be carried out. Needs every field."""
    for wrong, sentence in _faults(fields):
        if wrong:
            raise BadInput(sentence)


def _faults(fields: Mapping[str, Any]) -> Iterator[tuple[bool, str]]:
    words, evidence = fields.get("words", []), fields.get("evidence", [])
    yield not 2 <= len(fields.get("name", "").strip()) <= 30, gettext("名称请写 2 到 30 个字。")
    yield not 2 <= len(fields.get("covers", "").strip()) <= 300, gettext("服务内容请写 2 到 300 个字。")
    yield not 1 <= fields.get("duration_minutes", 0) <= 60 * 24 * 30, gettext("用时请写 1 分钟到 30 天之间。")
    yield not 0 <= fields.get("price_fen", 0) <= 100_000_000, gettext("价格不对，请写到分，例如 60.00；免费写 0。")
    yield not 1 <= len(fields.get("steps", [])) <= 12, gettext("步骤请写 1 到 12 条，一行一条。")
    yield any(len(step) > 200 for step in fields.get("steps", [])), gettext("每条步骤最多 200 个字。")
    yield len(words) > 40 or any(len(word) > 40 for word in words), gettext("住户的说法最多 40 条，每条最多 40 个字。")
    yield (
        not set(evidence) <= set(EVIDENCE),
        gettext("凭证只能是：{values}。").format(values=joined(EVIDENCE.values())),
    )
    yield "reading" in evidence and not fields.get("reading"), gettext("凭证里有读数，请写明读什么、什么单位。")
    for name, choices in CHOICES.items():
        yield (
            fields.get(name, "") not in dict(choices),
            gettext("{field}“{value}”不认识。").format(field=FIELDS[name], value=fields.get(name, "")),
        )


def check_beside(code: str, beside: Sequence[str], known: Collection[str]) -> None:
    """Raises BadInput where an item goes with itself, or with one not on today's menu."""
    if code in beside:
        raise BadInput(gettext("“常一起做”里不用写这一项自己。"))
    if missing := [one for one in beside if one not in known]:
        raise BadInput(
            gettext("“常一起做”里的 {missing} 不在现在的清单上，请核对编号。").format(missing=joined(missing[:3]))
        )


def check_promised(base: TimePromise | None) -> None:
    """Raises NotNow for a clock the company does not promise: a planned service comes when agreed."""
    if base is None:
        raise NotNow(gettext("这一项没有统一的时限，按与住户约好的时间办，不能单独设定。"))


def check_another(before: TimePromise, *, minutes: int) -> None:
    """Raises BadInput for a length that is the one in force."""
    if before.minutes == minutes:
        raise BadInput(gettext("新的时限和现在的一样，所以没有改动。"))


def check_may_drop(promise: TimePromise) -> None:
    """Raises NotNow for a length that is the company's own, or given up already."""
    if promise.project_id is None or promise.until is not None:
        raise NotNow(gettext("这个项目现在用的就是公司的时限，请刷新后再看。"))


def check_length(minutes: int, reason: str) -> None:
    """Raises BadInput for a silly length or no reason."""
    if not 1 <= minutes <= 60 * 24 * 60:
        raise BadInput(gettext("时限请写 1 分钟到 60 天之间。"))
    check_reason(reason)


def check_hours(hours: Sequence[Span]) -> None:
    """Raises BadInput for hours that overlap, run backwards or are none at all."""
    if not hours:
        raise BadInput(gettext("一周里至少要有一段工作时间。"))
    for day, opens, closes in hours:
        if not (0 <= day <= 6 and 0 <= opens < closes <= 1440):
            raise BadInput(gettext("工作时间的结束要晚于开始。"))
    spans = sorted(hours)
    for (day, __, closes), (next_day, opens, __) in pairwise(spans):
        if day == next_day and opens < closes:
            raise BadInput(gettext("{weekday}的两段工作时间重叠了。").format(weekday=WEEKDAYS[day]))
