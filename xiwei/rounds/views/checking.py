"""抽查: against a standard, put right to its end; and the matrix of sites by standards, opening to what stands behind (A16)."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from xiwei.estate.models import Place, Project
from xiwei.ledger.posting import KeyedForm, done_already, submit
from xiwei.people.middleware import PersonRequest
from xiwei.people.models import Staff
from xiwei.rounds.actions import checking as actions
from xiwei.rounds.forms.checking import AnswerForm, CheckForm, CloseForm, SendBackForm
from xiwei.rounds.forms.walking import CHOICES
from xiwei.rounds.models import CheckState, Equipment, SpotCheck
from xiwei.rounds.queries import checking as queries
from xiwei.rounds.rules import checking as rules
from xiwei.shared.refusals import NotAllowed
from xiwei.shared.web import or_404
from xiwei.standards.models import Standard
from xiwei.standards.queries import standards
from xiwei.standards.rules.standards import LINES, fits

A_PAGE = 30
USUAL = timedelta(days=3)  # until when something is put right, as first offered


@require_safe
@login_required
def checks(request: PersonRequest, pk: int) -> HttpResponse:
    """A project's spot checks: what waits to be put right first."""
    project = or_404(queries.project_for, request.who, pk)
    request.project_id = project.pk
    rows = queries.of_project(project)
    page = {
        "project": project,
        "waiting": list(queries.of_project(project, state="open")[:50]),
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "today": timezone.localdate(request.now),
        "may_check": rules.may_check(request.who.staff_in(project.company_id), project),
    }
    return render(request, "rounds/checks.html", page)


@login_required
def check_new(request: PersonRequest, pk: int) -> HttpResponse:
    """Choose a standard and a place, then answer its checklist there."""
    project = or_404(queries.project_for, request.who, pk)
    request.project_id = project.pk
    staff = request.who.staff_in(project.company_id)
    rules.check_may_check(staff, project)
    assert staff is not None, "the check gives a stranger nothing"
    today = timezone.localdate(request.now)
    standard, spot = _chosen(request, project, today)
    if standard is None or spot is None:
        return render(request, "rounds/check_choose.html", _choices(request, project, today, standard))
    grade, colleagues = standards.grade_of(project, today), queries.colleagues(project)
    form = CheckForm(
        request.POST or None, request.FILES or None, standard=standard, grade=grade, colleagues=colleagues,
        initial={"due_on": today + USUAL},
    )  # fmt: skip
    if request.method == "POST":
        made = submit(
            request,
            form,
            do=lambda data: actions.check(project, standard, spot, form.looked(), by=staff, now=request.now),
            again=lambda first: SpotCheck.objects.get(pk=first),
        )
        if made:
            messages.success(request, gettext("抽查记下了。") if not made.wrong else gettext("记下了，整改已交给{name}。").format(
                name=made.answering))  # fmt: skip
            return redirect("check", made.pk)
    page = {"project": project, "standard": standard, "spot": spot, "form": form, "choices": CHOICES}
    return render(request, "rounds/check_new.html", page, status=form.status)


def _chosen(request: PersonRequest, project: Project, today: date) -> tuple[Standard | None, Place | Equipment | None]:
    code, at = request.GET.get("standard", "")[:40], request.GET.get("at", "")[:20]
    standard = standards.in_force(project.company_id, today).filter(code=code).first() if code else None
    kind, _, number = at.partition("-")
    if standard is None or not number.isdecimal():
        return standard, None
    of: Any = Place if kind == "p" else Equipment
    return standard, of.objects.filter(project=project, pk=int(number)).first()


def _choices(request: PersonRequest, project: Project, today: date, standard: Standard | None) -> dict[str, Any]:
    line = request.GET.get("line", "") or (standard.line if standard else "")
    rows = standards.in_force(project.company_id, today)
    spots: list[tuple[str, Place | Equipment]] = []
    if standard:
        places = Place.objects.filter(project=project, kind__in=standard.places, retired_at__isnull=True)
        things = Equipment.objects.filter(project=project, kind__in=standard.equipment).exclude(state="scrapped")
        spots = [*((f"p-{one.pk}", one) for one in places[:300]), *((f"e-{one.pk}", one) for one in things[:300])]
    found = [one for one in (rows.filter(line=line) if line else []) if _of_kind(one, project)]
    return {"project": project, "lines": LINES, "line": line, "standards": found, "standard": standard, "spots": spots}


def _of_kind(standard: Standard, project: Project) -> bool:
    kinds = [("place_kind", one) for one in standard.places] + [("equipment_kind", one) for one in standard.equipment]
    return any(fits(standard, project_kind=project.kind, **{name: value}) for name, value in kinds)


@require_safe
@login_required
def check(request: PersonRequest, pk: int) -> HttpResponse:
    """One check: what was seen, and how far it is put right."""
    return _page(request, or_404(queries.check_for, request.who, pk))


