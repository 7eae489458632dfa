"""Evidence packs: asked for, put together by the worker, fetched, and let go."""

import errno
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.module_loading import import_string
from django.utils.translation import gettext

from xiwei.ledger import actions as ledger
from xiwei.ledger.models import Seen
from xiwei.ledger.seals import proving
from xiwei.people.actions import looks
from xiwei.people.models import Household, Person, Staff, ViewingKind
from xiwei.people.queries import looks as look_queries
from xiwei.service.evidence import bundle
from xiwei.service.evidence.bundle import Made
from xiwei.service.models import Pack, PackAbout, PackState
from xiwei.service.queries import packs as queries
from xiwei.service.rules import packs as rules
from xiwei.shared.tongue import kept_choice

PACK, PAGE = "证据包", "证据包的页面"
JOB = "xiwei.service.jobs.make_pack"
KEPT = timedelta(days=30)
FULL = (errno.ENOSPC, errno.EDQUOT)


@transaction.atomic
def ask(
    subject: queries.Subject, *, reader: str, purpose: str, by: Person | Staff, now: datetime,
    since: datetime | None = None, until: datetime | None = None,
) -> Pack:  # fmt: skip
    """Somebody wants the evidence of this: the worker puts it together. The line is theirs to read whom it is about.

    A resident gets what residents read, of what is their own; what for and for whom is in no line, since staff read
    lines. Raises NotAllowed, or BadInput for a purpose or period that cannot be.
    """
    rules.check_may_make(subject, by)
    rules.check_asked(subject, purpose=purpose, since=since, until=until)
    pack = Pack.objects.create(
        company_id=subject.where.company_id, project=queries.project_of(subject), about=_kind(subject), subject_id=subject.pk,
        label=str(subject)[:120], since=since, until=until, reader=rules.reader_for(by, reader), purpose=purpose.strip(),
        by=by if isinstance(by, Person) else by.person, staff=None if isinstance(by, Person) else by, asked_at=now,
    )  # fmt: skip
    ledger.record(
        "service.pack_asked" if pack.staff else "service.own_pack_asked", subject, by=by, at=now, seen_by=Seen.RESIDENT,
        **_why(pack, reader=kept_choice(pack, "reader")),
    )  # fmt: skip
    return _send_off(pack)


def _why(pack: Pack, **more: Any) -> dict[str, Any]:
    """What for, where it is for others to read: of a resident's own pack it is theirs alone."""
    return {"purpose": pack.purpose, **more} if pack.staff_id else {}


def _kind(subject: queries.Subject) -> str:
    names = {"ticket": PackAbout.TICKET, "household": PackAbout.HOUSEHOLD, "place": PackAbout.PLACE}
    return names.get(str(subject._meta.model_name), PackAbout.PERIOD)


def _send_off(pack: Pack) -> Pack:
    pack.task = str(import_string(JOB).enqueue(pack.pk).id)
    pack.save(update_fields=["task"])
    return pack


@transaction.atomic
def again(pack: Pack, *, by: Person | Staff, now: datetime) -> Pack:
    """Once more, after it failed or its worker died. Raises NotNow while it is at work or done."""
    pack = queries.lock(pack)
    rules.check_may_make(queries.subject_of(pack.about, pack.subject_id), by)
    rules.check_again(pack, stranded=queries.is_stranded(pack))
    pack.state, pack.problem, pack.seen = PackState.WAITING, "", 0
    pack.save(update_fields=["state", "problem", "seen"])
    return _send_off(pack)


def make(pack: Pack, *, now: datetime) -> Pack:
    """Put it together and keep it; the job's, and safe to run twice. All its lines must be sealed (NotYetSealed else).

    What cannot be is told in a sentence, and nothing is left half made.
    """
    if not pack.is_at_work:
        return pack
    Pack.objects.filter(pk=pack.pk).update(state=PackState.MAKING, seen=0)
    found = queries.gather(pack)
    if problem := _too_much(found):
        return _fail(pack, problem, now)
    total = len(found.lines) + len(found.photos)
    Pack.objects.filter(pk=pack.pk).update(total=total)
    try:
        with bundle.made(found, proving.prove(found.lines), lambda seen: _progress(pack, seen)) as made:
            return _keep(pack, found, made, now=now)
    except OSError as error:
        if error.errno not in FULL:
            raise
        return _fail(
            pack, gettext("服务器的磁盘满了，证据包没有做成，别的都没有受影响。清出空间后再点“再整理一次”。"), now
        )


