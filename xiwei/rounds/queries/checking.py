"""Find spot checks, and the matrix of sites by standards with what stands behind each cell (A16)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from xiwei.estate.models import Company, Project
from xiwei.people.models import Staff
from xiwei.people.queries.who import Who
from xiwei.people.rules import Permission
from xiwei.rounds.models import CheckState, SpotCheck, Stop, StopState, Tally
from xiwei.rounds.rules import permissions
from xiwei.rounds.rules.checking import share, tone
from xiwei.standards.models import Standard

COUNTS = ("due", "done", "late", "missed", "wrong", "checked", "failed")
OVER = (StopState.DONE, StopState.MADE_UP, StopState.SKIPPED, StopState.MISSED, StopState.EXCUSED)


def lock(of: SpotCheck) -> SpotCheck:
    """The check as it is now, held."""
    held = SpotCheck.objects.select_for_update(of=("self",))
    found = held.select_related("standard", "place", "equipment__place", "project__company", "by", "answering")
    return found.prefetch_related("answering__posts").get(pk=of.pk)


def last_day(month: date) -> date:
    """The last day of a month given by its first."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def counted(project: Project, month: date) -> dict[str, dict[str, int]]:
    """A month's figures by standard, from its stops and spot checks: two queries. What still waits is not due yet."""
    span = {"project": project, "day__gte": month, "day__lte": last_day(month)}
    found: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTS, 0))
    stops = Stop.objects.filter(**span, state__in=OVER).order_by().values("code")
    for row in stops.annotate(
        due=Count("pk"),
        done=Count("pk", filter=Q(state=StopState.DONE)),
        late=Count("pk", filter=Q(state=StopState.MADE_UP)),
        missed=Count("pk", filter=Q(state__in=[StopState.SKIPPED, StopState.MISSED, StopState.EXCUSED])),
        wrong=Count("pk", filter=Q(wrong__gt=0)),
    ):
        found[row.pop("code")].update(row)
    checks = SpotCheck.objects.filter(**span).order_by().values("code")
    for row in checks.annotate(checked=Count("pk"), failed=Count("pk", filter=~Q(state=CheckState.RIGHT))):
        found[row.pop("code")].update(row)
    return dict(found)


@dataclass(frozen=True)
class Cell:
    """One site's month of one standard."""

    tally: Tally
    percent: int | None
    tone: str


@dataclass
class Matrix:
    """Sites by standards: rows by the share of gaps in them, the worst first."""

    month: date
    projects: list[Project]
    rows: list[tuple[str, str, list[Cell | None]]] = field(default_factory=list)  # code, name, a cell for each project
    gaps: int = 0


def matrix(company: Company, month: date, *, line: str, projects: Sequence[Project]) -> Matrix:
    """The month of the company's sites, of one line; two queries, however many sites."""
    names = _names(company, line)
    found: dict[str, dict[int, Tally]] = defaultdict(dict)
    for row in Tally.objects.filter(company=company, month=month, code__in=names):
        found[row.code][row.project_id] = row
    made = Matrix(month, list(projects))
    for code, row in found.items():
        cells = [_cell(row.get(project.pk)) for project in projects]
        if any(cells):
            made.rows.append((code, names[code], cells))
            made.gaps += sum(cell is not None and cell.tone == "gap" for cell in cells)
    made.rows.sort(key=lambda row: (*_badness(row[2]), row[1]))
    return made


def _cell(row: Tally | None) -> Cell | None:
    if row is None:
        return None
    percent = share(row.done + row.late, row.due)
    return Cell(row, percent, tone(percent, row.failed))


def _badness(cells: Iterable[Cell | None]) -> tuple[int, int]:
    """What rows are ordered by: the most gaps first, then the most that are only fair."""
    there = [cell.tone for cell in cells if cell]
    return -there.count("gap"), -there.count("fair")


def _names(company: Company, line: str) -> dict[str, str]:
    """Each standard's code with the name of its newest version."""
    rows = Standard.objects.filter(company=company, line=line).order_by("code", "version")
    return dict(rows.values_list("code", "name"))


def behind(project: Project, code: str, month: date) -> tuple[list[Stop], list[SpotCheck], dict[str, int]]:
    """What a cell was counted from: stops with something to see (missed, late, wrong), spot checks, and how many were right."""
    span = {"project": project, "code": code, "day__gte": month, "day__lte": last_day(month)}
    stops = Stop.objects.filter(**span, state__in=OVER)
    telling = stops.exclude(state=StopState.DONE, wrong=0).select_related("place", "equipment", "by", "ticket", "round")
    checks = SpotCheck.objects.filter(**span).select_related("place", "equipment", "by", "standard")
    right = stops.filter(state=StopState.DONE, wrong=0).count()
    return list(telling.order_by("-day", "-pk")[:200]), list(checks[:100]), {"right": right, "all": stops.count()}


def of_project(project: Project, *, state: str = "") -> QuerySet[SpotCheck]:
    """A project's spot checks, those to be put right first, the nearest day first."""
    rows = SpotCheck.objects.filter(project=project).select_related("standard", "place", "equipment", "by", "answering")
    if state == "open":
        return rows.filter(state__in=[CheckState.OPEN, CheckState.ANSWERED]).order_by("due_on", "pk")
    return rows.order_by("-at", "-pk")


def check_for(who: Who, pk: int) -> SpotCheck:
    """A check one may read: who sees the project's rounds, and whom it was given to.

    Raises SpotCheck.DoesNotExist for a stranger, NotAllowed for a colleague.
    """
    rows = SpotCheck.objects.select_related(
        "standard", "place", "equipment__place", "by__person", "answering__person", "project__company"
    )
    found = rows.prefetch_related("photos__photo").get(pk=pk)
    staff = who.staff_in(found.company_id)
    if staff is None:
        raise SpotCheck.DoesNotExist
    if staff.pk != found.answering_id:
        permissions.check_may_see(staff, found.project)
    return found


def project_for(who: Who, pk: int) -> Project:
    """A project whose rounds one sees. Raises Project.DoesNotExist for a stranger, NotAllowed for a colleague."""
    project = Project.objects.select_related("company").get(pk=pk)
    staff = who.staff_in(project.company_id)
    if staff is None:
        raise Project.DoesNotExist
    permissions.check_may_see(staff, project)
    return project


def sites(who: Who) -> list[Project]:
    """Projects whose rounds this person sees, by company and code."""
    rows = Project.objects.filter(reached(who)).select_related("company")
    return list(rows.order_by("company_id", "code"))


def reached(who: Who) -> Q:
    """A condition on projects: those whose rounds this person sees."""
    condition = Q(pk__in=[])
    for company_id, project_id in who.reach(Permission.ROUND_SEE):
        condition |= Q(pk=project_id) if project_id else Q(company_id=company_id)
    return condition


def colleagues(project: Project) -> list[Staff]:
    """Who could be asked to put something right: those with a present post in the project or the whole company."""
    here = Q(posts__project=project) | Q(posts__project__isnull=True)
    rows = Staff.objects.filter(here, company_id=project.company_id, posts__until__isnull=True, left_on__isnull=True)
    return list(rows.distinct().prefetch_related("posts").order_by("pk"))


def waiting_for(staff: Staff) -> list[SpotCheck]:
    """What this one has to put right, the nearest day first."""
    rows = SpotCheck.objects.filter(answering=staff, state=CheckState.OPEN).select_related(
        "standard", "place", "equipment"
    )
    return list(rows.order_by("due_on", "pk")[:50])
