"""May it? What a deed at a point must bring: the code of the place, an answer to each check, the pictures wanted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext

from xiwei.ledger.models import Seen
from xiwei.rounds.models import Stop, StopState, Via
from xiwei.shared.refusals import BadInput, NotNow
from xiwei.standards.models import ServiceLine
from xiwei.standards.rules import standards
from xiwei.standards.saying_standards import said_limits

OK, BAD = "ok", "bad"
MOST_PICTURES, MOST_NOTE = 9, 300


@dataclass
class Judged:
    """The answers of one stop as they are kept, and what of them is not as the standard wants."""

    answers: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)  # each said: 地面照度 30 lx（应至少 50 lx）
    defects: list[str] = field(default_factory=list)  # codes of menu items, the checks' order


def check_code(stop: Stop, via: str, code: str, named: str) -> None:
    """Raises BadInput where the code read is that of another place; `named` says which, "" where it is none of ours."""
    if via == Via.NONE:
        return
    spot = stop.spot
    if spot is None or code.strip().upper() != spot.code.upper():
        whose = (
            gettext("这是“{named}”的码").format(named=named) if named else gettext("这个码不是本小区的，也可能已经作废")
        )
        raise BadInput(gettext("{whose}，这一处应扫“{spot}”的码。填的内容都还在。").format(whose=whose, spot=spot))


def check_open(stops: Sequence[Stop]) -> None:
    """Raises NotNow where nothing at the point is left to do."""
    if not stops:
        raise NotNow(gettext("这一处不在这趟路线上了，请刷新看看现在的安排。"))


def check_note(note: str, *, needed: bool = False) -> None:
    """Raises BadInput for a note too long, or none where one is needed."""
    if needed and len(note.strip()) < 2:
        raise BadInput(gettext("请写一句为什么没做成，例如：门锁着，联系不上人。"))
    if len(note) > MOST_NOTE:
        raise BadInput(gettext("说明最多 {most} 个字，现在有 {count} 个字。").format(most=MOST_NOTE, count=len(note)))


def judge(stop: Stop, given: Mapping[str, str], *, pictures: int) -> Judged:
    """The answers to a stop's checklist, by its version and grade. Raises BadInput for the first that is missing or untrue."""
    made = Judged()
    for row in standards.asked(stop.standard.checks, stop.grade):
        value = str(given.get(row["key"], "")).strip()
        _answer(made, row, value, pictures)
    return made


def _answer(made: Judged, row: Mapping[str, Any], value: str, pictures: int) -> None:
    if row["kind"] == "photo":
        if not pictures:
            raise BadInput(gettext("“{text}”要拍一张照片。").format(text=row["text"]))
        return
    if row["kind"] == "note":
        made.answers[row["key"]] = value[:MOST_NOTE]
        return
    if row["kind"] == "tick":
        if value not in (OK, BAD):
            raise BadInput(gettext("“{text}”还没有选“好”或“有问题”。").format(text=row["text"]))
        right, said = value == OK, row["text"]
    else:
        number = standards.measured(row, value)
        right = standards.within_limits(row, number)
        said = gettext("{text} {value} {unit}（应{limits}）").format(
            text=row["text"], value=f"{number.normalize():f}", unit=row["unit"], limits=said_limits(row)
        )
        value = f"{number.normalize():f}"
    made.answers[row["key"]] = value
    if not right:
        made.wrong.append(said)
        made.defects += [row["defect"]] if row.get("defect") else []


def state_after(*, in_time: bool) -> StopState:
    """Done in time, or made up for."""
    return StopState.DONE if in_time else StopState.MADE_UP


def seen_by(stop: Stop) -> Seen:
    """Who may read that it was done: anyone at its place; of guards' rounds colleagues alone, for others would time them."""
    return Seen.STAFF if stop.standard.line == ServiceLine.ORDER else Seen.PUBLIC
