"""巡查: a day's board for the director, who gives rounds to others, signs off what was missed, and has a day planned."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from xiwei.estate.models import Project
from xiwei.ledger.posting import KeyedForm, done_already, submit
from xiwei.people.middleware import PersonRequest
from xiwei.people.models import Staff
from xiwei.rounds.actions import doing, planning
from xiwei.rounds.forms.planning import ExcuseForm, HandOverForm, PlanForm
from xiwei.rounds.models import Round, Stop
from xiwei.rounds.queries import board as queries
from xiwei.rounds.queries.planning import planned_drafts, warnings
from xiwei.rounds.rules import permissions
from xiwei.rounds.rules import year as yearly
from xiwei.rounds.rules.doubts import DOUBTS
from xiwei.shared.refusals import BadInput
from xiwei.shared.web import or_404

DAY = timedelta(days=1)
PAGE = 50


def project_of(request: PersonRequest, pk: int) -> tuple[Project, Staff]:
    """The project and one's employment there: a stranger's is 404, a missing right refused."""
    project = or_404(queries.project_for, request.who, pk)
    request.project_id = project.pk
    staff = request.who.staff_in(project.company_id)
    assert staff is not None, "the query found a project of one's company"
    return project, staff


def day_asked(request: PersonRequest) -> date:
    """The day of the address, else today: what is no day, or lies years away, is today."""
    today = timezone.localdate(request.now)
    try:
        day = parse_date(request.GET.get("day", "")) or today
    except ValueError:
        return today
    return day if abs(day.year - today.year) <= 50 else today


def board_at(project_id: int, day: date) -> str:
    """The address of a day's board."""
    return f"{reverse('rounds_day', args=[project_id])}?day={day:%Y-%m-%d}"


@require_safe
@login_required
def rounds_day(request: PersonRequest, pk: int) -> HttpResponse:
    """One day of a project, or what of it is doubtful."""
    project, staff = project_of(request, pk)
    day = day_asked(request)
    if request.GET.get("doubts"):
        rows = Paginator(queries.doubtful(project, day), PAGE).get_page(request.GET.get("page"))
        return render(request, "rounds/doubts.html", {"project": project, "day": day, "page": rows, "doubts": DOUBTS})
    return _board(request, project, staff, day)


def _board(
    request: PersonRequest, project: Project, staff: Staff, day: date, *, refused: Any = None, status: int = 200
) -> HttpResponse:
    board, today = queries.day_board(project, day, now=request.now), timezone.localdate(request.now)
    page = {
        "project": project,
        "day": day,
        "today": today,
        "before": day - DAY,
        "after": day + DAY,
        "board": board,
        "doubtful": queries.doubtful(project, day).count(),
        "warnings": warnings(project, day, day),
        "may_plan": permissions.may_plan(staff, project),
        "can_plan": day in (today, today + DAY),
        "refused": refused,
        "why": gettext("这一趟没有人走"),
        "new_key": KeyedForm(),
    }
    return render(request, "rounds/board.html", page, status=status)


@login_required
@require_POST
def rounds_plan(request: PersonRequest, pk: int) -> HttpResponse:
    """Plan today or tomorrow now; a second time brings it up to date."""
    project, staff = project_of(request, pk)
    permissions.check_may_plan(staff, project)
    form = PlanForm(request.POST, today=timezone.localdate(request.now))
    if not form.is_valid():
        raise BadInput(str(form.errors["day"][0]))
    day = form.cleaned_data["day"]
    made = planning.plan_day(project, day, by=staff, now=request.now)
    messages.success(request, _said(made))
    return redirect(board_at(pk, day))


def _said(made: planning.Planned) -> str:
    parts = [
        (made.made, gettext("新排 {count} 趟")),
        (made.changed, gettext("改了 {count} 趟")),
        (made.dropped, gettext("取消 {count} 趟")),
        (made.unmanned, gettext("{count} 趟没有人走")),
    ]
    said = gettext("，").join(words.format(count=count) for count, words in parts if count)
    return gettext("排好了：{said}。").format(said=said) if said else gettext("排过了，没有要改的。")


