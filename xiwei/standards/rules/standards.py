"""May it? What a service standard must say, from which day it may hold, and what a number looked at means (A7)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import PlaceKind, ProjectKind
from xiwei.shared.refusals import BadInput, NotNow
from xiwei.shared.tongue import Said
from xiwei.standards import catalogue, recurrence
from xiwei.standards.models import Hand, ServiceLine, Standard
from xiwei.standards.rules import CODE, check_reason

LINES = [(value, label) for value, label in ServiceLine.choices if value != ServiceLine.HOME]
GRADES: dict[int, Said] = {1: _("一级"), 2: _("二级"), 3: _("三级")}
DEFAULT_GRADE = 2
CHECK_KINDS: dict[str, Said] = {"tick": _("打勾"), "measure": _("读数"), "photo": _("拍照"), "note": _("记一句")}
# Every field that a version can change, as forms and the history call it.
FIELDS: dict[str, Said] = {
    "name": _("名称"),
    "line": _("类别"),
    "aim": _("做到什么样"),
    "kinds": _("哪类项目"),
    "places": _("哪类地点"),
    "equipment": _("哪类设备"),
    "minutes": _("每处用时（分钟）"),
    "certificate": _("所需证书"),
    "months": _("哪些月份"),
    "outdoors": _("在室外"),
    "done_with": _("人工还是机械"),
    "weather": _("坏天气怎么办"),
    "grades": _("频次"),
    "checks": _("检查项"),
    "source": _("依据"),
}
MOST_CHECKS, MOST_FUTURE = 20, timedelta(days=400)


@dataclass(frozen=True)
class Finding:
    """What one answer of a checklist means: whether it is right, and how it is said."""

    key: str
    text: str
    right: bool
    said: str
    defect: str = ""


def check_may_hold_from(since: date, *, today: date) -> None:
    """Raises BadInput for a day on which rounds are done already: those keep what they were planned under."""
    if since <= today:
        raise BadInput(gettext("新版本最早从明天起用：今天和以前的检查单，仍按当时的版本。"))
    if since > today + MOST_FUTURE:
        raise BadInput(gettext("起用日期太远了，请写在一年以内。"))


def check_latest(standard: Standard, *, today: date) -> None:
    """Raises NotNow for a version that is no longer, or not yet, the one to revise."""
    if standard.until is not None:
        raise NotNow(
            gettext("“{name}”第 {version} 版之后已另有新版本，请在最新的一版上改。").format(
                name=standard.name, version=standard.version
            )
        )
    if standard.since > today:
        raise NotNow(
            gettext("“{name}”第 {version} 版要到 {since:%Y-%m-%d} 才起用，请先撤回它，或等起用以后再改。").format(
                name=standard.name, version=standard.version, since=standard.since
            )
        )


def check_pending(standard: Standard, *, today: date) -> None:
    """Raises NotNow for a version that is in force already: what was planned under it stands."""
    if standard.until is not None or standard.since <= today or standard.version == 1:
        raise NotNow(gettext("这一版已经起用，不能撤回；要改回去，请再修订一次。"))


def check_fresh_code(code: str, taken: Collection[str]) -> None:
    """Raises BadInput for a code that cannot be one, NotNow for one that the company has."""
    if not CODE.fullmatch(code):
        raise BadInput(gettext("编号请用大写字母、数字和短横，2 到 40 个，例如 R-PIPE-2。"))
    if code in taken:
        raise NotNow(gettext("编号 {code} 已经有标准了，请换一个，或者去修订那一条。").format(code=code))


def check_standard(fields: Mapping[str, Any]) -> None:
    """Raises BadInput, with the first thing wrong, for a standard nobody could follow. Needs every field of FIELDS."""
    for wrong, sentence in _faults(fields):
        if wrong:
            raise BadInput(sentence)
    for row in fields["grades"]:
        recurrence.check_rule(row["rule"])


def check_revision(changed: Mapping[str, Any], reason: str) -> None:
    """Raises BadInput for a revision of nothing, or without its reason."""
    if not changed:
        raise BadInput(gettext("没有改动任何内容，所以没有生成新版本。"))
    check_reason(reason)


def check_grade(grade: int, source: str, since: date, *, today: date, last: date | None) -> None:
    """Raises BadInput for a grade there is not, without its ground, or from a day that is past."""
    if grade not in GRADES:
        raise BadInput(gettext("服务等级请选一级、二级或三级。"))
    if not 2 <= len(source.strip()) <= 120:
        raise BadInput(gettext("请写明依据，例如物业服务合同的条款（2 到 120 个字）。"))
    if since <= today and last is not None:
        raise BadInput(gettext("新的等级最早从明天起用。"))


def _faults(fields: Mapping[str, Any]) -> Iterator[tuple[bool, str]]:
    yield not 2 <= len(fields["name"].strip()) <= 30, gettext("名称请写 2 到 30 个字。")
    yield not 2 <= len(fields["aim"].strip()) <= 160, gettext("“做到什么样”请写 2 到 160 个字，住户看得懂。")
    yield fields["line"] not in dict(LINES), gettext("请选一条线：维修、秩序、保洁、绿化或管家。")
    yield fields["done_with"] not in Hand.values, gettext("请选人工、机械，或都可以。")
    yield not 1 <= fields["minutes"] <= 480, gettext("每处用时请写 1 到 480 分钟。")
    yield not fields["places"] and not fields["equipment"], gettext("请至少选一类地点或设备。")
    yield _strange(fields["kinds"], ProjectKind.values), gettext("有不认识的项目类别，请重新选。")
    yield _strange(fields["places"], PlaceKind.values), gettext("有不认识的地点类别，请重新选。")
    yield _strange(fields["equipment"], catalogue.equipment_kinds()), gettext("有不认识的设备类别，请重新选。")
    yield _strange(fields["months"], range(1, 13)), gettext("月份请在 1 到 12 之间。")
    yield (
        bool(fields["certificate"]) and fields["certificate"] not in catalogue.certificates(),
        gettext("不认识这种证书，请重新选。"),
    )
    grades = [row.get("grade") for row in fields["grades"]]
    yield not grades, gettext("请至少写一个等级的频次。")
    yield _strange(grades, GRADES) or len(set(grades)) < len(grades), gettext("每个等级只写一行频次。")
    yield (
        any(not 1 <= len(row.get("words", "")) <= 40 for row in fields["grades"]),
        gettext("频次请用 1 到 40 个字说明。"),
    )
    yield not 1 <= len(fields["checks"]) <= MOST_CHECKS, gettext("检查项请写 1 到 20 条。")
    yield _keys_repeat(fields["checks"]), gettext("有两条检查项的编号相同，请重新打开表单再改。")
    for row in fields["checks"]:
        yield from _faults_of_check(row)


def _strange(values: Collection[Any], known: Collection[Any]) -> bool:
    return not set(values) <= set(known)


def _keys_repeat(rows: Sequence[Mapping[str, Any]]) -> bool:
    keys = [row.get("key") for row in rows]
    return len(set(keys)) < len(keys) or not all(keys)


def _faults_of_check(row: Mapping[str, Any]) -> Iterator[tuple[bool, str]]:
    text = row.get("text", "").strip()
    yield not 2 <= len(text) <= 60, gettext("每条检查项请写 2 到 60 个字。")
    yield row.get("kind") not in CHECK_KINDS, gettext("检查项“{text}”请选打勾、读数、拍照或记一句。").format(text=text)
    limits = [row[name] for name in ("hard_low", "low", "high", "hard_high") if row.get(name) is not None]
    yield limits != sorted(limits), gettext("检查项“{text}”的上下限前后颠倒了。").format(text=text)
    yield row.get("kind") == "measure" and not row.get("unit"), gettext("检查项“{text}”请写单位。").format(text=text)


def asked(checks: Sequence[Mapping[str, Any]], grade: int) -> list[Mapping[str, Any]]:
    """The checks that a grade asks for, in order."""
    return [row for row in checks if grade in row.get("grades", GRADES)]


def measured(row: Mapping[str, Any], value: str) -> Decimal:
    """The number read; raises BadInput for what is none, or cannot be true (a slip of the finger)."""
    try:
        number = Decimal(value.strip().replace("，", ".").replace(",", "."))
        if not number.is_finite():
            raise InvalidOperation
    except InvalidOperation as unread:
        raise BadInput(
            gettext("“{text}”请填一个数，单位{unit}。").format(text=row["text"], unit=row["unit"])
        ) from unread
    low, high = row.get("hard_low"), row.get("hard_high")
    if (low is not None and number < Decimal(str(low))) or (high is not None and number > Decimal(str(high))):
        raise BadInput(
            gettext("“{text}”填了 {number}{unit}，不像真的，请再看一眼读数。").format(
                text=row["text"], number=value.strip(), unit=row["unit"]
            )
        )
    return number


def within_limits(row: Mapping[str, Any], number: Decimal) -> bool:
    """Whether a number read is as the standard wants it; a limit belongs to what is right."""
    low, high = row.get("low"), row.get("high")
    return (low is None or number >= Decimal(str(low))) and (high is None or number <= Decimal(str(high)))


def fits(standard: Standard, *, project_kind: str, place_kind: str = "", equipment_kind: str = "") -> bool:
    """Whether a standard is for this kind of project, and of place or equipment."""
    of_project = not standard.kinds or project_kind in standard.kinds
    return of_project and (place_kind in standard.places or equipment_kind in standard.equipment)


def rule_at(standard: Standard, grade: int) -> str:
    """How often at a grade; where it says nothing of the grade, as the nearest lower one; "" where it is not due at all."""
    rows = {row["grade"]: row["rule"] for row in standard.grades}
    return next((rows[one] for one in range(grade, 4) if one in rows), "")
