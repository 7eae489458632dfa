"""Rooms and households from a sheet: sent, its columns chosen, previewed, carried in; and out again."""

from collections.abc import Iterator, Sequence
from typing import Any, overload

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.text import get_valid_filename
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from xiwei.estate.models import Project
from xiwei.ledger.posting import KeyedForm, submit
from xiwei.people.actions.importing import sheets as actions
from xiwei.people.forms.importing import ColumnsForm, UploadForm
from xiwei.people.importing import mending, reading
from xiwei.people.importing.files import ASIDE, FATES, GROUND, LEFT_OUT, REFUSED, SHEET, Folder
from xiwei.people.importing.ground import shortened
from xiwei.people.importing.plan import Fate
from xiwei.people.middleware import PersonRequest
from xiwei.people.models import Import, ImportState, Staff
from xiwei.people.queries import importing as queries
from xiwei.people.rules import importing as rules
from xiwei.shared import sheets
from xiwei.shared.refusals import Refused
from xiwei.shared.tongue import Said
from xiwei.shared.web import or_404

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
A_PAGE, SAMPLES, HISTORY = 50, 3, 20
AT_WORK = (ImportState.CHECKING, ImportState.RUNNING)
FATES_SAID = [
    (Fate.REFUSED, _("退回"), "alert-circle", "red"),
    (Fate.CREATED, _("新增"), "plus", "leaf"),
    (Fate.UPDATED, _("更新"), "edit", "sky"),
    (Fate.UNCHANGED, _("不变"), "check", ""),
]


@login_required
def import_(request: PersonRequest, pk: int) -> HttpResponse:
    """Send a sheet; below, those sent before."""
    project = or_404(queries.project_for, request.who, pk)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        sent = submit(request, form, do=lambda data: _take_up(request, project, data), again=_again)
        if sent:
            return redirect("import_sheet", project.pk, sent.pk)
    context = {"project": project, "form": form, "history": queries.history(project)[:HISTORY]}
    return render(request, "people/import.html", context, status=form.status)


def _take_up(request: PersonRequest, project: Project, data: dict[str, Any]) -> Import:
    sheet = data["sheet"]
    return actions.take_up(
        project, content=sheet.read(), filename=sheet.name, by=_staff(request, project), now=request.now
    )


def _again(pk: int) -> Import:
    return Import.objects.select_related("project").get(pk=pk)


def _staff(request: PersonRequest, project: Project) -> Staff:
    staff = request.who.staff_in(project.company_id)
    assert staff is not None, "the query found the project through this employment"
    return staff


def _sent(request: PersonRequest, pk: int, number: int) -> Import:
    return or_404(lambda who, key: queries.import_for(who, pk, key), request.who, number)


