"""Find what was signed, what was not, and who may sign."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db.models import Min
from django.utils import timezone

from xiwei.estate.models import Project
from xiwei.people.models import Staff
from xiwei.people.queries.who import Who
from xiwei.people.rules import Permission
from xiwei.service.models import Period, SignOff
from xiwei.service.queries import duty
from xiwei.service.rules.signoffs import month_of
from xiwei.standards import queries as standards

# So far back an unsigned day is looked for; where nothing was ever signed, so far.
LONGEST, AT_FIRST = 31, 7
GRACE = 2  # working days after which the company sees an unsigned day


def hold(project: Project) -> Project:
    """The project's row, held until the transaction ends: of two who sign at once the second reads what the first did."""
    return Project.objects.select_for_update().get(pk=project.pk)


def signed(project: Project, period: str, day: date) -> SignOff | None:
    """That day or month as it was signed, with its causes and supplements; None where it was not."""
    found = SignOff.objects.filter(project=project, period=period, day=day).select_related("by", "project")
    return found.prefetch_related("causes", "supplements__by").first()


def signers(project: Project, now: datetime) -> frozenset[int]:
    """Who may sign for it now, by their numbers: its directors, and while one is on leave who was named to stand in.

    Where all of them are away and none was named, and where there is no director, whoever answers then (duty.director).
    """
    known = duty.roster(duty.Spot(project.company_id, project.pk), now)
    heads = [post for post in known.book.heads if Permission.SIGNOFF_SIGN in post.role.permissions]
    directors = {post.staff_id: post.staff for post in heads if post.project_id is not None}
    covers = {cover.pk for one in directors.values() if (cover := known.cover_of(one))}
    if covers or any(pk not in known.leaves for pk in directors):
        return frozenset({*directors, *covers})
    return frozenset({*directors, *(post.staff_id for post in heads if post.project_id is None)})


def began(projects: Collection[Project], today: date) -> dict[int, date]:
    """From which day on each project's days are to be signed: the first that was, else a week ago; never before it opened.

    A company that takes this up does not owe the years before it.
    """
    firsts = SignOff.objects.filter(project__in=projects, period=Period.DAY).order_by().values_list("project_id")
    known = dict(firsts.annotate(first=Min("day")))
    begun = {one.pk: known.get(one.pk, today - timedelta(days=AT_FIRST)) for one in projects}
    return {one.pk: max(begun[one.pk], one.opened_on or begun[one.pk]) for one in projects}


def unsigned(projects: Collection[Project], now: datetime) -> dict[int, list[date]]:
    """The days over and not signed, of each project, the oldest first; two queries for any number of projects."""
    today = timezone.localdate(now)
    since = {pk: max(day, today - timedelta(days=LONGEST)) for pk, day in began(projects, today).items()}
    days = SignOff.objects.filter(
        project__in=projects, period=Period.DAY, day__gte=today - timedelta(days=LONGEST)
    ).values_list("project_id", "day")
    done = set(days)
    return {
        pk: [day for day in _days(first, today - timedelta(days=1)) if (pk, day) not in done]
        for pk, first in since.items()
    }


def unsigned_before(project: Project, day: date, now: datetime) -> list[date]:
    """The days before this one that wait for a signature, the oldest first."""
    return [one for one in unsigned([project], now)[project.pk] if one < day]


def waiting_for(who: Who, project: Project, now: datetime) -> list[date]:
    """The unsigned days, for one whose post in the project is to sign them: the line on the director's board."""
    staff = who.staff_in(project.company_id)
    mine = staff and any(
        post.project_id and post.grants(Permission.SIGNOFF_SIGN, project.pk) for post in staff.posts.all()
    )
    return unsigned([project], now)[project.pk] if mine else []


def unsigned_in(project: Project, first: date, now: datetime) -> list[date]:
    """The days of a month that are not signed, those still to come among them."""
    begins, last = month_of(first)
    since = max(begins, began([project], timezone.localdate(now))[project.pk])
    found = SignOff.objects.filter(project=project, period=Period.DAY, day__range=(begins, last))
    done = set(found.values_list("day", flat=True))
    return [day for day in _days(since, last) if day not in done]


def signed_in(project: Project, first: date) -> dict[date, SignOff]:
    """The days of a month that were signed."""
    found = SignOff.objects.filter(project=project, period=Period.DAY, day__range=month_of(first))
    return {one.day: one for one in found.select_related("by").defer("content")}


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def overdue(projects: Collection[Project], now: datetime) -> dict[int, list[date]]:
    """Of the unsigned days, those after whose end two working days went by: what the company sees."""
    return {pk: [day for day in days if _is_past(pk, day, now)] for pk, days in unsigned(projects, now).items()}


def _is_past(project_id: int, day: date, now: datetime) -> bool:
    calendar = standards.calendar(project_id)
    since = _days(day + timedelta(days=1), timezone.localdate(now) - timedelta(days=1))
    return sum(bool(calendar.hours(one)) for one in since) >= GRACE


def to_remind(now: datetime) -> list[tuple[Project, list[date]]]:
    """Every project with a day to sign, with those days."""
    projects = list(Project.objects.order_by("pk"))
    found = unsigned(projects, now)
    return [(one, found[one.pk]) for one in projects if found[one.pk]]


def bearer(project: Project, now: datetime) -> Staff:
    """Whom the reminder reaches: the director, or whoever stands for them. Raises NobodyThere where there is none."""
    known = duty.roster(duty.Spot(project.company_id, project.pk), now)
    heads = [post for post in known.book.heads if post.project_id is not None]
    named = next((cover for post in heads if (cover := known.cover_of(post.staff))), None)
    chief = duty.director(known.spot, now, book=known.book)
    return chief if chief.pk not in known.leaves and chief.pk in {post.staff_id for post in heads} else named or chief


def for_person(pk: int) -> SignOff:
    """One sign-off of the companies in scope. Raises SignOff.DoesNotExist for a stranger's."""
    return SignOff.objects.select_related("project").get(pk=pk)
