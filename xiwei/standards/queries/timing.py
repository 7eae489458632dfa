"""Find what is promised: the calendar of a project, its time promises, the menu of today."""

from datetime import date, time

from django.db.models import Q

from xiwei.shared.worktime import ALWAYS, Calendar
from xiwei.standards.models import Holiday, Hours, TimePromise


def _time(minute: int) -> time:
    """510 → 08:30; 1440, the end of the day, is midnight, which worktime reads as the midnight after."""
    return time(minute // 60 % 24, minute % 60)


def exceptions() -> dict[date, str]:
    """Days unlike their weekday, as worktime wants them."""
    return {day: "workday" if works else "holiday" for day, works in Holiday.objects.values_list("date", "works")}


def calendar(project_id: int) -> Calendar:
    """The working calendar of a project: its hours, the nation's holidays and working weekends.

    A project without hours is open round the clock: it promises more than it must, never less.
    """
    weekly: dict[int, list[tuple[time, time]]] = {}
    for weekday, opens, closes in Hours.objects.filter(project_id=project_id).values_list("weekday", "opens", "closes"):
        weekly.setdefault(weekday, []).append((_time(opens), _time(closes)))
    return Calendar(weekly=weekly, exceptions=exceptions()) if weekly else ALWAYS


def promises(*, company_id: int, project_id: int) -> dict[tuple[str, str], TimePromise]:
    """The time promises in force, by (urgency, clock); a project's own stands before its company's."""
    rows = TimePromise.objects.filter(
        Q(project_id=project_id) | Q(project__isnull=True), company_id=company_id, until__isnull=True
    )
    return {(row.urgency, row.clock): row for row in sorted(rows, key=lambda row: row.project_id is not None)}


def hours(project_id: int) -> list[tuple[int, int, int]]:
    """A project's working hours as (weekday, opens, closes) in minutes of the local day."""
    return list(Hours.objects.filter(project_id=project_id).values_list("weekday", "opens", "closes"))
