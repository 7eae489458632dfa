"""What the jobs do with a sheet: check it, and carry it in. Safe to run twice: each batch is written once."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from xiwei.ledger import actions as ledger
from xiwei.people.actions.importing import carrying
from xiwei.people.importing import mending, reading
from xiwei.people.importing.files import ASIDE, FACTS, FATES, GROUND, LEFT_OUT, REFUSED, SHEET, Folder
from xiwei.people.importing.ground import Ground, read_as
from xiwei.people.importing.homes import Sheet
from xiwei.people.importing.plan import Fate, Plan, RowFate, refused_cells
from xiwei.people.importing.reading import Reading
from xiwei.people.models import Import, ImportState
from xiwei.people.queries import importing as queries
from xiwei.shared import sheets
from xiwei.shared.refusals import Refused

ORDER = [Fate.REFUSED, Fate.CREATED, Fate.UPDATED, Fate.UNCHANGED]


class Overtaken(Exception):
    """Another worker carries this sheet in: this one must not write its batch a second time."""


def check(sent: Import, *, now: datetime) -> Import:
    """Work out the fate of every row and keep it for the preview; in the estate nothing is written.

    A sheet that cannot be read fails with its sentence. Does nothing unless the import is being checked.
    """
    if sent.state != ImportState.CHECKING:
        return sent
    try:
        table, found = _read(sent)
        sheet = carrying.sheet_of(sent.project, found)
        known, new = queries.known(sent.project), Ground()
        fates, tally = refused_cells(found.wrong), Tally()
        for plan in carrying.plan_all(sent.project, found, sheet, now=now):
            fates += plan.fates
            tally.add(plan)
            new.add(plan)
            _progress(sent, len(fates))
    except Refused as refused:
        return _fail(sent, refused.sentence, now)
    _keep(sent, table, fates)
    mapping = reading.mapping_of(table, sent.mapping)
    Folder(sent.folder).put_json(LEFT_OUT, reading.left_out(mapping))
    Folder(sent.folder).put_json(ASIDE, reading.aside(table, mapping))
    # A project without buildings is begun by its sheet: there everything is new, and nothing is worth a warning.
    Folder(sent.folder).put_json(GROUND, [new.said() if known.buildings else [], read_as(found.written, known)])
    tally.tell(sent, fates, found.total)
    sent.state, sent.ended_at = ImportState.CHECKED, now
    sent.save()
    return sent


def run(sent: Import, *, now: datetime) -> Import:
    """Carry the sheet in, batch by batch; a run that was cut off goes on behind the last batch it committed.

    At its end: the project's line, the sheet of refused rows, and the uploaded file is gone. Does nothing unless
    the import is running.
    """
    if sent.state != ImportState.RUNNING:
        return sent
    try:
        table, found = _read(sent)
    except Refused as refused:
        return _fail(sent, refused.sentence, now)
    sheet = _facts(sent, found)

    def keep(index: int, plan: Plan) -> None:
        _commit(sent, index, plan)

    for _ in carrying.write_all(sent.project, found, sheet, by=_sender(sent), now=now, first=sent.batches, keep=keep):
        pass
    return _finish(sent, table, found, now=now)


def _read(sent: Import) -> tuple[sheets.Table, Reading]:
    table = reading.open_table(Folder(sent.folder).get(SHEET), sent.filename)
    found = reading.read(table, reading.mapping_of(table, sent.mapping))
    if sent.total != found.total:
        Import.objects.filter(pk=sent.pk).update(total=found.total)
        sent.total = found.total
    return table, found


def _facts(sent: Import, found: Reading) -> Sheet:
    """What held as the run began, and holds for whoever goes on with it.

    Which phones this project knows: a second run must not meet the first's people. And where the batches are cut:
    a program that came between with another BATCH would skip rows.
    """
    folder = Folder(sent.folder)
    if not folder.has(FACTS):
        placed = dict(carrying.sheet_of(sent.project, found).placed)
        folder.put_json(FACTS, {"placed": placed, "batch": reading.BATCH})
    facts = folder.get_json(FACTS)
    found.batch = facts["batch"]
    return Sheet(found.names, facts["placed"], found.told)


def _commit(sent: Import, index: int, plan: Plan) -> None:
    """Within the batch's transaction: its fates to a file of its own, and the mark that it is done."""
    held = queries.lock(sent)
    if held.state != ImportState.RUNNING or held.batches != index:
        raise Overtaken(f"import {sent.pk} stands at batch {held.batches}, not {index}")
    tally = Tally()
    tally.add(plan)
    links = [fate._replace(household=_home(plan, fate)) for fate in plan.fates]
    # The file comes first: should the commit fail, the next run writes it anew.
    Folder(sent.folder).put_json(_batch_file(index), [links, tally.as_list()])
    held.batches, held.seen = index + 1, held.seen + len(plan.fates)
    held.save(update_fields=["batches", "seen"])
    sent.batches, sent.seen = held.batches, held.seen


