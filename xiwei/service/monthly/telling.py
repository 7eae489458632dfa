"""What a month tells, as facts and tables of plain values: the same for the paper and for the sheets."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils import timezone

from xiwei.people.models import Line
from xiwei.service.models import Cause, SignOff
from xiwei.service.queries import months
from xiwei.service.queries.days import Content
from xiwei.service.queries.signed_months import Day, Month
from xiwei.service.rules import timing
from xiwei.shared import phones
from xiwei.shared.tongue import as_kept, kept_choice

UNSIGNED = "未签"
DAY_COLUMNS = (
    "日期", "在办", "第二天到时限", "正超时", "超时的承诺", "升级", "又说没办好", "一星和二星", "签收人", "签收时间",
)  # fmt: skip
Row = tuple[Any, ...]


class Table(NamedTuple):
    """A table with its title, a sentence under it, and one that stands where it has no rows."""

    title: str
    columns: tuple[str, ...]
    rows: list[Row]
    says: str = ""
    none: str = ""


class Told(NamedTuple):
    """A month as it is read: `mark` is 未签 with its sentence where nobody signed it, "" where it is signed."""

    label: str
    state: str
    mark: str
    facts: list[tuple[str, Any]]
    tables: list[Table]


def told(month: Month, *, now: datetime) -> Told:
    """All that is printed. No resident's name or phone: the frozen values hold none, and a number somebody wrote is hidden."""
    with as_kept():
        return Told(
            label=f"{month.project.name} {month.first:%Y-%m}",
            state="已签收" if month.signed else UNSIGNED,
            mark="" if month.signed else f"{UNSIGNED} · 小区主任还没有签收这个月，数字以后会变",
            facts=list(_facts(month, now)),
            tables=[
                _sums(month.content), _by_line(month.content), _by_cause(month.content), _days(month), _open(month),
                _breaches(month), _supplements(month), _signatures(month),
            ],
        )  # fmt: skip


def _facts(month: Month, now: datetime) -> Iterator[tuple[str, Any]]:
    signed = month.signed
    yield "项目", month.project.name
    yield "月份", f"{month.first:%Y-%m}"
    yield "状态", "已签收，下面是签收时冻结的数字" if signed else f"{UNSIGNED}，本月合计是打印时算出来的"
    if signed:
        yield "签收人", str(signed.by.name)
        yield "签收时间", signed.at
    if signed and signed.words:
        yield "签收时说的", phones.hidden(signed.words)
    yield "每天的日结", _of_days(month.days)
    yield "打印时间", now


def _of_days(days: list[Day]) -> str:
    done, owed = sum(1 for one in days if one.signed), sum(1 for one in days if one.over and not one.signed)
    begun = f"从 {days[0].day:%m-%d} 起，" if days and days[0].day.day > 1 else ""
    return f"{begun}签收 {done} 天，{UNSIGNED} {owed} 天" if days else "这个月没有日结"


def _sums(content: Content) -> Table:
    was = content["before"]
    rows: list[Row] = [
        ("办结", content["ended"], was["ended"]),
        ("超时的承诺", content["late"], was["late"]),
        ("写明了原因", content["told"], was["told"]),
    ]
    return Table("本月合计", ("内容", "本月", "上个月"), rows)


def _by_line(content: Content) -> Table:
    rows = [
        (str(Line(one["line"]).label), one["ended"], one["ended_before"], one["late"], one["late_before"])
        for one in months.beside(content)[0]
    ]
    columns = ("条线", "办结", "上个月办结", "超时的承诺", "上个月超时")
    return Table("按条线", columns, rows, none="这个月没有办结的，也没有超时的。")


def _by_cause(content: Content) -> Table:
    rows = [(str(Cause(one["cause"]).label), one["count"], one["count_before"]) for one in months.beside(content)[1]]
    return Table("按原因", ("原因", "件数", "上个月"), rows, none="还没有写明的原因。")


