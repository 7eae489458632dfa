"""Warn of weather, and call it off: the days it touches are planned anew, each change with its reason (D8)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from xiwei.estate.models import Project
from xiwei.ledger import actions as ledger
from xiwei.ledger.models import Actor
from xiwei.people.models import Staff
from xiwei.rounds.actions.planning import plan_day
from xiwei.rounds.models import Weather
from xiwei.rounds.queries import planning as queries
from xiwei.rounds.rules import permissions, warning
from xiwei.shared.tongue import kept_choice


@transaction.atomic
def warn(
    project: Project, *, kind: str, starts_at: datetime, ends_at: datetime, words: str, by: Staff | Actor, now: datetime
) -> Weather:
    """A warning stands from one moment to another; the planned days it touches change now.

    Raises NotAllowed, or BadInput for a warning that is over, runs backwards, is too long or says nothing.
    """
    if isinstance(by, Staff):
        permissions.check_may_plan(by, project)
    warning.check(kind, starts_at, ends_at, words, now=now)
    made = Weather.objects.create(
        company_id=project.company_id, project=project, kind=kind, starts_at=starts_at, ends_at=ends_at,
        words=words.strip(),
    )  # fmt: skip
    ledger.record("rounds.weather_warned", made, by=by, at=now, weather=kept_choice(made, "kind"), words=made.words)
    _replan(made, by=by, now=now)
    return made


@transaction.atomic
def call_off(weather: Weather, *, by: Staff | Actor, now: datetime) -> Weather:
    """The weather is over before its time, or never came: what it took from the days to come is taken up again."""
    weather = Weather.objects.select_for_update(of=("self",)).select_related("project__company").get(pk=weather.pk)
    if isinstance(by, Staff):
        permissions.check_may_plan(by, weather.project)
    warning.check_stands(weather, now=now)
    weather.called_off_at = now
    weather.save(update_fields=["called_off_at"])
    ledger.record("rounds.weather_called_off", weather, by=by, at=now, weather=kept_choice(weather, "kind"))
    _replan(weather, by=by, now=now)
    return weather


def _replan(weather: Weather, *, by: Staff | Actor, now: datetime) -> None:
    first = timezone.localdate(max(weather.starts_at, now))
    last = timezone.localdate(weather.ends_at)
    for day in queries.days_planned_from(weather.project, first):
        if day <= last + timedelta(days=1):
            plan_day(weather.project, day, by=by, now=now)
