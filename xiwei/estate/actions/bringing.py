"""What is sent in bulk: taken up, its zips read, put right, set going, given up."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils.dateparse import parse_date
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from django_tasks.base import Task

from xiwei.estate.models import Batch, BatchState, Fate, Item, Project
from xiwei.estate.papers import bags, files, formats, kinds, nouns, sorting
from xiwei.estate.queries import batches as queries
from xiwei.estate.queries import subjects
from xiwei.estate.rules import batches as rules
from xiwei.estate.rules.documents import check_kind
from xiwei.estate.rules.ground import Keeper
from xiwei.shared.refusals import BadInput, Refused

READ, CARRY = "xiwei.estate.jobs.read_batch", "xiwei.estate.jobs.carry_batch"
KEPT, KEPT_NAMES = timedelta(days=7), timedelta(days=30)
SLICE = 200


@transaction.atomic
def take_up(project: Project, *, sent: Sequence[files.Sent], paths: Sequence[str], by: Keeper, now: datetime) -> Batch:
    """Look at many files and keep those that may be kept; nothing is in the archive before it was seen and started.

    `paths` are the folders and names as the browser knew them, where it did. A file that is not taken has its sentence, the
    rest go on; zips are read by the worker. Raises NotAllowed without archive.keep, BadInput for none or too many.
    """
    rules.check_may_bring(by, project)
    rules.check_some(len(sent))
    actor = by.actor
    batch = Batch.objects.create(
        company_id=project.company_id, project=project, sent_at=now, sent_by_label=actor.label[:60],
        sent_by=[actor.label, actor.person_id, actor.staff_id],
    )  # fmt: skip
    items: list[Item] = []
    try:
        _take_all(batch, sent, paths, items)
    except BaseException:  # a file is in no transaction: what was kept for a refused batch goes
        files.drop_all([*(one.stored for one in items if one.stored), *(stored for stored, _ in batch.bags)])
        raise
    return _read_later(batch) if batch.bags else _ready(batch)


def _take_all(batch: Batch, sent: Sequence[files.Sent], paths: Sequence[str], items: list[Item]) -> None:
    for place, file in enumerate(sent):
        path = paths[place] if len(paths) == len(sent) else str(file.name or "")
        if formats.extension(formats.clean_name(path)) == "zip":
            _lay_by(batch, file, path)
        else:
            items.append(_looked_at(batch, file, path, len(items)))
    _sorted_in(batch, items)


def _lay_by(batch: Batch, file: files.Sent, path: str) -> None:
    """A zip waits for the worker."""
    name = formats.clean_name(path)
    file.seek(0, 2)  # type: ignore[call-arg]
    size = file.tell()  # type: ignore[attr-defined]
    if size > bags.MOST_BYTES:
        raise BadInput(
            gettext("“{name}”有 {size} MB，一个 zip 最多 {most} MB。请分几个传。").format(
                name=name, size=size // 1024**2, most=bags.MOST_BYTES // 1024**2
            )
        )
    stored = files.keep(file, files.fresh_path(batch.company_id, "incoming"))
    batch.bags.append([stored, name])


def _looked_at(batch: Batch, file: files.Sent, path: str, place: int, bag: str = "") -> Item:
    """One file, kept where it will stay; or its sentence."""
    item = Item(
        company_id=batch.company_id, batch=batch, place_in=place, sent_as=path[-300:], bag=bag,
        filename=formats.clean_name(path), fate=Fate.REFUSED,
    )  # fmt: skip
    try:
        item.filename, item.format, item.sha256, item.size = files.look_at(_Named(file, path))
        item.stored = files.keep(file, files.fresh_path(batch.company_id, item.sha256))
        item.fate = Fate.READY
    except BadInput as refused:
        item.problem = refused.sentence[:200]
    return item


@dataclass
class _Named:
    """An open file under the name it was sent by."""

    file: files.Sent
    name: str

    def read(self, size: int = -1, /) -> bytes:
        return self.file.read(size)

    def seek(self, offset: int, /) -> object:
        return self.file.seek(offset)


def _sorted_in(batch: Batch, items: Sequence[Item]) -> None:
    """Say of each file where it would go, and which the archive has already; and write them."""
    ground = subjects.Ground(batch.project)
    for item in items:
        if item.fate == Fate.READY:
            _sort(item, ground)
    _mark_known(batch, items)
    Item.objects.bulk_create(items, batch_size=500)


def _sort(item: Item, ground: subjects.Ground) -> None:
    found = sorting.kind_of(item.sent_as)
    kind = found or kinds.kind(kinds.OTHER)
    item.kind, item.guessed, item.name = kind.code, found is None, formats.title_of(item.filename)
    subject = sorting.settled(kind, ground.near(item.sent_as))
    if subject is None:
        item.fate, item.problem = Fate.LEFT, gettext("没认出属于哪一处，请写在“属于”里。")
        return
    _belongs(item, subjects.fitting(subject, kind.of))


def _belongs(item: Item, subject: nouns.Subject) -> None:
    item.of_noun, item.of_id, item.of_label = subject.noun, subject.pk, subject.label[:80]


def _mark_known(batch: Batch, items: Sequence[Item]) -> None:
    """The same bytes for the same thing are not put twice, whether from before or from this batch."""
    there = queries.there(batch.company_id, {item.sha256 for item in items if item.sha256})
    for item in items:
        key = (item.sha256, item.of_noun, item.of_id or 0)
        if item.fate != Fate.READY:
            continue
        if key in there:
            item.fate, item.problem = Fate.KNOWN, gettext("档案里已经有这一份，不再存。")
            transaction.on_commit(partial(files.drop, item.stored))
            item.stored = ""
        there.add(key)


@transaction.atomic
def _read_later(batch: Batch) -> Batch:
    _send_off(batch, READ)
    return batch


def _ready(batch: Batch) -> Batch:
    batch.state, batch.total = BatchState.READY, batch.items.count()
    batch.save()
    return batch


def _send_off(batch: Batch, job: str) -> None:
    task: Task = import_string(job)
    batch.job = str(task.enqueue(batch.pk).id)
    batch.save()


def read_bags(batch: Batch) -> Batch:
    """Unpack its zips, file by file: the worker's. A second run begins a zip again. Does nothing unless it is being read."""
    if batch.state != BatchState.READING:
        return batch
    for stored, name in batch.bags:
        _forget_items(batch.items.filter(bag=name))
        try:
            with files.open_kept(stored) as file:
                _read_bag(batch, bags.Bag(file, name), name)
        except Refused as refused:
            batch.problem = f"{batch.problem}{refused.sentence}"[:300]
        except FileNotFoundError:
            batch.problem = gettext("压缩包不在了，请重新上传。")
    with transaction.atomic():
        held = queries.lock(batch)
        if held.state != BatchState.READING:
            return held
        gone, held.bags, held.problem = held.bags, [], batch.problem
        transaction.on_commit(lambda: files.drop_all(stored for stored, _ in gone))
        return _ready(held)