def _home(plan: Plan, fate: RowFate) -> int | None:
    household = plan.homes_met.get(fate.row)
    return household.pk if household else None


def _batch_file(index: int) -> str:
    return f"batches/{index:05d}.json"


def _finish(sent: Import, table: sheets.Table, found: Reading, *, now: datetime) -> Import:
    """Gather the batches' fates, write what is to be mended, and say the whole in one line."""
    folder = Folder(sent.folder)
    fates, tally = refused_cells(found.wrong), Tally()
    for index in range(sent.batches):
        rows, counted = folder.get_json(_batch_file(index))
        fates += [RowFate(row, Fate(fate), *rest) for row, fate, *rest in rows]
        tally.add_list(counted)
    _keep(sent, table, fates)
    with transaction.atomic():
        held = queries.lock(sent)
        if held.state != ImportState.RUNNING:
            return held
        tally.tell(held, fates, found.total)
        held.state, held.ended_at = ImportState.DONE, now
        held.save()
        counts = {"created": held.created, "updated": held.updated, "refused": held.refused}
        carrying.say(held.project, file=held.filename, by=_sender(held), now=now, **counts)
        transaction.on_commit(lambda: folder.drop(SHEET, FACTS, *(_batch_file(n) for n in range(held.batches))))
    return held


def _sender(sent: Import) -> ledger.By:
    """Whoever set it going, for the lines it writes."""
    assert sent.by is not None, "a sheet of the pages has someone who sent it"
    return sent.by


def _keep(sent: Import, table: sheets.Table, fates: Sequence[RowFate]) -> None:
    """The fates for the page, those to be mended first; and the refused rows as a sheet."""
    folder = Folder(sent.folder)
    by_fate: dict[Fate, list[RowFate]] = {fate: [] for fate in ORDER}
    for row in fates:
        by_fate[row.fate].append(row)
    for rows in by_fate.values():
        rows.sort(key=lambda row: row.row)
    folder.put_lines(FATES, _in_order(by_fate.values()))
    folder.put(REFUSED, mending.refused_sheet(table, by_fate[Fate.REFUSED]))


def _in_order(each: Iterable[Sequence[RowFate]]) -> Iterator[RowFate]:
    for rows in each:
        yield from rows


def _progress(sent: Import, seen: int) -> None:
    Import.objects.filter(pk=sent.pk).update(seen=seen)


def _fail(sent: Import, sentence: str, now: datetime) -> Import:
    sent.state, sent.problem, sent.ended_at = ImportState.FAILED, sentence[:300], now
    sent.save(update_fields=["state", "problem", "ended_at"])
    return sent


class Tally:
    """Distinct rooms, households and people of the rows that were not refused, over all batches."""

    def __init__(self) -> None:
        self.rooms = self.households = self.nameless = 0
        self.phones: set[str] = set()

    def add(self, plan: Plan) -> None:
        """Count a batch. A room is in one batch only; a person may hold rooms in several."""
        self.rooms += plan.room_count
        self.households += plan.household_count
        self.nameless += plan.nameless
        self.phones |= plan.phones

    def as_list(self) -> list[Any]:
        """For the batch's file."""
        return [self.rooms, self.households, self.nameless, sorted(self.phones)]

    def add_list(self, counted: list[Any]) -> None:
        """From the batch's file."""
        rooms, households, nameless, phones = counted
        self.rooms, self.households = self.rooms + rooms, self.households + households
        self.nameless += nameless
        self.phones.update(phones)

    @property
    def people(self) -> int:
        """By phone; those without one by their home."""
        return len(self.phones) + self.nameless

    def tell(self, sent: Import, fates: Sequence[RowFate], total: int) -> None:
        """Set the import's counts."""
        sent.rooms, sent.households, sent.people = self.rooms, self.households, self.people
        sent.total = sent.seen = total
        for fate in ORDER:
            setattr(sent, fate.value, sum(row.fate is fate for row in fates))
