"""Who could walk a project's rounds on a day: by line, when they are at work, what they hold, what they have already."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from xiwei.estate.models import Project
from xiwei.people.models import Credential, Leave, LeaveState, Post, Shift, Staff
from xiwei.rounds.models import Round, RoundState
from xiwei.rounds.rules.sharing import Worker

Span = tuple[datetime, datetime]


def bounds(first: date, last: date) -> Span:
    """From the first midnight to the one after the last day, local."""
    midnight = [timezone.make_aware(datetime.combine(day, time.min)) for day in (first, last + timedelta(days=1))]
    return midnight[0], midnight[1]


def workers(project: Project, day: date) -> dict[str, list[Worker]]:
    """By line, those with a present post of it in the project. Nine queries at most, however many they are.

    A line that keeps no roster about that day is at work whenever its people are not on leave.
    """
    begin, end = bounds(day, day)
    posts = _posts(project, day)
    staff = {post.staff_id: post.staff for post in posts}
    shifts, away = _shifts(project, staff, begin, end), _leaves(staff, begin, end)
    held, walked = _credentials(staff, day), _minutes_of_month(staff, day)
    rostered = {shift.line for shift in _near(project, begin, end)}
    made: dict[str, list[Worker]] = defaultdict(list)
    for post in posts:
        at_work = shifts[post.staff_id, post.line] if post.line in rostered else [(begin, end + timedelta(hours=12))]
        made[post.line].append(
            Worker(
                staff[post.staff_id], list(_without(at_work, away[post.staff_id])), held[post.staff_id],
                walked.get(post.staff_id, 0),
            )
        )  # fmt: skip
    return made


def _posts(project: Project, day: date) -> list[Post]:
    here = Q(project=project) | Q(project__isnull=True)
    standing = Q(until__isnull=True) | Q(until__gte=day)
    rows = Post.objects.filter(
        here, standing, company_id=project.company_id, staff__left_on__isnull=True, since__lte=day
    ).select_related("staff__person")
    seen: dict[tuple[int, str], Post] = {}
    for post in rows.order_by("staff_id", "pk"):
        seen.setdefault((post.staff_id, post.line), post)
    return list(seen.values())


def _shifts(
    project: Project, staff: Iterable[int], begin: datetime, end: datetime
) -> dict[tuple[int, str], list[Span]]:
    rows = Shift.objects.filter(
        project=project, staff_id__in=list(staff), starts_at__lt=end + timedelta(hours=12), ends_at__gt=begin
    )
    made: dict[tuple[int, str], list[Span]] = defaultdict(list)
    for shift in rows.order_by("starts_at"):
        made[shift.staff_id, shift.line].append((shift.starts_at, shift.ends_at))
    return made


def _near(project: Project, begin: datetime, end: datetime) -> QuerySet[Shift]:
    week = timedelta(days=7)
    return Shift.objects.filter(project=project, starts_at__lt=end + week, ends_at__gt=begin - week).only("line")


def _leaves(staff: Iterable[int], begin: datetime, end: datetime) -> dict[int, list[Span]]:
    rows = Leave.objects.filter(
        staff_id__in=list(staff), state=LeaveState.GRANTED, starts_at__lt=end + timedelta(hours=12), ends_at__gt=begin
    )
    made: dict[int, list[Span]] = defaultdict(list)
    for leave in rows:
        made[leave.staff_id].append((leave.starts_at, leave.ends_at))
    return made


def _without(at_work: Sequence[Span], away: Sequence[Span]) -> Iterable[Span]:
    """What is left of the time at work when the time away is taken out."""
    left = list(at_work)
    for gone_from, gone_until in away:
        cut: list[Span] = []
        for begin, end in left:
            if gone_until <= begin or end <= gone_from:
                cut.append((begin, end))
                continue
            cut += [(begin, gone_from)] if begin < gone_from else []
            cut += [(gone_until, end)] if gone_until < end else []
        left = cut
    return left


def _credentials(staff: Iterable[int], day: date) -> dict[int, set[str]]:
    good = Q(expires_on__isnull=True) | Q(expires_on__gte=day)
    made: dict[int, set[str]] = defaultdict(set)
    for one in Credential.objects.filter(good, staff_id__in=list(staff)):
        made[one.staff_id].add(one.kind)
    return made


def held_by(staff: Staff, day: date) -> set[str]:
    """Kinds of certificate that one holds on a day."""
    return _credentials([staff.pk], day)[staff.pk]


def _minutes_of_month(staff: Iterable[int], day: date) -> dict[int, int]:
    """Minutes of rounds given to each this month, up to and without this day."""
    rows = Round.objects.filter(worker_id__in=list(staff), day__gte=day.replace(day=1), day__lt=day)
    counted = rows.exclude(state=RoundState.DROPPED).order_by().values("worker_id").annotate(total=Sum("minutes"))
    return {row["worker_id"]: row["total"] for row in counted}
