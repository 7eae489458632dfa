"""What the clock asks of rounds; each safe to run twice (config/clock.py)."""

from datetime import datetime, timedelta

from django.utils import timezone

from xiwei.ledger.models import SYSTEM
from xiwei.rounds.actions import checking, doing, equipment, planning
from xiwei.rounds.queries import equipment as pieces
from xiwei.rounds.queries import planning as queries
from xiwei.rounds.queries import staffing
from xiwei.service.queries.duty import NobodyThere
from xiwei.service.queries.signoffs import bearer
from xiwei.shared import scope

PLANNED_FROM = 17  # the local hour from which tomorrow is planned [O]


def plan_days(now: datetime) -> int:
    """Plan today where nobody has yet, and tomorrow once it is late afternoon; how many days were planned."""
    today = timezone.localdate(now)
    days = [today, *([today + timedelta(days=1)] if timezone.localtime(now).hour >= PLANNED_FROM else [])]
    done = 0
    with scope.everywhere("the clock plans every project's day"):
        for day in days:
            for project in list(queries.unplanned(day)):
                planning.plan_day(project, day, by=SYSTEM, now=now)
                done += 1
    return done


def keep_staffed(now: datetime) -> int:
    """Give planned rounds whose worker is away to another; how many changed hands."""
    done = 0
    with scope.everywhere("the clock keeps every project's rounds staffed"):
        known: dict[tuple[int, str], dict] = {}
        for one in list(queries.rounds_ahead(now, now + timedelta(hours=36))):
            key = one.project_id, str(one.day)
            if key not in known:
                known[key] = staffing.workers(one.project, one.day)
            done += planning.keep_staffed(one, known[key].get(one.line, []), now=now)
    return done


def find_missed(now: datetime) -> int:
    """Rounds past their time fall short of what still waits; how many stops were missed."""
    with scope.everywhere("the clock finds what was missed in every project"):
        return sum(doing.fall_short(one, now=now) for one in list(queries.late(now)[:200]))


def tally(now: datetime) -> int:
    """Count the month anew for every project that has rounds or checks in it, and last month's in its first days."""
    today = timezone.localdate(now)
    months = {today.replace(day=1), (today - timedelta(days=3)).replace(day=1)}
    with scope.everywhere("the clock counts every project's month"):
        return sum(checking.tally(project, month) for month in sorted(months) for project in queries.busy_in(month))


def remind_equipment(now: datetime) -> int:
    """Tell directors of lifts not maintained in time, and of inspections and warranties that end; how many were new."""
    told = 0
    with scope.everywhere("the clock looks at every project's equipment"):
        for project in list(pieces.projects_with_equipment()):
            pressing = pieces.pressing_in(project, now)
            try:
                director = bearer(project, now) if pressing else None
            except NobodyThere:
                continue  # told once somebody is there
            told += sum(equipment.tell(one, found, to=director, now=now) for one, found in pressing if director)
    return told