def _days(month: Month) -> Table:
    says = "每一天的数字是那一天签收时冻结的；没有签收的日子没有数字。"
    return Table("每一天", DAY_COLUMNS, [_day(one) for one in month.days], says, "这个月没有日结。")


def _day(one: Day) -> Row:
    if one.signed is None:
        return (one.day, *[""] * 7, UNSIGNED if one.over else "还没有过完", "")
    of = one.signed.content
    counts = (len(of[name]) for name in ("late", "breaches", "escalated", "reopened", "unhappy"))
    return (one.day, of["open"], of["due"], *counts, str(one.signed.by.name), one.signed.at)


def _open(month: Month) -> Table:
    """What stood over its limit when the last signed day ended; how much stood open in all is the sentence."""
    title, columns = "还没办完的承诺", ("编号", "事项", "条线", "应在")
    last = next((one for one in reversed(month.days) if one.signed), None)
    if last is None or last.signed is None:
        return Table(title, columns, [], none="这个月没有签收过的日子，没有冻结的数字。")
    of = last.signed.content
    says = (
        f"最后签收的 {last.day:%m-%d} 结束时：在办 {of['open']} 件，第二天到时限 {of['due']} 件，"
        f"正超时 {len(of['late'])} 件，正超时的列在这里。"
    )
    rows = [(one["number"], one["name"], str(Line(one["line"]).label), _moment(one["due"])) for one in of["late"]]
    return Table(title, columns, rows, says, "没有正超时的。")


def _breaches(month: Month) -> Table:
    columns = ("日期", "编号", "事项", "条线", "时限", "应在", "原因", "措施")
    rows = [row for one in month.days if one.signed for row in _broken(one.day, one.signed)]
    return Table("超时的承诺和原因", columns, rows, none="签收过的日子里没有超时的承诺。")


def _broken(day: date, signed: SignOff) -> Iterator[Row]:
    causes = {(one.ticket_id, one.kind, one.due_at): one for one in signed.causes.all()}
    for one in signed.content["breaches"]:
        due = _moment(one["due"])
        why = causes.get((one["ticket"], one["kind"], due))
        told = (kept_choice(why, "cause"), phones.hidden(why.measure)) if why else ("", "")
        yield day, one["number"], one["name"], str(Line(one["line"]).label), _called(one["kind"]), due, *told


def _called(kind: str) -> str:
    with as_kept():
        return timing.called(kind)


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written)


def _supplements(month: Month) -> Table:
    rows = [
        (str(signed), phones.hidden(one.words), str(one.by.name), one.at)
        for signed in month.signatures
        for one in signed.supplements.all()
    ]
    says = "签收以后补充的话；签收过的数字不改。" if rows else ""
    return Table("补充说明", ("补充的是", "说明", "谁写的", "时间"), rows, says, "没有补充说明。")


SEALED: Mapping[bool, str] = {True: "已封存", False: "等待封存"}
STANDS: Mapping[bool | None, str] = {True: "相符", False: "不相符", None: "签收时没有记校验值"}


def _signatures(month: Month) -> Table:
    """Each signature's line in the ledger, its seal, and whether the figures are still those that the line has the hash of."""
    rows: list[Row] = [
        (str(one), line.number, SEALED[line.sealed], STANDS[line.stands])
        for one in month.signatures
        if (line := month.lines.get(one.pk))
    ]
    columns = ("签收的是", "台账行", "封存", "冻结的数字和台账")
    return Table("封存", columns, rows, _of_seal(month), "还没有签收，没有可以封存的。")


def _of_seal(month: Month) -> str:
    seal = month.seal
    if seal is None:
        return "月结的签收还没有封存，随后自动封存。" if month.signed else ""
    at = f"{timezone.localtime(seal.sealed_at):%Y-%m-%d %H:%M}"
    return f"月结的签收在第 {seal.number} 次封存之下，{at}，共 {seal.size} 行；封存 {seal.hash}。"