def _round(request: PersonRequest, pk: int) -> tuple[Round, Staff]:
    one = or_404(queries.round_to_plan, request.who, pk)
    request.project_id = one.project_id
    staff = request.who.staff_in(one.company_id)
    assert staff is not None, "the query found a round of one's company"
    permissions.check_may_plan(staff, one.project)
    return one, staff


@vary_on_headers("HX-Request")
@login_required
def round_hand_over(request: PersonRequest, pk: int) -> HttpResponse:
    """Who could walk a round instead, each a button: a part of the board by htmx, a page of its own without."""
    one, staff = _round(request, pk)
    hands = queries.hands_for(one)
    form = HandOverForm(
        request.POST or None,
        hands=hands,
        worker_id=one.worker_id,
        initial={"why": _why(one)},
        auto_id=f"hand{one.pk}_%s",
    )
    if request.method == "POST":
        done = submit(
            request,
            form,
            do=lambda data: planning.hand_over(one, to=data["to"], by=staff, now=request.now, why=data["why"]),
            again=lambda first: done_already(one, first),
        )
        if done:
            messages.success(request, gettext("{what}改由{who}走，已经告诉他（她）。").format(
                what=one.route.name, who=form.cleaned_data["to"].name))  # fmt: skip
            return redirect(board_at(one.project_id, one.day))
    part = "#hands" if request.headers.get("HX-Request") else ""
    page = {"round": one, "project": one.project, "form": form, "movable": one.state in ("planned", "begun")}
    return render(request, f"rounds/hand_over.html{part}", page, status=form.status)


def _why(one: Round) -> str:
    return gettext("主任调整") if one.worker_id else gettext("这一趟没有人走")


@login_required
def round_excuse(request: PersonRequest, pk: int) -> HttpResponse:
    """Sign off what of a round was missed or could not be done."""
    one, staff = _round(request, pk)
    left = queries.unsettled_of(one)
    form = ExcuseForm(request.POST or None, stops=queries.stops_of(one))
    if request.method == "POST":
        done = submit(
            request,
            form,
            do=lambda data: doing.excuse(one, data["stops"], reason=data["reason"], by=staff, now=request.now),
            again=lambda first: done_already(one, first),
        )
        if done:
            messages.success(request, gettext("已签认 {count} 处。").format(count=len(form.cleaned_data["stops"])))
            return redirect(board_at(one.project_id, one.day))
    page = {"round": one, "project": one.project, "form": form, "stops": left, "chosen": _chosen(form, left)}
    return render(request, "rounds/excuse.html", page, status=form.status)


def _chosen(form: ExcuseForm, left: Sequence[Stop]) -> set[int]:
    if not form.is_bound:
        return {stop.pk for stop in left}
    return {int(one) for one in form["stops"].value() or [] if str(one).isdecimal()}


FULL_TIME = 174 * 60  # minutes a month of one who works full time: 21.75 days of 8 hours


@require_safe
@login_required
def rounds_year(request: PersonRequest, pk: int) -> HttpResponse:
    """A year as the routes, standards and grades of now make it."""
    project, _staff = project_of(request, pk)
    year = _year(request)
    plan = yearly.of(planned_drafts(project, date(year, 1, 1), date(year, 12, 31)), year)
    months = sum(minutes > 0 for minutes in plan.months) or 1
    staff = queries.count_staff(project)
    page = {
        "project": project,
        "year": year,
        "before": year - 1,
        "after": year + 1,
        "plan": plan,
        "numbers": range(1, 13),
        "monthly": plan.minutes // months,
        "people": _people(plan.minutes, months),
        "lines": [(line, _people(line.minutes, months), staff.get(line.code, 0)) for line in plan.lines],
    }
    return render(request, "rounds/year.html", page)


def _people(minutes: int, months: int) -> str:
    """How many who work full time that is."""
    return f"{minutes / months / FULL_TIME:.1f}"


def _year(request: PersonRequest) -> int:
    this = timezone.localdate(request.now).year
    asked = request.GET.get("year", "")
    return int(asked) if asked.isdecimal() and len(asked) == 4 and abs(int(asked) - this) <= 5 else this