@login_required
def check_act(request: PersonRequest, pk: int, verb: str) -> HttpResponse:
    """Answer, close or send back; a form left in the address bar leads to the check."""
    one = or_404(queries.check_for, request.who, pk)
    forms: dict[str, type[KeyedForm]] = {"answer": AnswerForm, "close": CloseForm, "send_back": SendBackForm}
    if verb not in forms:
        raise Http404
    if request.method != "POST":
        return redirect("check", pk)
    staff = request.who.staff_in(one.company_id)
    (rules.check_may_answer if verb == "answer" else rules.check_may_close)(staff, one)
    assert staff is not None, "the check gives a stranger nothing"
    form = forms[verb](request.POST, request.FILES, prefix=verb)
    done = submit(
        request,
        form,
        do=lambda data: _do(verb, one, data, staff, request),
        again=lambda first: done_already(one, first),
    )
    if done:
        said = {"answer": gettext("记下了，等复查。"), "close": gettext("复查合格，整改了结。"),
                "send_back": gettext("退回去了，等再整改。")}  # fmt: skip
        messages.success(request, said[verb])
        return redirect("check", pk)
    return _page(request, one, wrong=(verb, form), status=form.status)


def _do(verb: str, one: SpotCheck, data: dict[str, Any], by: Staff, request: PersonRequest) -> SpotCheck:
    if verb == "answer":
        return actions.answer(one, words=data["words"], taken=data["photos"], by=by, now=request.now)
    if verb == "close":
        return actions.close(one, by=by, now=request.now)
    return actions.send_back(one, reason=data["reason"], due_on=data["due_on"], by=by, now=request.now)


def _page(
    request: PersonRequest, one: SpotCheck, *, wrong: tuple[str, KeyedForm] | None = None, status: int = 200
) -> HttpResponse:
    request.project_id = one.project_id
    staff, today = request.who.staff_in(one.company_id), timezone.localdate(request.now)
    offered: dict[str, KeyedForm] = {}
    if one.state == CheckState.OPEN and rules.may_answer(staff, one):
        offered["answer"] = AnswerForm(prefix="answer")
    if one.state == CheckState.ANSWERED and rules.may_close(staff, one):
        offered |= {
            "close": CloseForm(prefix="close"),
            "send_back": SendBackForm(prefix="send_back", initial={"due_on": today + USUAL}),
        }
    if wrong:
        offered[wrong[0]] = wrong[1]
    page = {
        "check": one,
        "project": one.project,
        "before": [row.photo for row in one.photos.all() if not row.after],
        "after": [row.photo for row in one.photos.all() if row.after],
        "forms": offered,
        "late": one.state == CheckState.OPEN and one.due_on is not None and one.due_on < today,
    }
    return render(request, "rounds/check.html", page, status=status)


@require_safe
@login_required
def matrix(request: PersonRequest) -> HttpResponse:
    """Sites by standards for a month and a line; the worst first, each cell opening to what it was counted from."""
    sites = queries.sites(request.who)
    if not sites and request.who.staff:
        raise NotAllowed(gettext("各项目的巡查由主任和公司看，您的岗位没有这项权限。"))
    if not sites:
        raise Http404
    today = timezone.localdate(request.now)
    month = _month(request.GET.get("month", ""), today)
    line = request.GET.get("line", "") if request.GET.get("line", "") in dict(LINES) else str(LINES[0][0])
    company = sites[0].company
    shown = [one for one in sites if one.company_id == company.pk]
    page = {
        "matrix": queries.matrix(company, month, line=line, projects=shown),
        "company": company,
        "lines": LINES,
        "line": line,
        "month": month,
        "before": (month - timedelta(days=1)).replace(day=1),
        "after": (month + timedelta(days=32)).replace(day=1) if month < today.replace(day=1) else None,
    }
    return render(request, "rounds/matrix.html", page)


@require_safe
@login_required
def cell(request: PersonRequest, pk: int, code: str) -> HttpResponse:
    """What a cell of the matrix was counted from."""
    project = or_404(queries.project_for, request.who, pk)
    request.project_id = project.pk
    found = standards.versions(project.company_id, code)
    if not found:
        raise Http404
    month = _month(request.GET.get("month", ""), timezone.localdate(request.now))
    stops, looked, counts = queries.behind(project, code, month)
    page = {
        "project": project,
        "standard": found[0],
        "month": month,
        "stops": stops,
        "checks": looked,
        "counts": counts,
    }
    return render(request, "rounds/cell.html", page)


def _month(typed: str, today: date) -> date:
    """The first day of the month asked for (2026-09), else of this one; none to come."""
    try:
        asked = date.fromisoformat(f"{typed}-01")
    except ValueError:
        return today.replace(day=1)
    return min(asked, today.replace(day=1))