@login_required
@never_cache
def import_sheet(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    """One sheet, as far as it is: its columns, its preview, its progress, its result."""
    sent = _sent(request, pk, number)
    if sent.state in AT_WORK:
        return render(request, "people/import_progress.html", _progress(sent))
    asked = request.method == "POST" or "columns" in request.GET
    if sent.state == ImportState.UPLOADED or (asked and rules.can_choose(sent)):
        return _columns(request, sent)
    return _fates(request, sent)


def _columns(request: PersonRequest, sent: Import) -> HttpResponse:
    try:
        table = reading.open_table(Folder(sent.folder).get(SHEET), sent.filename)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("import", sent.project_id)
    form = ColumnsForm(request.POST or None, headers=table.headers, samples=_samples(table), mapping=sent.mapping)
    if request.method == "POST":
        chosen = submit(
            request,
            form,
            do=lambda data: actions.choose_columns(
                sent, mapping=data["mapping"], by=_staff(request, sent.project), now=request.now
            ),
            again=_again,
        )
        if chosen:
            return redirect("import_sheet", sent.project_id, sent.pk)
    context = {"sent": sent, "project": sent.project, "form": form, "table": table}
    return render(request, "people/import_columns.html", context, status=form.status)


def _samples(table: reading.sheets.Table) -> list[list[str]]:
    """The first few different values of each column."""
    found: list[list[str]] = [[] for _ in table.headers]
    for __, row in zip(range(200), table.rows(), strict=False):
        for place, cell in enumerate(row.cells):
            if cell and len(found[place]) < SAMPLES and cell not in found[place]:
                found[place].append(cell[:24])
    return found


class Fates(Sequence[list[Any]]):
    """The rows of a fate, or all, as a paginator takes them; read from the file a page at a time."""

    def __init__(self, sent: Import, only: str):
        self.folder, self.start, self.length = Folder(sent.folder), 0, 0
        for fate, *__ in FATES_SAID:
            count = getattr(sent, fate.value)
            if only in ("", fate.value):
                self.length += count
            elif not self.length:
                self.start += count

    def __len__(self) -> int:
        return self.length

    @overload
    def __getitem__(self, index: int, /) -> list[Any]: ...
    @overload
    def __getitem__(self, index: slice, /) -> list[list[Any]]: ...
    def __getitem__(self, index: int | slice, /) -> list[Any] | list[list[Any]]:
        if isinstance(index, int):
            return next(iter(self[index : index + 1]))
        start, stop = self.start + (index.start or 0), self.start + min(index.stop, self.length)
        return list(self.folder.lines(FATES, start, stop))


def _fates(request: PersonRequest, sent: Import) -> HttpResponse:
    only = request.GET.get("fate", "")
    only = only if only in {fate.value for fate, *__ in FATES_SAID} else ""
    kept = Folder(sent.folder).has(FATES)
    page = Paginator(Fates(sent, only), A_PAGE).get_page(request.GET.get("page")) if kept else None
    said: dict[str, tuple[Said, str, str]] = {fate.value: (label, icon, tone) for fate, label, icon, tone in FATES_SAID}
    context = {
        "sent": sent,
        "project": sent.project,
        "page": page,
        "rows": list(_rows(page, said)) if page else [],
        "counts": [(fate.value, label, icon, getattr(sent, fate.value)) for fate, label, icon, _ in FATES_SAID],
        "only": only,
        "query": f"fate={only}" if only else "",
        "form": KeyedForm(),
        "may_start": rules.can_start(sent),
        "may_drop": rules.can_drop(sent),
        "may_choose": rules.can_choose(sent),
        "left_out": Folder(sent.folder).get_json(LEFT_OUT) if sent.state == ImportState.CHECKED else [],
        "aside": _aside(sent),
        "ground": _ground(sent),
        "done": sent.state == ImportState.DONE,
    }
    return render(request, "people/import_fates.html", context)


def _aside(sent: Import) -> dict[str, list[str]]:
    """What of the file was not read, while that can still be changed."""
    folder = Folder(sent.folder)
    if sent.state != ImportState.CHECKED or not folder.has(ASIDE):
        return {}
    names, rows = folder.get_json(ASIDE)
    return {"sheets": names, "rows": [f"{sheets.said(number)}“{text}”" for number, text in rows]}


def _ground(sent: Import) -> dict[str, str]:
    """What the sheet would build, and which of its words are read as a building that stands."""
    folder = Folder(sent.folder)
    if sent.state != ImportState.CHECKED or not folder.has(GROUND):
        return {}
    new, met = folder.get_json(GROUND)
    return {"new": shortened(new), "met": shortened([f"{said} → {name}" for said, name in met])}


def _rows(page: Any, said: dict[str, tuple[Said, str, str]]) -> Iterator[dict[str, Any]]:
    for number, fate, label, who, says, household in page:
        words, icon, tone = said[fate]
        yield {
            "number": sheets.said(number), "words": words, "icon": icon, "tone": tone,
            "label": label, "who": who, "says": says, "household": household,
        }  # fmt: skip


def _progress(sent: Import) -> dict[str, Any]:
    return {
        "sent": sent,
        "project": sent.project,
        "part": 100 * sent.seen // max(sent.total, 1),
        "stranded": queries.is_stranded(sent),
        "form": KeyedForm(),
    }


@login_required
@never_cache
def import_progress(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    """The moving part of the progress page; once it is over, the page is asked to come anew."""
    sent = _sent(request, pk, number)
    if sent.state not in AT_WORK:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "people/import_progress.html#bar", _progress(sent))


@login_required
@require_POST
def import_start(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    """Carry in what was previewed."""
    sent = _sent(request, pk, number)
    return _do(
        request,
        sent,
        lambda staff: actions.start(sent, by=staff, now=request.now),
        gettext("开始导入了，可以离开这一页。"),
    )


@login_required
@require_POST
def import_go_on(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    """Take up again what stopped in the middle."""
    sent = _sent(request, pk, number)
    return _do(
        request,
        sent,
        lambda staff: actions.go_on(sent, by=staff, now=request.now),
        gettext("接着导入，已写入的不会重复。"),
    )


@login_required
@require_POST
def import_drop(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    """Give a sheet up; its file goes."""
    sent = _sent(request, pk, number)
    actions.give_up(sent, by=_staff(request, sent.project), now=request.now)
    messages.success(
        request, gettext("“{filename}”已放弃，上传的文件已删除，没有写入任何内容。").format(filename=sent.filename)
    )
    return redirect("import", pk)


def _do(request: PersonRequest, sent: Import, deed: Any, said: str) -> HttpResponse:
    """Once for a drawing of the page; a refusal is said on the page it came from."""
    form = KeyedForm(request.POST)
    if submit(request, form, do=lambda data: deed(_staff(request, sent.project)), again=_again):
        messages.success(request, said)
    else:
        messages.error(request, " ".join(map(str, form.non_field_errors())))
    return redirect("import_sheet", sent.project_id, sent.pk)


@login_required
@never_cache
def import_refused(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    """The refused rows to mend and send again."""
    sent = _sent(request, pk, number)
    if not Folder(sent.folder).has(REFUSED):
        raise Http404
    stem = sent.filename.rsplit(".", 1)[0]
    return _file(Folder(sent.folder).get(REFUSED), gettext("{stem}-退回.xlsx").format(stem=stem))


@login_required
def import_template(request: PersonRequest, pk: int) -> HttpResponse:
    """An empty sheet with our headers."""
    or_404(queries.project_for, request.who, pk)
    return _file(mending.template(), gettext("房产住户导入模板.xlsx"))


@login_required
@require_POST
def households_export(request: PersonRequest, pk: int) -> HttpResponse:
    """The project's rooms and households as a sheet that can be imported again; that it was taken is noted."""
    project = or_404(queries.project_for, request.who, pk)
    content = actions.export(project, by=_staff(request, project), now=request.now)
    return _file(content, gettext("{project}-房产住户.xlsx").format(project=project.name))


def _file(content: bytes, name: str) -> HttpResponse:
    said = content_disposition_header(True, get_valid_filename(name)) or "attachment"
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": said, "Cache-Control": "no-store"})
