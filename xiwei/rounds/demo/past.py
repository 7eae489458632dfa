"""Three weeks of rounds as they were walked: mostly in time, some made up for, some missed and signed off; the same every time.

What the actions would have left is written at once: rounds, stops, and a line for each point that was done.
"""

import random
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils import timezone

from xiwei.estate.models import Company, Project
from xiwei.ledger import actions as ledger
from xiwei.ledger.models import Entry, Seen
from xiwei.people.models import Line, Staff
from xiwei.rounds.actions import checking
from xiwei.rounds.models import Round, RoundState, Route, Stop, StopState, Via
from xiwei.rounds.queries.planning import planned_drafts
from xiwei.rounds.rules.doing import BAD, OK
from xiwei.rounds.rules.planning import Draft, Due
from xiwei.standards.models import ServiceGrade, Standard
from xiwei.standards.rules.standards import asked

WEEKS = 3
DAYS_GRADED = timedelta(days=400)
FIRST_GRADE = ("CH",)  # served at grade one by contract; the others at grade two
WHY_NOT = ("门锁着，联系不上人", "电梯在检修，封了", "施工围挡，进不去", "下大雨，安全起见没上去")
WHY_EXCUSED = ("当天人手支援抢修，次日已补看", "情况属实，已另外安排", "施工期间，封闭合理")
BATCH = 2000


def let_have_begun(company: Company, now: datetime) -> None:
    """The company has kept its standards for longer than the past that is told."""
    since = timezone.localdate(now) - DAYS_GRADED
    Standard.objects.filter(company=company, version=1).update(since=since)


@transaction.atomic
def walk(project: Project, routes: Sequence[Route], *, director: Staff, now: datetime) -> int:
    """Tell the weeks before today of these routes; how many lines they took."""
    today = timezone.localdate(now)
    first = today - timedelta(weeks=WEEKS)
    Route.objects.filter(pk__in=[route.pk for route in routes]).update(begins_on=first)
    _grade(project, first, director)
    chance = random.Random(f"{project.code} rounds")
    known = {route.pk: route for route in routes}
    entries: list[Entry] = []
    for draft in planned_drafts(project, first, today - timedelta(days=1)):
        if draft.route.pk in known and known[draft.route.pk].worker:
            entries += _told(draft, director, chance)
    for place in range(0, len(entries), BATCH):
        ledger.record_many(entries[place : place + BATCH])
    for month in sorted({first.replace(day=1), (today - timedelta(days=31)).replace(day=1), today.replace(day=1)}):
        checking.tally(project, month)
    return len(entries)


def _grade(project: Project, first: date, director: Staff) -> None:
    grade = 1 if project.code in FIRST_GRADE else 2
    ServiceGrade.objects.get_or_create(
        project=project, since=first,
        defaults={"company_id": project.company_id, "grade": grade, "source": "物业服务合同第三条"},
    )  # fmt: skip


def _told(draft: Draft, director: Staff, chance: random.Random) -> list[Entry]:
    route, starts = draft.route, timezone.make_aware(draft.starts)
    worker = route.worker
    assert worker is not None, "only routes that are somebody's are told"
    made = Round.objects.create(
        company_id=route.company_id, project_id=route.project_id, route=route, line=route.line, day=draft.starts.date(),
        slot=starts, starts_at=starts, due_at=timezone.make_aware(draft.due), minutes=draft.minutes, worker=worker,
        state=RoundState.DONE, begun_at=starts,
    )  # fmt: skip
    at = starts + timedelta(minutes=chance.randint(0, 12))
    stops: list[Stop] = []
    for _, group in groupby(draft.stops, key=lambda one: one.point.position):
        dues = list(group)
        at += timedelta(minutes=max(1, round(sum(one.standard.minutes for one in dues) * chance.uniform(0.6, 1.1))))
        stops += _stops(made, dues, at, worker, chance)
    made.ended_at = at
    made.state = RoundState.SETTLED if any(one.state == StopState.EXCUSED for one in stops) else RoundState.DONE
    made.save(update_fields=["ended_at", "state"])
    Stop.objects.bulk_create(stops)
    return _lines(made, stops, worker, director)


def _stops(made: Round, dues: Iterable[Due], at: datetime, worker: Staff, chance: random.Random) -> list[Stop]:
    fate, late = chance.random(), at > made.due_at
    state = StopState.MADE_UP if late or 0.968 < fate < 0.985 else StopState.DONE
    if fate >= 0.985:
        state = StopState.EXCUSED
    stops = []
    for one in dues:
        answers, wrong = _answers(one, chance)
        done = state != StopState.EXCUSED
        stops.append(
            Stop(
                company_id=made.company_id, project_id=made.project_id, round=made, position=one.point.position,
                place=one.point.place, equipment=one.point.equipment, standard=one.standard, grade=one.grade,
                code=one.standard.code, day=made.day, state=state, at=at if done else None,
                received_at=at + timedelta(seconds=chance.randint(1, 90)) if done else None, by=worker if done else None,
                via=Via.SCANNED if chance.random() < 0.93 else Via.TYPED, answers=answers if done else {},
                wrong=wrong if done else 0, note="" if done else chance.choice(WHY_EXCUSED),
            )
        )  # fmt: skip
    return stops


def _answers(one: Due, chance: random.Random) -> tuple[dict[str, str], int]:
    """What was answered, and how many of it wrong: one tick in some hundreds, and a number now and then out of its limits."""
    answers: dict[str, str] = {}
    wrong = 0
    for row in asked(one.standard.checks, one.grade):
        if row["kind"] == "tick":
            bad = chance.random() < 0.003
            answers[row["key"]] = BAD if bad else OK
            wrong += bad
        elif row["kind"] == "measure":
            answers[row["key"]] = _number(row, chance)
    return answers, wrong


def _number(row: dict[str, Any] | Any, chance: random.Random) -> str:
    low, high = row.get("low"), row.get("high")
    low = low if low is not None else (high * 0.3 if high else 0)
    high = high if high is not None else (low * 1.6 if low else 10)
    return f"{round(chance.uniform(low, high), 1):g}"


def _lines(made: Round, stops: Sequence[Stop], worker: Staff, director: Staff) -> list[Entry]:
    seen_by = Seen.STAFF if made.line == Line.ORDER else Seen.PUBLIC
    entries = [ledger.line("rounds.begun", made, by=worker, at=made.starts_at, written_at=made.starts_at)]
    for _, group in groupby(stops, key=lambda stop: stop.position):
        held = list(group)
        first, names = held[0], "、".join(one.standard.name for one in held)
        if first.state == StopState.EXCUSED:
            entries.append(
                ledger.line(
                    "rounds.stop_excused", first, by=director, at=made.due_at, written_at=made.due_at,
                    spot=str(first.spot), what=names, reason=first.note,
                )
            )  # fmt: skip
            continue
        kind = "rounds.stop_made_up" if first.state == StopState.MADE_UP else "rounds.stop_done"
        entries.append(
            ledger.line(
                kind, first, by=worker, at=first.at or made.starts_at, written_at=first.received_at, seen_by=seen_by,
                spot=str(first.spot), what=names, wrong=sum(one.wrong for one in held),
            )
        )  # fmt: skip
    ended = made.ended_at or made.due_at
    return [*entries, ledger.line("rounds.ended", made, by=worker, at=ended, written_at=ended)]