def _read_bag(batch: Batch, bag: bags.Bag, name: str) -> None:
    first = batch.items.count()
    for start in range(0, len(bag.entries), SLICE):
        some = bag.entries[start : start + SLICE]
        items = [_unpacked(batch, bag, one, first + start + place, name) for place, one in enumerate(some)]
        with transaction.atomic():
            _sorted_in(batch, items)
            Batch.objects.filter(pk=batch.pk).update(total=len(bag.entries), done=start + len(items))


def _unpacked(batch: Batch, bag: bags.Bag, entry: bags.Entry, place: int, name: str) -> Item:
    try:
        with bag.unpack(entry) as file:
            return _looked_at(batch, file, entry.path, place, name)
    except BadInput as refused:
        clean = formats.clean_name(entry.path)
        return Item(
            company_id=batch.company_id, batch=batch, place_in=place, sent_as=entry.path[-300:], bag=name,
            filename=clean, fate=Fate.REFUSED, problem=refused.sentence[:200],
        )  # fmt: skip


@dataclass(frozen=True)
class Correction:
    """What the keeper says of one file of the preview."""

    kind: str
    of: str
    name: str
    leave: bool = False
    expires: str = ""


@transaction.atomic
def correct(batch: Batch, *, said: Mapping[int, Correction], by: Keeper, now: datetime) -> list[str]:
    """Put right where files go; gives the sentences of those that could not be placed, which stay aside as they were typed.

    What was left aside may be put right after the others were put. Raises NotAllowed without archive.keep, NotNow while the
    batch is under way or given up.
    """
    batch = queries.lock(batch)
    rules.check_may_bring(by, batch.project)
    rules.check_ready(batch)
    wrong = []
    found = list(batch.items.filter(pk__in=said, fate__in=[Fate.READY, Fate.LEFT]))
    for item in found:
        if problem := _correct_one(batch, item, said[item.pk]):
            wrong.append(f"{item.filename}：{problem}")
    _mark_known(batch, [item for item in found if item.fate == Fate.READY])
    fields = [
        "kind",
        "name",
        "fate",
        "problem",
        "of_noun",
        "of_id",
        "of_label",
        "said_of",
        "expires_on",
        "guessed",
        "stored",
    ]
    Item.objects.bulk_update(found, fields, batch_size=200)
    return wrong


