"""Speak HTTP: who holds or lives in a room changes; the change's own page; a room's history; a project's changes."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from xiwei.estate.models import Room
from xiwei.ledger import queries as ledger
from xiwei.ledger.models import Seen
from xiwei.ledger.posting import submit
from xiwei.people import bonds
from xiwei.people.actions import looks
from xiwei.people.actions import transfers as actions
from xiwei.people.actions.transfers import papers
from xiwei.people.forms.transfers import BringForm, TransferForm, WhyForm
from xiwei.people.middleware import PersonRequest
from xiwei.people.models import Household, Staff, Transfer, TransferKind, TransferState
from xiwei.people.periods import PAPERS
from xiwei.people.queries import retention
from xiwei.people.queries import transfers as queries
from xiwei.people.rules import transfers as rules
from xiwei.shared import pictures
from xiwei.shared.refusals import Refused
from xiwei.shared.web import or_404

A_PAGE = 50


@login_required
@require_safe
def transfers(request: PersonRequest, pk: int) -> HttpResponse:
    """A project's changes: those that wait for their day, and those that were."""
    project = or_404(queries.project_to_change, request.who, pk)
    waiting, rest = queries.of_project(project)
    page = Paginator(rest, A_PAGE).get_page(request.GET.get("page"))
    request.project_id = project.pk
    return render(request, "people/transfers.html", {"project": project, "waiting": waiting, "page": page})


@login_required
@require_safe
def room_history(request: PersonRequest, pk: int) -> HttpResponse:
    """Who lived in a room when, with names, for those who may; the look at who lives there now leaves its line."""
    room = or_404(queries.room_to_change, request.who, pk)
    spans = queries.history(room)
    for span in spans:
        if span.home.until is None:
            looks.look_at(span.home, what="住户登记", by=_by(request, room), now=request.now)
    request.project_id = room.project_id
    context = {"room": room, "spans": spans, "planned": queries.planned(room)}
    return render(request, "people/room_history.html", context)


@login_required
def transfer_new(request: PersonRequest, pk: int) -> HttpResponse:
    """变更住户: choose the kind; then its people, papers and what is open, on one page that keeps what was typed."""
    room = or_404(queries.room_to_change, request.who, pk)
    request.project_id = room.project_id
    standing = queries.standing(room, _home(request))
    kind = request.POST.get("kind") or request.GET.get("kind", "")
    if kind not in TransferKind.values or (request.method != "POST" and not rules.fits(kind, standing)):
        return _choose(request, room, standing, kind)
    bound = standing.bound(kind)
    matters = bonds.open_of(bound)
    form = TransferForm(
        request.POST or None, request.FILES or None, kind=kind, project=room.project, matters=matters,
        heir=kind in rules.BRINGS or standing.heir(kind) is not None,
        initial={"kind": kind, "mark": standing.mark, "home": standing.chosen and standing.chosen.pk},
    )  # fmt: skip
    if request.method == "POST":
        made = submit(request, form, do=lambda data: _decide(request, room, data), again=queries.by_pk)
        if made:
            messages.success(request, _said(made))
            return redirect("transfer", made.pk)
    return _form(request, room, standing, form, bound)


def _home(request: PersonRequest) -> int | None:
    """Which household leaves, where the page was opened from it."""
    said = request.POST.get("home") or request.GET.get("home", "")
    return int(said) if said.isdecimal() and len(said) < 19 else None


def _choose(request: PersonRequest, room: Room, standing: rules.Standing, kind: str) -> HttpResponse:
    """The kinds there are, those that fit first; why the one asked for does not."""
    refused = _why_not(kind, standing) if kind else ""
    ways = [(one, rules.fits(one.value, standing), _why_not(one.value, standing)) for one in TransferKind]
    context = {"room": room, "ways": ways, "planned": queries.planned(room), "refused": refused}
    status = 422 if request.method == "POST" else 200
    return render(request, "people/transfer_kinds.html", context, status=status)


def _why_not(kind: str, standing: rules.Standing) -> str:
    try:
        rules.check_fits(kind, standing)
    except Refused as refused:
        return refused.sentence
    return ""


def _form(
    request: PersonRequest, room: Room, standing: rules.Standing, form: TransferForm, bound: Household | None
) -> HttpResponse:
    leaving = standing.leaving(form.chosen)
    for home in filter(None, {leaving, bound}):
        looks.look_at(home, what="住户登记", by=_by(request, room), now=request.now)
    if form.is_bound and form.status == 409:  # drawn anew with who is there now, so that the next sending is fresh
        form.data = {**request.POST.dict(), "mark": standing.mark}
    context = {
        "room": room, "form": form, "leaving": leaving, "stays": standing.holder if form.chosen == "let" else None,
        "kind": TransferKind(form.chosen), "bound": bound,
    }  # fmt: skip
    return render(request, "people/transfer_new.html", context, status=form.status)


def _decide(request: PersonRequest, room: Room, data: dict[str, Any]) -> Transfer:
    names = ("kind", "mark", "home", "day", "newcomers", "source", "papers", "decided", "note", "later")
    said: dict[str, Any] = {name: data.get(name) for name in names}
    return actions.decide(room, **said, by=_by(request, room), now=request.now)


def _said(made: Transfer) -> str:
    if made.state == TransferState.PLANNED:
        return gettext("已定好：{room}{day}起{kind}，到那天自动办。").format(
            room=made.room.label, day=made.day.isoformat(), kind=made.get_kind_display()
        )
    return gettext("{room}{kind}已办好，两边都会收到通知。").format(room=made.room.label, kind=made.get_kind_display())


