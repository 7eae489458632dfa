"""日结、月结: what a day or a month was, why promises were broken, and the director's signature."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import models
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import get_valid_filename
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from xiwei.estate.models import Project
from xiwei.ledger.posting import KeyedForm, submit
from xiwei.people.middleware import PersonRequest
from xiwei.people.models import Staff
from xiwei.service.actions import signoffs as actions
from xiwei.service.forms.signoffs import DayForm, SupplementForm, WordsForm
from xiwei.service.models import Cause, Period, SignOff, Supplement
from xiwei.service.queries import days, months
from xiwei.service.queries import signoffs as queries
from xiwei.service.rules import signoffs as rules
from xiwei.shared.refusals import NotNow
from xiwei.shared.web import or_404

M = TypeVar("M", bound=models.Model)


def _project(request: PersonRequest, pk: int) -> tuple[Project, Staff]:
    """The project, for one who sees its board: a stranger's is 404, a missing right refused."""
    project = or_404(lambda who, key: Project.objects.get(pk=key), request.who, pk)
    staff = request.who.staff_in(project.company_id)
    if staff is None:
        raise Http404
    request.project_id = project.pk
    rules.check_may_see(project, staff, queries.signers(project, request.now))
    return project, staff


def _day(written: str, form: str = "%Y-%m-%d") -> date:
    """Raises Http404 for what is no day, or lies where no estate was or will be."""
    try:
        found = datetime.strptime(written, form).date()  # noqa: DTZ007  (a date has no zone)
    except ValueError as wrong:
        raise Http404 from wrong
    if not 1980 <= found.year <= 2100:
        raise Http404
    return found


@require_safe
@login_required
def signoffs(request: PersonRequest, pk: int) -> HttpResponse:
    """To the oldest day that waits for a signature, else to yesterday."""
    project, _ = _project(request, pk)
    waiting = queries.unsigned([project], request.now)[project.pk]
    day = waiting[0] if waiting else timezone.localdate(request.now) - timedelta(days=1)
    return redirect("signoff_day", project.pk, day.isoformat())


@login_required
def signoff_day(request: PersonRequest, pk: int, day: str) -> HttpResponse:
    """One day: as it was signed, with what changed since; or as it is, with the form to sign it."""
    project, staff = _project(request, pk)
    found = _day(day)
    signed, now = queries.signed(project, Period.DAY, found), days.content(project, found)
    form = DayForm(
        request.POST or None, breaches=now["breaches"], proposed={} if signed else days.proposals(now["breaches"])
    )
    added, refused, filled = SupplementForm(), "", False
    if request.method == "POST":
        rules.check_may_sign(project, staff, queries.signers(project, request.now))
        do = request.POST.get("do", "")
        if do == "add" and signed:
            added, done = _add(request, signed, staff)
        elif do == "fill":
            form, refused = _filled(request, form)
            done, filled = False, True
        else:
            done = _sign_day(request, project, staff, found, form)
            added = SupplementForm(initial={"words": form.in_words()})  # kept, where another signed first
        if done:
            return redirect(request.path)
    around = _around(request, project, staff, signed, found)
    content = _told(signed) if signed else now
    context = {
        **around,
        **_days_about(found, request.now),
        "content": content,
        "kept_late": [one for one in content["breaches"] if days.was_promised(one)],
        "never_promised": [one for one in content["breaches"] if not days.was_promised(one)],
        "unsigned": [] if signed else queries.unsigned_before(project, found, request.now),
        "none": _none(content, asking=not signed and around["may"] and around["over"]),
        "form": form,
        "refused": refused,
        "filled": filled,
        "added": added,
        "changes": days.changes(signed.content, now) if signed else {},
        "month": found,
    }
    status = max(422 if refused else 200, form.status, added.status)
    return render(request, "service/signoff_day.html", context, status=status)


def _none(content: days.Content, *, asking: bool) -> list[str]:
    """The lists with nothing in them, said in one sentence; where the form asks for causes, it says itself that none is asked."""
    return [name for name in days.LISTS if not content[name] and not (asking and name == "breaches")]


def _sign_day(request: PersonRequest, project: Project, staff: Staff, day: date, form: DayForm) -> bool:
    def deed(data: dict[str, Any]) -> SignOff:
        return actions.sign_day(
            project, day=day, told=form.told(), words=data["words"], by=staff, now=request.now,
            knowing=data["knowing"],
        )  # fmt: skip

    return _done(request, form, deed, SignOff, gettext("已签收。"))


def _add(request: PersonRequest, signed: SignOff, staff: Staff) -> tuple[SupplementForm, bool]:
    form = SupplementForm(request.POST)

    def deed(data: dict[str, Any]) -> Supplement:
        return actions.supplement(signed, words=data["words"], by=staff, now=request.now)

    return form, _done(request, form, deed, Supplement, gettext("已补充。"))