def _too_much(found: queries.Gathered) -> str:
    if not found.lines:
        return gettext("这段时间没有任何记录，证据包没有内容可放。请换一段时间。")
    if len(found.lines) > queries.MOST_LINES:
        return gettext("内容太多：超过 {most} 行。请缩短时间范围，分几个做。").format(most=queries.MOST_LINES)
    return ""


def _progress(pack: Pack, seen: int) -> None:
    Pack.objects.filter(pk=pack.pk).update(seen=seen)


def _fail(pack: Pack, problem: str, now: datetime) -> Pack:
    Pack.objects.filter(pk=pack.pk).update(state=PackState.FAILED, problem=problem[:300], done_at=now)
    pack.refresh_from_db()
    return pack


def _keep(pack: Pack, found: queries.Gathered, made: Made, *, now: datetime) -> Pack:
    """The file first, then the row with its line: a file that no row names is swept away, a row without its file never is."""
    path = default_storage.save(f"packs/{get_random_string(24)}.zip", File(made.file))
    try:
        return _done(pack, found, made, path, now=now)
    except Exception:
        default_storage.delete(path)
        raise


@transaction.atomic
def _done(pack: Pack, found: queries.Gathered, made: Made, path: str, *, now: datetime) -> Pack:
    held = queries.lock(pack)
    if held.state != PackState.MAKING:  # another worker was first
        transaction.on_commit(lambda: default_storage.delete(path))
        return held
    held.state, held.path, held.size, held.sha256 = PackState.DONE, path, made.size, made.sha256
    held.lines, held.photos, held.left_out, held.seals = len(found.lines), made.photos, made.left_out, made.seals
    held.seen, held.done_at = held.total, now
    held.save()
    ledger.record(
        "service.pack_made", found.subject, by=held.staff or held.by, at=now, seen_by=Seen.RESIDENT, count=held.lines,
        photos=held.photos, sha256=held.sha256,
    )  # fmt: skip
    return held


@transaction.atomic
def fetch(pack: Pack, *, by: Person | Staff, now: datetime) -> Pack:
    """Somebody takes the file: a line, theirs to read whom it is about. Raises NotNow where there is none (any more)."""
    rules.check_may_make(subject := queries.subject_of(pack.about, pack.subject_id), by)
    rules.check_can_fetch(pack)
    kind = "service.pack_fetched" if pack.staff_id else "service.own_pack_fetched"
    ledger.record(kind, subject, by=by, at=now, seen_by=Seen.RESIDENT, **_why(pack))
    if isinstance(by, Staff):
        _note_look(pack, subject, by, now)
    return pack


@transaction.atomic
def open_page(pack: Pack, *, by: Staff, now: datetime) -> None:
    """A colleague reads a pack's page, what for and for whom: a look its household reads of, one within half an hour.

    What the pack is for is told by the line of its asking, and is not typed into the look again.
    """
    where = queries.subject_of(pack.about, pack.subject_id).where
    home = Household.objects.select_related("room").filter(pk=where.household_id).first()
    if home is None or look_queries.looks_still(by, what=PAGE, household=home, matter=matter_of(pack), now=now):
        return
    looks.note(
        ViewingKind.HOME, project_id=home.project_id, household=home, by=by, now=now, what=PAGE,
        matter=matter_of(pack),
    )  # fmt: skip
    ledger.record("people.looked_at", home, by=by, at=now, seen_by=Seen.RESIDENT, what=PAGE)


def matter_of(pack: Pack) -> tuple[str, int]:
    """The pack as a look names what it was for."""
    return pack._meta.label_lower, pack.pk


def _note_look(pack: Pack, subject: queries.Subject, by: Staff, now: datetime) -> None:
    """A pack about a home is a look at it; one of a whole period is a look at everyone of the project."""
    where = subject.where
    if where.project_id and (where.household_id or pack.about == PackAbout.PERIOD):
        home = Household.objects.select_related("room").filter(pk=where.household_id).first()
        looks.note(
            ViewingKind.EXPORT, project_id=where.project_id, household=home, by=by, now=now, what=PACK, why=pack.purpose
        )


def forget_old(*, now: datetime) -> int:
    """Files a month old go; how many. What was in them is told by the row, and can be put together anew from the ledger."""
    past = list(queries.past(now - KEPT))
    for pack in past:
        default_storage.delete(pack.path)
        Pack.objects.filter(pk=pack.pk).update(state=PackState.GONE, path="")
    return len(past)
