"""Find the calendar of a project, its hours, its time promises, and the nation's holidays.

`calendar` and `promises` are asked at every ticket and every word of a clock: both are kept for up to 30 seconds
(queries/kept.py says how an edit shows). What they give is shared by all who ask and is not to be changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import groupby

from django.db.models import Q

from xiwei.shared.worktime import ALWAYS, Calendar
from xiwei.standards.models import Holiday, Hours, TimePromise
from xiwei.standards.queries.kept import kept
from xiwei.standards.rules import Span


def _time(minute: int) -> time:
    """510 → 08:30; 1440, the end of the day, is midnight, which worktime reads as the midnight after."""
    return time(minute // 60 % 24, minute % 60)


def exceptions() -> dict[date, str]:
    """Days unlike their weekday, as worktime wants them."""
    rows = Holiday.objects.values_list("date", "works")
    return {day: "workday" if works else "holiday" for day, works in rows}


def hours(project_id: int) -> list[Span]:
    """A project's working hours as (weekday, opens, closes) in minutes of the local day, in their order."""
    return list(Hours.objects.filter(project_id=project_id).values_list("weekday", "opens", "closes"))


def calendar(project_id: int) -> Calendar:
    """The working calendar of a project: its hours, the nation's holidays and working weekends.

    A project without hours is open round the clock: it promises more than it must, never less. An edit shows at once
    in the process that made it, within 30 seconds in others.
    """
    return kept(("calendar", project_id), lambda: _calendar(project_id))


def _calendar(project_id: int) -> Calendar:
    weekly: dict[int, list[tuple[time, time]]] = {}
    for weekday, opens, closes in hours(project_id):
        weekly.setdefault(weekday, []).append((_time(opens), _time(closes)))
    return Calendar(weekly=weekly, exceptions=kept("exceptions", exceptions)) if weekly else ALWAYS


def promises(*, company_id: int, project_id: int | None) -> dict[tuple[str, str], TimePromise]:
    """The time promises in force, by (urgency, clock); a project's own stands before its company's.

    An edit shows at once in the process that made it, within 30 seconds in others.
    """
    return dict(kept(("promises", company_id, project_id), lambda: _promises(company_id, project_id)))


def _promises(company_id: int, project_id: int | None) -> dict[tuple[str, str], TimePromise]:
    rows = TimePromise.objects.filter(
        Q(project_id=project_id) | Q(project__isnull=True), company_id=company_id, until__isnull=True
    )
    return {(row.urgency, row.clock): row for row in sorted(rows, key=lambda row: row.project_id is not None)}


def own_promises(project_id: int) -> set[tuple[str, str]]:
    """Which of a project's promises are its own."""
    rows = TimePromise.objects.filter(project_id=project_id, until__isnull=True)
    return set(rows.values_list("urgency", "clock"))


@dataclass(frozen=True)
class Feast:
    """One public holiday of a year: its days off, and the weekends worked for it."""

    name: str
    off: Sequence[date]
    worked: Sequence[date]


def feasts(year: int) -> list[Feast]:
    """The public holidays of a year in their order, with the weekends worked for them."""
    rows = sorted(Holiday.objects.filter(date__year=year), key=lambda day: (day.name, day.date))
    made = [
        Feast(name, [one.date for one in days if not one.works], [one.date for one in days if one.works])
        for name, found in groupby(rows, key=lambda day: day.name)
        for days in [list(found)]
    ]
    return sorted(made, key=lambda feast: (feast.off or feast.worked)[0])


def holiday_years() -> list[int]:
    """The years the holiday table knows, the newest first."""
    return [day.year for day in Holiday.objects.dates("date", "year", order="DESC")]
