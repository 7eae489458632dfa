"""证据包: asked for, watched while it is put together, fetched."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from xiwei.estate.models import Project
from xiwei.ledger.posting import KeyedForm, submit
from xiwei.people.middleware import PersonRequest
from xiwei.people.models import Person, Staff
from xiwei.people.rules import Permission, check_permission
from xiwei.service.actions import packs as actions
from xiwei.service.evidence.withholding import REASONS
from xiwei.service.forms.packs import PackForm
from xiwei.service.models import Pack, PackAbout
from xiwei.service.queries import packs as queries
from xiwei.service.queries import tickets
from xiwei.service.rules import packs as rules
from xiwei.shared.web import or_404

A_PAGE = 20


@require_safe
@login_required
def packs(request: PersonRequest, pk: int) -> HttpResponse:
    """All packs of a project, and the way to one of a period."""
    project = or_404(lambda who, key: Project.objects.get(pk=key), request.who, pk)
    staff = request.who.staff_in(project.company_id)
    if staff is None:
        raise Http404
    check_permission(staff, Permission.EVIDENCE_MAKE, company_id=project.company_id, project_id=project.pk)
    page = Paginator(queries.history(request.who, project), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "service/packs.html", {"project": project, "page": page})


def _subject(request: PersonRequest, about: str, pk: int) -> queries.Subject:
    """What it is about. A ticket this person cannot open is 404 here too."""
    if about not in PackAbout.values:
        raise Http404
    try:
        if about == PackAbout.TICKET:
            tickets.page_of(request.who, pk)
        return queries.subject_of(about, pk)
    except ObjectDoesNotExist as error:
        raise Http404 from error


def _acting(request: PersonRequest, subject: queries.Subject) -> Person | Staff:
    """As staff where they may, else as the resident whose own it is. A stranger's is 404, a missing right refused."""
    staff, person = request.who.staff_in(subject.where.company_id), request.who.person
    if staff and rules.may_make(subject, staff):
        return staff
    if person and rules.may_make(subject, person):
        return person
    if staff is None:
        raise Http404
    rules.check_may_make(subject, staff)
    return staff


@login_required
def pack_new(request: PersonRequest, about: str, pk: int) -> HttpResponse:
    """Say what for and for whom; below, what was put together of the same before."""
    subject = _subject(request, about, pk)
    by = _acting(request, subject)
    form = PackForm(request.POST or None, own=isinstance(by, Person), whole=about == PackAbout.PERIOD)
    if request.method == "POST":
        pack = submit(request, form, do=lambda data: _ask(request, subject, by, form), again=_again)
        if pack:
            return redirect("pack", pack.pk)
    before = queries.history(request.who, queries.project_of(subject)).filter(about=about, subject_id=pk)[:A_PAGE]
    project = queries.project_of(subject)
    request.project_id = project.pk
    context = {"form": form, "about": about, "subject": subject, "own": isinstance(by, Person), "before": before,
               "project": project}  # fmt: skip
    return render(request, "service/pack_new.html", context, status=form.status)


def _ask(request: PersonRequest, subject: queries.Subject, by: Person | Staff, form: PackForm) -> Pack:
    since, until = form.period()
    data = form.cleaned_data
    return actions.ask(
        subject,
        reader=data.get("reader", ""),
        purpose=data["purpose"],
        by=by,
        now=request.now,
        since=since,
        until=until,
    )


def _again(pk: int) -> Pack:
    return Pack.objects.get(pk=pk)


def _find(request: PersonRequest, pk: int) -> Pack:
    pack = or_404(queries.for_person, request.who, pk)
    request.project_id = pack.project_id
    return pack


def _acting_on(request: PersonRequest, found: Pack) -> Person | Staff:
    """As the resident, on a pack that was asked for as one, whatever else they may as staff."""
    if found.staff_id is None and request.who.person:
        return request.who.person
    return _acting(request, _subject(request, found.about, found.subject_id))


def _shown(request: PersonRequest, pack: Pack) -> dict[str, Any]:
    return {
        "pack": pack,
        "part": 100 * pack.seen // max(pack.total, 1),
        "stranded": queries.is_stranded(pack),
        "left_out": [(REASONS.get(why, why), count) for why, count in pack.left_out],
        "last_day": pack.until and pack.until - timedelta(days=1),
        "form": KeyedForm(),
        "mine": pack.staff_id is None,
        "lists": request.who.may(Permission.EVIDENCE_MAKE, company_id=pack.company_id, project_id=pack.project_id),
    }


@require_safe
@login_required
@never_cache
def pack(request: PersonRequest, pk: int) -> HttpResponse:
    """One pack, as far as it is; then its file, what is in it and what was left out."""
    found = _find(request, pk)
    staff = request.who.staff_in(found.company_id)
    if found.staff_id and staff:
        actions.open_page(found, by=staff, now=request.now)
    return render(request, "service/pack.html", _shown(request, found))


@require_safe
@login_required
@never_cache
def pack_progress(request: PersonRequest, pk: int) -> HttpResponse:
    """The moving part; once it is over, the page is asked to come anew."""
    found = _find(request, pk)
    if not found.is_at_work:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "service/pack.html#bar", _shown(request, found))


@login_required
@require_POST
def pack_again(request: PersonRequest, pk: int) -> HttpResponse:
    """Once more, after it failed or stopped."""
    found, form = _find(request, pk), KeyedForm(request.POST)
    by = _acting_on(request, found)
    if not submit(request, form, do=lambda data: actions.again(found, by=by, now=request.now), again=_again):
        messages.error(request, " ".join(map(str, form.non_field_errors())))
    return redirect("pack", pk)


@login_required
@require_POST
def pack_file(request: PersonRequest, pk: int) -> HttpResponseBase:
    """The file; that it was taken is a line."""
    found = _find(request, pk)
    actions.fetch(found, by=_acting_on(request, found), now=request.now)
    try:
        kept = default_storage.open(found.path)
    except FileNotFoundError as gone:
        raise Http404 from gone
    name = gettext("证据包-{label}-{day}.zip").format(
        label=found.label, day=f"{timezone.localtime(found.asked_at):%Y%m%d}"
    )
    response = FileResponse(kept, as_attachment=True, filename=name, content_type="application/zip")
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@login_required
@never_cache
def pack_links(request: PersonRequest, pk: int) -> HttpResponse:
    """The seals after the pack's own, up to the newest: what its verifier goes along from its seal to a published one."""
    found = _find(request, pk)
    name = gettext("后来的封存.jsonl")
    return HttpResponse(
        queries.links(found),  # taken in at once: a response that streams would read after the scope has closed
        content_type="application/x-ndjson",
        headers={"Content-Disposition": content_disposition_header(True, name) or ""},
    )
