"""Speak HTTP: the week's roster, its shifts, and leave."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from xiwei.estate.models import Project
from xiwei.ledger.posting import KeyedForm, done_before, once, submit
from xiwei.people.actions import rosters as actions
from xiwei.people.actions.rosters import Made
from xiwei.people.forms.rosters import (
    AnswerForm,
    LeaveForm,
    OfficerForm,
    RosterForm,
    ShiftForm,
    WeekForm,
    week_of,
)
from xiwei.people.middleware import PersonRequest
from xiwei.people.models import Leave, LeaveState, Line, Shift, Staff
from xiwei.people.queries import rosters as queries
from xiwei.people.rules import rosters as rules
from xiwei.shared.refusals import NotAllowed
from xiwei.shared.templatetags.xiwei import stretch
from xiwei.shared.tongue import joined
from xiwei.shared.web import or_404

WEEK = timedelta(days=7)


@login_required
def roster(request: PersonRequest, pk: int) -> HttpResponse:
    """A week of the project by line and day."""
    return _page(request, or_404(queries.project_for_roster, request.who, pk))


def _page(request: PersonRequest, project: Project, *, status: int = 200, **forms: Any) -> HttpResponse:
    today = timezone.localdate(request.now)
    monday = week_of(request.GET.get("week", ""), today=today)
    may_roster = rules.may_roster(request.who.staff_in(project.company_id), project)
    if may_roster:
        span = {"first": max(monday, today), "last": rules.last_of_next_month(max(monday, today))}
        line = request.POST.get("line") or request.GET.get("line")
        line = line if line in Line.values else Line.REPAIR
        offer = queries.for_line(project, line, monday)
        forms.setdefault("form", RosterForm(project=project, offer=offer, initial=span | {"line": line}))
        forms |= {"line": line, "lines": Line.choices, "rest": offer.rest, "monday": monday}
        forms.setdefault("shift_form", ShiftForm(project=project, auto_id="shift_%s"))
        forms.setdefault("week_form", WeekForm(initial={"week": monday}, auto_id="week_%s"))
    return render(
        request,
        "people/roster.html",
        {
            "project": project,
            "may_roster": may_roster,
            "rows": [row for row in queries.week(project, monday) if may_roster or any(row.days)],
            "days": [monday + timedelta(days=n) for n in range(7)],
            "today": today,
            "before": monday - WEEK,
            "after": monday + WEEK,
            **forms,
        },
        status=status,
    )


def _by(request: PersonRequest, company_id: int) -> Staff:
    staff = request.who.staff_in(company_id)
    assert staff is not None, "the query found a project of one's company"
    return staff


def _week(project: Project, day: Any) -> HttpResponse:
    return redirect(f"{reverse('roster', args=[project.pk])}?week={queries.monday_of(day):%Y-%m-%d}")


def _project(pk: int) -> Project:
    return Project.objects.get(pk=pk)


def _say(request: PersonRequest, made: list[Made]) -> None:
    """How many shifts came of it; nothing to add where the same form came twice."""
    for one in made:
        messages.success(
            request,
            gettext("已排 {count} 班。").format(count=one.count)
            if one.count
            else gettext("这些天的班都已排好，没有新增。"),
        )
        for shift in one.left_out[:5]:
            messages.warning(
                request,
                gettext("没有排{said}：{staff}那时请假。").format(said=rules.said(shift), staff=shift.staff.name),
            )


@login_required
@require_POST
def roster_make(request: PersonRequest, pk: int) -> HttpResponse:
    """People, a cycle and days become shifts."""
    project = or_404(queries.project_for_roster, request.who, pk)
    form = RosterForm(request.POST, project=project)
    by, made = _by(request, project.company_id), []
    rules.check_may_roster(by, project)

    def do(data: dict[str, Any]) -> Project:
        kept = {name: data[name] for name in ("line", "cycle", "first", "last")}
        made.append(actions.make_roster(project, **kept, staff=list(data["staff"]), by=by, now=request.now))
        return project

    if submit(request, form, do=do, again=_project):
        _say(request, made)
        return _week(project, form.cleaned_data["first"])
    return _page(request, project, form=form, status=form.status)


@login_required
@require_POST
def roster_copy(request: PersonRequest, pk: int) -> HttpResponse:
    """The week before, once more."""
    project = or_404(queries.project_for_roster, request.who, pk)
    form = WeekForm(request.POST, auto_id="week_%s")
    by, made = _by(request, project.company_id), []
    rules.check_may_roster(by, project)

    def do(data: dict[str, Any]) -> Project:
        monday = queries.monday_of(data["week"])
        made.append(actions.copy_week(project, monday=monday, by=by, now=request.now))
        return project

    if submit(request, form, do=do, again=_project):
        _say(request, made)
        return _week(project, form.cleaned_data["week"])
    return _page(request, project, week_form=form, status=form.status)


@login_required
@require_POST
def shift_add(request: PersonRequest, pk: int) -> HttpResponse:
    """One shift by hand."""
    project = or_404(queries.project_for_roster, request.who, pk)
    form = ShiftForm(request.POST, project=project, auto_id="shift_%s")
    by = _by(request, project.company_id)
    rules.check_may_roster(by, project)
    added = submit(
        request,
        form,
        do=lambda data: actions.add_shift(
            project,
            **{name: data[name] for name in ("staff", "line", "starts_at", "ends_at")},
            by=by,
            now=request.now,
        ),
        again=lambda found: Shift.objects.get(pk=found),
    )
    if added:
        messages.success(request, gettext("{staff}加排一班。").format(staff=added.staff.name))
        return _week(project, timezone.localdate(added.starts_at))
    return _page(request, project, shift_form=form, status=form.status)


@login_required
def shift(request: PersonRequest, pk: int) -> HttpResponse:
    """One shift: whose, when, who covers; answer for the line, or take it off."""
    found = or_404(queries.shift_for, request.who, pk)
    by = request.who.staff_in(found.company_id)
    request.project_id = found.project_id
    return render(
        request,
        "people/shift.html",
        {
            "shift": found,
            "project": found.project,
            "leave": queries.on_leave(found, queries.leaves_over([found])),
            "may_roster": rules.may_roster(by, found.project),
            "begun": found.starts_at <= request.now,
            "form": KeyedForm(),
        },
    )


@login_required
@require_POST
def shift_officer(request: PersonRequest, pk: int) -> HttpResponse:
    """Who answers for the line in these hours."""
    found = or_404(queries.shift_for, request.who, pk)
    form = OfficerForm(request.POST)
    officer = form.is_valid() and form.cleaned_data["officer"]
    by = _by(request, found.company_id)
    once(
        request,
        do=lambda: actions.name_officer(found, officer=officer, by=by, now=request.now),
        again=lambda pk: Shift.objects.get(pk=pk),
    )
    said = gettext("由{}值班负责") if officer else gettext("不再由{}值班负责")
    messages.success(request, gettext("这一班{said}。").format(said=said.format(found.staff.name)))
    return _week(found.project, timezone.localdate(found.starts_at))


@login_required
@require_POST
def shift_drop(request: PersonRequest, pk: int) -> HttpResponse:
    """A shift is taken off."""
    if project_id := done_before(request):
        return redirect("roster", project_id)
    found = or_404(queries.shift_for, request.who, pk)
    by = _by(request, found.company_id)
    once(request, do=lambda: actions.drop_shift(found, by=by, now=request.now), again=_project)
    messages.success(request, gettext("{staff}的这一班已撤。").format(staff=found.staff.name))
    return _week(found.project, timezone.localdate(found.starts_at))


@login_required
def leave(request: PersonRequest) -> HttpResponse:
    """One's own leave with a form to ask, and what waits for one's word."""
    if not request.who.staff:
        raise NotAllowed(gettext("请假是给工作人员用的，您的身份不能打开。"))
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and submit(request, form, do=lambda data: _ask(request, data), again=_leave):
        messages.success(request, gettext("假条已交，批了会告诉您。"))
        return redirect("leave")
    return render(
        request,
        "people/leave.html",
        {
            "form": form,
            "own": [
                (one, rules.may_withdraw(request.who.staff_in(one.company_id), one, now=request.now))
                for one in queries.own_leaves(request.who)
            ],
            "waiting": queries.leaves_to_answer(request.who),
            "granted": queries.leaves_granted(request.who, now=request.now),
            "new_key": KeyedForm(),
        },
        status=form.status,
    )


def _ask(request: PersonRequest, data: dict[str, Any]) -> Leave:
    # Someone employed by two companies asks each on its own; the first is the one of their days.
    staff = request.who.staff[0]
    kept = {name: data[name] for name in ("starts_at", "ends_at", "reason")}
    return actions.ask_leave(staff, **kept, by=staff, now=request.now)


def _leave(pk: int) -> Leave:
    return Leave.objects.get(pk=pk)


@login_required
def leave_answer(request: PersonRequest, pk: int) -> HttpResponse:
    """Yes with a stand-in, or no with a reason; the shifts it lies over are shown."""
    found = or_404(queries.leave_for, request.who, pk)
    by = _by(request, found.company_id)
    if request.method == "POST":
        rules.check_may_answer(by, found)
    offer = queries.stand_ins(found)
    form = AnswerForm(request.POST or None, offer=offer)
    if request.method == "POST":
        answered = submit(request, form, do=lambda data: _answer(request, found, by, data), again=_leave)
        if answered:
            messages.success(request, _answered(answered, offer, request.now))
            return redirect("leave")
    return render(
        request,
        "people/leave_answer.html",
        {
            "leave": found,
            "form": form,
            "rest": offer.rest,
            "standing_in_for": offer.covering.get(found.staff_id, []),
            "shifts": queries.shifts_during(found),
            "may_answer": rules.may_answer(by, found) and found.state == "asked",
        },
        status=form.status,
    )


def _answered(leave: Leave, offer: queries.Offer, now: datetime) -> str:
    """What the answer came to: who stands in, from when to when, and for whom they do already."""
    names = {"staff": leave.staff.name, "span": stretch(leave.starts_at, leave.ends_at, now)}
    if leave.state == LeaveState.REFUSED:
        return gettext("没有批{staff}的假，原因已告诉本人。").format(**names)
    if leave.cover is None:
        return gettext("已准假：{staff}，{span}，由各服务组的替班顶上。").format(**names)
    others = offer.covering.get(leave.cover.pk)
    also = gettext("那时{cover}还在代{names}的班，忙不过来请另定人。") if others else ""
    said = gettext("已准假：{cover}代{staff}，{span}。").format(cover=leave.cover.name, **names)
    return said + also.format(cover=leave.cover.name, names=joined(others or []))


def _answer(request: PersonRequest, found: Leave, by: Staff, data: dict[str, Any]) -> Leave:
    if request.POST.get("verb") == "refuse":
        return actions.refuse_leave(found, reason=data["answer"], by=by, now=request.now)
    return actions.grant_leave(found, cover=data["cover"], by=by, now=request.now)


@login_required
@require_POST
def leave_withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Taken back, or ended early."""
    found = or_404(queries.leave_for, request.who, pk)
    by = _by(request, found.company_id)
    once(request, do=lambda: actions.withdraw_leave(found, by=by, now=request.now), again=_leave)
    messages.success(request, gettext("假条已撤回，班次恢复由您自己上。"))
    return redirect("leave")
