"""Many files at once: sent, looked at, put right, put in."""

import json
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from xiwei.estate.actions import bringing as actions
from xiwei.estate.forms.documents import BringForm, kind_choices
from xiwei.estate.models import Batch, BatchState, Fate, Project
from xiwei.estate.papers import formats
from xiwei.estate.queries import batches as queries
from xiwei.estate.rules import batches as rules
from xiwei.estate.rules.documents import levels_of
from xiwei.estate.views.asked import Asked, keeper
from xiwei.ledger.posting import KeyedForm, submit
from xiwei.shared.web import or_404

A_PAGE = 50
AT_WORK = (BatchState.READING, BatchState.RUNNING)


@login_required
def archive_bring(request: Asked, pk: int) -> HttpResponse:
    """Send a folder, many files or a zip; below, what was sent before."""
    project = or_404(queries.project_for, request.who, pk)
    form = BringForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        batch = submit(request, form, do=lambda data: _take_up(request, project, data), again=_batch)
        if batch:
            return redirect("archive_batch", batch.pk)
    context = {
        "project": project,
        "form": form,
        "history": queries.history(project),
        "most": formats.MOST_BYTES,
        "most_all": request_limit(),
    }
    return render(request, "estate/archive_bring.html", context, status=form.status)


def request_limit() -> int:
    """Bytes that one sending may have, as the door holds it."""
    return int(settings.UPLOAD_MAX_BYTES)


def _take_up(request: Asked, project: Project, data: dict[str, Any]) -> Batch:
    try:
        paths = [str(one) for one in json.loads(data["paths"] or "[]")]
    except ValueError:
        paths = []
    staff = keeper(request, project.company_id)
    return actions.take_up(
        project,
        sent=data["sent"],
        paths=paths,
        by=staff,
        now=request.now,
    )


def _batch(pk: int) -> Batch:
    return Batch.objects.select_related("project").get(pk=pk)


@login_required
@never_cache
def archive_batch(request: Asked, pk: int) -> HttpResponse:
    """One batch as far as it is: being read, shown to be put right, on its way, done."""
    batch = or_404(queries.batch_for, request.who, pk)
    request.project_id = batch.project_id
    if batch.state in AT_WORK:
        return render(request, "estate/archive_batch_progress.html", _progress(batch))
    return _shown(request, batch)


def _shown(request: Asked, batch: Batch, status: int = 200) -> HttpResponse:
    counts = queries.counts(batch)
    usual = next((fate for fate in (Fate.READY, Fate.LEFT, Fate.TAKEN, Fate.REFUSED) if counts[fate]), Fate.KNOWN)
    fate = request.GET.get("fate", "")
    fate = fate if fate in Fate.values else usual
    page = Paginator(queries.items(batch, fate), A_PAGE).get_page(request.GET.get("page"))
    levels = levels_of(keeper(request, batch.company_id), company_id=batch.company_id, project_id=batch.project_id)
    context = {
        "batch": batch,
        "project": batch.project,
        "page": page,
        "fate": fate,
        "counts": [(one.value, one.label, counts[one.value]) for one in Fate if counts[one.value]],
        "ready": counts[Fate.READY],
        "taken": counts[Fate.TAKEN],
        "left": counts[Fate.LEFT],
        "until": batch.ended_at + actions.KEPT_NAMES if batch.ended_at else batch.sent_at + actions.KEPT,
        "kinds": kind_choices(levels),
        "query": f"fate={fate}",
        "form": KeyedForm(),
        "may_correct": rules.is_ready(batch) and fate in (Fate.READY, Fate.LEFT),
        "may_start": rules.is_ready(batch) and (batch.state == BatchState.READY or counts[Fate.READY] > 0),
        "may_drop": rules.can_drop(batch),
    }
    return render(request, "estate/archive_batch.html", context, status=status)


def _progress(batch: Batch) -> dict[str, Any]:
    return {
        "batch": batch,
        "project": batch.project,
        "part": 100 * batch.done // max(batch.total, 1),
        "stranded": queries.is_stranded(batch),
        "form": KeyedForm(),
    }


@login_required
@never_cache
def archive_batch_progress(request: Asked, pk: int) -> HttpResponse:
    """The moving part; once it is over, the page is asked to come anew."""
    batch = or_404(queries.batch_for, request.who, pk)
    if batch.state not in AT_WORK:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "estate/archive_batch_progress.html#bar", _progress(batch))


@login_required
@require_POST
def archive_batch_correct(request: Asked, pk: int) -> HttpResponse:
    """Where the files of this page go is put right, then what was pressed: start, or another page of them.

    One that was not understood says so in its card, and nothing is started before it is looked at.
    """
    batch = or_404(queries.batch_for, request.who, pk)
    staff, pressed = keeper(request, batch.company_id), request.POST.get("then", "")
    if pressed == "start" and queries.is_on_its_way(batch):  # the same press once more
        return redirect(_address(batch))
    wrong = actions.correct(batch, said=_corrections(request), by=staff, now=request.now)
    if wrong:
        messages.info(request, gettext("改好的已保存。有 {n} 份没看懂，在这里标红，改好再存。").format(n=len(wrong)))
        return redirect(f"{_address(batch)}?fate={Fate.LEFT}")
    if pressed == "start":
        return _do(request, pk, actions.start, gettext("改好的已保存，开始存入了，可以离开这一页。"))
    messages.success(request, gettext("这一页的已改好。"))
    asked = pressed or request.POST.get("query", "")
    return redirect(f"{_address(batch)}?{asked}" if asked.isascii() and len(asked) < 60 else _address(batch))


def _address(batch: Batch) -> str:
    return reverse("archive_batch", args=[batch.pk])


def _corrections(request: Asked) -> dict[int, actions.Correction]:
    data = request.POST
    ids = [int(one) for one in data.getlist("item") if one.isdecimal() and len(one) < 19][:A_PAGE]
    return {
        one: actions.Correction(
            kind=data.get(f"kind-{one}", ""),
            of=data.get(f"of-{one}", "").replace("\0", ""),
            name=data.get(f"name-{one}", "").replace("\0", ""),
            leave=f"leave-{one}" in data,
            expires=data.get(f"expires-{one}", "").strip()[:20],
        )
        for one in ids
    }


@login_required
@require_POST
def archive_batch_start(request: Asked, pk: int) -> HttpResponse:
    """Put in what was shown."""
    return _do(request, pk, actions.start, gettext("开始存入了，可以离开这一页。"))


@login_required
@require_POST
def archive_batch_go_on(request: Asked, pk: int) -> HttpResponse:
    """Take up again what stopped in the middle."""
    return _do(request, pk, actions.go_on, gettext("接着存，已存入的不会重复。"))


@login_required
@require_POST
def archive_batch_drop(request: Asked, pk: int) -> HttpResponse:
    """Give a batch up; its files go."""
    return _do(request, pk, actions.give_up, gettext("这一批已放弃，上传的文件已删除。"))


def _do(request: Asked, pk: int, deed: Any, says: str) -> HttpResponse:
    batch = or_404(queries.batch_for, request.who, pk)
    form, staff = KeyedForm(request.POST), keeper(request, batch.company_id)
    if submit(request, form, do=lambda _: deed(batch, by=staff, now=request.now), again=_batch):
        messages.success(request, says)
    else:
        messages.error(request, " ".join(map(str, form.non_field_errors())))
    return redirect("archive_batch", batch.pk)
