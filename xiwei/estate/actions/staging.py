"""Keep a good file of a refused form for its sender: taken once, and for a day.

No lines: nothing came into the archive. A file goes into it by its own deed, which has its line.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from xiwei.estate.models import Staged
from xiwei.estate.papers import files, formats
from xiwei.estate.queries import staging as queries
from xiwei.shared.refusals import BadInput

MOST_TOGETHER = 2 * formats.MOST_BYTES  # of one person's: beyond that the oldest goes


@transaction.atomic
def stage(file: files.Sent, *, company_id: int, person_id: int, now: datetime) -> Staged:
    """The file waits for its sender; one that waits already waits on. What they left before goes where it gets too much.

    Raises BadInput for a file that is not taken.
    """
    if isinstance(file, queries.StagedFile):
        return file.staged
    name, _format, _sha256, size = files.look_at(file)
    path = files.keep(file, files.staged_path(company_id))
    try:
        made = Staged.objects.create(
            company_id=company_id, person_id=person_id, filename=name, size=size, path=path, at=now
        )
        _let_go(_too_much(queries.of_person(person_id)))
    except BaseException:
        files.drop(path)
        raise
    return made


def _too_much(waiting: list[Staged]) -> Iterable[Staged]:
    """Those beyond the measure, the latest staying."""
    together = 0
    for one in waiting:
        together += one.size
        if together > MOST_TOGETHER:
            yield one


def used(file: files.Sent) -> None:
    """It went into the archive: nobody takes it a second time. Part of that deed, and undone with it.

    Raises BadInput where another form took it first.
    """
    if not isinstance(file, queries.StagedFile):
        return
    if (held := queries.lock(file.staged)) is None:
        raise BadInput(gettext("这份文件刚才已经存进档案了，没有再存一遍。要存别的，请重新选文件。"))
    _let_go([held])


def _let_go(rows: Iterable[Staged]) -> int:
    gone = list(rows)
    Staged.objects.filter(pk__in=[one.pk for one in gone]).delete()
    transaction.on_commit(lambda: files.drop_all(one.path for one in gone))
    return len(gone)


@transaction.atomic
def forget_old(*, now: datetime) -> int:
    """What nobody came back for within a day goes; how many."""
    return _let_go(queries.older(now - queries.KEPT))