def _done(request: PersonRequest, form: KeyedForm, deed: Callable[[dict[str, Any]], M], of: type[M], says: str) -> bool:
    """Do it once, and say that it was done; False where the form was refused."""
    if submit(request, form, do=deed, again=lambda pk: of._default_manager.get(pk=pk)) is None:
        return False
    messages.success(request, says)
    return True


def _filled(request: PersonRequest, form: DayForm) -> tuple[DayForm, str]:
    """The same cause laid on those ticked; where nothing is ticked or chosen, all as it was and a sentence."""
    if filled := form.filled(request.POST):
        return filled, ""
    kept = DayForm(breaches=form.breaches, proposed=form.proposed, initial=request.POST.dict())
    return kept, gettext("请先勾选要一起填的，再选一个原因。您填的都还在。")


def _around(
    request: PersonRequest, project: Project, staff: Staff, signed: SignOff | None, last: date
) -> dict[str, Any]:
    """What both pages have: whose it is, whether it can be signed now and by this person, and the way to add to it."""
    may = rules.may_sign(project, staff, queries.signers(project, request.now))
    over = True
    try:
        rules.check_over(project, last, timezone.localdate(request.now))
    except NotNow:
        over = False
    return {"project": project, "signed": signed, "may": may, "over": over}


def _days_about(day: date, now: datetime) -> dict[str, Any]:
    today = timezone.localdate(now)
    following = day + timedelta(days=1) if day < date.max else day
    return {
        "day": day,
        "before": day - timedelta(days=1) if day > date.min else day,
        "after": following if following < today else None,
    }


def _told(signed: SignOff) -> days.Content:
    """A signed day as it is frozen, with its causes beside the promises they are of."""
    causes = {(one.ticket_id, one.kind, one.due_at.isoformat()): one for one in signed.causes.all()}
    rows = [
        {**one, "told": causes.get((one["ticket"], one["kind"], datetime.fromisoformat(one["due"]).isoformat()))}
        for one in signed.content["breaches"]
    ]
    return {**signed.content, "breaches": rows}


@login_required
def signoff_month(request: PersonRequest, pk: int, month: str) -> HttpResponse:
    """One month: its sums beside the month before, its days, and the form to sign it."""
    project, staff = _project(request, pk)
    first = _day(month, "%Y-%m")
    signed = queries.signed(project, Period.MONTH, first)
    form, added = WordsForm(request.POST or None), SupplementForm()
    if request.method == "POST":
        rules.check_may_sign(project, staff, queries.signers(project, request.now))
        if request.POST.get("do") == "add" and signed:
            added, done = _add(request, signed, staff)
        else:
            done = _sign_month(request, project, staff, first, form)
            added = SupplementForm(initial={"words": request.POST.get("words", "")})
        if done:
            return redirect(request.path)
    context = {**_month(request, project, staff, first, signed), "form": form, "added": added}
    return render(request, "service/signoff_month.html", context, status=max(form.status, added.status))


def _sign_month(request: PersonRequest, project: Project, staff: Staff, first: date, form: WordsForm) -> bool:
    def deed(data: dict[str, Any]) -> SignOff:
        return actions.sign_month(project, first=first, words=data["words"], by=staff, now=request.now)

    return _done(request, form, deed, SignOff, gettext("已签收。"))


def _month(
    request: PersonRequest, project: Project, staff: Staff, first: date, signed: SignOff | None
) -> dict[str, Any]:
    now, last = months.content(project, first), rules.month_of(first)[1]
    today = timezone.localdate(request.now)
    content = signed.content if signed else now
    lines, causes = months.beside(content)
    unsigned = [one for one in queries.unsigned_in(project, first, request.now) if one < today]
    return {
        **_around(request, project, staff, signed, last),
        "first": first,
        "content": content,
        "lines": lines,
        "unsigned": unsigned,
        "causes": [{**one, "name": Cause(one["cause"]).label} for one in causes],
        "days": sorted(queries.signed_in(project, first).values(), key=lambda one: one.day),
        "changed": signed is not None and now != signed.content,
        "now_content": now,
        "before": rules.month_before(first),
        "after": last + timedelta(days=1) if last < today else None,
    }


@login_required
@require_POST
def month_pdf(request: PersonRequest, pk: int, month: str) -> HttpResponse:
    """The month on paper; that it was taken is a line."""
    return _file(request, pk, month, "pdf", "application/pdf")


@login_required
@require_POST
def month_xlsx(request: PersonRequest, pk: int, month: str) -> HttpResponse:
    """The month as a book of sheets; that it was taken is a line."""
    return _file(request, pk, month, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def _file(request: PersonRequest, pk: int, month: str, how: str, kind: str) -> HttpResponse:
    project, staff = _project(request, pk)
    first = _day(month, "%Y-%m")
    drawn = actions.take_month(project, first=first, how=how, by=staff, now=request.now)
    name = get_valid_filename(gettext("{project}-{month}-月结").format(project=project.name, month=f"{first:%Y-%m}"))
    said = content_disposition_header(True, f"{name}.{how}") or "attachment"
    return HttpResponse(drawn, content_type=kind, headers={"Content-Disposition": said, "Cache-Control": "no-store"})
