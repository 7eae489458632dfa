"""A sheet sent in: taken up, its columns chosen, set going, given up, forgotten."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from django_tasks.base import Task

from xiwei.estate.models import Project
from xiwei.ledger import actions as ledger
from xiwei.people.actions import looks
from xiwei.people.actions.importing import running
from xiwei.people.importing import columns, mending, reading
from xiwei.people.importing.files import SHEET, Folder, new_folder
from xiwei.people.models import Import, ImportState, Staff, ViewingKind
from xiwei.people.queries import importing as queries
from xiwei.people.rules import importing as rules
from xiwei.shared.refusals import BadInput
from xiwei.shared.sheets import SheetError

# The jobs by name: they end in actions of `running`, and an action never imports the door that leads to it.
CHECK, RUN = "xiwei.people.jobs.check_import", "xiwei.people.jobs.run_import"
SMALL = 1000  # rows that are checked while the person waits, in about half a second
KEPT_UNFINISHED, KEPT_FILES = timedelta(days=7), timedelta(days=30)


@transaction.atomic
def take_up(project: Project, *, content: bytes, filename: str, by: Staff, now: datetime) -> Import:
    """Keep a sheet and guess its columns. Nothing of it is written before it has been looked at and started.

    Raises NotAllowed without people.import there, SheetError (a sentence) for what is no readable table.
    """
    rules.check_may_import(by, project)
    if len(content) > settings.SHEET_MAX_BYTES:
        most = settings.SHEET_MAX_BYTES // (1024 * 1024)
        raise SheetError(
            gettext("这个表有 {what:.0f} MB，最多 {most} MB。请拆成几个表分次上传。").format(
                what=len(content) / 1024 / 1024, most=most
            )
        )
    table = reading.open_table(content, filename)
    folder = Folder(new_folder())
    folder.put(SHEET, content)
    return Import.objects.create(
        company_id=project.company_id,
        project=project,
        by=by,
        filename=filename[-120:],
        folder=folder.path,
        sheet=table.sheet[:60],
        mapping=dict(columns.kept(columns.guess(table.headers)).columns),
        total=table.count,
        uploaded_at=now,
    )


@transaction.atomic
def choose_columns(sent: Import, *, mapping: dict[str, int], by: Staff, now: datetime) -> Import:
    """Read the sheet by these columns: its rows' fates are worked out, by a job where there are many.

    Raises BadInput where no column tells the room, NotNow once it is being written.
    """
    sent = queries.lock(sent)
    rules.check_may_import(by, sent.project)
    rules.check_can_choose(sent)
    if not {"room", "address"} & set(mapping):
        raise BadInput(reading.NO_ROOM)
    sent.mapping, sent.state, sent.seen, sent.problem = mapping, ImportState.CHECKING, 0, ""
    sent.started_at = now
    sent.save(update_fields=["mapping", "state", "seen", "problem", "started_at"])
    if sent.total <= SMALL:
        return running.check(sent, now=now)
    _send_off(sent, CHECK)
    return sent


@transaction.atomic
def start(sent: Import, *, by: Staff, now: datetime) -> Import:
    """Write what was previewed: the worker does it, and the page may be left. Raises NotNow unless it was checked."""
    sent = queries.lock(sent)
    rules.check_may_import(by, sent.project)
    rules.check_can_start(sent)
    sent.state, sent.started_at, sent.by = ImportState.RUNNING, now, by
    sent.seen = sent.batches = sent.created = sent.updated = sent.unchanged = sent.refused = 0
    sent.save()
    _send_off(sent, RUN)
    return sent


@transaction.atomic
def go_on(sent: Import, *, by: Staff, now: datetime) -> Import:
    """Take up again what stopped in the middle: what is written stays, the rest follows. Raises NotNow if it is at work."""
    sent = queries.lock(sent)
    rules.check_may_import(by, sent.project)
    rules.check_is_stranded(queries.is_stranded(sent))
    _send_off(sent, RUN if sent.state == ImportState.RUNNING else CHECK)
    return sent


@transaction.atomic
def give_up(sent: Import, *, by: Staff, now: datetime) -> Import:
    """Don't import this sheet: its file goes at once. Raises NotNow once writing has begun."""
    sent = queries.lock(sent)
    rules.check_may_import(by, sent.project)
    rules.check_can_drop(sent)
    return _forget(sent, ImportState.DROPPED, now)


def _send_off(sent: Import, job: str) -> None:
    task: Task = import_string(job)
    sent.task = str(task.enqueue(sent.pk).id)
    sent.save(update_fields=["task"])


@transaction.atomic
def _forget(sent: Import, state: str, now: datetime) -> Import:
    """Its files hold names and phones: they go with the commit; the counts stay."""
    folder = Folder(sent.folder)
    sent.folder, sent.state, sent.ended_at = "", state, sent.ended_at or now
    sent.save(update_fields=["folder", "state", "ended_at"])
    transaction.on_commit(folder.drop_all)
    return sent


def forget_old(*, now: datetime) -> int:
    """Drop sheets nobody started within a week, and the files of those done a month ago; how many.

    No line is written: what a person did or may ask for is in the ledger already, and only copies go here.
    """
    with_files = Import.objects.exclude(folder="")
    waiting = with_files.filter(
        state__in=[ImportState.UPLOADED, ImportState.CHECKED, ImportState.FAILED], uploaded_at__lt=now - KEPT_UNFINISHED
    )
    done = with_files.filter(state=ImportState.DONE, ended_at__lt=now - KEPT_FILES)
    for sent in waiting:
        _forget(sent, ImportState.DROPPED, now)
    for sent in done:
        _forget(sent, ImportState.DONE, now)
    return len(waiting) + len(done)


def drop_files(rows: QuerySet[Import]) -> int:
    """The files of these sheets go, with the commit; their counts stay."""
    found = list(rows)
    for sent in found:
        _forget(sent, ImportState.DONE, sent.ended_at or sent.uploaded_at)
    return len(found)


@transaction.atomic
def export(project: Project, *, by: Staff, now: datetime) -> bytes:
    """All rooms and residents of the project as a sheet; a line says who took it. Raises NotAllowed without the right."""
    rules.check_may_import(by, project)
    rooms = list(queries.rooms_to_write(project))
    sheet = mending.households_sheet(rooms, queries.residents(project))
    ledger.record("people.households_exported", project, by=by, at=now, count=len(rooms))
    looks.note(ViewingKind.EXPORT, project_id=project.pk, by=by, now=now, what="住户表", why="整个小区导出")
    return sheet