def _by(request: PersonRequest, room: Room | Transfer) -> Staff:
    staff = request.who.staff_in(room.company_id)
    assert staff is not None, "the query found a colleague"
    return staff


@login_required
@require_safe
def transfer(request: PersonRequest, pk: int) -> HttpResponse:
    """One change: what was decided and what came of it; until its day it can be cancelled, for a day after undone."""
    return _page(request, or_404(queries.transfer_for, request.who, pk), WhyForm())


def _page(
    request: PersonRequest,
    found: Transfer,
    form: WhyForm,
    shown: Mapping[int, str] | None = None,
    bring: BringForm | None = None,
) -> HttpResponse:
    """`shown`: whole numbers of papers that were asked for; the others have their middle hidden."""
    request.project_id = found.project_id
    where = {"company_id": found.company_id, "project_id": found.project_id}
    staff = _by(request, found)
    recent = found.effective_at is not None and request.now - found.effective_at <= rules.UNDO_WITHIN
    context = {
        "transfer": found, "form": form, "lines": ledger.timeline(subject=found, seen_by=Seen.STAFF),
        "may_cancel": found.state == TransferState.PLANNED,
        "may_undo": found.state == TransferState.DONE and recent and rules.may_undo(staff, **where),
        "papers": [
            (one, (shown or {}).get(one.pk) or rules.masked_number(one.number), one.pk in (shown or {}))
            for one in found.papers.all()
        ],
        "may_read": rules.may_read_papers(staff, found),
        "kept_until": _kept_until(found), "lacking": (lacking := queries.lacking(found)),
        "bring": bring or _bring_form(found) if lacking else None,
        "undo_until": found.effective_at and found.effective_at + rules.UNDO_WITHIN, "recent": recent,
    }  # fmt: skip
    return render(request, "people/transfer.html", context, status=max(form.status, bring.status if bring else 0))


def _bring_form(found: Transfer, *sent: Any) -> BringForm:
    """For the papers that may be shown for it and were not; sent, for any: one brought meanwhile is told so by the deed."""
    seen = {one.kind for one in found.papers.all() if one.seen}
    return BringForm(*sent, kinds=[one for one in rules.papers_of(found.kind) if sent or str(one) not in seen])


def _kept_until(found: Transfer) -> datetime | None:
    """Until when the papers of a change that came to nothing are kept; None of any other."""
    if found.state not in rules.CAME_TO_NOTHING or found.ended_at is None:
        return None
    return found.ended_at + timedelta(days=retention.days_of(found.company_id)[PAPERS])


@login_required
@require_POST
def transfer_cancel(request: PersonRequest, pk: int) -> HttpResponse:
    """Before its day: it is not made after all."""
    return _ended(request, pk, actions.cancel, gettext("已取消，住户登记没有变。"))


@login_required
@require_POST
def transfer_undo(request: PersonRequest, pk: int) -> HttpResponse:
    """Within a day: it is taken back."""
    found = or_404(queries.transfer_for, request.who, pk)
    rules.check_may_undo(_by(request, found), company_id=found.company_id, project_id=found.project_id)
    return _ended(request, pk, actions.undo, gettext("已撤销，住户、报事和查看都照原样。"))


def _ended(request: PersonRequest, pk: int, do: Any, said: str) -> HttpResponse:
    found, form = or_404(queries.transfer_for, request.who, pk), WhyForm(request.POST)
    made = submit(
        request,
        form,
        do=lambda data: do(found, why=data["why"], by=_by(request, found), now=request.now),
        again=queries.by_pk,
    )
    if made is None:
        return _page(request, queries.by_pk(pk), form)
    messages.success(request, said)
    return redirect("transfer", pk)


@login_required
@require_POST
def paper_bring(request: PersonRequest, pk: int) -> HttpResponse:
    """A paper that was to come later."""
    found = or_404(queries.transfer_for, request.who, pk)
    form = _bring_form(found, request.POST, request.FILES)
    made = submit(
        request, form, again=queries.by_pk,
        do=lambda data: actions.bring(
            found, actions.Papers(data["kind"], data["number"], data["scan"]), by=_by(request, found), now=request.now
        ),
    )  # fmt: skip
    if made is None:
        return _page(request, found, WhyForm(), bring=form)
    messages.success(request, gettext("材料已登记。"))
    return redirect("transfer", pk)


@login_required
@require_POST
def paper_number(request: PersonRequest, pk: int, paper: int) -> HttpResponse:
    """The whole number of one of its papers, on the change's page; each showing is a line."""
    found = or_404(queries.transfer_for, request.who, pk)
    asked = next((one for one in found.papers.all() if one.pk == paper), None)
    if asked is None:
        raise Http404
    asked.transfer = found
    number = papers.show_number(asked, by=_by(request, found), now=request.now)
    return _page(request, found, WhyForm(), shown={asked.pk: number})


@login_required
@require_safe
def paper_scan(request: PersonRequest, pk: int) -> FileResponse:
    """The picture of a paper, or its scan to take away, for those who may see its change."""
    paper = or_404(queries.paper_for, request.who, pk)
    scan = papers.open_scan(paper, by=_by(request, paper.transfer), now=request.now)
    try:
        kept = pictures.open_kept(scan)
    except FileNotFoundError as gone:
        raise Http404 from gone
    if not paper.is_pdf:
        return FileResponse(kept, content_type="image/jpeg")
    # A stranger's PDF is handed over, not opened here.
    response = FileResponse(kept, as_attachment=True, filename=f"{paper.get_kind_display()}.pdf")
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
