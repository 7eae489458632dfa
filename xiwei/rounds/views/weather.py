"""天气: warnings that stand and were; to warn, having seen what that changes; to call off (D8)."""

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from xiwei.estate.models import Project
from xiwei.ledger.posting import done_already, once, submit
from xiwei.people.middleware import PersonRequest
from xiwei.rounds.actions import weather as actions
from xiwei.rounds.forms.weather import WarningForm
from xiwei.rounds.models import Weather
from xiwei.rounds.queries import weather as queries
from xiwei.rounds.rules import permissions, warning
from xiwei.rounds.rules.preview import Effect
from xiwei.rounds.rules.weather import effects
from xiwei.rounds.views.planning import project_of
from xiwei.shared.refusals import BadInput
from xiwei.shared.web import or_404

FIELDS = ("kind", "starts_at", "ends_at", "words")


@login_required
def weather(request: PersonRequest, pk: int) -> HttpResponse:
    """A project's warnings; with `do=preview` what was typed is not given yet: its effects are shown."""
    project, staff = project_of(request, pk)
    form, found = WarningForm(request.POST or None, initial=_usual(request.now)), None
    if request.method == "POST":
        permissions.check_may_plan(staff, project)
        if request.POST.get("do") == "preview":
            found = _previewed(project, form, request.now)
        elif given := submit(
            request,
            form,
            do=lambda data: actions.warn(project, **{name: data[name] for name in FIELDS}, by=staff, now=request.now),
            again=lambda first: Weather.objects.get(pk=first),
        ):
            messages.success(request, gettext("{kind}的提醒发出了，排好的活已经照着改，改了谁的就告诉了谁。").format(
                kind=given.get_kind_display()))  # fmt: skip
            return redirect("weather", pk)
    page = {
        "project": project,
        "warnings": queries.of_project(project, request.now),
        "form": form,
        "found": found,
        "rules": effects(),
        "may_plan": permissions.may_plan(staff, project),
    }
    return render(request, "rounds/weather.html", page, status=form.status)


def _usual(now: datetime) -> dict[str, Any]:
    """From the next full hour to the evening, or to tomorrow's."""
    local = timezone.localtime(now).replace(minute=0, second=0, microsecond=0)
    starts = local + timedelta(hours=1)
    evening = datetime.combine(starts.date(), time(20, 0), tzinfo=starts.tzinfo)
    return {"starts_at": starts, "ends_at": evening if evening > starts else evening + timedelta(days=1)}


def _previewed(project: Project, form: WarningForm, now: datetime) -> list[Effect] | None:
    """What it would change; None, with the sentence on the form, for a warning that cannot be."""
    if not form.is_valid():
        form.status = BadInput.status
        return None
    data = {name: form.cleaned_data[name] for name in FIELDS}
    try:
        warning.check(**data, now=now)
    except BadInput as refused:
        form.add_error(None, refused.sentence)
        form.status = refused.status
        return None
    return queries.preview(Weather(company_id=project.company_id, project=project, **data), project, now)


@login_required
@require_POST
def weather_call_off(request: PersonRequest, pk: int) -> HttpResponse:
    """It is over, or never came: what it took from the days to come is taken up again."""
    found = or_404(queries.weather_for, request.who, pk)
    request.project_id = found.project_id
    staff = request.who.staff_in(found.company_id)
    assert staff is not None, "the query found a warning of one's company"
    permissions.check_may_plan(staff, found.project)
    once(
        request,
        do=lambda: actions.call_off(found, by=staff, now=request.now),
        again=lambda first: done_already(found, first),
    )
    messages.success(request, gettext("解除了，停下的活已经恢复，改了谁的就告诉了谁。"))
    return redirect("weather", found.project_id)