def _correct_one(batch: Batch, item: Item, said: Correction) -> str:
    subject = subjects.by_words(batch.project, said.of) if said.of != item.of_label else _as_it_is(item)
    item.fate, item.problem = Fate.LEFT, _as_typed(item, said)
    if said.leave or item.problem:
        return item.problem
    if subject is None:
        item.problem = gettext("没找到“{of}”，请写楼栋、房号或地点的名称。").format(of=said.of)[:200]
        return item.problem
    try:
        check_kind(said.kind, fitted := subjects.fitting(subject, kinds.kind(said.kind).of))
    except BadInput as refused:
        item.problem = refused.sentence[:200]
        return item.problem
    item.fate, item.said_of = Fate.READY, ""
    _belongs(item, fitted)
    return ""


def _as_typed(item: Item, said: Correction) -> str:
    """Keep what was written, whether or not it can be understood; the sentence of a day that is none."""
    item.name = said.name.strip()[:120] or item.name
    item.said_of = said.of.strip()[:80] if said.of != item.of_label else ""
    if said.kind in kinds.kinds():
        item.guessed = item.guessed and item.kind == said.kind
        item.kind = said.kind
    try:
        item.expires_on = parse_date(said.expires)
    except ValueError:
        item.expires_on = None
    return gettext("到期日没看懂，请写成 2027-01-31 这样。") if said.expires and item.expires_on is None else ""


def _as_it_is(item: Item) -> nouns.Subject | None:
    return nouns.subject(item.of_noun, item.of_id) if item.of_id else None


@transaction.atomic
def start(batch: Batch, *, by: Keeper, now: datetime) -> Batch:
    """Put what was shown into the archive: the worker does it, and the page may be left."""
    batch = queries.lock(batch)
    rules.check_may_bring(by, batch.project)
    rules.check_ready(batch)
    rules.check_some_ready(queries.counts(batch)[Fate.READY])
    rules.check_may_put_kinds(by, batch.project, queries.kinds_in(batch))
    actor = by.actor
    batch.sent_by = [actor.label, actor.person_id, actor.staff_id]
    batch.state, batch.done, batch.total = BatchState.RUNNING, 0, queries.counts(batch)[Fate.READY]
    _send_off(batch, CARRY)
    return batch


@transaction.atomic
def go_on(batch: Batch, *, by: Keeper, now: datetime) -> Batch:
    """Take up again what stopped in the middle: what is put stays, the rest follows."""
    batch = queries.lock(batch)
    rules.check_may_bring(by, batch.project)
    rules.check_stranded(queries.is_stranded(batch))
    _send_off(batch, CARRY if batch.state == BatchState.RUNNING else READ)
    return batch


@transaction.atomic
def give_up(batch: Batch, *, by: Keeper, now: datetime) -> Batch:
    """Put none of it: its files go."""
    batch = queries.lock(batch)
    rules.check_may_bring(by, batch.project)
    rules.check_can_drop(batch)
    return _drop(batch, now)


def _drop(batch: Batch, now: datetime) -> Batch:
    gone = [stored for stored, _ in batch.bags]
    batch.state, batch.ended_at, batch.bags = BatchState.DROPPED, now, []
    batch.save()
    _forget_items(batch.items.all())
    transaction.on_commit(lambda: files.drop_all(gone))
    return batch


@transaction.atomic
def _forget_items(items: object) -> None:
    """Rows and bytes of files that were not put."""
    stored = [one for one in items.exclude(fate=Fate.TAKEN).values_list("stored", flat=True) if one]  # type: ignore[attr-defined]
    items.exclude(fate=Fate.TAKEN).delete()  # type: ignore[attr-defined]
    transaction.on_commit(lambda: files.drop_all(stored))


def forget_names(noun: str, ids: Collection[int]) -> int:
    """What files of these things were called when they were sent goes too; how many."""
    return Item.objects.filter(of_noun=noun, of_id__in=ids).delete()[0]


def forget_old(*, now: datetime) -> int:
    """Drop batches nobody started within a week, and after a month what the files of the others were called; how many.

    No line: nothing of the first was ever in the archive, and of the others the documents' own lines tell.
    """
    for batch in queries.ended_before(now - KEPT_NAMES):
        with transaction.atomic():
            _forget_items(queries.lock(batch).items.all())
            batch.items.all().delete()
    waiting = queries.old(now - KEPT)
    for batch in waiting:
        with transaction.atomic():
            _drop(queries.lock(batch), now)
    return len(waiting)
