"""Find the calendar of a project, its hours, its time promises, and the nation's holidays.

`calendar` and `promises` are asked at every ticket and every word of a clock: both are kept for up to 30 seconds
(queries/kept.py says how an edit shows). What they give is shared by all who ask and is not to be changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import groupby

from django.db.models import Q

from xiwei.estate.models import Company, Project
from xiwei.shared.worktime import ALWAYS, Calendar
from xiwei.standards.models import Holiday, Hours, TimePromise
from xiwei.standards.queries.kept import kept
from xiwei.standards.rules import SEE, Reader, Span, check_may_see


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


def promises_before(company_id: int, project: Project | None, urgency: str, clock: str) -> list[TimePromise]:
    """The lengths one clock has had, the newest first: of the company, or of the project alone."""
    rows = TimePromise.objects.filter(company_id=company_id, project=project, urgency=urgency, clock=clock)
    return list(rows.order_by("-since")[:20])


def projects_kept(who: Reader, company: Company) -> list[Project]:
    """The company's projects whose promises this person may see."""
    reached = {project_id for company_id, project_id in who.reach(SEE) if company_id == company.pk}
    rows = Project.objects.filter(company=company).order_by("name")
    return list(rows if None in reached else rows.filter(pk__in=reached))


def project_kept(who: Reader, company: Company, asked: str) -> Project:
    """One of them by its id as it stands in an address. Raises Project.DoesNotExist."""
    found = next((one for one in projects_kept(who, company) if str(one.pk) == asked), None)
    if found is None:
        raise Project.DoesNotExist
    return found


def project_to_keep(who: Reader, pk: int) -> Project:
    """A project of a company one works for. Raises Project.DoesNotExist for a stranger."""
    project = Project.objects.select_related("company").get(pk=pk)
    if who.staff_in(project.company_id) is None:
        raise Project.DoesNotExist
    return project


def promise_kept(who: Reader, pk: int) -> TimePromise:
    """One length, for those who keep it. Raises TimePromise.DoesNotExist for a stranger, NotAllowed for a colleague."""
    row = TimePromise.objects.select_related("company", "project").get(pk=pk)
    if who.staff_in(row.company_id) is None:
        raise TimePromise.DoesNotExist
    check_may_see(who, company_id=row.company_id)
    return row


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
