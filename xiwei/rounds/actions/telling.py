"""Who hears of planned work: whoever walks a round that changed, and the director of what nobody walks or nobody did."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from xiwei.estate.models import Project
from xiwei.notices import actions as notices
from xiwei.people.models import Person, Staff
from xiwei.rounds.models import Round
from xiwei.service.queries import duty
from xiwei.service.rules.promises import said
from xiwei.shared.tongue import as_kept

MOST_SAID = 4  # of what one message lists


@dataclass(frozen=True)
class Change:
    """What became of a round, for the one whose it is, or was: `did` ends the sentence that begins with moment and route."""

    staff: Staff
    of: Round
    did: str  # 交给您走, 改到 15:30, 取消了
    reason: str = ""


def given(of: Round, was: Staff | None, why: str) -> list[Change]:
    """It changed hands: the one who has it now, and the one who had it."""
    found = [Change(of.worker, of, "交给您走", why)] if of.worker else []
    if was:
        found.append(Change(was, of, f"改由{of.worker.name}走" if of.worker else "不用您走了", why))
    return found


def moved(of: Round, why: str) -> list[Change]:
    """It starts at another time."""
    return [Change(of.worker, of, f"改到 {_clock(of)}", why)] if of.worker else []


def dropped(of: Round, why: str) -> list[Change]:
    """It is not walked."""
    return [Change(of.worker, of, "取消了", why)] if of.worker else []


def taken_up(of: Round, why: str) -> list[Change]:
    """What was dropped is walked after all."""
    return [Change(of.worker, of, "照常走", why)] if of.worker else []


def _clock(of: Round) -> str:
    return f"{timezone.localtime(of.starts_at):%H:%M}"


def say_changes(changes: Sequence[Change], *, now: datetime) -> None:
    """Tell each worker once what changed of theirs: one change with its reason, several in one message."""
    by_staff: dict[int, list[Change]] = defaultdict(list)
    for one in changes:
        by_staff[one.staff.pk].append(one)
    with as_kept():
        for mine in by_staff.values():
            first = mine[0].of
            letter = _one(mine[0]) if len(mine) == 1 else _several(mine)
            notices.tell_all([letter], company_id=first.company_id, project_id=first.project_id, now=now)


def _key(of: Round) -> str:
    """A round's version is another with each change of its plan."""
    return f"round:{of.pk}:{of.version}"


def _one(change: Change) -> notices.Said:
    of = change.of
    theirs = of.worker_id == change.staff.pk
    return notices.Said(
        [change.staff.person], about="rounds.changed", title=f"{said(of.slot)} 的{of.route.name}{change.did}",
        body=change.reason, link=reverse("round", args=[of.pk]) if theirs else reverse("rounds_mine"), key=_key(of),
    )  # fmt: skip


def _several(changes: Sequence[Change]) -> notices.Said:
    first = changes[0].of
    return notices.Said(
        [changes[0].staff.person], about="rounds.changed", title=f"{_day(first.day)}有 {len(changes)} 趟有变",
        body=_listed([f"{timezone.localtime(one.of.slot):%H:%M} {one.of.route.name}{one.did}" for one in changes]),
        link=reverse("rounds_mine"), key=_key(first),
    )  # fmt: skip


def _day(day: date) -> str:
    return f"{day:%m月%d日}"


def _listed(rows: Sequence[str]) -> str:
    some = "；".join(rows[:MOST_SAID])
    return f"{some}；等 {len(rows)} 趟" if len(rows) > MOST_SAID else some


def _director(project: Project, now: datetime) -> list[Person]:
    """Who answers for the project now; nobody in a company that is not set up yet."""
    try:
        return [duty.director(duty.Spot(project.company_id, project.pk), now).person]
    except duty.NobodyThere:
        return []


def say_unmanned(project: Project, rounds: Sequence[Round], *, now: datetime) -> None:
    """Tell the director which rounds of a day nobody walks: one message for all that were found at once."""
    if not rounds:
        return
    with as_kept():
        first, people = rounds[0], _director(project, now)
        rows = [f"{timezone.localtime(one.starts_at):%H:%M} {one.route.name}" for one in rounds]
        _tell(
            project, people, about="rounds.unmanned", now=now, title=f"{_day(first.day)}有路线没有人走，请安排",
            body=f"{_listed(rows)}。{first.why}", key=f"{_key(first)}:unmanned", link=_board(project, first.day),
        )  # fmt: skip


def say_short(of: Round, count: int, *, now: datetime) -> None:
    """Tell the director that a round was not wholly done: one message a round, not one a stop."""
    with as_kept():
        who = of.worker.name if of.worker else "没有人走"
        _tell(
            of.project, _director(of.project, now), about="rounds.short", now=now,
            title=f"有 {count} 处漏做或没做成：{of.route.name}", body=f"{said(of.starts_at)} 开始的一趟：{who}",
            key=f"round:{of.pk}:short", link=_board(of.project, of.day),
        )  # fmt: skip


def _board(project: Project, day: date) -> str:
    return f"{reverse('rounds_day', args=[project.pk])}?day={day:%Y-%m-%d}"


def _tell(
    project: Project, people: Iterable[Person], *, about: str, title: str, body: str, link: str, key: str, now: datetime
) -> None:
    letter = notices.Said(people, about=about, title=title, body=body, link=link, key=key)
    notices.tell_all([letter], company_id=project.company_id, project_id=project.pk, now=now)
