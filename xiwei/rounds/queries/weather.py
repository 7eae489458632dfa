"""Find warnings of weather, and what one would change."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from xiwei.estate.models import Project
from xiwei.people.queries.who import Who
from xiwei.rounds.models import Round, RoundState, Weather
from xiwei.rounds.queries import planning
from xiwei.rounds.rules import permissions
from xiwei.rounds.rules.preview import Effect, effects_of

MOST = 50


@dataclass(frozen=True)
class Warnings:
    """A project's: those that stand or will, and those that were."""

    standing: list[Weather]
    over: list[Weather]


def of_project(project: Project, now: datetime) -> Warnings:
    """All of them, the latest first; of those that are over the last fifty."""
    rows = Weather.objects.filter(project=project)
    standing = rows.filter(called_off_at__isnull=True, ends_at__gt=now).order_by("starts_at", "pk")
    return Warnings(
        list(standing), list(rows.exclude(pk__in=standing.values("pk")).order_by("-starts_at", "-pk")[:MOST])
    )


def weather_for(who: Who, pk: int) -> Weather:
    """A warning of a project whose rounds one sees. Raises Weather.DoesNotExist for a stranger, NotAllowed for a colleague."""
    found = Weather.objects.select_related("project__company").get(pk=pk)
    staff = who.staff_in(found.company_id)
    if staff is None:
        raise Weather.DoesNotExist
    permissions.check_may_see(staff, found.project)
    return found


def preview(warning: Weather, project: Project, now: datetime) -> list[Effect]:
    """What a warning not yet given would change, of the days that have come or will: those planned, and those to be."""
    first, last = timezone.localdate(max(warning.starts_at, now)), timezone.localdate(warning.ends_at)
    # A night's round belongs to the day it starts on, and a warning after midnight may touch it.
    first -= timedelta(days=1)
    begun = Round.objects.filter(project=project, day__gte=first, day__lte=last)
    left_alone = begun.exclude(state__in=[RoundState.PLANNED, RoundState.DROPPED]).values_list("route_id", "slot")
    return effects_of(
        warning,
        planning.planned_drafts(project, first, last),
        planning.warnings(project, first, last),
        begun={(route, timezone.make_naive(slot)) for route, slot in left_alone},
        after=timezone.make_naive(now),
        localtime=timezone.make_naive,
    )
